"""What the rewritten modules call: which calls are reached on which roads, the failure at one of them, what it leaves.

A run is one test. It is listened to (`Listening`), or has a failure injected at one site (`Injecting`). Only one run
takes place at a time; what it starts in threads belongs to it.
"""

from __future__ import annotations

import builtins
import inspect
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from flake8_ownership.proof import rewriting, tasks
from flake8_ownership.proof.claims import Frame, Site
from flake8_ownership.proof.failures import Injected
from flake8_ownership.proof.record import Left, Record, Road
from flake8_ownership.proof.stand_ins import Failing
from flake8_ownership.search import SKIPPED
from flake8_ownership.sites.context import is_identifier

MOST_FAILURES = 25  # in one run; after that the call works again, so that what tries for ever comes to an end
_MOST_FRAMES = 400
_MOST_ROADS = 40  # of one site in one test
_MOST_NAMES = 60


class Probes:
    """Installed among the builtins while the modules run. `paths` are the files, in full, in which failures begin
    or pass; `definitions` are those of the finder, `root` is the folder of the whole project."""

    def __init__(
        self, sites: Iterable[Site], paths: Iterable[str], definitions: Mapping[tuple[str, int, str], int], root: Path
    ) -> None:
        self._sites = {site.number: site for site in sites}
        self._paths = frozenset(paths)
        self._definitions = definitions
        self._root = root
        self._owned: dict[str, bool] = {}
        self._frames: dict[CodeType, Frame | None] = {}
        self.listening: dict[int, dict[Road, None]] | None = None
        self.injecting: Injecting | None = None

    def install(self) -> None:
        """Makes the probes known to the modules that call them."""
        for name, probe in (
            (rewriting.CALL, self._call),
            (rewriting.VALUE, self._value),
            (rewriting.LEFT, self._left),
        ):
            setattr(builtins, name, probe)

    # -- probes

    def _call(self, number: int, called: Any) -> Any:
        """Stands around what a site calls."""
        if self.listening is not None:
            self._listen(self.listening, number, sys._getframe(1))
        elif self.injecting is not None and self.injecting.number == number:
            return self._injected(self.injecting, called, sys._getframe(1), is_call=True)
        return called

    def _value(self, number: int, value: Any) -> Any:
        """Stands around what a site waits for, or hands on to be called."""
        if self.listening is not None:
            self._listen(self.listening, number, sys._getframe(1))
        elif self.injecting is not None and self.injecting.number == number:
            return self._injected(self.injecting, value, sys._getframe(1), is_call=False)
        return value

    def _left(self) -> None:
        """Something leaves a function of the project."""
        run = self.injecting
        error = sys.exc_info()[1]
        if run is None or error is None or not run.record.roads or not run.injected.is_of(error):
            return
        frame = sys._getframe(1)
        own, above, starters = self._frame(frame), next(self._own(frame.f_back), None), tasks.started_by(self._own)
        if own is not None:
            outer = above or next(iter(starters), None)
            run.record.left.append(Left(own, outer, is_of_task=above is None and bool(starters)))

    def _listen(self, found: dict[int, dict[Road, None]], number: int, frame: FrameType) -> None:
        roads = found.setdefault(number, {})
        if len(roads) < _MOST_ROADS:
            roads[self.road(frame)] = None

    def _injected(self, run: Injecting, target: Any, frame: FrameType, *, is_call: bool) -> Any:
        record = run.record
        if len(record.roads) >= MOST_FAILURES or record.is_over:
            return target
        road = self.road(frame)
        if run.road is not None and functions_of(road) != run.road:
            return target
        record.roads.append(road)
        record.identifiers.update(self._identifiers(frame))
        if run.injected.answer is not None:
            return run.injected.answer.changed(target, is_call=is_call)
        site = self._sites[run.number]
        return Failing.standing_for(target, run.injected.error, consumed=site.consumed, is_call=is_call)

    # -- frames

    def road(self, frame: FrameType | None) -> Road:
        """The functions of the project that are being executed, from a frame outwards, and then those that started the
        task."""
        return (*self._own(frame), *tasks.started_by(self._own))

    def is_own(self, path: str) -> bool:
        """Whether a file is the project's, whatever stands in it."""
        if path not in self._owned:
            real = Path(os.path.realpath(path)) if path and not path.startswith("<") else None
            self._owned[path] = real is not None and real.is_relative_to(self._root) and SKIPPED.isdisjoint(real.parts)
        return self._owned[path]

    def starting(self) -> Road:
        """The road of who starts a task."""
        return self.road(sys._getframe(2))

    def is_recovering(self) -> bool:
        """Whether a failure was injected in this run, and the project waits, by itself or by a helper for retries."""
        run = self.injecting
        return run is not None and bool(run.record.roads) and next(self._own(sys._getframe(2)), None) is not None

    def _own(self, frame: FrameType | None) -> Iterator[Frame]:
        for _ in range(_MOST_FRAMES):
            if frame is None:
                break
            own = self._frame(frame)
            if own is not None:
                yield own
            frame = frame.f_back

    def _frame(self, frame: FrameType) -> Frame | None:
        """A frame as a function of the project; None for any other, and for what is run when a module is imported."""
        code = frame.f_code
        if code not in self._frames:
            path = os.path.realpath(code.co_filename)
            is_own = path in self._paths and code.co_name != "<module>"
            defined = self._definitions.get((path, code.co_firstlineno, code.co_name), 0)
            self._frames[code] = Frame(path, defined, 0, code.co_qualname) if is_own else None
        known = self._frames[code]
        return known._replace(row=frame.f_lineno) if known is not None else None

    def _identifiers(self, frame: FrameType | None) -> Mapping[str, str]:
        """The identifiers that the functions of the project have at hand, with their values as text."""
        found: dict[str, str] = {}
        while frame is not None and len(found) < _MOST_NAMES:
            if self._frame(frame) is not None:
                for name, value in frame.f_locals.items():
                    _add(found, name, value)
                    for inner, part in _parts(value):
                        _add(found, inner, part, f"{name}.{inner}")
            frame = frame.f_back
        return found


class Injecting:
    """A run with a failure at one site; with a `road`, only where it is reached by that."""

    def __init__(self, number: int, injected: Injected, road: tuple[tuple[str, int, str], ...] | None) -> None:
        self.number = number
        self.road = road
        self.record = Record()
        self.injected = injected


def functions_of(road: Road) -> tuple[tuple[str, int, str], ...]:
    """A road without the rows that were reached: what tells one way to a call from another."""
    return tuple((frame.path, frame.defined, frame.name) for frame in road)


def _add(found: dict[str, str], name: str, value: object, shown: str = "") -> None:
    is_plain = isinstance(value, (str, int)) and not isinstance(value, bool)
    if is_identifier(name) and (is_plain or type(value).__name__ == "UUID") and str(value):
        found.setdefault(shown or name, str(value))


def _parts(value: object) -> list[tuple[str, object]]:
    """The attributes of an object that are kept in it; nothing is computed for it."""
    try:
        found = value.__dict__ if not inspect.ismodule(value) and not inspect.isclass(value) else {}
    except Exception:
        return []
    return list(found.items())[:_MOST_NAMES]
