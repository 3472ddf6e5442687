"""What an expression can denote, as far as reading tells; and what the index must be told of libraries.

All kinds of values stand here together, for whoever asks anything of a value has a case for each of them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain, islice
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, Self

from flake8_ownership.apis import Api, ApiClass, TypeNames, Wrapper
from flake8_ownership.index.module import Class, Function, Module, Scope
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.scopes import END, Block, Place
from flake8_ownership.index.spelling import written

# A member is named but not called, a result has just been given by a call, an object is anything else.
Stage = Literal["member", "result", "object"]
Evidence = Literal["import", "constructor", "annotation", "attribute", "chain", "local-return", "cross-file", "name"]


class Libraries(Protocol):
    """What is known of the world outside the project; the catalogue answers."""

    @property
    def type_names(self) -> TypeNames: ...
    def function(self, path: str) -> Api | None: ...
    def type_named(self, path: str) -> ApiClass | None: ...
    def generated(self, path: str) -> ApiClass | None: ...
    def member(self, owner: ApiClass, name: str) -> Api | None: ...
    def attribute(self, owner: ApiClass, name: str) -> str: ...
    def types(self, text: str, source: Api | ApiClass, path: str) -> Iterable[ApiClass | str | tuple[str, ...]]: ...
    def wrapper(self, path: str) -> Wrapper | None: ...
    def knows(self, path: str) -> bool: ...
    def idle(self, path: str) -> bool: ...
    def expires(self, path: str) -> bool: ...
    def bad_statuses(self, path: str) -> frozenset[str]: ...


class Hop(NamedTuple):
    """One step of the way from an expression to what it denotes, newest first along `before`.

    `words` say what the step was, with `{}` for `expr`, which is written out only for those who read it. After so many
    steps the last one stands for `further` ones too.
    """

    words: str
    expr: ast.expr | None
    path: Path
    row: int
    how: Evidence | None
    before: Hop | None
    length: int = 1
    further: int = 0

    def next(self, words: str, expr: ast.expr | None, path: Path, row: int, how: Evidence | None) -> Hop:
        """One more step."""
        if self.length < _MOST_STEPS:
            return Hop(words, expr, path, row, how, self, self.length + 1)
        further = self.further + 1
        before = self.before if self.further else self
        return Hop(f"and so on, {further} steps", None, path, row, how or self.how, before, self.length, further)

    @property
    def text(self) -> str:
        return self.words if self.expr is None else self.words.replace("{}", written(self.expr), 1)

    def way(self) -> Iterator[Hop]:
        """This step and those before it."""
        hop: Hop | None = self
        while hop is not None:
            yield hop
            hop = hop.before


class Where(NamedTuple):
    """From where an expression looks at names: its scope, and how far the scope's statements have run.

    `signature` where it stands in the head of the scope, a function: it sees the function's type parameters, and none
    of the names in its body.
    """

    scope: Scope
    place: Place = END
    block: Block | None = None
    signature: bool = False

    @property
    def module(self) -> Module:
        return self.scope.module

    @property
    def path(self) -> Path:
        return self.scope.module.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Base of all values. `hop` is how it was come by; it is no part of the value's identity."""

    hop: Hop | None = field(default=None, compare=False, repr=False)

    def after(
        self, words: str, path: Path, row: int, how: Evidence | None = None, expr: ast.expr | None = None
    ) -> Self:
        """This value, with one more step on its way; `words` and `expr` as a Hop has them."""
        if self.hop is None:
            return self._by(Hop(words, expr, path, row, how, None))
        return self._by(self.hop.next(words, expr, path, row, how))

    def following(self, other: Value) -> Self:
        """This value as a result of another one: the other's way leads here."""
        return self if other.hop is None or self.hop is not None else self._by(other.hop)

    def _by(self, hop: Hop) -> Self:
        """This value as it was come by on another way: what `replace` gives, at a fifth of the time."""
        kind = type(self)
        made = object.__new__(kind)
        for name in _FIELDS.get(kind) or _fields(kind):
            object.__setattr__(made, name, getattr(self, name))
        object.__setattr__(made, "hop", hop)
        return made

    def through(self, other: Value) -> Self:
        """This value, handed on by another one: its own way, then the other's."""
        value = self
        for hop in reversed(list(other.hop.way()) if other.hop is not None else []):
            value = value.after(hop.words, hop.path, hop.row, hop.how, hop.expr)
        return value


