"""What one catalogue file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flake8_ownership.apis import Api, ApiClass


@dataclass(frozen=True, slots=True)
class Errors:
    """A library's exceptions by canonical name.

    Catching a `general` one catches what goes wrong with the connection or the server; an `expected` one is an
    answer in its own right (not found, duplicate key, poll timeout).
    """

    general: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """One catalogue file: a distribution, the modules that it installs, and its APIs by canonical name.

    `reexports` are modules of other libraries whose names it passes on (`fastapi.WebSocket` is starlette's).
    """

    name: str
    version: str
    kind: str
    imports: tuple[str, ...]
    classes: Mapping[str, ApiClass]
    functions: Mapping[str, Api]
    aliases: Mapping[str, str]
    patterns: tuple[Pattern, ...] = ()
    reexports: tuple[str, ...] = ()
    errors: Errors = Errors()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Types too many to list (generated clients): a glob over qualified class names, and what their members do."""

    match: str
    kind: str
    dynamic: str
    pure: tuple[str, ...] = ()
