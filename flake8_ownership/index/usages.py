"""What the rest of the project does with a function, a class or an attribute: who calls it, extends it, assigns to it.

Only the files in whose text the name stands are looked at, and none of them where there are too many.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_ownership.index import ancestry
from flake8_ownership.index.flow import Binding
from flake8_ownership.index.module import ITEM, Call, Class, Function, Module, Scope
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.values import (
    Instance,
    Items,
    OwnClass,
    OwnFunction,
    OwnInstance,
    OwnModule,
    Parameter,
    Unknown,
    Value,
    Where,
    either,
    parts_of,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver

MOST_CALLS = 40
MOST_SUBCLASSES = 20
MOST_WRITES = 40
_MOST_NAMES = 8  # under which a class is kept
_MAKERS = ("__init__", "__new__")
_Place = tuple[Scope, Binding]
_Places = Callable[[Module, str], Iterator[tuple[Scope, ast.Attribute, Binding]]]


@dataclass(frozen=True, slots=True)
class _Calls(Value):
    """What is found out of a function's calls, as a value that a question may have."""

    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class _Owners(Value):
    """The places that set an attribute of one name; their numbers by the object that has it, and by its bases too."""

    places: tuple[_Place, ...] = ()
    exact: dict[object, list[int]] = field(default_factory=dict, hash=False)
    below: dict[object, list[int]] = field(default_factory=dict, hash=False)


def calls_of(resolver: Resolver, function: Function) -> tuple[Call, ...]:
    """The calls of a function in the project, those inside itself aside; none where there are too many.

    A constructor is called by its class, by those that inherit it, and by those that extend it.
    """
    key = function, "calls"
    found = resolver.once(key, lambda: _Calls(calls=tuple(_calls_of(resolver, function))), function.name)
    return found.calls if isinstance(found, _Calls) else ()


def _calls_of(resolver: Resolver, function: Function) -> Iterator[Call]:
    found: list[Call] = []
    for calls in _called_so(resolver, function):
        found += islice(calls, MOST_CALLS + 1)
        if len(found) > MOST_CALLS:
            return
    for calls in _called_as_kept(resolver, function):
        more = list(islice(calls, MOST_CALLS + 1 - len(found)))
        found += more if len(found) + len(more) <= MOST_CALLS else ()
    for call in found:
        if call.scope is not function:
            callee = resolver.value(call.node.func, Where(call.scope, block=call.block))
            if any(may_run(resolver, part, function) for part in parts_of(callee)):
                yield call


def _called_so(resolver: Resolver, function: Function) -> Iterator[Iterable[Call]]:
    """The calls that may be of a function by the name that is called, in parts."""
    if function.name not in _MAKERS or function.owner is None:
        for module in _modules(resolver, function.module, resolver.project.using(function.name)):
            yield module.calls_of(function.name)
        return
    classes = (function.owner, *subclasses(resolver, function.owner))
    names = dict.fromkeys(cls.name for cls in classes)
    for module in _mentioning_any(resolver, classes):
        yield from map(module.calls_of, names)
    for cls in classes:
        yield cls.calls_of("cls")
        yield (call for call in cls.calls_of(function.name) if _owner(call) is cls)


def _called_as_kept(resolver: Resolver, function: Function) -> Iterator[Iterable[Call]]:
    """The calls that may be of a constructor by the names that its class is kept under: those of attributes, and of
    tables of classes."""
    cls = function.owner
    if function.name not in _MAKERS or cls is None:
        return
    kept = {(cls.module, name): None for name in cls.module.kept_as("cls")}
    for module in _modules(resolver, cls.module, resolver.project.using(cls.name)):
        kept.update(dict.fromkeys((module, name) for name in module.kept_as(cls.name)))
    names: dict[str, Module] = {}
    for module, name in kept:
        names.setdefault(name, module)
    for name, module in islice(names.items(), _MOST_NAMES):
        for user in _keepers(resolver, module, name.removesuffix(ITEM)):
            yield user.calls_of(name)


def _keepers(resolver: Resolver, module: Module, name: str) -> Iterator[Module]:
    """The modules that may call what one keeps under a name: itself, and those of the classes above its own ones that
    keep it as an attribute."""

    def modules() -> Iterator[OwnModule]:
        for cls in module.all_classes:
            if name in cls.body.bindings:
                for base in ancestry.lineage(resolver, cls):
                    if isinstance(base, Class) and base.module is not module:
                        yield OwnModule(base.module)

    yield module
    found = resolver.listed((module, name, "keepers"), lambda: dict.fromkeys(modules()), name)
    yield from (one.module for one in found.elements if isinstance(one, OwnModule)) if isinstance(found, Items) else ()