_FIELDS: dict[type[Value], tuple[str, ...]] = {}


def _fields(kind: type[Value]) -> tuple[str, ...]:
    _FIELDS[kind] = tuple(one.name for one in fields(kind))
    return _FIELDS[kind]


@dataclass(frozen=True, slots=True)
class Unknown(Value):
    """Nothing settles what it is. `own` where it is at least sure to be the project's."""

    reason: Reason
    about: str = ""
    part: str = ""
    own: bool = False

    @property
    def why(self) -> str:
        """The reason in plain words."""
        return self.reason.words.format(self.about, self.part)

    @property
    def bare(self) -> Unknown:
        """What an operation on it gives: no more is known of that."""
        return Unknown(self.reason, self.about, self.part, self.own)


@dataclass(frozen=True, slots=True)
class Circular(Unknown):
    """A value that is made of itself: it adds nothing to the other values that a name may have."""

    reason: Reason = Reason.CIRCLE
    own: bool = True


@dataclass(frozen=True, slots=True)
class Missing(Unknown):
    """An attribute that its object's class does not declare."""

    reason: Reason = Reason.UNDECLARED


@dataclass(frozen=True, slots=True)
class Inherited(Unknown):
    """A member that nothing but a base of a library outside the catalogue can have: `path` is the member's."""

    reason: Reason = Reason.FOREIGN_BASE

    @property
    def path(self) -> str:
        return f"{self.about}.{self.part}"


@dataclass(frozen=True, slots=True)
class Variable(Unknown):
    """An instance of a type variable, until somebody says what it stands for; `bound` is what it is at least."""

    reason: Reason = Reason.TYPE_VARIABLE
    bound: Value | None = None

    @property
    def name(self) -> str:
        return self.about


@dataclass(frozen=True, slots=True)
class Parameter(Unknown):
    """A parameter without annotation: settled by the arguments where `function` passes it through.

    `bound` is what the calls of the project give it, None where nothing is known of them.
    """

    name: str = ""
    function: Function | None = None
    bound: Value | None = None


@dataclass(frozen=True, slots=True)
class Nothing(Value):
    """`None`, which stands beside another value and never decides."""


@dataclass(frozen=True, slots=True)
class Plain(Value):
    """Something that does no I/O: a literal, a container, an object of the standard library.

    `result` where it is what a call of such a thing gave back, of which nothing more is known.
    """

    what: str
    result: bool = False


@dataclass(frozen=True, slots=True)
class Lib(Value):
    """An object of a library by its dotted path: a module, class or function."""

    path: str


@dataclass(frozen=True, slots=True)
class Made(Value):
    """Something of a library that the catalogue does not know, or a member of a known type that it does not list
    (`unlisted`), which may just as well be something that the project has put there."""

    path: str
    stage: Stage = "object"
    unlisted: bool = False


@dataclass(frozen=True, slots=True)
class Declared(Made):
    """The result of a call of which the library says what it `gives` once it is consumed."""

    gives: Value = field(default_factory=lambda: Unknown(Reason.LIBRARY_RETURN))


@dataclass(frozen=True, slots=True)
class Instance(Value):
    """An instance of a catalogued type; `maker` is the API whose call gave it, `options` are the keywords that its
    constructor was given, where it was seen.

    `of` is an instance of the class that it works on: a query's model, the argument of a generic type.
    """

    type: ApiClass
    maker: Api | None = None
    options: frozenset[str] = frozenset()
    of: Value | None = None


@dataclass(frozen=True, slots=True)
class Bound(Value):
    """A catalogued function or method, not yet called.

    `owner` is the type that has it, `receiver` the object of the project's own class that inherited it, `of` as an
    Instance has it.
    """

    api: Api
    owner: ApiClass | None = None
    receiver: Value | None = None
    of: Value | None = None


class CallOf(NamedTuple):
    """A call, and the place that it sees names from."""

    node: ast.Call
    where: Where


