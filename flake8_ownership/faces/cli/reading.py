"""What a command reads, and how it ends: the outcomes of files and stdin, complaints, exit codes."""

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
from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.cli import progress
from flake8_ownership.outstanding import outstanding
from flake8_ownership.rules import Finding
from flake8_ownership.run import Outcome, check_all, discover, refuse_notebook
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

CLEAN, FOUND, FAILED = 0, 1, 2
INTERRUPTED = 130  # as shells count a Ctrl-C
STDIN = "-"


def make_checker(options: argparse.Namespace) -> Checker:
    """A checker with the cache that the arguments ask for."""
    if options.no_cache:
        return Checker()
    return Checker(cache=Cache(Path(options.cache_dir)) if options.cache_dir else Cache.usual())


def outcomes(options: argparse.Namespace, settler: Settler, checker: Checker) -> Iterator[Outcome]:
    """What became of each file that the arguments name, by the settings of `settler`, in a stable order."""
    if options.paths == [STDIN]:
        yield _stdin(options, settler, checker)
        return
    paths = list(discover(options.paths, settler, force_exclude=options.force_exclude))
    found = check_all(paths, settler, checker, _workers(options, paths, checker))
    yield from progress.track(found, len(paths))


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
    return Source.from_bytes(name, sys.stdin.buffer.read()), settler.settings(Path(name))


def _stdin(options: argparse.Namespace, settler: Settler, checker: Checker) -> Outcome:
    outcome = Outcome(options.stdin_filename or "stdin.py")
    try:
        outcome.source, outcome.settings = stdin(options, settler)
        outcome.checked = checker.check(outcome.source, outcome.settings)
        outcome.told = outstanding(outcome.checked, outcome.source, outcome.settings)
    except OwnershipError as error:
        outcome.error = error
    return outcome


def complain(error: OwnershipError, errors: list[OwnershipError]) -> None:
    """Prints and counts an error once, however many files it concerns."""
    if error not in errors:
        print(error, file=sys.stderr)
        errors.append(error)


def exit_code(found: Iterable[Finding], errors: Sequence[OwnershipError]) -> int:
    """0 for clean, 1 for findings, 2 where something could not be judged."""
    codes = {finding.code for finding in found}
    return FAILED if errors or CRASH in codes else FOUND if codes else CLEAN
