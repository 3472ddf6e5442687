"""What a program under the oracle meets in place of the real world: an HTTP client that fails, and observers that note.

The stand-ins behave as the libraries do in what matters here; httpx's errors have the family tree of httpx 0.28.
"""

from __future__ import annotations

import functools
import importlib
import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from types import ModuleType, SimpleNamespace, TracebackType
from typing import Any

BROKEN = "broken"
GROUPED = "sub-exception"  # what the text of an exception group says of its errors
LOUD = logging.WARNING
_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "exception": 40, "critical": 50}
_REAL = frozenset({"asyncio", "contextlib", "functools", "sys"})


class Stop(Exception):
    """The program did what the stand-ins do not know: a fault of the test."""


class HTTPError(Exception):
    pass


class RequestError(HTTPError):
    pass


class TransportError(RequestError):
    pass


class TimeoutException(TransportError):
    pass


class NetworkError(TransportError):
    pass


class ConnectError(NetworkError):
    pass


class HTTPStatusError(HTTPError):
    pass


class InvalidURL(Exception):
    pass


class GeneralFailure(TransportError):
    """What generally goes wrong: caught by the library's base errors and by nothing narrower."""


class Client:
    """`httpx.AsyncClient`, whose `get` is the site."""

    def __init__(self, failure: BaseException | None) -> None:
        self._failure = failure
        self.called = False

    async def get(self, url: str) -> list[str]:
        self.called = True
        if self._failure is not None:
            raise self._failure
        return ["response"]


class Outbox:
    """What outlives the call: a list, a mapping, an attribute and a future that others read."""

    def __init__(self) -> None:
        self.errors: list[object] = []
        self.state: dict[str, object] = {}
        self.last: object = None
        self.future = Future()


class Future:
    def __init__(self) -> None:
        self.exception: BaseException | None = None

    def set_exception(self, exception: BaseException) -> None:
        self.exception = exception


class Switch:
    """A condition of the program; each run settles it one way."""

    def __init__(self, name: str, decide: Callable[[str], bool]) -> None:
        self._name, self._decide = name, decide

    def __bool__(self) -> bool:
        return self._decide(self._name)


class Switches(ModuleType):
    """The module that conditions are imported from."""

    def __init__(self, decide: Callable[[str], bool]) -> None:
        super().__init__("switches")
        self._decide = decide

    def __getattr__(self, name: str) -> Switch:
        if not name.startswith(("flag", "raises")):
            raise AttributeError(name)
        return Switch(name, self._decide)


class World:
    """The modules of one run. `told` gets the sort of each loud report, and whether the failure is at hand there."""

    Outbox = Outbox

    def __init__(self, decide: Callable[[str], bool], told: Callable[[str, bool], None], *, fails: bool) -> None:
        self._failure = GeneralFailure(BROKEN) if fails else None
        self._told = told
        self._modules = {
            "switches": Switches(decide),
            "httpx": _module(
                "httpx",
                AsyncClient=Client,
                HTTPError=HTTPError,
                RequestError=RequestError,
                TransportError=TransportError,
                TimeoutException=TimeoutException,
                NetworkError=NetworkError,
                ConnectError=ConnectError,
                HTTPStatusError=HTTPStatusError,
                InvalidURL=InvalidURL,
            ),
            **self._observers(),
        }

    def client(self) -> Client:
        return Client(self._failure)

    def imported(self, name: str, space: object, local: object, names: Sequence[str] | None, level: int) -> ModuleType:
        """`__import__` of the program: the stand-ins, and the few real modules that tell nobody anything."""
        if name in self._modules:
            return self._modules[name]
        if name in _REAL and not level:
            return importlib.import_module(name)
        raise Stop(f"no stand-in for the module {name}")

    def printed(self, *arguments: object, **options: object) -> None:
        """`print`: nobody reads it."""

    def holds(self, value: object) -> bool:
        """Whether a value is, contains, or was made from the failure."""
        return self._holds(value, set())

    def _holds(self, value: object, seen: set[int]) -> bool:
        if self._failure is None or id(value) in seen:
            return False
        seen.add(id(value))
        match value:
            case str():
                return BROKEN in value or GROUPED in value
            case BaseException():
                within = value.exceptions if isinstance(value, BaseExceptionGroup) else ()
                parts: Sequence[object] = (value.__cause__, value.__context__, *within, *value.args)
                return value is self._failure or any(self._holds(part, seen) for part in parts)
            case dict():
                return any(self._holds(part, seen) for part in value.values())
            case list() | tuple() | set():
                return any(self._holds(part, seen) for part in value)
            case Outbox() | Future():
                return any(self._holds(part, seen) for part in vars(value).values())
        return False

    # -- observers

    def _report(self, sort: str, *passed: object) -> None:
        at_hand = self.holds(sys.exc_info()[1]) or any(self.holds(value) for value in passed)
        self._told(sort, at_hand)

    def _log(self, level: int, *arguments: object, **options: object) -> None:
        if level >= LOUD:
            self._report("log", *arguments, *options.values())

    def _observers(self) -> dict[str, ModuleType]:
        count = functools.partial(self._report, "metric")
        capture = functools.partial(self._report, "capture")
        logger = SimpleNamespace(log=self._log)
        for name, level in _LEVELS.items():
            setattr(logger, name, functools.partial(self._log, level))
        counter = SimpleNamespace(inc=count, labels=lambda **names: counter, count_exceptions=lambda: _Scope(count))
        histogram = SimpleNamespace(time=lambda: _Scope(None))
        tracer = SimpleNamespace(start_as_current_span=functools.partial(_span, capture))
        stats = SimpleNamespace(incr=count, increment=count)
        return {
            "logging": _module("logging", getLogger=lambda name: logger, ERROR=40, WARNING=30, INFO=20, DEBUG=10),
            "statsd": _module("statsd", StatsClient=lambda: stats),
            "telemetry": _module("telemetry", Client=lambda: stats, app_metrics=stats, app_log=logger),
            "prometheus_client": _module(
                "prometheus_client", Counter=lambda *names: counter, Histogram=lambda *names: histogram
            ),
            "opentelemetry": _module("opentelemetry", trace=SimpleNamespace(get_tracer=lambda name: tracer)),
            "sentry_sdk": _module("sentry_sdk", capture_exception=capture),
            "traceback": _module("traceback", format_exc=traceback.format_exc, print_exc=lambda: None),
        }


class _Scope:
    """A context manager that tells of an exception that leaves its body; none where `tell` is None.

    As a decorator of a coroutine function it surrounds only the making of the coroutine, as prometheus_client's does.
    """

    def __init__(self, tell: Callable[..., None] | None) -> None:
        self._tell = tell

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and self._tell is not None:
            self._tell(error)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(*args: object, **options: object) -> object:
            with self:
                return function(*args, **options)

        return wrapper


class _AsyncScope(_Scope):
    """The same, where the decorator knows of coroutines, as OpenTelemetry's does."""

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        async def wrapper(*args: object, **options: object) -> object:
            with self:
                return await function(*args, **options)

        return wrapper


def _span(
    capture: Callable[..., None], name: str, record_exception: bool = True, set_status_on_exception: bool = True
) -> _Scope:
    return _AsyncScope(capture if record_exception or set_status_on_exception else None)


def _module(name: str, **members: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(members)
    return module
