"""What a command reads, and how it ends: the outcomes of files and stdin, errors, exit codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from flake8_ownership import workers
from flake8_ownership.cache import Cache
from flake8_ownership.check import CRASH, Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError, SourceError
from flake8_ownership.faces.cli import progress, streams
from flake8_ownership.outstanding import outstanding
from flake8_ownership.regular_files import LARGEST
from flake8_ownership.rules import Finding
from flake8_ownership.run import Outcome, check_all, kept, refuse_notebook
from flake8_ownership.search import discover
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

CLEAN, FOUND, FAILED = 0, 1, 2
INTERRUPTED = 130  # as shells count a Ctrl-C
STDIN = "-"


def make_checker(options: argparse.Namespace, *, works: bool = False, unknowns: bool = False) -> Checker:
    """A checker with the cache that the arguments ask for; `works` and `unknowns` as it has them."""
    return Checker(cache=cache_of(options), works=works, unknowns=unknowns)


def cache_of(options: argparse.Namespace) -> Cache | None:
    """The cache that the arguments ask for."""
    if options.no_cache:
        return None
    return Cache(Path(options.cache_dir)) if options.cache_dir else Cache.usual()


def outcomes(options: argparse.Namespace, settler: Settler, checker: Checker) -> Iterator[Outcome]:
    """What became of each file that the arguments name, by the settings of `settler`, in a stable order."""
    if options.paths == [STDIN]:
        yield _stdin(options, settler, checker)
        return
    say = (lambda _: None) if is_quiet(options) else streams.note
    paths = list(discover(options.paths, settler, force_exclude=options.force_exclude, say=say))
    found = check_all(paths, settler, checker, _workers(options, paths, checker))
    yield from found if is_quiet(options) else progress.track(found, len(paths))


def is_quiet(options: argparse.Namespace) -> bool:
    """Whether nothing is wanted beside findings and errors."""
    return bool(getattr(options, "quiet", False))


def _workers(
    options: argparse.Namespace, paths: Sequence[Path | OwnershipError], checker: Checker
) -> workers.Workers | None:
    """The processes that the arguments ask for, or as many as are worth their start; None for this one alone."""
    if options.dask:
        return workers.cluster(options.dask, checker)
    size = 0
    for path in paths:
        with suppress(OSError):
            size += path.stat().st_size if isinstance(path, Path) else 0
    count = options.jobs or workers.usual_count(size)
    return workers.Workers(workers.processes(count), checker) if count > 1 else None


def stdin(options: argparse.Namespace, settler: Settler) -> tuple[Source, Settings]:
    """What stdin holds, under the name that it was given. Raises SourceError or ConfigError."""
    name = options.stdin_filename or "stdin.py"
    refuse_notebook(name)
    if sys.stdin is None:
        raise SourceError(name, "cannot be read: stdin is closed")
    data = sys.stdin.buffer.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise SourceError(name, f"cannot be read: larger than {LARGEST:,} bytes")
    return Source.from_bytes(name, data), settler.settings(Path(name))


def _stdin(options: argparse.Namespace, settler: Settler, checker: Checker) -> Outcome:
    outcome = Outcome(options.stdin_filename or "stdin.py")
    with kept(outcome):
        outcome.source, outcome.settings = stdin(options, settler)
        outcome.checked = checker.check(outcome.source, outcome.settings)
        outcome.told = outstanding(outcome.checked, outcome.source, outcome.settings)
    return outcome


class Errors:
    """The errors of a run: each is printed, unless `quiet`, and kept once, however many files it concerns."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._known: dict[str, OwnershipError] = {}
        self._is_quiet = quiet

    def add(self, error: OwnershipError) -> None:
        """Takes an error, and prints one that is new."""
        if str(error) not in self._known:
            self._known[str(error)] = error
            if not self._is_quiet:
                streams.note(error)

    def __iter__(self) -> Iterator[OwnershipError]:
        return iter(self._known.values())

    def __len__(self) -> int:
        return len(self._known)


def exit_code(found: Iterable[Finding], errors: Errors) -> int:
    """0 for clean, 1 for findings, 2 where something could not be judged."""
    codes = {finding.code for finding in found}
    return FAILED if errors or CRASH in codes else FOUND if codes else CLEAN
