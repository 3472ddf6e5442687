"""What is injected: the general error of the library that a site calls, its timeout, or an answer of status 500."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Literal

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.proof.claims import Site
from flake8_ownership.proof.stand_ins import BROKEN, MESSAGE, Answer

Kind = Literal["general", "timeout", "status 500"]
_CONNECTING = re.compile(r"Connect|Network|Transport|Communicat|Unavailable|Unreachable")
_NARROWER = re.compile(r"Disconnect|Closed|NotConnect|Timeout|Abort|Reset")
_MOST_INNER = 40
# What a failure that stands in for another has where that would say more; nothing for all else.
_ATTRIBUTES: MappingProxyType[str, object] = MappingProxyType(
    {
        **dict.fromkeys(("message", "msg", "reason", "detail", "strerror", "host"), MESSAGE),
        **dict.fromkeys(("status", "status_code", "code"), BROKEN),
        **dict.fromkeys(("orig", "os_error", "original_error"), ConnectionResetError(MESSAGE)),
        "errno": 5,
    }
)


class Injected:
    """Makes the failures of one kind at one site, and knows them again."""

    def __init__(self, kind: Kind, error: type[BaseException] | None, answer: Answer | None = None) -> None:
        self.kind = kind
        self.answer = answer
        self._error = error
        self._made: list[BaseException] = []

    @property
    def name(self) -> str:
        """What is injected, as a report names it."""
        return f"{self._error.__module__}.{self._error.__qualname__}" if self._error is not None else self.kind

    def error(self) -> BaseException:
        """A new failure."""
        assert self._error is not None
        made = _made(self._error)
        self._made.append(made)
        return made

    def is_of(self, value: object) -> bool:
        """Whether a value is, contains, or was made from the failure. What follows from an answer cannot be told by
        itself: any error is, once that was given."""
        if self.answer is not None and isinstance(value, Exception):
            return bool(self.answer.given)
        return self._is_of(value, set())

    def _is_of(self, value: object, seen: set[int]) -> bool:
        if id(value) in seen or len(seen) > _MOST_INNER:
            return False
        seen.add(id(value))
        match value:
            case str():
                return MESSAGE in value
            case BaseException():
                within = value.exceptions if isinstance(value, BaseExceptionGroup) else ()
                parts: Iterable[object] = (value.__cause__, value.__context__, *within, *value.args)
                return any(value is made for made in self._made) or any(self._is_of(part, seen) for part in parts)
            case dict():
                return any(self._is_of(part, seen) for part in list(value.values()))
            case list() | tuple() | set():
                return any(self._is_of(part, seen) for part in list(value))
        return False


def of_site(site: Site, catalogue: Catalogue) -> Iterator[Injected]:
    """The failures to inject at a site: what generally goes wrong first."""
    general = _general(site, catalogue)
    yield Injected("general", general)
    timeout = _timeout(general)
    if timeout is not general:
        yield Injected("timeout", timeout)
    if site.kind == "http" and site.call.certainty == "catalogued":
        yield Injected("status 500", None, Answer(site.call.library))


def _general(site: Site, catalogue: Catalogue) -> type[BaseException]:
    """The narrowest of the errors that stand for whatever goes wrong: a handler for any of them catches it.

    Of a library that the catalogue lacks, the error that most of its others inherit; else what the operating system
    says where a connection is lost.
    """
    names = sorted(catalogue.errors(site.call.library).general) if site.call.library else []
    found = [error for error in map(_class, names) if error is not None]
    if found:
        return max(found, key=lambda error: sum(issubclass(error, other) for other in found))
    return _top(site.call.api.partition(".")[0]) if site.call.certainty == "assumed" else ConnectionResetError


def _top(package: str) -> type[BaseException]:
    """What a package raises where it does not reach its service, as far as its modules are imported: by its name, else
    what most of its errors inherit."""
    modules = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == package]
    shown = {id(one): one for module in modules for one in list(vars(module).values()) if isinstance(one, type)}
    own = [one for one in shown.values() if issubclass(one, Exception) and one.__module__.partition(".")[0] == package]
    counted = [(sum(issubclass(other, one) for other in own), one.__name__, one) for one in own]
    named = [one for one in counted if _CONNECTING.search(one[1]) and not _NARROWER.search(one[1])]
    if named:
        return max(named, key=lambda one: (one[0], -len(one[1]), one[1]))[2]
    count, _, top = max(counted, key=lambda one: one[:2], default=(0, "", ConnectionResetError))
    return top if count > 1 else ConnectionResetError


def _timeout(general: type[BaseException]) -> type[BaseException]:
    """The library's own error for it, if it has one below its general one."""
    package = general.__module__.partition(".")[0]
    own = (error for error in _below(general) if error.__module__.partition(".")[0] == package)
    named = [error for error in own if "timeout" in error.__name__.lower() or "timedout" in error.__name__.lower()]
    return min(named, key=lambda error: (len(error.__name__), error.__name__), default=TimeoutError)


def _below(error: type[BaseException]) -> Iterator[type[BaseException]]:
    for one in error.__subclasses__():
        yield one
        yield from _below(one)


def _class(name: str) -> type[BaseException] | None:
    """The class of that name, of a library that the tests have imported."""
    module, _, last = name.rpartition(".")
    if module.partition(".")[0] not in sys.modules and module != "builtins":
        return None
    try:
        found = getattr(importlib.import_module(module), last, None)
    except Exception:  # a part of the library that is not installed
        return None
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def _made(error: type[BaseException]) -> BaseException:
    """An instance, whatever the class wants to be made with."""
    try:
        made = error(MESSAGE)
        str(made), repr(made)
    except Exception:  # what a library's error needs is found out by trying
        if error not in _stand_ins:
            _stand_ins[error] = _stand_in(error)
        return _stand_ins[error]()
    return made


_stand_ins: dict[type[BaseException], type[BaseException]] = {}


def _stand_in(error: type[BaseException]) -> type[BaseException]:
    """A class below an error that is made without arguments, and has something for each attribute that is asked for."""

    def init(self: BaseException) -> None:
        self.args = (MESSAGE,)

    def attribute(_: BaseException, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return _ATTRIBUTES.get(name)

    words = {"__init__": init, "__str__": lambda _: MESSAGE, "__repr__": lambda _: f"{error.__name__}({MESSAGE!r})"}
    inherited = {"__module__": error.__module__, "__qualname__": error.__qualname__}
    made: type[BaseException] = type(error.__name__, (error,), {**words, **inherited, "__getattr__": attribute})
    return made
