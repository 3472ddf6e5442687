"""Hears who is told of a failure: by logs, metrics, spans and error trackers, of the libraries that are imported.

Each library is heard at the method that all its calls go through, so a test may configure it as it likes. What a test
has switched off is heard too: it is asked who would be told.
"""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from flake8_ownership.catalogue import watched
from flake8_ownership.proof.probes import Probes
from flake8_ownership.proof.record import LOUD, Record, Report, Sort

ERROR = logging.ERROR
_LEVELS = {**logging.getLevelNamesMapping(), "EXCEPTION": ERROR, "WARN": LOUD, "FATAL": 50, "SUCCESS": 25, "NOTICE": 25}
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_FORGOTTEN = "was never retrieved"
Undo = Callable[[], None]


class Watch:
    """Tells a record who is told of what, while it is installed."""

    def __init__(self, probes: Probes) -> None:
        self._probes = probes
        self._record: Record | None = None
        self._is_about: Callable[[object], bool] = lambda _: False
        self._undo: list[Undo] = []
        self._wrapped: set[tuple[type, str]] = set()

    @contextmanager
    def noting(self, record: Record, is_about: Callable[[object], bool]) -> Iterator[None]:
        """Notes in a record what is told; `is_about` says whether a value is, or has, the failure."""
        self._cover()
        self._record, self._is_about = record, is_about
        try:
            yield
        finally:
            self._record = None

    def remove(self) -> None:
        """Ends it."""
        while self._undo:
            self._undo.pop()()
        self._wrapped.clear()

    # -- what is heard

    def _cover(self) -> None:
        """Goes to the libraries that have been imported by now."""
        self._around(logging.Logger, "handle", self._of_logging)
        self._around(logging.Logger, "isEnabledFor", _always_loud, replaces=True)
        readers: dict[str, Callable[..., object]] = {
            "structlog": self._of_structlog,
            "loguru": self._of_loguru,
            "logfire": self._of_logfire,
            "metric": self._of_metric,
            "span": self._of_span,
            "span of nobody": self._span_of_nobody,
            "sentry": self._of_sentry,
        }
        for known in watched.classes():
            for kind in _found(known):
                for method in known.methods:
                    self._around(kind, method, readers[known.read_as], replaces=known.instead)

    def _around(self, kind: type, name: str, told: Callable[..., object], *, replaces: bool = False) -> None:
        """Calls `told` with the arguments of a method before the method itself, which goes on as it was. One that
        `replaces` it gets the method as well, and gives its result."""
        if name not in vars(kind) or (kind, name) in self._wrapped:
            return
        usual = vars(kind)[name]
        if not callable(usual):
            return

        @functools.wraps(usual)
        def heard(*arguments: Any, **options: Any) -> Any:
            if self._record is None or self._record.is_over:
                return usual(*arguments, **options)
            if replaces:
                return told(usual, *arguments, **options)
            try:
                instead = told(*arguments, **options)
            except Exception:  # to hear must harm nobody
                instead = None
            if instead is _SWITCHED_OFF:
                return None
            return usual(*arguments, **options)

        setattr(kind, name, heard)
        self._wrapped.add((kind, name))
        self._undo.append(lambda: setattr(kind, name, usual))

    # -- how each is read

    def _of_logging(self, logger: logging.Logger, record: logging.LogRecord) -> object:
        error = record.exc_info[1] if record.exc_info else None
        if record.name == "asyncio" and _FORGOTTEN in record.getMessage():
            if self._record is not None and self._is_about(error):
                self._record.forgotten = True
            return None
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        values = (error, record.args, record.msg, record.getMessage(), extra)
        self._tell(
            "log", record.levelno, record.name, f"{record.getMessage()} {extra or ''}", error is not None, values
        )
        return None if _was_enabled(logger, record.levelno) else _SWITCHED_OFF

    def _of_structlog(self, logger: Any, method: str, event: object = None, /, **values: Any) -> None:
        context = dict(getattr(logger, "_context", {}) or {})
        traceback_too = method == "exception" or bool(values.get("exc_info"))
        text = f"{event} {context} {values}"
        self._tell("log", _level(method), "structlog", text, traceback_too, (event, values, context))

    def _of_loguru(self, logger: Any, level: Any, decorated: Any, options: Any, message: Any, *rest: Any) -> None:
        error = options[0]
        text = str(message)
        arguments = rest[0] if rest else ()
        words = rest[1] if len(rest) > 1 else {}
        try:
            text = text.format(*arguments, **words)
        except Exception:  # as loguru itself says of it, later
            text = f"{text} {arguments} {words}"
        extra = dict(options[-1]) if isinstance(options[-1], dict) else {}
        values = (error, arguments, words, text, extra)
        self._tell("log", _level(level), "loguru", f"{text} {extra or ''}", bool(error), values)

    def _of_metric(self, metric: Any, /, *arguments: Any, **options: Any) -> None:
        name = getattr(metric, "_name", "") or getattr(metric, "name", "")
        self._tell(
            "metric", LOUD, type(metric).__module__, f"{name} {arguments} {options}", False, (arguments, options)
        )

    def _of_span(self, span: Any, error: object = None, /, *arguments: Any, **options: Any) -> None:
        attributes = getattr(span, "attributes", None) or {}
        self._tell("span", ERROR, "opentelemetry", f"{dict(attributes)} {arguments} {options}", True, (error,))

    @contextmanager
    def _span_of_nobody(self, usual: Any, *arguments: Any, **options: Any) -> Iterator[Any]:
        """A span where no SDK is set up: it would be told of what leaves it."""
        try:
            with usual(*arguments, **options) as span:
                yield span
        except BaseException as error:
            self._tell("span", ERROR, "opentelemetry", f"{arguments[1:]} {options}", True, (error,))
            raise

    def _of_logfire(
        self, logger: Any, level: Any, template: str, attributes: Any = None, /, *_: Any, **options: Any
    ) -> None:
        text = f"{template} {attributes}"
        error = options.get("exc_info")
        self._tell("log", _level(level), "logfire", text, bool(error), (attributes, error))

    def _of_sentry(self, scope: Any, given: object = None, /, *arguments: Any, **options: Any) -> None:
        shown = {**(getattr(scope, "_tags", None) or {}), **(getattr(scope, "_extras", None) or {})}
        words = given if isinstance(given, str) else ""
        self._tell("capture", ERROR, "sentry", f"{words} {shown} {arguments} {options}", True, (given,))

    def _tell(
        self, sort: Sort, level: int, logger: str, text: str, with_traceback: bool, values: tuple[object, ...]
    ) -> None:
        record = self._record
        if record is None or level < LOUD:
            return
        is_about = self._is_about(sys.exc_info()[1]) or any(self._is_about(value) for value in values)
        road = self._probes.road(sys._getframe(2)) if self._is_own(logger) else ()
        record.reports.append(Report(sort, level, logger, text, with_traceback, road, is_about))

    def _is_own(self, logger: str) -> bool:
        """Whether the project tells it, not some library of its own will: it makes the call, or has the logger."""
        module = sys.modules.get(logger)
        if module is not None and self._probes.is_own(getattr(module, "__file__", None) or ""):
            return True
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and str(frame.f_globals.get("__name__")).partition(".")[0] in _BETWEEN:
            frame = frame.f_back
        return frame is not None and self._probes.is_own(frame.f_code.co_filename)