@dataclass(frozen=True, slots=True)
class Pending(Value):
    """The result of calling a catalogued API that does I/O once it is consumed; `of` as an Instance has it.

    `call` is one that gave it, whose arguments may tell what it gives.
    """

    api: Api
    owner: ApiClass | None = None
    of: Value | None = None
    call: CallOf | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OwnModule(Value):
    module: Module


@dataclass(frozen=True, slots=True)
class OwnClass(Value):
    cls: Class


@dataclass(frozen=True, slots=True)
class OwnInstance(Value):
    """An instance of a class of the project.

    `arguments` are what its type variables stand for, in their order; `of` is as an Instance has it.
    """

    cls: Class
    arguments: tuple[Value, ...] = ()
    of: Value | None = None


@dataclass(frozen=True, slots=True)
class OwnFunction(Value):
    """A function of the project, with the object that it is bound to."""

    function: Function
    receiver: Value | None = None


@dataclass(frozen=True, slots=True)
class Super(Value):
    """`super()` in a method of `cls`."""

    cls: Class


@dataclass(frozen=True, slots=True)
class Closure(Value):
    """A lambda, with the place that it sees names from."""

    node: ast.Lambda
    where: Where


@dataclass(frozen=True, slots=True)
class Coroutine(Value):
    """The result of calling an async function of the project, or of a wrapper; awaiting it gives `result`."""

    result: Value
    function: Function | None = None


@dataclass(frozen=True, slots=True)
class Lent(Value):
    """A library's awaitable that a function of the project has made and handed out: consuming it is the library's
    doing, but the call is the project's."""

    value: Value
    function: Function


@dataclass(frozen=True, slots=True)
class Manager(Value):
    """A context manager of the project; entering it gives `result`."""

    result: Value
    function: Function | None = None


@dataclass(frozen=True, slots=True)
class Many(Value):
    """An iterable, or an async one, of `element`."""

    element: Value
    function: Function | None = None


@dataclass(frozen=True, slots=True)
class Table(Value):
    """A mapping to `element`."""

    element: Value


@dataclass(frozen=True, slots=True)
class Items(Value):
    """A tuple or list display."""

    elements: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Lineage(Value):
    """What a class has above it, itself among it, in the order in which names are looked up: its number with each."""

    ancestors: tuple[Value, ...]
    # Those of the project that may declare a name, by the name, and all others, which may declare any.
    declaring: Mapping[str, Sequence[tuple[int, Value]]] = field(compare=False, repr=False)
    others: Sequence[tuple[int, Value]] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Maker(Value):
    """A callable known only by what it returns."""

    result: Value


@dataclass(frozen=True, slots=True)
class Adapted(Value):
    """The asynchronous twin of a function, which runs it in a thread."""

    function: Value


@dataclass(frozen=True, slots=True)
class Annotation(Value):
    """A type expression as a value (`Optional[X]`, an alias, a type variable); an instance of it is `instance`."""

    instance: Value


@dataclass(frozen=True, slots=True)
class Either(Value):
    """One of several, by the branch that was taken."""

    values: tuple[Value, ...]

    def after(
        self, words: str, path: Path, row: int, how: Evidence | None = None, expr: ast.expr | None = None
    ) -> Self:
        """Each of the values goes the step."""
        return replace(self, values=tuple(value.after(words, path, row, how, expr) for value in self.values))

    def following(self, other: Value) -> Self:
        return replace(self, values=tuple(value.following(other) for value in self.values))


# What a value is, in plain words, where it is not the thing itself that a reader would name.
_KINDS: dict[type[Value], str] = {
    Adapted: "a function that a thread runs",
    Annotation: "a type",
    Bound: "a library's method",
    Closure: "a lambda",
    Coroutine: "an awaitable",
    Instance: "a library's object",
    Items: "a tuple or list",
    Lent: "a library's awaitable",
    Lib: "what a library has",
    Made: "what a library has",
    Maker: "a callable",
    Manager: "a context manager",
    Many: "an iterable",
    Nothing: "None",
    OwnClass: "a class",
    OwnFunction: "a function",
    OwnInstance: "an object of the project",
    OwnModule: "a module",
    Pending: "a library's awaitable",
    Super: "super()",
    Table: "a mapping",
}


def not_followed(what: str, value: Value) -> Unknown:
    """What comes of doing something with a value for which that is not followed."""
    return Unknown(Reason.NOT_FOLLOWED, what, _KINDS.get(type(value), "this"))


