"""Members that are asked for by a name that is made as the program runs: `getattr(self, f"on_{event}")`."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from flake8_ownership.index import ancestry, trees, usages
from flake8_ownership.index.module import Call, Class, Function, Module
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.values import (
    WIDEST,
    OwnClass,
    OwnInstance,
    OwnModule,
    Unknown,
    Value,
    Where,
    either,
    parts_of,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver

_ASKS = "getattr"
_MOST_ASKED = 40  # places that ask for members of one class by such names
_MOST_FITTING = 64  # names of methods that are looked at for one shape
_MOST_NAMES = 4  # names that a name is assigned by way of
_HOLE = "{"


class Shape(NamedTuple):
    """What every name has in common that an expression may make."""

    begins: str = ""
    ends: str = ""

    def fits(self, name: str) -> bool:
        """Whether it may make a name."""
        return (
            len(name) > len(self.begins) + len(self.ends) and name.startswith(self.begins) and name.endswith(self.ends)
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """A `getattr` with a name that is made at run time, and the calls of what it gives: at once, or by the name that it
    is assigned to."""

    call: Call
    shape: Shape
    runs: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class _Asks(Value):
    """Those of one module, or of one class, as a value that a question may have; by the object that they ask."""

    found: tuple[Ask, ...] = ()
    by_owner: Mapping[object, Sequence[Ask]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class _Names(Value):
    """The names of an object's methods, by how they begin and, written backwards, by how they end; `below` says which
    of them only a class has that extends the object's own."""

    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    below: Mapping[str, Class] = field(default_factory=dict, hash=False)

    def fitting(self, shape: Shape) -> list[str]:
        """Those that a shape may make; nothing where there may be too many."""
        if shape.begins or not shape.ends:
            found = list(_beginning(self.begins, shape.begins))
        else:
            found = [name[::-1] for name in _beginning(self.ends, shape.ends[::-1])]
        return [name for name in found if shape.fits(name)] if len(found) <= _MOST_FITTING else []


def _beginning(names: tuple[str, ...], begin: str) -> tuple[str, ...]:
    """Of names in their order, those that begin so: one more than are looked at, where they are more."""
    first = bisect_left(names, begin)
    last = bisect_left(names, True, lo=first, key=lambda name: not name.startswith(begin))
    return names[first : min(last, first + _MOST_FITTING + 1)]


def member(resolver: Resolver, owner: Value, name: ast.expr, where: Where) -> Value:
    """What an object's member is whose name is made at run time: any of its methods that may have such a name, where
    those are few."""
    if not isinstance(owner, (OwnInstance, OwnClass)):
        return Unknown(Reason.DYNAMIC)
    shape = shape_of(name, where)
    asking = where.scope.name if isinstance(where.scope, Function) else ""
    known = _names(resolver, owner.cls)
    names = [one for one in known.fitting(shape) if one != asking]
    unknown = Unknown(Reason.DYNAMIC)
    # Of a name of which nothing is known it may be no method at all.
    found: list[Value] = [] if any(shape) else [unknown]
    if not 0 < len(names) <= WIDEST - len(found):
        return unknown
    for one in names:
        below = known.below.get(one)
        of: Value = owner
        if below is not None:
            of = OwnInstance(below) if isinstance(owner, OwnInstance) else OwnClass(below)
        found.append(resolver.attribute(of, one))
    return either(found, unknown)


def _names(resolver: Resolver, cls: Class) -> _Names:
    """The names of the methods of a class, except those that stand for syntax."""

    def found() -> _Names:
        own: dict[str, None] = {}
        below: dict[str, Class] = {}
        no_methods = resolver.libraries.type_names.no_methods
        for base in ancestry.lineage(resolver, cls):
            own.update(dict.fromkeys(_named_in(base, no_methods)) if isinstance(base, Class) and base.is_own else ())
        for sub in usages.subclasses(resolver, cls):
            for name in _named_in(sub, no_methods):
                if name not in own:
                    below.setdefault(name, sub)
        names = sorted({*own, *below})
        return _Names(begins=tuple(names), ends=tuple(sorted(name[::-1] for name in names)), below=below)

    names = resolver.once((cls, "method names"), found, cls.name)
    return names if isinstance(names, _Names) else _Names()


def _named_in(cls: Class, no_methods: frozenset[str]) -> Iterator[str]:
    for function in cls.functions.values():
        if not function.name.startswith("__") and not function.decorator_names & no_methods:
            yield function.name


def shape_of(name: ast.expr, where: Where) -> Shape:
    """What is known of the names that an expression makes."""
    for _ in range(_MOST_NAMES):
        if not isinstance(name, ast.Name) or not isinstance(where.scope, Function):
            break
        bindings = where.scope.body.bindings.get(name.id, ())
        if len(bindings) != 1 or bindings[0].kind != "value" or bindings[0].expr is None or bindings[0].route:
            break
        name = bindings[0].expr
    match name:
        case ast.JoinedStr(values=parts):
            return Shape(_constant(parts[0]), _constant(parts[-1]) if len(parts) > 1 else "") if parts else Shape()
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return Shape(
                shape_of(left, where).begins or _constant(left), shape_of(right, where).ends or _constant(right)
            )
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(text))) if "%" in text:
            return Shape(text.partition("%")[0], text.rpartition("%")[2][1:])
        case ast.Call(func=ast.Attribute(attr="format", value=ast.Constant(value=str(text)))) if _HOLE in text:
            return Shape(text.partition(_HOLE)[0], text.rpartition("}")[2])
    return Shape()