_SWITCHED_OFF = object()
# Packages whose code runs between the caller that reports something and the method that is watched.
_BETWEEN = watched.packages() | {__package__.partition(".")[0], "contextlib", "functools", "logging"}


def _always_loud(usual: Callable[..., bool], logger: logging.Logger, level: int) -> bool:
    """Whether a test has left a logger on has no say in who would be told."""
    return level >= LOUD or usual(logger, level)


def _was_enabled(logger: logging.Logger, level: int) -> bool:
    return not logger.disabled and logger.manager.disable < level and level >= logger.getEffectiveLevel()


def _level(given: object) -> int:
    if isinstance(given, int):
        return given
    name = str(getattr(given, "name", given)).upper()
    return _LEVELS.get(name, _LEVELS.get(name.removeprefix("A"), 0))


def _found(known: watched.Watched) -> Iterator[type]:
    """The classes that a row of the catalogue names, as far as their library has been imported."""
    module = sys.modules.get(known.module)
    for name in known.names:
        found = getattr(module, name, None)
        if isinstance(found, type):
            yield from _family(found) if known.below else (found,)


def _family(kind: type) -> list[type]:
    """A class and all that inherit from it."""
    children: list[type] = kind.__subclasses__()
    return [kind, *(one for child in children for one in _family(child))]