def _owner(call: Call) -> Class | None:
    return call.scope.owner if isinstance(call.scope, Function) else None


def _mentioning_any(resolver: Resolver, classes: Iterable[Class]) -> Iterable[Module]:
    """The modules in which one of some classes is named, each once."""
    found: dict[Module, None] = {}
    for cls in classes:
        found.update(dict.fromkeys(_modules(resolver, cls.module, resolver.project.using(cls.name))))
    return found


def is_same(one: Function, other: Function) -> bool:
    """Whether two are the same function, whose file may have been read twice: while it is fixed, its text changes."""
    return one is other or (one.canonical == other.canonical and one.module.path == other.module.path)


def decorated(resolver: Resolver, decorator: Function) -> tuple[Function, ...]:
    """The functions of the project that a function decorates; none where there are too many."""
    found = resolver.once((decorator, "decorated"), lambda: _decorated(resolver, decorator), decorator.name)
    parts_of = found.elements if isinstance(found, Items) else ()
    return tuple(part.function for part in parts_of if isinstance(part, OwnFunction))


def _decorated(resolver: Resolver, decorator: Function) -> Value:
    found: list[OwnFunction] = []
    for module in _modules(resolver, decorator.module, resolver.project.using(decorator.name)):
        for function in module.every_function():
            for node in function.node.decorator_list if decorator.name in function.decorator_names else ():
                made = node.func if isinstance(node, ast.Call) else node
                value = resolver.value(made, Where(function.outer))
                if isinstance(value, OwnFunction) and is_same(value.function, decorator):
                    found.append(OwnFunction(function))
    return Items(tuple(found) if len(found) <= MOST_CALLS else ())


def may_run(resolver: Resolver, callee: Value, function: Function) -> bool:
    """Whether calling a value calls a function, or the method that it overrides."""
    match callee:
        case OwnFunction(found):
            if is_same(found, function):
                return True
            owner, base = function.owner, found.owner
            overrides = owner is not None and base is not None and found.name == function.name
            return overrides and owner is not None and base in set(ancestry.lineage(resolver, owner))
        case OwnClass(cls):
            return function.name in _MAKERS and ancestry.method(resolver, cls, function.name) is function
    return False


def subclasses(resolver: Resolver, cls: Class) -> tuple[Class, ...]:
    """The classes of the project that have a class among their bases, at any depth, as far as they are not too many."""
    found = resolver.once((cls, "subclasses"), lambda: _subclasses(resolver, cls), cls.name)
    return tuple(part.cls for part in found.elements if isinstance(part, OwnClass)) if isinstance(found, Items) else ()


def _subclasses(resolver: Resolver, cls: Class) -> Value:
    direct: list[Class] = []
    for module in _modules(resolver, cls.module, resolver.project.using(cls.name)):
        named = (other for other in module.subclasses(cls.name) if other is not cls)
        direct += (other for other in named if cls in ancestry.own_bases(resolver, other))
    found = dict.fromkeys(direct)
    for one in direct:
        found.update(dict.fromkeys(subclasses(resolver, one)))
    return Items(tuple(OwnClass(one) for one in islice(found, MOST_SUBCLASSES)))


def overrides(resolver: Resolver, function: Function) -> Iterator[Function]:
    """The methods of subclasses that stand for a method."""
    if function.owner is not None:
        for cls in subclasses(resolver, function.owner):
            if function.name in cls.functions:
                yield cls.functions[function.name]


def written(resolver: Resolver, owner: Value, name: str) -> Value | None:
    """What the project assigns to an attribute of such an object by another way than `self`; None where it does not."""
    key = _identity(owner), name, "written"
    value = resolver.once(key, lambda: _written(resolver, owner, name), name)
    return None if isinstance(value, Unknown) else value


def _written(resolver: Resolver, owner: Value, name: str) -> Value:
    places = _set_on(resolver, owner, name, Module.writes_of)
    if len(places) > MOST_WRITES:
        return Unknown(Reason.LIMIT, f"{name} is assigned in more than {MOST_WRITES} places")
    found = [resolver.bound(binding, scope, name) for scope, binding in places]
    known = [value for value in found if not isinstance(value, Unknown)]
    return either(known, Unknown(Reason.CONTENTS, name))


