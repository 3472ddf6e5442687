"""Spreads files over workers: they go out in batches to an executor, and their accounts come back in order.

Processes of this machine read the files themselves. Workers that share no disk with us get texts, and a snapshot of the
project. A batch that a worker loses is judged here.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flake8_ownership.accounts import Checked
from flake8_ownership.check import Checker
from flake8_ownership.errors import ConfigError, OwnershipError
from flake8_ownership.index.disk import Disk, Snapshot
from flake8_ownership.index.project import repository_of, snapshot
from flake8_ownership.regular_files import read_bytes
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

# Characters of source in a batch: enough that workers share what they learn of a project, and that all have work.
BATCH = 400_000
Entry = dict[str, Any]
Results = list[Entry | None]
Share = Callable[[Mapping[Path, str]], Any]


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be judged; without a text, a worker that shares our disk reads it."""

    filename: str
    text: str | None
    settings: Settings


@dataclass(slots=True)
class _Batch:
    """Files that go to one worker together; `results` are filled once it has come back."""

    home: Path | None
    jobs: list[Job] = field(default_factory=list)
    size: int = 0
    future: Future[Results] | None = None
    results: Results | None = None


class Workers:
    """Hands batches to an executor, which is made when there is enough to do for it.

    `share` is given what all batches of a project need, once, and gives what is to be handed over in its place; without
    it, workers read other files of a project from the disk that they share with us. `end` is called in the end.
    """

    def __init__(
        self,
        make: Callable[[], Executor],
        checker: Checker,
        share: Share | None = None,
        end: Callable[[], object] = lambda: None,
    ) -> None:
        self._make = make
        # A cluster may lose work without a word; a process of ours may not.
        self._patience = _SILENCE if share is not None else None
        self._end = end
        self._checker = checker
        self._share = share
        self._shared: dict[Path, Any] = {}
        self._homes: dict[Path, Path] = {}
        self._disk = Disk()
        self._executor: Executor | None = None
        self._open: _Batch | None = None

    def take(self, source: Source, settings: Settings) -> Callable[[], Checked]:
        """Takes a file; what comes back gives its account, or raises SourceError, and waits for it if need be."""
        home = self._home(Path(os.path.abspath(source.path)).parent) if self._share is not None else None
        if self._open is not None and (self._open.size > BATCH or self._open.home != home):
            self._hand_out(self._open)
        batch = self._open = self._open or _Batch(home)
        place = len(batch.jobs)
        # A large text would fill the pipe to a process, which could then not be ended at once.
        batch.jobs.append(Job(os.path.abspath(source.path), source.text if self._share else None, settings))
        batch.size += len(source.text)
        return lambda: self._account(batch, place, source, settings)

    def close(self, *, at_once: bool = False) -> None:
        """Ends the workers; `at_once` in the middle of whatever they do."""
        if self._executor is not None:
            ours = self._share is None
            if at_once and ours:
                for child in multiprocessing.active_children():
                    child.terminate()
            # Our own are waited for even so: the interpreter, on its way out, would trip over a pool half gone.
            try:
                self._executor.shutdown(wait=ours)
            except RuntimeError:
                # Interrupted before its own thread was started, a pool has nothing that could be waited for.
                if not at_once:
                    raise
        _latest.clear()
        self._end()

    def _home(self, folder: Path) -> Path:
        if folder not in self._homes:
            self._homes[folder] = repository_of(folder, self._disk)
        return self._homes[folder]

    def _hand_out(self, batch: _Batch) -> None:
        self._open = None
        try:
            if self._executor is None:
                if self._share is None and multiprocessing.get_start_method() == "fork":
                    _prepare(batch.jobs, self._more)
                self._executor = self._make()
            batch.future = self._executor.submit(judge, batch.jobs, self._shared_for(batch.home), self._more)
        except Exception:
            batch.future = None

    @property
    def _more(self) -> tuple[bool, bool]:
        return self._checker.works, self._checker.unknowns

    def _shared_for(self, home: Path | None) -> Any:
        if self._share is None or home is None:
            return None
        if home not in self._shared:
            self._shared[home] = self._share(snapshot(home, self._disk))
        return self._shared[home]

    def _account(self, batch: _Batch, place: int, source: Source, settings: Settings) -> Checked:
        if batch is self._open:
            if self._executor is None:
                # All that there is to do fits into one batch.
                return self._checker.check(source, settings)
            self._hand_out(batch)
        if batch.results is None:
            batch.results = self._results(batch)
        result = batch.results[place]
        if result is None:
            # A worker knows only what its disk holds by now; what is wrong with our text is found here.
            return self._checker.check(source, settings)
        return self._checker.taken(source, settings, result)

    def _results(self, batch: _Batch) -> Results:
        try:
            if batch.future is not None:
                return batch.future.result(self._patience)
        except Exception:
            pass
        return _judged(batch.jobs, self._checker)


def processes(count: int) -> Callable[[], Executor]:
    """What makes an executor with so many processes."""
    return lambda: ProcessPoolExecutor(count, initializer=_begin)


def cluster(address: str, checker: Checker) -> Workers:
    """Workers of the Dask cluster whose scheduler is at an address. Raises ConfigError where it cannot be reached."""
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise ConfigError(address, "Dask is not installed: pip install flake8-async-ownership[dask]") from None
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ConfigError(address, f"no Dask scheduler answers: {' '.join(str(error).split())}") from None

    def share(texts: Mapping[Path, str]) -> Any:
        # In a list, because a mapping would be taken for many pieces of data.
        return client.scatter([texts], timeout=_SILENCE)[0]

    return Workers(lambda: client.get_executor(pure=False), checker, share, client.close)


_PATIENCE = 10  # seconds that a scheduler has to answer
_SILENCE = 60.0  # seconds without an answer after which a batch is judged here


def usual_count(size: int) -> int:
    """How many processes are worth their start for so many characters of source."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, size // BATCH))


# -- on the other side

# The checker of this process, and the snapshot that it looks at.
_latest: list[tuple[object, Checker]] = []


def _prepare(jobs: list[Job], more: tuple[bool, bool]) -> None:
    """Before the processes branch off: gathers what the texts of a whole project tell, which each would for itself."""
    works, unknowns = more
    checker = Checker(works=works, unknowns=unknowns)
    for job in jobs:
        with suppress(OSError, OwnershipError):
            if checker.gather(_source(job), job.settings):
                break
    _latest[:] = [(None, checker)]


def judge(
    jobs: list[Job], shared: Mapping[Path, str] | None = None, more: tuple[bool, bool] = (False, False)
) -> Results:
    """Judges a batch; runs in a worker, which keeps what it learns of a project for the next batch. `more` are the
    `works` and `unknowns` of a checker."""
    if not _latest or _latest[0][0] is not shared or (_latest[0][1].works, _latest[0][1].unknowns) != more:
        works, unknowns = more
        disk = Snapshot(shared) if shared is not None else None
        _latest[:] = [(shared, Checker(disk=disk, works=works, unknowns=unknowns))]
    return _judged(jobs, _latest[0][1])


def _judged(jobs: list[Job], checker: Checker) -> Results:
    """The account of each file; None for one that has none, whatever the reason."""
    found: Results = []
    for job in jobs:
        try:
            found.append(checker.entry(_source(job), job.settings))
        except Exception:
            found.append(None)
    return found


def _source(job: Job) -> Source:
    if job.text is not None:
        return Source(job.filename, job.text)
    return Source.from_bytes(job.filename, read_bytes(job.filename))


def _begin() -> None:
    """In each process: Ctrl-C ends it without a word, as it ends the one that waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
