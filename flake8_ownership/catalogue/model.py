"""What one catalogue file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from flake8_ownership.apis import Api, ApiClass


@dataclass(frozen=True, slots=True)
class Errors:
    """A library's exceptions by canonical name.

    Catching a `general` one catches what goes wrong with the connection or the server; an `expected` one is an
    answer in its own right (not found, duplicate key, poll timeout). Catching a `status` one catches what
    `raise_for_status()` of its answers raises; a library without has no such method, or one that is awaited. The text
    of those that the `telling` members raise says with what these were called, a statement's parameters or a path,
    unless a file of the project has the word `hidden_by`. With `by_module` a call raises only the library's errors that
    are of its own top module, and Python's own.
    """

    general: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()
    status: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()
    hidden_by: str = ""
    by_module: bool = False


# What a framework tells of a failure: its traceback, a message without it, a metric alone, or nothing.
Tells = Literal["traceback", "message", "count", "nothing"]
# How a function is handed on: itself, as the coroutine of a call of it, or in a list.
Form = Literal["function", "call", "list"]


@dataclass(frozen=True, slots=True)
class Boundary:
    """What a framework does when a function raises that it calls.

    `what` is the kind of operation. `logger` and `level` are those of what it logs; without a logger, what it tells is
    printed to standard error; `*` is one that the project names. `mentions` are the identifiers in the message. With
    `ends` the process ends with it, so that whoever started it sees it; `app` is the class of the application that must
    exist for the framework to call anything. `answers` are errors that are answers to a request, of which it tells
    nobody; with `answered` whoever asked gets the text of any other, whoever else is told. `peers` are the classes of
    the connection that it hands the function, whose other end leaves as it likes. `evidence` is the program in
    `tests/boundaries` by which that was found out, with a scenario that has another name
    than `what` after a slash.
    """

    framework: str
    what: str
    tells: Tells
    logger: str = ""
    level: str = ""
    mentions: tuple[str, ...] = ()
    evidence: str = ""
    library: str = ""
    ends: bool = False
    app: str = ""
    answers: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    notes: str = field(default="", compare=False)
    answered: bool = False

    @property
    def said(self) -> str:
        """By what it tells of a failure, and what that names, in plain words."""
        by = f"{self.logger}, {self.level}" if self.logger else "standard error"
        names = f"it names {', '.join(self.mentions)}" if self.mentions else "it names no identifier"
        return f"{by}; {names}"


@dataclass(frozen=True, slots=True)
class Hook:
    """How a project hears of failures that reach a framework: of operations of the kinds that it `hears` of, or of
    all.

    `calls` set up something that reports them by itself, of any framework; where they are `given` a value under a
    keyword, they have the framework print the traceback instead, with what the hook `mentions`. What a function is
    handed to makes it a hook only where it is `given` that value. `of` is the position of
    the argument that says of which errors, where there is one; `general` are the framework's errors that stand there
    for all. A `local` one hears only of what its own class has, or of the function that its decorator is an attribute
    of (`@save.error`).
    """

    framework: str
    hears: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    of: int = -1
    local: bool = False
    general: frozenset[str] = frozenset()
    given: tuple[str, str] | None = None
    mentions: tuple[str, ...] = ()

    def is_for(self, boundary: Boundary) -> bool:
        """Whether it may hear of a failure at a boundary."""
        heard = not self.hears or boundary.what in self.hears
        return heard and ((bool(self.calls) and self.given is None) or self.framework == boundary.framework)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call, by its position or keyword, or `any` positional one."""

    position: int = -1
    keyword: str = ""
    form: Form = "function"
    any: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """How a function comes to be called by a framework: decorated, handed to a call, as a method that overrides one of
    a library's class (both may hold wildcards), or named by an attribute of a class that goes by some name."""

    decorators: frozenset[str] = frozenset()
    handed: tuple[tuple[str, Argument], ...] = ()
    methods: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str, Form], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Boundaries:
    """What one catalogue file says of boundaries. `same` are other paths of a class or function, or of what it lies
    in, by the path that the file uses."""

    boundaries: tuple[tuple[Boundary, Ways], ...] = ()
    hooks: tuple[tuple[Hook, Ways], ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """One catalogue file: a distribution, the modules that it installs, and its APIs by canonical name.

    `reexports` are modules of other libraries whose names it passes on (`fastapi.WebSocket` is starlette's). Where it
    `expires`, its objects ask the other side again when they are read after a failure, or after a commit.
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
    boundaries: Boundaries = Boundaries()
    expires: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """Types too many to list (generated clients): a glob over qualified class names, and what their members do."""

    match: str
    kind: str
    dynamic: str
    pure: tuple[str, ...] = ()
