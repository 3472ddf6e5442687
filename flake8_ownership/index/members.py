"""What the attributes and methods of the project's own classes are, through their bases, own and libraries'."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_ownership.apis import ApiClass
from flake8_ownership.index import ancestry, containers, foreign, usages
from flake8_ownership.index.ancestry import ENUMS
from flake8_ownership.index.module import Class
from flake8_ownership.index.project import STDLIB
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.values import (
    Bound,
    Evidence,
    Inherited,
    Instance,
    Items,
    Made,
    Maker,
    Missing,
    Nothing,
    OwnClass,
    OwnFunction,
    OwnInstance,
    Parameter,
    Plain,
    Unknown,
    Value,
    Variable,
    Where,
    either,
    substituted,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


_MODEL = "@model"
# Bases that declare nothing that an instance could have.
_EMPTY_BASES = frozenset(
    {
        "abc.ABC",
        "builtins.object",
        *ENUMS,
        "typing.Generic",
        "typing.NamedTuple",
        "typing.Protocol",
        "typing.TypedDict",
        "typing_extensions.Generic",
        "typing_extensions.Protocol",
        "typing_extensions.TypedDict",
    }
)


def fields(resolver: Resolver, value: OwnInstance) -> Items:
    """The annotated fields of a named tuple, in their order."""
    names = [
        name
        for base in ancestry.lineage(resolver, value.cls)
        if isinstance(base, Class)
        for name, bindings in base.body.bindings.items()
        if any(binding.kind == "annotated" for binding in bindings)
    ]
    return Items(tuple(of_instance(resolver, value, name) for name in names))


def specialised(resolver: Resolver, value: Value, receiver: Value | None) -> Value:
    """A method's result with the type variables of the receiver's class settled."""
    if not isinstance(receiver, (OwnInstance, OwnClass)):
        return value
    found: dict[str, Value] = {}
    arguments = receiver.arguments if isinstance(receiver, OwnInstance) else ()

    def settled(leaf: Value) -> Value | None:
        if not isinstance(leaf, Variable):
            return None
        if not found:
            found["Self"] = receiver if isinstance(receiver, OwnInstance) else OwnInstance(receiver.cls)
            if isinstance(receiver, OwnInstance) and receiver.of is not None:
                found[_MODEL] = receiver.of
            for ancestor in ancestry.ancestry(resolver, receiver.cls, arguments):
                for name, given in ancestor.variables.items():
                    found.setdefault(name, given)
        return found.get(leaf.name)

    return substituted(value, settled)


def of_instance(resolver: Resolver, owner: OwnInstance, name: str) -> Value:
    """What `instance.name` denotes; of what only subclasses in the same file set, what they set."""
    if name == "__class__":
        return OwnClass(owner.cls)
    found = _search(resolver, owner.cls, ancestry.ancestry(resolver, owner.cls, owner.arguments), name, owner)
    if not isinstance(found, (Unknown, Nothing)) or name.startswith("__"):
        return found
    if name in ("_replace", "_make") and ancestry.inherits(resolver, owner.cls, "typing.NamedTuple"):
        return Maker(owner)
    wrapped = _wrapped(resolver, owner)
    if wrapped is not None:
        # It may be an object of the same class.
        return resolver.once((owner, name, "wrapped"), lambda: resolver.attribute(wrapped, name), name)
    below = [_declared(resolver, cls, name, OwnInstance(cls)) for cls in usages.subclasses(resolver, owner.cls)]
    known = [value for value in below if value is not None and _settled(value)]
    return either(known, usages.written(resolver, owner, name) or _lent(found))


def _wrapped(resolver: Resolver, owner: OwnInstance) -> Value | None:
    """The object that `__getattr__` asks for whatever it is asked; None where it does anything else."""
    function = ancestry.method(resolver, owner.cls, "__getattr__")
    for expr, block in function.body.returns if function is not None else ():
        match expr:
            case ast.Call(func=ast.Name(id="getattr"), args=[inner, ast.Name(), *_]) if function is not None:
                return resolver.value(inner, Where(function, block=block))
    return None


def of_class(resolver: Resolver, cls: Class, name: str) -> Value:
    """What `Class.name` denotes."""
    found = _search(resolver, cls, ancestry.ancestry(resolver, cls), name, OwnClass(cls))
    if not isinstance(found, (Unknown, Nothing)) or name.startswith("__"):
        return found
    return usages.written(resolver, OwnClass(cls), name) or _lent(found)


def _lent(found: Value) -> Value:
    """A member that the project nowhere declares and nowhere sets, but may inherit from a library, is the library's."""
    if isinstance(found, Inherited) and found.path.partition(".")[0] not in STDLIB:
        return Made(found.path, "member")
    return found


def of_super(resolver: Resolver, cls: Class, name: str) -> Value:
    """What `super().name` denotes in a method of `cls`. A method that an unlisted library's base lends is the
    framework's own business, not a call for this class to own: it stays unknown."""
    bases = (ancestor for ancestor in ancestry.ancestry(resolver, cls) if ancestor.base is not cls)
    return _search(resolver, cls, bases, name, OwnInstance(cls))


def entered(resolver: Resolver, value: OwnInstance) -> Value:
    """What `async with` or `with` binds for an instance of the project's class."""
    for name in ("__aenter__", "__enter__"):
        function = ancestry.method(resolver, value.cls, name)
        if function is not None:
            given = resolver.result(function, value)
            given = resolver.awaited(given) if function.is_async else given
            # Most return self, which a base's method says only of itself.
            is_self = isinstance(given, OwnInstance) and given.cls in ancestry.lineage(resolver, value.cls)
            return value if is_self or isinstance(given, (Unknown, Nothing)) else given
    for base in ancestry.lineage(resolver, value.cls):
        if not isinstance(base, (Class, str)):
            given = resolver.entered(Instance(base))
            return value if isinstance(given, Instance) and given.type is base else given
    return value


