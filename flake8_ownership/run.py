"""Many files: which to check, with which settings, and what became of each, in a stable order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pathspec

from flake8_ownership.accounts import Checked
from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError, SourceError
from flake8_ownership.outstanding import Outstanding, outstanding
from flake8_ownership.settings import Settings, matches
from flake8_ownership.source import Source
from flake8_ownership.workers import Workers

SUFFIXES = (".py", ".pyi")
SKIPPED = frozenset(
    {
        "__pycache__",
        "node_modules",
        "site-packages",
        ".git",
        ".hg",
        ".svn",
        ".tox",
        ".nox",
        ".venv",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
    }
)


@dataclass(slots=True)
class Outcome:
    """What became of one file: its account, or the error that kept it from one."""

    path: str
    source: Source | None = None
    settings: Settings | None = None
    checked: Checked | None = None
    told: Outstanding = field(default_factory=Outstanding)
    error: OwnershipError | None = None


def discover(paths: Iterable[str], settler: Settler, *, force_exclude: bool = False) -> Iterator[Path | OwnershipError]:
    """The Python files that the paths name, each once, folders searched in the order of names.

    A file that is named is always read, unless `force_exclude`; one in a folder is left out where `exclude` or a
    .gitignore says so. A path that does not exist comes out as an error.
    """
    seen: set[str] = set()
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found: Iterable[Path | OwnershipError] = _below(path, settler)
        elif path.exists():
            found = () if force_exclude and is_excluded(path, settler) else (path,)
        else:
            found = (SourceError(name, "no such file or folder"),)
        for item in found:
            key = os.path.abspath(item) if isinstance(item, Path) else str(item)
            if key not in seen:
                seen.add(key)
                yield item


def _below(folder: Path, settler: Settler) -> Iterator[Path | OwnershipError]:
    ignores = _Ignores(folder)
    for base, folders, names in os.walk(folder):
        here = Path(base)
        absolute = Path(os.path.abspath(base))
        folders[:] = sorted(
            name
            for name in folders
            if name not in SKIPPED
            and not ignores.ignores(absolute, name, is_folder=True)
            and not _is_environment(here / name)
            and not is_excluded(here / name, settler)
        )
        for name in sorted(names):
            if name.endswith(SUFFIXES) and not ignores.ignores(absolute, name):
                path = here / name
                if not is_excluded(path, settler):
                    yield path


def _is_environment(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").exists()


def is_excluded(path: Path, settler: Settler) -> bool:
    """Whether the settings leave a file or folder out; not where they are broken, which is told elsewhere."""
    try:
        settings = settler.settings(path)
    except OwnershipError:
        return False
    return bool(settings.exclude) and matches(path, settings.root or Path.cwd(), settings.exclude)


class _Ignores:
    """The .gitignore files from the repository's root down to each folder, as git reads them."""

    def __init__(self, folder: Path) -> None:
        # The files that hold for what lies in a folder, the nearest first, with the folders that they lie in.
        self._specs: dict[Path, tuple[tuple[Path, pathspec.GitIgnoreSpec], ...]] = {}
        start = Path(os.path.abspath(folder))
        self._top = next((outer for outer in (start, *start.parents) if (outer / ".git").exists()), start)

    def ignores(self, folder: Path, name: str, *, is_folder: bool = False) -> bool:
        """Whether something in a folder, given as an absolute path, is left out."""
        for outer, spec in self._holding(folder):
            inside = (folder / name).relative_to(outer).as_posix() + ("/" if is_folder else "")
            verdict = spec.check_file(inside).include
            if verdict is not None:
                return verdict
        return False

    def _holding(self, folder: Path) -> tuple[tuple[Path, pathspec.GitIgnoreSpec], ...]:
        if folder not in self._specs:
            above = self._holding(folder.parent) if folder not in (self._top, folder.parent) else ()
            try:
                lines = (folder / ".gitignore").read_text(encoding="utf-8").splitlines()
                self._specs[folder] = ((folder, pathspec.GitIgnoreSpec.from_lines(lines)), *above)
            except (OSError, UnicodeDecodeError):
                self._specs[folder] = above
        return self._specs[folder]


def load(path: Path, settler: Settler) -> tuple[Source, Settings]:
    """A file's text and settings. Raises SourceError or ConfigError."""
    settings = settler.settings(path)
    refuse_notebook(str(path))
    try:
        return Source.from_bytes(str(path), path.read_bytes()), settings
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
    try:
        source, settings = outcome.source, outcome.settings = load(path, settler)
        outcome.checked = checker.recall(source, settings)
        if outcome.checked is None:
            if workers is not None:
                return outcome, workers.take(source, settings)
            return outcome, lambda: checker.check(source, settings)
    except OwnershipError as error:
        outcome.error = error
    return outcome, None


def _done(outcome: Outcome, account: Callable[[], Checked] | None) -> Outcome:
    try:
        if account is not None:
            outcome.checked = account()
        if outcome.checked is not None and outcome.source is not None and outcome.settings is not None:
            outcome.told = outstanding(outcome.checked, outcome.source, outcome.settings)
    except OwnershipError as error:
        outcome.error = error
    return outcome
