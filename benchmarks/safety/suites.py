"""Runs the test suites of real packages before and after their fix: `python benchmarks/safety/suites.py [NAME …]`.

For each package of `suites.json`, in an environment of its own below the user's cache folder:

- its suite runs on the untouched source, several times; a test whose outcome changes is flaky and left out;
  so is one that differs after a fix and no longer does when the suite runs on the same source again;
- its source, its tests aside, is fixed with `--unsafe-fixes`: once as it stands (`as it is`), and once more from its
  beginning with every rule, an entry log and a counting function that is put into the package (`counted`);
- its suite runs on each, and the outcome of each test is compared.

All runs happen in the folder that the package is installed from, one after the other, so the tests can import nothing
else. How many of the calls that a fix added have run, `coverage` says. Prints a Markdown table, and the tests whose
outcome differs on standard error; 1 where there are any.

The environments hold what `suites/NAME.txt` pins: what `pip freeze` said when the suite was chosen, for Python 3.11.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).parent.parent / "accuracy"))
from packages import CACHE, source_of

FOLDER = Path(__file__).parent
COUNTING = '''"""Counts what the fixes count."""

from collections import Counter

COUNTS: Counter[str] = Counter()


def increment(name: str) -> None:
    COUNTS[name] += 1
'''
COLUMNS = (
    "package",
    "fixed",
    "fixes",
    "tests compared",
    "of them pass",
    "flaky, left out",
    "outcome differs",
    "added calls that ran",
    "of them in handlers",
)
Test = tuple[str, str]
Outcomes = dict[Test, str]


@dataclass(frozen=True)
class Run:
    """One run of a suite: what became of each test, and the rows that ran and that did not, by file."""

    outcomes: Outcomes
    ran: dict[str, set[int]]


class Suite:
    """A package with its suite. `home` holds the environment, the `pristine` source, and the `tree` that runs use."""

    def __init__(self, entry: dict[str, Any]) -> None:
        self.entry = entry
        self.name: str = entry["name"]
        self.home = CACHE / "suites" / self.name
        self.tree = self.home / "tree"
        self.pristine = self.home / "pristine"
        self.python = self.home / "venv" / "bin" / "python"

    def set_up(self) -> None:
        """The environment, with the package installed from the tree. Raises CalledProcessError."""
        if self.pristine.is_dir():
            return
        shutil.rmtree(self.home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", self.python.parent.parent], check=True)
        (unpacked,) = source_of(self.entry).iterdir()
        shutil.copytree(unpacked, self.tree, symlinks=True)
        pip = [self.python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", FOLDER / "suites" / f"{self.name}.txt"], check=True)
        subprocess.run([*pip, "--no-deps", "--editable", self.tree], check=True)
        shutil.copytree(self.tree, self.pristine, symlinks=True)

    def lay(self) -> None:
        """The untouched source, in the folder that the package is installed from."""
        shutil.rmtree(self.tree)
        shutil.copytree(self.pristine, self.tree, symlinks=True)

    def fix(self, *arguments: str) -> int:
        """Fixes the package in the tree; returns how many findings were mended."""
        command = [sys.executable, "-m", "flake8_ownership", "fix", "--unsafe-fixes", "--no-cache", *arguments]
        done = subprocess.run(
            [*command, self.entry["package"]], cwd=self.tree, capture_output=True, text=True, check=False
        )
        if done.returncode > 1:
            raise SystemExit(f"{self.name}: {done.stderr[-2000:]}")
        return int(done.stderr.strip().splitlines()[-1].partition(" ")[0])

    def run(self, label: str) -> Run:
        """Runs the suite on what the tree holds. Its report and its output are left in `home`, named by the label."""
        report, data = self.home / f"{label}.xml", self.home / f"{label}.coverage"
        for path in (report, data):
            path.unlink(missing_ok=True)
        settings = self.home / "coveragerc"
        settings.write_text(
            f"[run]\nsource = {self.tree / self.entry['package']}\n"
            f"concurrency = {self.entry.get('concurrency', 'thread')}\n",
            encoding="utf-8",
        )
        coverage = [str(self.python), "-m", "coverage"]
        command = [*coverage, "run", f"--rcfile={settings}", f"--data-file={data}", "-m", "pytest"]
        command += [
            "-p",
            "no:cacheprovider",
            "-o",
            "junit_family=xunit1",
            f"--junitxml={report}",
            *self.entry["pytest"],
        ]
        self._bounded(command, self.home / f"{label}.log")
        if not report.exists():
            raise SystemExit(f"{self.name}: the suite came to no end, see {self.home / f'{label}.log'}")
        rows = self.home / f"{label}.json"
        subprocess.run(
            [*coverage, "json", "--quiet", f"--rcfile={settings}", f"--data-file={data}", "-o", str(rows)], check=True
        )
        return Run(_outcomes(report), _rows_that_ran(rows, self.tree))

    def _bounded(self, command: list[str], log: Path) -> None:
        """Runs a command and whatever it starts, for as long as the entry's `seconds` allow."""
        home = self.home / "home"
        home.mkdir(exist_ok=True)
        environment = {
            **os.environ,
            "HOME": str(home),
            "PATH": f"{self.python.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONHASHSEED": "0",
            **self.entry.get("environment", {}),
        }
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "PYTHONPATH"):
            environment.pop(name, None)
        with log.open("w", encoding="utf-8") as output:
            running = subprocess.Popen(
                command, cwd=self.tree, env=environment, stdout=output, stderr=output, start_new_session=True
            )
            try:
                with suppress(subprocess.TimeoutExpired):
                    running.wait(self.entry.get("seconds", 900))
            finally:
                _end(running)

    def added(self) -> Iterator[tuple[str, int, bool]]:
        """The calls that a fix has added to the tree, or changed: file, row, and whether it is in a handler."""
        for path in sorted((self.tree / self.entry["package"]).rglob("*.py")):
            name = path.relative_to(self.tree).as_posix()
            before = self.pristine / name
            if path.is_symlink() or not before.exists() or before.read_bytes() == path.read_bytes():
                continue
            rows = _rows_added(before.read_text(encoding="utf-8"), path.read_text(encoding="utf-8"))
            for row, handled in _calls(ast.parse(path.read_bytes()), False):
                if row in rows:
                    yield name, row, handled


