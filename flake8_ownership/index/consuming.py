"""What is left of a value once it is awaited, entered, iterated over or unpacked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flake8_ownership.apis import Api, ApiClass
from flake8_ownership.index import members
from flake8_ownership.index.scopes import Step
from flake8_ownership.index.values import (
    Coroutine,
    Either,
    Evidence,
    Instance,
    Items,
    Lent,
    Made,
    Manager,
    Many,
    Nothing,
    OwnClass,
    OwnFunction,
    OwnInstance,
    Parameter,
    Pending,
    Plain,
    Table,
    Unknown,
    Value,
    Variable,
    either,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def finished(resolver: Resolver, value: Value) -> Value:
    """What a synchronous call has given once it is done."""
    return typed_result(resolver, value) if isinstance(value, Pending) else value


def typed_result(resolver: Resolver, value: Pending) -> Value:
    api = value.api
    if not api.returns:
        return Plain(api.name, result=True)
    result = typed(resolver, api.returns, api, of=value.of)
    if value.hop is None:
        return result
    how: Evidence = "chain" if value.owner is not None else "constructor"
    return result.following(value).after(f"{api.name}() gives it", value.hop.path, value.hop.row, how)


def typed(resolver: Resolver, text: str, source: Api | ApiClass, path: str = "", of: Value | None = None) -> Value:
    """The value of a type as the catalogue writes it: `A|B`, `(A, B)`, `[A]` for a list, `{A}` for a mapping, `@aiter`,
    `@of` for an instance of the class that the source works on.

    `source` is the API that gives it, or the type whose attribute at `path` it is. Where a query of the project's own
    model gives the library's base class, it gives that model.
    """
    if text.startswith("{"):
        return Table(typed(resolver, text[1:-1], source, of=of))
    if text.startswith("["):
        return Many(typed(resolver, text[1:-1], source, of=of))
    maker = source if isinstance(source, Api) else None
    values: list[Value] = []
    for found in resolver.libraries.types(text, source, path or source.name):
        if isinstance(found, tuple):
            values.append(Items(tuple(typed(resolver, part, source, of=of) for part in found)))
        elif found == "@of":
            values.append(of if of is not None and not _is_own_query(resolver, of, source) else Unknown(found))
        elif isinstance(found, str):
            values.append(Plain(found, result=True))
        elif isinstance(of, OwnInstance) and found in members.lineage(resolver, of.cls):
            values.append(of)
        else:
            values.append(Instance(found, maker, of=of))
    return either(values, Plain(text, result=True))


def _is_own_query(resolver: Resolver, of: Value, source: Api | ApiClass) -> bool:
    """Whether `of` is not what is asked for but the asker: a manager class of the project that inherits the API."""
    owner = source.name.rpartition(".")[0] if isinstance(source, Api) else source.name
    bases = members.lineage(resolver, of.cls) if isinstance(of, OwnInstance) else ()
    return any(isinstance(base, ApiClass) and base.name == owner for base in bases)


def is_empty(value: Value) -> bool:
    """Whether a value is a container of which only its being made is known."""
    match value:
        case Items(()):
            return True
        case Many(element) | Table(element):
            return isinstance(element, Unknown)
        case Plain(what, result):
            return result and what.rpartition(".")[2] in _EMPTY
    return False


_EMPTY = frozenset({"list", "set", "dict", "deque", "defaultdict", "OrderedDict", "WeakValueDictionary", "WeakSet"})


def filled(value: Value, elements: Iterable[Value], name: str) -> Value:
    """An empty container with what is put into it; whether it is a mapping is told by how it was made."""
    found = list(elements)
    if not found:
        return value
    telling = [one for one in found if not isinstance(one, (Unknown, Nothing)) and not is_empty(one)]
    element = either(telling or found, Unknown(f"an element of {name}"))
    if isinstance(value, Table) or (isinstance(value, Plain) and "ict" in value.what):
        return Table(element)
    return Many(element)


def awaited(resolver: Resolver, value: Value) -> Value:
    """What `await value` gives."""
    match value:
        case Either(values):
            return either((awaited(resolver, part) for part in values), Unknown("an awaited value"))
        case Pending():
            return typed_result(resolver, value)
        case Coroutine(result):
            return result.through(value)
        case Lent(lent):
            return awaited(resolver, lent).through(value)
        case Instance(known, of=of):
            given = known.gives.get("await")
            return typed(resolver, given, known, of=of).following(value) if given else value
        case Made(path):
            return Made(path).following(value)
        case Plain(what):
            return Unknown(f"what {what} gave")
        case OwnInstance():
            return Unknown("the result of an awaitable object")
        case Variable(bound=bound) | Parameter(bound=bound) if bound is not None:
            return awaited(resolver, bound)
        case Many() | Items() | Table() | Unknown():
            return value
    return Unknown("an awaited value")


def entered(resolver: Resolver, value: Value) -> Value:
    """What `async with value as x` or `with value as x` binds."""
    match value:
        case Either(values):
            return either((entered(resolver, part) for part in values), Unknown("an entered value"))
        case Pending():
            return typed_result(resolver, value)
        case Manager(result):
            return result.through(value)
        case Lent(lent):
            return entered(resolver, lent).through(value)
        case Instance(known, of=of):
            given = known.gives.get("async with")
            return typed(resolver, given, known, of=of).following(value) if given else value
        case OwnInstance():
            return members.entered(resolver, value)
        case Made(path):
            return Made(path).following(value)
        case Plain(what, result):
            return Unknown(f"what {what} gave") if result else value
        case Variable(bound=bound) | Parameter(bound=bound) if bound is not None:
            return entered(resolver, bound)
        case Unknown():
            return value
    return Unknown("an entered value")


def element(resolver: Resolver, value: Value) -> Value:
    """What iterating over a value gives."""
    match value:
        case Either(values):
            return either((element(resolver, part) for part in values), Unknown("an element"))
        case Many(inner):
            return inner.through(value)
        case Lent(lent):
            return element(resolver, lent).through(value)
        case Items(elements):
            return either(elements, Unknown("an element"))
        case Pending():
            return typed_result(resolver, value)
        case Instance(known, of=of):
            given = known.gives.get("async for")
            if not given:
                return Unknown(f"an element of {known.name}")
            return typed(resolver, given, known, of=of).following(value)
        case Made(path, unlisted=False):
            return Made(path).following(value)
        case OwnClass(cls) if members.is_enum(resolver, cls):
            return OwnInstance(cls)
        case OwnInstance() if members.inherits(resolver, value.cls, "typing.NamedTuple"):
            return element(resolver, members.fields(resolver, value))
        case OwnInstance():
            return _iterated(resolver, value)
        case Variable(bound=bound) | Parameter(bound=bound) if bound is not None:
            return element(resolver, bound)
    return Unknown("an element")


def _iterated(resolver: Resolver, value: OwnInstance) -> Value:
    """What the project's own iterator gives."""
    for name in ("__anext__", "__next__", "__aiter__", "__iter__"):
        function = members.method(resolver, value.cls, name)
        if function is not None:
            given = resolver.result(function, value)
            if name in ("__anext__", "__next__"):
                return awaited(resolver, given) if isinstance(given, Coroutine) else given
            if isinstance(given, (Many, Items)):
                return element(resolver, given)
    return Unknown("an element")


