"""Looks into installed libraries for the names that the catalogue uses. Imports libraries, never a checked project."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import inspect
import io
import re
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

GROUPS = (
    "await",
    "async-with",
    "async-for",
    "await-or-async-with",
    "await-or-async-for",
    "call",
    "with",
    "for",
    "lazy",
    "factory",
    "teardown",
    "buffered",
    "pure",
    "await-props",
    "methods",
    "awaited",
    "maybe-await",
    "chain",
)
GIVES = ("await-returns", "enter-returns", "iter-yields", "call-returns", "async-twin")
MISSING = object()
_DOTTED = re.compile(r"(?<!@)\b[a-z_]\w*\.[\w.]+")


class Absent(Exception):
    """The distribution that has a name is not installed, so nothing can be said of it."""


@cache
def module(name: str) -> Any:
    """A module; None where its package is installed and has none of that name. Raises Absent."""
    parent = name.rpartition(".")[0]
    if parent and module(parent) is None:
        return None
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if parent and error.name == name:
                return None
            raise Absent(name) from error
        except ImportError as error:
            raise Absent(f"{name}: {error}") from error


def resolve(dotted: str) -> Any:
    """The object of a dotted name; MISSING where there is none. Raises Absent."""
    parts = dotted.split(".")
    deepest = 0
    for length in range(1, len(parts) + 1):
        if module(".".join(parts[:length])) is None:
            break
        deepest = length
    # A function may hide a module of its name, so the deepest module is asked first, then those around it.
    for length in range(deepest, 0, -1):
        value = module(".".join(parts[:length]))
        for part in parts[length:]:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = getattr(value, part, MISSING)
            if value is MISSING:
                break
        if value is not MISSING:
            return value
    return MISSING


def problems(table: Mapping[str, Any]) -> Iterator[str]:
    """What a catalogue file says of an installed library that is not so."""
    for where, name in _names(table):
        with contextlib.suppress(Absent):
            value = resolve(name)
            if value is MISSING:
                yield f"{where}: there is no {name}"
            elif where == "errors" and not _is_error(value):
                yield f"{where}: {name} is no exception"
    for name, row in [*table.get("class", {}).items(), *table.get("type", {}).items()]:
        with contextlib.suppress(Absent):
            cls = resolve(name)
            if isinstance(cls, type):
                yield from _member_problems(name, cls, row)


def is_installed(table: Mapping[str, Any]) -> bool:
    """Whether the library's own modules can be imported."""
    for name in table["imports"]:
        with contextlib.suppress(Absent):
            if "*" not in name and module(name) is not None:
                return True
    return False


def _names(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("general", "expected"):
        yield from (("errors", name) for name in table.get("errors", {}).get(key, ()))
    for section in ("class", "function", "type", "scope", "retry"):
        for name, row in table.get(section, {}).items():
            yield section, name
            yield from (("also", other) for key in ("aliases", "also") for other in row.get(key, ()))
            returns = row.get("returns", {})
            texts = [returns] if isinstance(returns, str) else list(returns)
            texts += [row[key] for key in GIVES if key in row] + list(row.get("attrs", {}).values())
            yield from (
                ("returns", other) for text in texts for other in re.findall(r"(?<!@)\b[a-z_]\w*\.[\w.]+", text)
            )


def _member_problems(name: str, cls: type, row: Mapping[str, Any]) -> Iterator[str]:
    listed = {member for group in GROUPS for member in row.get(group, ())}
    listed |= {member for members in row.get("returns", {}).values() for member in members}
    open_ended = bool(row.get("dynamic")) and hasattr(cls, "__getattr__")
    for member in sorted(listed):
        if not open_ended and not _has(cls, member):
            yield f"{name} has no {member}"
    for member in sorted({member for group in ("call", "with", "for") for member in row.get(group, ())}):
        if inspect.iscoroutinefunction(inspect.getattr_static(cls, member, None)):
            yield f"{name}.{member} is a coroutine function, not a synchronous one"


def _has(cls: type, member: str) -> bool:
    if getattr(cls, member, MISSING) is not MISSING:
        return True
    return any(member in vars(base).get("__annotations__", {}) for base in cls.__mro__)


def _is_error(value: object) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(_is_error(part) for part in value)
    return isinstance(value, type) and issubclass(value, BaseException)
