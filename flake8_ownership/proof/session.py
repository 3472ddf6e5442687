"""The runs: each test once, to learn which calls it reaches; then some of them again, with one failure each."""

from __future__ import annotations

import gc
import random
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from flake8_ownership.ownership.proved import Proofs, Proved, Shown
from flake8_ownership.proof import failures, judging, tasks
from flake8_ownership.proof.claims import Claims, Site
from flake8_ownership.proof.failures import Kind
from flake8_ownership.proof.loading import Finder
from flake8_ownership.proof.probes import Injecting, Probes, functions_of
from flake8_ownership.proof.record import Record, Road
from flake8_ownership.proof.watching import Watch


class _Clock:
    """The time that passes. Not a name of the module: tools that stop the clock for a test replace those."""

    now = staticmethod(time.perf_counter)


Way = tuple[tuple[str, int, str], ...]  # a road without the rows that were reached
_KINDS: tuple[Kind, ...] = ("general", "timeout", "status 500")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for. `budget` are the seconds that the runs with a failure may take; `only` is the id of one call,
    `failure` the one kind to inject; with a `seed` the order is drawn by it."""

    paths: tuple[Path, ...]
    root: Path
    budget: float
    seed: int = 0
    only: str = ""
    failure: Kind | None = None
    patience: float = 5.0


@dataclass(slots=True)
class _Test:
    """A test that passed: how long it took, and the roads by which it reached each site."""

    item: pytest.Item
    seconds: float = 0.0
    passed: bool = True
    roads: dict[int, dict[Road, None]] = field(default_factory=dict)
    control: Record | None = None


@dataclass(frozen=True, slots=True)
class _Planned:
    """A run to be made."""

    site: Site
    way: Way
    kind: Kind
    test: _Test


class Session:
    """Of one process. Without tests of its own (the controller of pytest-xdist) it collects what others have shown."""

    def __init__(self, options: Options) -> None:
        self.options = options
        began = _Clock.now()
        self.claims = Claims(options.paths, options.root)
        self._seconds = {"reading": _Clock.now() - began}
        self._catalogue = self.claims.catalogue
        self.finder = Finder(self.claims.paths, self.claims.sites)
        self._probes = Probes(self.claims.sites, self.claims.paths, self.finder.definitions, self.claims.root)
        self._watch = Watch(self._probes)
        self._tests: dict[str, _Test] = {}
        self._shown: dict[int, list[Shown]] = {}
        self._others: list[Proofs] = []
        self._undo: Callable[[], None] = lambda: None
        self._left_out = 0

    def start(self) -> None:
        """Begins, before anything of the project is imported."""
        self._probes.install()
        self.finder.install()
        self._undo = tasks.watch(self._probes)

    def stop(self) -> None:
        """Ends all that was begun."""
        self._undo()
        self._watch.remove()
        with suppress(ValueError):
            self.finder.remove()

    # -- learning

    @contextmanager
    def learning(self, item: pytest.Item) -> Iterator[None]:
        """Notes what a test reaches while it runs."""
        test = self._tests[item.nodeid] = _Test(item)
        self._probes.listening = test.roads
        began = _Clock.now()
        try:
            yield
        finally:
            test.seconds = _Clock.now() - began
            self._probes.listening = None
            self._seconds["suite"] = self._seconds.get("suite", 0.0) + test.seconds

    def learned(self, report: pytest.TestReport) -> None:
        """Takes note of a test that did not pass: nothing is shown by it."""
        if report.nodeid in self._tests and report.outcome != "passed":
            self._tests[report.nodeid].passed = False

    # -- planning

    def planned(self) -> list[_Planned]:
        """The runs, those first from which the most is learned: each call once by its quickest test, then by its other
        roads, then with other failures."""
        quickest: dict[tuple[int, Way], _Test] = {}
        for test in sorted(self._tests.values(), key=lambda one: one.seconds):
            if test.passed and not _is_generated(test.item):
                for number, roads in test.roads.items():
                    for road in roads:
                        quickest.setdefault((number, functions_of(road)), test)
        found: list[tuple[tuple[float, ...], _Planned]] = []
        chance = random.Random(self.options.seed)
        rank: dict[int, int] = {}
        for (number, way), test in quickest.items():
            site = self.claims.sites[number]
            if self.options.only and site.call.id != self.options.only:
                continue
            place = rank[number] = rank.get(number, -1) + 1
            for kind in (injected.kind for injected in failures.of_site(site, self._catalogue)):
                if self.options.failure in (None, kind):
                    order = (float(_KINDS.index(kind)), float(place > 0), float(place))
                    by = chance.random() if self.options.seed else test.seconds
                    found.append(((*order, by, float(len(found))), _Planned(site, way, kind, test)))
        return [planned for _, planned in sorted(found, key=lambda one: one[0])]

    # -- running

    def run(self, say: Callable[[str], None]) -> None:
        """Makes the runs that the budget allows."""
        planned = self.planned()
        if not planned:
            return
        calls = len({one.site.number for one in planned})
        say(f"ownership: {len(planned)} failures to inject at {calls} calls")
        gc.collect()
        gc.freeze()  # what is there already need not be looked at after each run
        began = _Clock.now()
        try:
            for done, one in enumerate(planned):
                if _Clock.now() - began >= self.options.budget:
                    self._left_out = len(planned) - done
                    break
                self._shown.setdefault(one.site.number, []).append(self._show(one))
        finally:
            gc.unfreeze()
            self._seconds["runs"] = _Clock.now() - began

    def _show(self, planned: _Planned) -> Shown:
        test, site = planned.test, planned.site
        if test.control is None:
            test.control = Record()
            self._once(test, test.control, lambda _: False)
        injected = next(one for one in failures.of_site(site, self._catalogue) if one.kind == planned.kind)
        run = Injecting(site.number, injected, planned.way)
        record = run.record
        if test.control.passed:
            self._probes.injecting = run
            try:
                self._once(test, record, injected.is_of)
            finally:
                self._probes.injecting = None
        if injected.answer is not None and not injected.answer.given:
            record.unchanged = injected.answer.refused or "the test asked for no answer"
        return judging.shown(
            site,
            record,
            test.control,
            self.claims,
            test=test.item.nodeid,
            failure=planned.kind,
            error=injected.name,
        )

    def _once(self, test: _Test, record: Record, is_about: Callable[[object], bool]) -> None:
        """Runs a test once more, by itself: all its fixtures are set up and torn down."""
        limit = self.options.patience + 3 * test.seconds
        reports: list[pytest.TestReport] = []
        with self._watch.noting(record, is_about), warnings.catch_warnings(record=True):
            with _patient(limit) as waited:
                reports = runtestprotocol(test.item, log=False, nextitem=None)
            if waited.is_over:
                setup = test.item.session._setupstate
                for _ in range(len(setup.stack)):  # of which each round ends one at least, though its end may hang too
                    with _patient(limit), suppress(Exception):
                        setup.teardown_exact(None)
            # A task is only forgotten once nothing holds it.
            gc.collect()
        record.timed_out = waited.is_over
        record.passed = all(report.passed for report in reports) and not waited.is_over
        failed = next((report for report in reports if not report.passed), None)
        record.problem = failed.longreprtext.strip().rpartition("\n")[2] if failed is not None else ""
        record.is_over = True

    # -- results

    def proofs(self) -> Proofs:
        """What was shown, here and elsewhere."""
        notes = [*self.claims.errors, *self.finder.notes]
        if self._left_out:
            notes.append(f"{self._left_out:,} failures were not injected: the budget was spent")
        reached = {number for test in self._tests.values() for number in test.roads}
        own = Proofs(
            tuple(self._proved(site, reached) for site in self.claims.sites),
            self.options.seed,
            dict(self._seconds),
            tuple(notes),
        )
        return own.merged(tuple(self._others)) if self._others else own

    def add(self, proofs: Proofs) -> None:
        """Takes what another process has shown."""
        self._others.append(proofs)

    def _proved(self, site: Site, reached: set[int]) -> Proved:
        call = site.call
        runs = tuple(self._shown.get(site.number, ()))
        why = ""
        if site.number not in reached:
            why = "no test reaches it" if site.number in self.finder.found else "its module is not imported"
        elif not runs:
            why = "no test that passes reaches it" if not self._left_out else "the budget was spent"
        place = (call.id, call.path, call.row, call.column, call.function, call.call, call.library)
        return Proved(*place, site.codes, site.number in reached, why, runs, site.let_go)


def _is_generated(item: pytest.Item) -> bool:
    """Whether a tool makes up what a test is given, and would look for the smallest input with which it fails."""
    return bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))


@dataclass(slots=True)
class _Waited:
    is_over: bool = False


class _TooLong(KeyboardInterrupt):
    """A run that does not come to an end: asyncio and pytest let an interrupt through, and nothing else."""


@contextmanager
def _patient(seconds: float) -> Iterator[_Waited]:
    """Ends what takes longer, where signals can do that."""
    waited = _Waited()
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield waited
        return

    def ring(*_: Any) -> None:
        waited.is_over = True
        raise _TooLong(f"no end within {seconds:.0f} s")

    usual = signal.signal(signal.SIGALRM, ring)
    # It rings again, because what is raised may be swallowed.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield waited
    except _TooLong:
        waited.is_over = True
    except Exception:
        if not waited.is_over:  # else it is what somebody on the way has made of the interrupt
            raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)


def seconds_of(text: str) -> float:
    """A time such as `90`, `90s`, `5m` or `1h`. Raises ValueError for anything else."""
    units = {"s": 1, "m": 60, "h": 3600}
    unit = units.get(text[-1:].lower(), 0)
    found = float(text[:-1]) * unit if unit else float(text)
    if not 0 < found < float("inf"):
        raise ValueError(text)
    return found
