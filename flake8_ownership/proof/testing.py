"""For tests that `--ownership-write-tests` wrote: one test of the project again, with one failure injected."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flake8_ownership.ownership import proved
from flake8_ownership.ownership.proved import Shown


@dataclass(frozen=True, slots=True)
class Result:
    """What the runs have shown."""

    runs: tuple[Shown, ...]
    output: str

    @property
    def is_reported(self) -> bool:
        """Whether somebody is told of the failure on each road by which the test reaches the call."""
        return bool(self.runs) and all(run.ending == "reported" for run in self.runs)

    def __str__(self) -> str:
        told = [f"{run.ending} in {run.where.function if run.where else '?'}: {run.why}" for run in self.runs]
        return "; ".join(told) or f"the test did not reach the call\n{self.output[-2000:]}"


def prove(test: str, *, call: str, failure: str = "general", root: str | Path = ".") -> Result:
    """Runs a test in a process of its own, by its node id, with a failure at the call of an id. `root` is the folder
    that both are told from."""
    with TemporaryDirectory() as name:
        report = Path(name) / "report.json"
        # A cache of its own: without one, `--lf` of the project's settings would be no option; with its own, a choice.
        command = [sys.executable, "-m", "pytest", "-q", f"--rootdir={root}", "-o", f"cache_dir={Path(name) / 'cache'}"]
        command += ["--ownership", f"--ownership-only={call}", f"--ownership-failure={failure}"]
        command += [f"--ownership-report={report}", "--ownership-write-tests=", test]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, errors="replace", check=False)
        if not report.exists():
            return Result((), done.stdout + done.stderr)
        runs = tuple(run for one in proved.read(str(report)).calls if one.id == call for run in one.runs)
    return Result(runs, done.stdout)


def assert_reported(test: str, *, call: str, failure: str = "general", root: str | Path = ".") -> None:
    """Fails as long as nobody is told of a failure at a call, by whatever road the test reaches it."""
    shown = prove(test, call=call, failure=failure, root=root)
    if not shown.is_reported:
        raise AssertionError(str(shown))