def main() -> int:
    """Prints the table; 1 where an outcome differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--rounds", type=int, default=2, help="runs on the untouched source")
    options = parser.parse_args()
    print("| " + " | ".join(COLUMNS) + " |")
    print("|---" * len(COLUMNS) + "|", flush=True)
    differ = 0
    for entry in json.loads((FOLDER / "suites.json").read_text(encoding="utf-8")):
        if not options.names or entry["name"] in options.names:
            differ += _compared(Suite(entry), options.rounds)
    return 1 if differ else 0


def _compared(suite: Suite, rounds: int) -> int:
    """Prints a package's two rows; returns how many outcomes differ. Names the tests on standard error."""
    suite.set_up()
    untouched = []
    for number in range(rounds):
        suite.lay()
        untouched.append(suite.run(f"untouched-{number}").outcomes)
    before = untouched[0]
    flaky = set().union(*(_differing(before, outcomes) for outcomes in untouched))
    differ = 0
    for label in ("as it is", "counted"):
        suite.lay()
        mended = suite.fix(*(_counting(suite) if label == "counted" else ()))
        after = suite.run(label.replace(" ", "-"))
        others = _differing(before, after.outcomes) - flaky
        if others:
            again = suite.run(f"{label.replace(' ', '-')}-again").outcomes
            changing = others & _differing(after.outcomes, again)
            flaky |= changing
            others -= changing
        for test in sorted(others):
            print(f"  {'::'.join(test)}: {before.get(test)} -> {after.outcomes.get(test)}", file=sys.stderr)
        differ += len(others)
        steady = [outcome for test, outcome in before.items() if test not in flaky]
        cells = [f"{suite.name} {suite.entry['version']}", label, mended, len(steady), steady.count("passed")]
        cells += [len(flaky), len(others), *_proportions(list(suite.added()), after.ran)]
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    return differ


def _differing(one: Outcomes, other: Outcomes) -> set[Test]:
    return {test for test in {*one, *other} if one.get(test) != other.get(test)}


def _proportions(added: list[tuple[str, int, bool]], ran: dict[str, set[int]]) -> Iterator[str]:
    """How many of the calls that a fix added ran: of all, and of those in handlers."""
    for calls in (added, [call for call in added if call[2]]):
        yield f"{sum(row in ran.get(name, ()) for name, row, _ in calls)} of {len(calls)}"


def _counting(suite: Suite) -> tuple[str, ...]:
    """Puts a module that counts into the package; returns the arguments by which fixes use it and every rule is on."""
    package = Path(suite.entry["package"])
    (suite.tree / package / "ownership_counts.py").write_text(COUNTING, encoding="utf-8")
    metrics = f'metrics = "{package.name}.ownership_counts:increment"'
    return "--enable=OWN", "--config", metrics, "--config", 'entry-log = "info"'


def _end(running: subprocess.Popen[bytes]) -> None:
    """Ends a process that leads a session, with what it has left running."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def _outcomes(report: Path) -> Outcomes:
    """What became of each test by a JUnit report; one that is told twice has both."""
    found: Outcomes = {}
    for case in ElementTree.parse(report).iter("testcase"):
        test = (case.get("file") or case.get("classname", ""), f"{case.get('classname')}.{case.get('name')}")
        told = [child.tag for child in case if child.tag in {"failure", "error", "skipped"}]
        outcome = "+".join(told) or "passed"
        found[test] = f"{found[test]}+{outcome}" if test in found else outcome
    return found


def _rows_that_ran(report: Path, tree: Path) -> dict[str, set[int]]:
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {os.path.relpath(tree / name, tree): set(told["executed_lines"]) for name, told in files.items()}


def _rows_added(before: str, after: str) -> set[int]:
    """The rows of a text that another one has not; a line that only moved deeper is in both."""
    old, new = ([line.strip() for line in text.splitlines()] for text in (before, after))
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return {row + 1 for tag, *_, first, last in changes if tag in {"insert", "replace"} for row in range(first, last)}


def _calls(node: ast.AST, handled: bool) -> Iterator[tuple[int, bool]]:
    """The rows of statements that are a call and no more, and whether they are in a handler."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Call):
            yield child.lineno, handled
        yield from _calls(child, handled or isinstance(child, ast.ExceptHandler))


if __name__ == "__main__":
    sys.exit(main())
