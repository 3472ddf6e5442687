"""What classes a class of the project has above it, own and libraries', and what it takes from them by name alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING

from flake8_ownership.apis import ApiClass
from flake8_ownership.index import foreign
from flake8_ownership.index.module import Class, Function, last_name
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.values import (
    Instance,
    Items,
    Lineage,
    Made,
    OwnInstance,
    Plain,
    Unknown,
    Value,
    Variable,
    Where,
    parts_of,
    substituted,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver

_TYPING = frozenset({"typing", "typing_extensions"})
ENUMS = frozenset({"enum.Enum", "enum.Flag", "enum.IntEnum", "enum.IntFlag", "enum.StrEnum"})
_MOST_BASES = 32  # classes of the project above one class, or above one another
_MOST_SEARCHED = 1_024  # those in which a name is looked up


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A class or one of its bases: the project's, a catalogued type, or another library's by its dotted path.

    `variables` says what the class's type variables stand for, by name. Where there are too many bases, one that is
    `cut` stands for those that are left out, in words; they are bases of `below`, where they can be searched by name.
    """

    base: Class | ApiClass | str
    variables: dict[str, Value] = field(default_factory=dict)
    cut: bool = False
    below: Class | None = None


def ancestry(
    resolver: Resolver, cls: Class, arguments: tuple[Value, ...] = (), most: int = _MOST_BASES
) -> Iterator[Ancestor]:
    """The class and its bases, depth first, each once."""
    seen: set[Class] = set()
    named: set[str] = set()
    way: list[Class | None] = []
    waiting: list[Iterator[Value]] = [iter((OwnInstance(cls, arguments),))]
    while waiting:
        match next(waiting[-1], None):
            case None:
                waiting.pop()
                if way:
                    way.pop()
            case OwnInstance(base, base_arguments) if base not in seen:
                seen.add(base)
                variables = dict(zip(type_parameters(base), base_arguments, strict=False)) if base_arguments else {}
                yield Ancestor(base, variables)
                if len(way) >= _MOST_BASES or len(seen) > most:
                    deep = len(way) >= _MOST_BASES
                    words = f"{cls.name} has more than {_MOST_BASES if deep else most} bases"
                    yield Ancestor(words, cut=True, below=None if deep else _widest(resolver, (*way, base)))
                    return
                way.append(base)
                waiting.append(with_variables(part, variables) for part in _bases(resolver, base))
            case Instance(type):
                yield Ancestor(type)
            case Made(path) | Plain(path) if path not in named:
                named.add(path)
                yield Ancestor(path)
                way.append(None)
                waiting.append(iter(foreign.bases(resolver, path)))


def _widest(resolver: Resolver, way: Iterable[Class | None]) -> Class | None:
    """The first class of a way upwards that has several bases: those before it have no others above them."""
    return next((one for one in way if one is not None and len(_bases(resolver, one)) > 1), None)


def declaring(resolver: Resolver, below: Class, name: str) -> Iterator[Ancestor]:
    """Of a class and its bases, which are many, those that may declare a name."""
    found = resolver.once((below, "lineage"), lambda: _lineage(resolver, below), below.name)
    if not isinstance(found, Lineage):
        return
    for _, value in merge(found.declaring.get(name, ()), found.others, key=itemgetter(0)):
        match value:
            case OwnInstance(base):
                yield Ancestor(base)
            case Instance(type):
                yield Ancestor(type)
            case Made(path):
                yield Ancestor(path)
            case Unknown(about=words):
                yield Ancestor(words, cut=True)


def _lineage(resolver: Resolver, cls: Class) -> Lineage:
    """All that a class has above it, by the names that it may declare."""
    found: list[Value] = []
    by_name: dict[str, list[tuple[int, Value]]] = {}
    others: list[tuple[int, Value]] = []
    for ancestor in ancestry(resolver, cls, most=_MOST_SEARCHED):
        value = _as_value(ancestor)
        if isinstance(ancestor.base, Class):
            for name in ancestor.base.names:
                by_name.setdefault(name, []).append((len(found), value))
        elif value not in found[-1:]:
            others.append((len(found), value))
        found.append(value)
    return Lineage(tuple(found), by_name, others)


def _as_value(ancestor: Ancestor) -> Value:
    if isinstance(ancestor.base, Class):
        return OwnInstance(ancestor.base)
    if isinstance(ancestor.base, ApiClass):
        return Instance(ancestor.base)
    return Unknown(Reason.LIMIT, ancestor.base) if ancestor.cut else Made(ancestor.base)


