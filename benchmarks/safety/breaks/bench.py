"""How a row of the table is tried: the tool as a process with a bound on its time, in a folder of the row's own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Beside the interpreter: `python -m` would put the folder that is checked on the path of imports.
TOOL = str(Path(sys.executable).with_name("flake8-ownership"))
FLAKE8 = str(Path(sys.executable).with_name("flake8"))
PATIENCE = 60  # seconds, after which a run counts as hanging

HEAD = "import httpx\n"
SITE = 'async def f(c: httpx.AsyncClient):\n    await c.get("u")\n'
UNOWNED = HEAD + SITE
TOLD = "OWN101"
# What the default rules say of `UNOWNED` is a matter of settings; that a call nobody owns is told is not.
EVERY_CALL = "--config=granularity='call'"
_COUNT = re.compile(
    r"(?:checked |no Python files found|nothing found|\d+ (?:findings?|errors?|fix(?:es|ed)?|mended|files?)\b)"
)
HOG = 4_000_000_000  # bytes of memory, beyond which a run is a hog


@dataclass(frozen=True)
class Ran:
    """How a process ended; `code` is None where it had to be killed."""

    code: int | None
    out: str
    err: str
    seconds: float

    @property
    def crashed(self) -> bool:
        return self.code is None or "Traceback" in self.err or "Traceback" in self.out or "OWN000" in self.out

    @property
    def told(self) -> bool:
        """Whether a call that nobody owns was reported, so that the run did its work."""
        return TOLD in self.out

    @property
    def complaints(self) -> list[str]:
        """The lines on stderr but for the count of all that was found."""
        return [line for line in self.err.splitlines() if not _COUNT.match(line)]

    def __str__(self) -> str:
        if self.code is None:
            return f"killed after {PATIENCE} s"
        lines = len(self.complaints)
        said = f"{lines} line{'' if lines == 1 else 's'} of complaint" if lines else "no complaint"
        return f"exit {self.code}, {said}{', a traceback' * self.crashed}"


@dataclass(frozen=True)
class Outcome:
    """What became of a row, in plain words, and whether that is as it should be."""

    words: str
    holds: bool


@dataclass(frozen=True)
class Row:
    """One fault of the first version: how to bring it about in an empty folder, and the test that keeps it away."""

    number: str
    tried: str
    test: str
    run: Callable[[Path], Outcome]


ROWS: list[Row] = []


def row(number: str, tried: str, test: str) -> Callable[[Callable[[Path], Outcome]], Callable[[Path], Outcome]]:
    def register(run: Callable[[Path], Outcome]) -> Callable[[Path], Outcome]:
        ROWS.append(Row(number, tried, test, run))
        return run

    return register


def run(
    command: Sequence[str],
    folder: Path,
    *,
    env: Mapping[str, str] | None = None,
    setup: Callable[[], None] | None = None,
    into: Path | None = None,
) -> Ran:
    """Runs a command in a folder; with `into`, its standard output goes to that file and is not read."""
    before = os.times().children_user
    surroundings = {"FLAKE8_OWNERSHIP_CACHE": "off", **os.environ, "PYTHONFAULTHANDLER": "", **(env or {})}
    with (into or Path(os.devnull)).open("wb") as sink:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=surroundings,
            preexec_fn=setup,  # noqa: PLW1509 - no thread runs here
            stdin=subprocess.DEVNULL,
            stdout=sink if into else subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            out, err = process.communicate(timeout=PATIENCE)
            code: int | None = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            (out, err), code = process.communicate(), None
    seconds = os.times().children_user - before
    return Ran(code, (out or b"").decode(errors="backslashreplace"), err.decode(errors="backslashreplace"), seconds)


def check(folder: Path, *arguments: str, **how: object) -> Ran:
    return run([TOOL, "check", EVERY_CALL, "-j1", *arguments], folder, **how)  # type: ignore[arg-type]


def limited() -> None:
    """Keeps a process from taking all the memory of the machine."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (HOG, HOG))


def project(folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """A project of its own with these files, one of them `a.py` with a call that nobody owns."""
    for name, text in {"pyproject.toml": "", "a.py": UNOWNED, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    person = ("-c", "user.name=a", "-c", "user.email=a@b")
    return subprocess.run(["git", *person, *arguments], cwd=folder, capture_output=True, check=False)


def listed(parts: Mapping[str, object]) -> str:
    """What became of several inputs: one word for all where they ended alike."""
    by_end: dict[str, list[str]] = {}
    for name, end in parts.items():
        by_end.setdefault(str(end), []).append(name)
    if len(by_end) == 1:
        return f"{next(iter(by_end))} (each of {len(parts)})" if len(parts) > 1 else next(iter(by_end))
    return "; ".join(f"{', '.join(names)}: {end}" for end, names in by_end.items())


def one_line(ran: Ran) -> bool:
    """Whether a run that could not do what it was asked for said so in one line."""
    return not ran.crashed and ran.code == 2 and len(ran.complaints) == 1


def went_on(ran: Ran) -> bool:
    """Whether the rest was judged, come what may."""
    return not ran.crashed and ran.told