def _search(
    resolver: Resolver, cls: Class, ancestors: Iterable[ancestry.Ancestor], name: str, owner: OwnInstance | OwnClass
) -> Value:
    unsettled: Value | None = None
    for ancestor in _searched(resolver, ancestors, name):
        base = ancestor.base
        if isinstance(base, Class):
            value = _declared(resolver, base, name, owner)
            value = ancestry.with_variables(value, ancestor.variables) if value is not None else None
        elif ancestor.cut:
            value = Unknown(Reason.LIMIT, str(base))
        elif base in _EMPTY_BASES:
            continue
        elif isinstance(base, str):
            # What a library outside the catalogue gives its subclasses is known to none here.
            value = foreign.inherited(resolver, base, name)
        else:
            value = _inherited(resolver, base, name, owner)
        if value is None:
            continue
        if not isinstance(value, (Unknown, Nothing)):
            return value
        unsettled = unsettled or value
    return unsettled or Missing(about=cls.name, part=name)


def _searched(resolver: Resolver, ancestors: Iterable[ancestry.Ancestor], name: str) -> Iterator[ancestry.Ancestor]:
    """The classes in which a name is looked up: of very many, those that may declare it."""
    for ancestor in ancestors:
        if ancestor.below is None:
            yield ancestor
        else:
            yield from ancestry.declaring(resolver, ancestor.below, name)


def _inherited(resolver: Resolver, base: ApiClass, name: str, owner: OwnInstance | OwnClass) -> Value | None:
    given = resolver.libraries.attribute(base, name)
    cls = owner.cls
    of: Value = OwnInstance(owner.cls)
    if base.of_owner:
        # Settled by the class that has the manager, as the type variables of its class are.
        of = (owner.of if isinstance(owner, OwnInstance) else None) or Variable(about=_MODEL)
    api = resolver.libraries.member(base, name)
    value: Value | None = Bound(api, base, owner, of) if api is not None else None
    if given:
        value = resolver.typed(given, base, f"{base.name}.{name}", of)
    if value is None:
        return None
    how: Evidence | None = "attribute" if owner.hop is None else None
    text = f"{cls.name} inherits {name} from {base.name}"
    return value.following(owner).after(text, cls.module.path, cls.row, how)


def _declared(resolver: Resolver, cls: Class, name: str, owner: OwnInstance | OwnClass) -> Value | None:
    """What one class itself says of an attribute: a method, a class-level binding or an assignment to `self`."""
    function = cls.functions.get(name)
    if function is not None:
        given = resolver.property_of(function) if isinstance(owner, OwnInstance) else None
        return given if given is not None else OwnFunction(function, owner)
    bindings = cls.body.bindings.get(name, ())
    if any(binding.kind == "value" for binding in bindings) and ancestry.is_enum(resolver, cls):
        return OwnInstance(cls)
    found = [resolver.bound(binding, cls, name) for binding in bindings]
    if not _telling(found):
        found += [_given(resolver.bound(binding, method_, name)) for method_, binding in cls.assigned(name)]
    if not found:
        return None
    known = _telling(found) or [value for value in found if _settled(value)][:1]
    value = either(known or found, Unknown(Reason.UNBOUND, name))
    if isinstance(value, OwnInstance):
        getter = ancestry.method(resolver, value.cls, "__get__")
        value = resolver.result(getter, value) if getter is not None and isinstance(owner, OwnInstance) else value
        value = _of_owner(resolver, value, owner)
    elif isinstance(value, Instance) and value.type.of_owner:
        value = replace(value, of=OwnInstance(owner.cls))
    return _filled(resolver, cls, name, value) if containers.is_empty(value) else value


def _of_owner(resolver: Resolver, value: Value, owner: OwnInstance | OwnClass) -> Value:
    """A manager of the project's own as the class has it that it is an attribute of: it works on that class."""
    if not isinstance(value, OwnInstance) or value.of is not None:
        return value
    bound = any(isinstance(base, ApiClass) and base.of_owner for base in ancestry.lineage(resolver, value.cls))
    return replace(value, of=OwnInstance(owner.cls)) if bound else value


def _filled(resolver: Resolver, cls: Class, name: str, value: Value) -> Value:
    """A container that was made empty, with what the class's methods put into it."""
    key = cls, name, "filled"
    return resolver.once(key, lambda: containers.filled(value, _put(resolver, cls, name), name), name)


def _put(resolver: Resolver, cls: Class, name: str) -> Iterator[Value]:
    for one in (cls, *usages.subclasses(resolver, cls)):
        for function, binding in one.filled(name):
            yield resolver.put(binding, function, name)
    for scope, binding in usages.put(resolver, OwnInstance(cls), name):
        yield resolver.put(binding, scope, name)


def _given(value: Value) -> Value:
    """A parameter without annotation as what the project gives it."""
    return value.bound if isinstance(value, Parameter) and value.bound is not None else value


def _telling(values: list[Value]) -> list[Value]:
    """Those of some values that say what they are, and what is in them."""
    return [value for value in values if _settled(value) and not containers.is_empty(value)]


def _settled(value: Value) -> bool:
    return not isinstance(value, (Unknown, Nothing)) and not (isinstance(value, Plain) and value.result)
