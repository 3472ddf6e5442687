"""Checks many files, each with its own settings, and reports what became of each in a stable order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flake8_ownership.accounts import Checked
from flake8_ownership.check import ISSUES, Checker, crash_of
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError, SourceError
from flake8_ownership.outstanding import Outstanding, outstanding
from flake8_ownership.regular_files import read_bytes
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from flake8_ownership.workers import Workers


@dataclass(slots=True)
class Outcome:
    """What became of one file: its account, or the error that kept it from one."""

    path: str
    source: Source | None = None
    settings: Settings | None = None
    checked: Checked | None = None
    told: Outstanding = field(default_factory=Outstanding)
    error: OwnershipError | None = None


def load(path: Path, settler: Settler) -> tuple[Source, Settings]:
    """A file's text and settings. Raises SourceError or ConfigError."""
    settings = settler.settings(path)
    refuse_notebook(str(path))
    try:
        return Source.from_bytes(str(path), read_bytes(path)), settings
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror or error}") from error


def refuse_notebook(name: str) -> None:
    """Raises SourceError for a notebook, whose text is JSON: it would be read as Python without a call."""
    if name.endswith(".ipynb"):
        raise SourceError(name, "is a notebook; its cells are judged in an editor, or by flake8 through nbqa")


def check_all(
    paths: Iterable[Path | OwnershipError], settler: Settler, checker: Checker, workers: Workers | None = None
) -> Iterator[Outcome]:
    """Checks files, here or by workers, and yields them in order; an error costs no other file its account.

    Whoever does not read to the end ends the workers, in the middle of what they do.
    """
    waiting: deque[tuple[Outcome, Callable[[], Checked] | None]] = deque()
    finished = False
    try:
        for path in paths:
            waiting.append(_begun(path, settler, checker, workers))
            while waiting and (workers is None or waiting[0][1] is None or len(waiting) > _MOST_WAITING):
                yield _done(*waiting.popleft())
        while waiting:
            yield _done(*waiting.popleft())
        finished = True
    finally:
        if workers is not None:
            workers.close(at_once=not finished)


# Files that have been read and whose accounts are still to come.
_MOST_WAITING = 1_000


def _begun(
    path: Path | OwnershipError, settler: Settler, checker: Checker, workers: Workers | None
) -> tuple[Outcome, Callable[[], Checked] | None]:
    """A file's outcome, with what gives its account where that is not known yet."""
    if isinstance(path, OwnershipError):
        return Outcome(path.path, error=path), None
    outcome = Outcome(str(path))
    with kept(outcome):
        source, settings = outcome.source, outcome.settings = load(path, settler)
        outcome.checked = checker.recall(source, settings)
        if outcome.checked is None:
            if workers is not None:
                return outcome, workers.take(source, settings)
            return outcome, lambda: checker.check(source, settings)
    return outcome, None


def _done(outcome: Outcome, account: Callable[[], Checked] | None) -> Outcome:
    with kept(outcome):
        if account is not None:
            outcome.checked = account()
        if outcome.checked is not None and outcome.source is not None and outcome.settings is not None:
            outcome.told = outstanding(outcome.checked, outcome.source, outcome.settings)
    return outcome


@contextmanager
def kept(outcome: Outcome) -> Iterator[None]:
    """Keeps whatever goes wrong with one file as its error, a crash of ours as well: no other file is to pay for it."""
    try:
        yield
    except OwnershipError as error:
        outcome.error = error
    except Exception as error:
        outcome.error = crashed(outcome.path, error)


def crashed(path: str, error: Exception) -> SourceError:
    """What to say of a file that made us crash."""
    return SourceError(path, f"could not be judged ({crash_of(error)}); please report it at {ISSUES}")