def _bases(resolver: Resolver, cls: Class) -> tuple[Value, ...]:
    """What a class names as its bases, found out once; the first of them, where they are many."""
    found = resolver.listed((cls, "bases"), lambda: _named_bases(resolver, cls), cls.name)
    return found.elements if isinstance(found, Items) else ()


def _named_bases(resolver: Resolver, cls: Class) -> Iterator[Value]:
    for written in cls.bases[:_MOST_SEARCHED]:
        for expr in _mixed(resolver, written):
            value = resolver.annotated(expr, Where(cls.outer))
            yield from parts_of(value)


def _mixed(resolver: Resolver, base: ast.expr) -> Sequence[ast.expr]:
    """The classes that a base is made of: `Manager` and `Orders` of `Manager.from_queryset(Orders)`."""
    match base:
        case ast.Call(func=ast.Attribute(value=first, attr=name), args=given) if (
            name in resolver.libraries.type_names.mixing
        ):
            return (first, *given)
    return (base,)


def own_bases(resolver: Resolver, cls: Class) -> list[Class]:
    """The classes of the project that a class names as its bases."""
    return [base.cls for base in _bases(resolver, cls) if isinstance(base, OwnInstance)]


def lineage(resolver: Resolver, cls: Class) -> Iterator[Class | ApiClass | str]:
    """The class and its bases, without what their type variables stand for."""
    return (ancestor.base for ancestor in ancestry(resolver, cls))


def names_of_bases(resolver: Resolver, cls: Class, *, own: bool = False) -> Iterator[str]:
    """The names of the libraries' classes that a class has above it, and those of the project's `own` ones."""
    for base in lineage(resolver, cls):
        if not isinstance(base, Class):
            yield base.name if isinstance(base, ApiClass) else base
        elif own and base is not cls:
            yield base.canonical


def is_a(resolver: Resolver, value: Value, kind: Value) -> bool:
    """Whether a value is an instance of the type of which `kind` is one."""
    match value, kind:
        case Instance(found), Instance(wanted):
            return found.name == wanted.name
        case OwnInstance(cls), OwnInstance(wanted_cls):
            return wanted_cls in lineage(resolver, cls)
        case OwnInstance(cls), Instance(wanted):
            return any(isinstance(base, ApiClass) and base.name == wanted.name for base in lineage(resolver, cls))
    return type(value) is type(kind) and value == kind


def is_protocol(cls: Class) -> bool:
    """Whether a class is declared a typing.Protocol itself; asyncio has a Protocol that is another thing."""
    for base in cls.bases:
        node = base.value if isinstance(base, ast.Subscript) else base
        if last_name(node) != "Protocol":
            continue
        first = ast.unparse(node).partition(".")[0]
        modules = {binding.module for binding in cls.module.body.bindings.get(first, ()) if binding.kind == "import"}
        if not modules or modules & _TYPING:
            return True
    return False


def inherits(resolver: Resolver, cls: Class, path: str) -> bool:
    """Whether a class of another library, by its dotted path, is among the bases."""
    module, _, name = path.rpartition(".")
    wanted = {path, f"{module}_extensions.{name}"}
    return any(base in wanted for base in lineage(resolver, cls) if isinstance(base, str))


def is_enum(resolver: Resolver, cls: Class) -> bool:
    """Whether a class is an enumeration, whose members are its instances."""
    return any(isinstance(base, str) and base in ENUMS for base in lineage(resolver, cls))


def method(resolver: Resolver, cls: Class, name: str) -> Function | None:
    """The project's own method of that name, nearest base first."""
    for base in lineage(resolver, cls):
        if isinstance(base, Class) and name in base.functions:
            return base.functions[name]
    return None


def type_parameters(cls: Class) -> list[str]:
    """The names of a class's type variables in their order: of `class A[T]`, of `Generic[T]`, or of all bases."""
    declared = [parameter.name for parameter in getattr(cls.node, "type_params", ())]
    if declared:
        return declared
    named = [_variables(base) for base in cls.bases if isinstance(base, ast.Subscript)]
    generic = [
        _variables(base)
        for base in cls.bases
        if isinstance(base, ast.Subscript) and last_name(base.value) in ("Generic", "Protocol")
    ]
    found: dict[str, None] = {}
    for names in generic or named:
        found.update(dict.fromkeys(names))
    return list(found)


def _variables(base: ast.Subscript) -> list[str]:
    arguments = base.slice.elts if isinstance(base.slice, ast.Tuple) else [base.slice]
    return [argument.id for argument in arguments if isinstance(argument, ast.Name)]


def with_variables(value: Value, variables: dict[str, Value]) -> Value:
    """A value with type variables, by name, replaced by what they stand for."""
    if not variables:
        return value
    return substituted(value, lambda leaf: variables.get(leaf.name) if isinstance(leaf, Variable) else None)