def put(resolver: Resolver, owner: Value, name: str) -> Sequence[tuple[Scope, Binding]]:
    """Where the project puts something into a container that is an attribute of such an object, by another way than
    `self`: the first places, where they are many."""
    return _set_on(resolver, owner, name, Module.outer_fillings_of)[:MOST_WRITES]


def _set_on(resolver: Resolver, owner: Value, name: str, places_in: _Places) -> list[_Place]:
    """The places that set an attribute of some name, or fill it, of what may be such an object."""
    key = name, places_in, "owners"
    found = resolver.once(key, lambda: _owners(resolver, name, places_in), name)
    if not isinstance(found, _Owners):
        return []
    numbers = set(found.below.get(own := _identity(owner), ()))
    for base in ancestry.lineage(resolver, own) if isinstance(own, Class) else ():
        numbers.update(found.exact.get(base, ()))
    return [found.places[number] for number in sorted(numbers)]


def _owners(resolver: Resolver, name: str, places_in: _Places) -> _Owners:
    places: list[_Place] = []
    exact: dict[object, list[int]] = {}
    below: dict[object, list[int]] = {}
    for module in _modules(resolver, None, resolver.project.writing(name)):
        for scope, target, binding in places_in(module, name):
            for part in parts_of(resolver.value(target.value, Where(scope, binding.place, binding.block))):
                if (own := _identity(part)) is None:
                    continue
                exact.setdefault(own, []).append(len(places))
                for base in ancestry.lineage(resolver, own) if isinstance(own, Class) else (own,):
                    below.setdefault(base, []).append(len(places))
            places.append((scope, binding))
    return _Owners(places=tuple(places), exact=exact, below=below)


def kept(resolver: Resolver, owner: Instance, key: str) -> Value | None:
    """What the project keeps under a key in such an object of a library (`app["client"] = …`), if it does."""
    question = owner.type, key, "kept"
    value = resolver.once(question, lambda: _kept(resolver, owner, key), key)
    return None if isinstance(value, Unknown) else value


def _kept(resolver: Resolver, owner: Instance, key: str) -> Value:
    found: list[Value] = []
    for module in _modules(resolver, None, resolver.project.keeping(key) if key else ()):
        for scope, target, binding in module.items_of(key):
            where = Where(scope, binding.place, binding.block)
            if any(_keeps_the_same(part, owner) for part in parts_of(resolver.value(target.value, where))):
                found.append(resolver.bound(binding, scope, key))
            if len(found) > MOST_WRITES:
                return Unknown(Reason.LIMIT, f"something is kept under {key} in more than {MOST_WRITES} places")
    known = [value for value in found if not isinstance(value, Unknown)]
    return either(known, Unknown(Reason.CONTENTS, key))


def _keeps_the_same(found: Value, owner: Instance) -> bool:
    """Whether an object that something is kept in may be the one that is asked; handlers often leave it unannotated."""
    if isinstance(found, Parameter):
        return found.bound is None
    return isinstance(found, Instance) and found.type is owner.type


def _identity(owner: Value) -> object:
    """What two objects have in common whose attributes are told as one; None for what is not known well enough."""
    match owner:
        case OwnInstance(cls) | OwnClass(cls):
            return cls
        case OwnModule(module):
            return module
        case OwnFunction(function):
            return function
        case Instance(known):
            return known.name
    return None


def holding(resolver: Resolver, own: Module, name: str) -> Iterator[Module]:
    """A module, and the others of the project in which a name stands; it alone where those are too many."""
    return _modules(resolver, own, resolver.project.holding((name,)))


def holding_few(resolver: Resolver, own: Module, name: str) -> Iterator[Module]:
    """A module, and the few others that do more with the name of something of its own than define it."""
    return _modules(resolver, own, resolver.project.using(name))


def _modules(resolver: Resolver, own: Module | None, paths: tuple[Path, ...] | None) -> Iterator[Module]:
    """A module, and the others of some files that can be read."""
    if own is not None:
        yield own
    for path in paths or ():
        module = resolver.project.at(path) if own is None or path != own.path else None
        if module is not None:
            yield module