def lack(value: Value) -> Unknown:
    """What keeps a value from telling what it is, where it does not."""
    match value:
        case Unknown():
            return value
        case Nothing():
            return Unknown(Reason.ONLY_NONE)
        case Lib(path):
            return Unknown(Reason.LIBRARY_VALUE, path)
        case Maker() | Closure():
            return Unknown(Reason.CALLABLE)
    return not_followed("waiting for", value)


WIDEST = 8
_MOST_STEPS = 32  # steps of a way that are told one by one


def substituted(value: Value, replace_leaf: Callable[[Value], Value | None]) -> Value:
    """A value with some of its leaves replaced, however deep they lie; None from `replace_leaf` keeps a leaf."""
    found = replace_leaf(value)
    if found is not None:
        return found
    match value:
        case Either(values):
            return either(
                (substituted(part, replace_leaf) for part in values), Unknown(Reason.TYPE_VARIABLE, "of a union")
            )
        case Items(elements):
            return replace(value, elements=tuple(substituted(part, replace_leaf) for part in elements))
        case Coroutine(result) | Manager(result) | Maker(result):
            return replace(value, result=substituted(result, replace_leaf))
        case Many(element) | Table(element):
            return replace(value, element=substituted(element, replace_leaf))
        case Annotation(instance):
            return replace(value, instance=substituted(instance, replace_leaf))
        case OwnInstance(_, arguments, of) if arguments or of is not None:
            inner = tuple(substituted(part, replace_leaf) for part in arguments)
            return replace(value, arguments=inner, of=substituted(of, replace_leaf) if of is not None else None)
        case Instance(of=of) | Bound(of=of) | Pending(of=of) if of is not None:
            return replace(value, of=substituted(of, replace_leaf))
    return value


def parts_of(value: Value) -> tuple[Value, ...]:
    """The members of a union, or the value itself."""
    return value.values if isinstance(value, Either) else (value,)


def either(values: Iterable[Value], otherwise: Value) -> Value:
    """The values without `None`s, repetitions and circles: one where one is left, `otherwise` where none is."""
    rest = iter(values)
    first = next(rest, otherwise)
    second = next(rest, None) if not isinstance(first, Either) or len(first.values) < WIDEST else None
    if second is None:
        return first
    flat: dict[Value, None] = {}
    nothing: Value | None = None
    circle: Value | None = None
    for value in chain((first, second), rest):
        for part in parts_of(value):
            if isinstance(part, Nothing):
                nothing = part
            elif isinstance(part, Circular):
                circle = part
            else:
                flat.setdefault(part)
        if len(flat) >= WIDEST:
            break
    if len(flat) == 1:
        return next(iter(flat))
    if not flat:
        return circle or nothing or otherwise
    return Either(tuple(islice(flat, WIDEST)))


HEAVIEST = 60


def weight(value: Value) -> int:
    """How many values a value is made of, itself among them, as far as it matters: never much above HEAVIEST."""
    found, waiting = 0, [value]
    while waiting and found <= HEAVIEST:
        found += 1
        part = waiting.pop()
        for name in _INNER.get(type(part), ()):
            inner = getattr(part, name)
            if isinstance(inner, tuple):
                waiting += inner
            elif inner is not None:
                waiting.append(inner)
    return found


# The fields of values that are values.
_INNER: dict[type[Value], tuple[str, ...]] = {
    Adapted: ("function",),
    Annotation: ("instance",),
    Bound: ("of",),
    Coroutine: ("result",),
    Declared: ("gives",),
    Either: ("values",),
    Instance: ("of",),
    Items: ("elements",),
    Lent: ("value",),
    Maker: ("result",),
    Manager: ("result",),
    Many: ("element",),
    OwnInstance: ("arguments", "of"),
    Parameter: ("bound",),
    Pending: ("of",),
    Table: ("element",),
    Variable: ("bound",),
}


def unsettled_as_bounds(value: Value) -> Value:
    """A value with the type variables that nothing settles replaced by what bounds them."""

    def settled(leaf: Value) -> Value | None:
        if isinstance(leaf, Variable):
            return leaf.bound if leaf.bound is not None else Unknown(leaf.reason, leaf.about)
        return None

    return substituted(value, settled)
