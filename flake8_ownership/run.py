"""Many files: which to check, with which settings, and what became of each, in a stable order."""

from __future__ import annotations

import os
import re
import stat
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pathspec

from flake8_ownership.accounts import Checked
from flake8_ownership.check import ISSUES, Checker, crash_of
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError, SourceError
from flake8_ownership.outstanding import Outstanding, outstanding
from flake8_ownership.regular_files import is_regular, read_bytes
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


def discover(
    paths: Iterable[str],
    settler: Settler,
    *,
    force_exclude: bool = False,
    say: Callable[[str], object] = lambda _: None,
) -> Iterator[Path | OwnershipError]:
    """The Python files that the paths name, each once, folders searched in the order of names.

    A file that is named is always read, unless `force_exclude`; one in a folder is left out where `exclude` or a
    .gitignore says so, and where it is no regular file. A path that does not exist comes out as an error, as does a
    folder that cannot be read. `say` hears of a folder in which there is nothing to read.
    """
    seen: set[str] = set()
    for name in paths:
        search = _Search(name, settler)
        for item in search.found(force_exclude=force_exclude):
            key = os.path.abspath(item) if isinstance(item, Path) else str(item)
            if key not in seen:
                seen.add(key)
                yield item
        if search.is_empty:
            say(f"No Python files found under {name}" + _LEFT_OUT * search.left_out)


_LEFT_OUT = ": .gitignore or `exclude` leaves out what is there"


class _Search:
    """What one path stands for: the file itself, or the Python files below the folder."""

    def __init__(self, name: str, settler: Settler) -> None:
        self._name = name
        self._settler = settler
        self.is_empty = False
        self.left_out = False

    def found(self, *, force_exclude: bool) -> Iterator[Path | OwnershipError]:
        path = Path(self._name)
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            yield SourceError(self._name, "no such file or folder")
        except (OSError, ValueError) as error:
            yield _unreadable(self._name, error)
        else:
            if is_folder:
                self.is_empty = True
                for item in self._below(path):
                    self.is_empty = False
                    yield item
            elif not (force_exclude and is_excluded(path, self._settler)):
                yield path

    def _below(self, top: Path) -> Iterator[Path | OwnershipError]:
        ignores = _Ignores(top)
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except FileNotFoundError:  # gone since its parent was read
                continue
            except OSError as error:
                yield _unreadable(str(folder), error)
                continue
            absolute = Path(os.path.abspath(folder))
            below: list[Path] = []
            for entry in entries:
                if self._is_wanted_folder(entry, absolute, ignores):
                    below.append(folder / entry.name)
                elif self._is_wanted_file(entry, absolute, ignores):
                    yield folder / entry.name
            waiting += reversed(below)

    def _is_wanted_folder(self, entry: os.DirEntry[str], folder: Path, ignores: _Ignores) -> bool:
        if not _is_folder(entry) or entry.name in SKIPPED:
            return False
        if os.path.lexists(folder / entry.name / "pyvenv.cfg"):  # an environment
            return False
        return self._is_kept(folder, entry.name, ignores, is_folder=True)

    def _is_wanted_file(self, entry: os.DirEntry[str], folder: Path, ignores: _Ignores) -> bool:
        if not entry.name.endswith(SUFFIXES) or not is_regular(folder / entry.name):
            return False
        return self._is_kept(folder, entry.name, ignores)

    def _is_kept(self, folder: Path, name: str, ignores: _Ignores, *, is_folder: bool = False) -> bool:
        if ignores.ignores(folder, name, is_folder=is_folder) or is_excluded(folder / name, self._settler):
            self.left_out = True
            return False
        return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _unreadable(name: str, error: Exception) -> SourceError:
    return SourceError(name, f"cannot be read: {getattr(error, 'strerror', None) or error}")


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
        self._top = next((outer for outer in (start, *start.parents) if os.path.lexists(outer / ".git")), start)

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
            spec = _ignored(folder / ".gitignore")
            self._specs[folder] = above if spec is None else ((folder, spec), *above)
        return self._specs[folder]


def _ignored(path: Path) -> pathspec.GitIgnoreSpec | None:
    """What a .gitignore says; None where there is none that can be read. A line that is no pattern says nothing."""
    try:
        lines = os.fsdecode(read_bytes(path).removeprefix(b"\xef\xbb\xbf")).split("\n")
    except OSError:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a set within a set, which git passes over as well
        return pathspec.GitIgnoreSpec.from_lines(filter(_is_pattern, (text.removesuffix("\r") for text in lines)))


def _is_pattern(text: str) -> bool:
    try:
        pathspec.GitIgnoreSpec.from_lines([text])
    except (ValueError, re.error):
        return False
    return True


def load(path: Path, settler: Settler) -> tuple[Source, Settings]:
    """A file's text and settings. Raises SourceError or ConfigError."""
    settings = settler.settings(path)
    refuse_notebook(str(path))
    try:
        return Source.from_bytes(str(path), read_bytes(path)), settings
    except OSError as error:
        raise _unreadable(str(path), error) from error


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