def item(resolver: Resolver, value: Value, key: object = None) -> Value:
    """What `value[key]` gives; a slice is part of the same."""
    match value:
        case Either(values):
            return either((item(resolver, part, key) for part in values), Unknown("an item"))
        case Items(elements) if isinstance(key, slice):
            return Many(either(elements, Unknown("an item")))
        case Many() | Instance() if isinstance(key, slice):
            return value
        case Table(inner) | Many(inner):
            return inner.through(value)
        case Items(elements):
            if isinstance(key, int) and -len(elements) <= key < len(elements):
                return elements[key]
            return either(elements, Unknown("an item"))
        case Instance(known):
            api = resolver.libraries.member(known, "__getitem__")
            if api is not None and api.returns:
                return typed(resolver, api.returns, api).following(value)
            return Unknown(f"an item of {known.name}")
        case OwnInstance() if isinstance(key, int) and members.inherits(resolver, value.cls, "typing.NamedTuple"):
            return item(resolver, members.fields(resolver, value), key)
        case OwnInstance() if isinstance(key, str) and members.inherits(resolver, value.cls, "typing.TypedDict"):
            return resolver.attribute(value, key)
        case OwnInstance():
            getter = resolver.attribute(value, "__getitem__")
            return resolver.result(getter.function, value) if isinstance(getter, OwnFunction) else Unknown("an item")
        case Made(path, unlisted=False):
            return Made(path).following(value)
        case Variable(bound=bound) | Parameter(bound=bound) if bound is not None:
            return item(resolver, bound, key)
    return Unknown("an item")


def routed(resolver: Resolver, value: Value, route: Iterable[Step]) -> Value:
    """What is left of a value after unpacking, entering or iterating it as an assignment target does."""
    for step in route:
        if isinstance(step, int):
            value = item(resolver, value, step)
        elif step == "await":
            value = awaited(resolver, value)
        elif step in ("with", "async with"):
            value = entered(resolver, value)
        elif step in ("for", "async for"):
            value = element(resolver, value)
        elif step == "item":
            value = item(resolver, value)
        elif step in ("in list", "in dict"):
            value = Many(value) if step == "in list" else Table(value)
        else:
            value = Many(element(resolver, value))
    return value