def _constant(part: ast.expr) -> str:
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""


def runs(resolver: Resolver, function: Function) -> Iterator[tuple[Call, bool]]:
    """The calls that may run a function by a name that is made at run time; whether each is sure to be able to."""
    if function.name.startswith("__") or function.decorator_names & resolver.libraries.type_names.no_methods:
        return
    asks = _asks(resolver, function.owner) if function.owner is not None else _asks_of_module(resolver, function.module)
    for ask in asks:
        if ask.call.scope is function or not ask.shape.fits(function.name):
            continue
        if not ask.runs and any(ask.shape):
            yield ask.call, False  # it is handed on
        for call in ask.runs:
            value = resolver.value(call.node.func, Where(call.scope, block=call.block))
            parts = parts_of(value)
            if any(usages.may_run(resolver, part, function) for part in parts):
                yield call, True
            elif any(isinstance(part, Unknown) for part in parts):
                yield call, False


def _asks(resolver: Resolver, cls: Class) -> tuple[Ask, ...]:
    """The places that ask for members of a class, of its bases and of those that extend it, by names that are made."""
    found = resolver.once((cls, "asks"), lambda: _Asks(found=tuple(_found(resolver, cls))), cls.name)
    return found.found if isinstance(found, _Asks) else ()


def _found(resolver: Resolver, cls: Class) -> Iterator[Ask]:
    bases = [base for base in ancestry.lineage(resolver, cls) if isinstance(base, Class) and base.is_own]
    related = dict.fromkeys((*bases, *usages.subclasses(resolver, cls)))
    modules = dict.fromkeys((*(one.module for one in related), *usages.holding_few(resolver, cls.module, cls.name)))
    found = (ask for module in modules for one in related for ask in _in(resolver, module).by_owner.get(one, ()))
    yield from islice(found, _MOST_ASKED)


def _asks_of_module(resolver: Resolver, module: Module) -> tuple[Ask, ...]:
    """The places that ask for what a module holds by names that are made."""

    def found() -> Iterator[Ask]:
        for one in usages.holding_few(resolver, module, module.path.stem):
            yield from _in(resolver, one).by_owner.get(module, ())

    asks = resolver.once((module, "asked"), lambda: _Asks(found=tuple(islice(found(), _MOST_ASKED))), module.name)
    return asks.found if isinstance(asks, _Asks) else ()


def _in(resolver: Resolver, module: Module) -> _Asks:
    """All such places of a module, by the classes and modules that they ask."""

    def found() -> _Asks:
        by_owner: dict[object, list[Ask]] = {}
        for ask in _of_module(module):
            owner = resolver.value(ask.call.node.args[0], Where(ask.call.scope, block=ask.call.block))
            for part in parts_of(owner):
                if isinstance(part, (OwnInstance, OwnClass)):
                    by_owner.setdefault(part.cls, []).append(ask)
                elif isinstance(part, OwnModule):
                    by_owner.setdefault(part.module, []).append(ask)
        return _Asks(by_owner=by_owner)

    asks = resolver.once((module, "asks"), found, module.name)
    return asks if isinstance(asks, _Asks) else _Asks()


def _of_module(module: Module) -> Iterator[Ask]:
    asked: dict[Function, list[Call]] = {}
    for call in module.calls_of(_ASKS):
        is_made = len(call.node.args) > 1 and not isinstance(call.node.args[1], ast.Constant)
        if is_made and isinstance(call.scope, Function):
            asked.setdefault(call.scope, []).append(call)
    for scope, calls in asked.items():
        runs = _runs_in(scope, {call.node for call in calls})
        for call in calls:
            shape = shape_of(call.node.args[1], Where(scope, block=call.block))
            yield Ask(call, shape, tuple(runs.get(call.node, ())))


def _runs_in(scope: Function, asked: set[ast.Call]) -> dict[ast.AST, list[Call]]:
    """The calls of what each of some calls in a function gives."""
    given: dict[str, ast.AST] = {}
    for name, bindings in scope.body.bindings.items():
        for binding in bindings:
            parts = trees.nodes(binding.expr) if binding.expr is not None and binding.kind == "value" else ()
            given.update((name, part) for part in parts if part in asked)
    found: dict[ast.AST, list[Call]] = {}
    for call, block in scope.body.calls:
        maker = given.get(call.func.id) if isinstance(call.func, ast.Name) else call.func
        if maker is not None:
            found.setdefault(maker, []).append(Call(call, scope, block))
    return found
