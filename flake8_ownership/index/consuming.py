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
    Instance,
    Items,
    Lent,
    Made,
    Manager,
    Many,
    OwnFunction,
    OwnInstance,
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
    result = typed(resolver, api.returns, api)
    if value.hop is None:
        return result
    return result.following(value).after(f"{api.name}() gives it", value.hop.path, value.hop.row, "chain")


def typed(resolver: Resolver, text: str, source: Api | ApiClass, path: str = "") -> Value:
    """The value of a type as the catalogue writes it (`A|B`, `(A, B)`, `{A}` for a mapping, `@aiter`).

    `source` is the API that gives it, or the type whose attribute at `path` it is.
    """
    if text.startswith("{"):
        return Table(typed(resolver, text[1:-1], source))
    maker = source if isinstance(source, Api) else None
    values: list[Value] = []
    for found in resolver.libraries.types(text, source, path or source.name):
        if isinstance(found, tuple):
            values.append(Items(tuple(typed(resolver, part, source) for part in found)))
        elif isinstance(found, str):
            values.append(Plain(found, result=True))
        else:
            values.append(Instance(found, maker))
    return either(values, Plain(text, result=True))


def awaited(resolver: Resolver, value: Value) -> Value:
    """What `await value` gives."""
    match value:
        case Either(values):
            return either((awaited(resolver, part) for part in values), Unknown("an awaited value"))
        case Pending():
            return typed_result(resolver, value)
        case Coroutine(result):
            return result
        case Lent(lent):
            return awaited(resolver, lent)
        case Instance(known):
            given = known.gives.get("await")
            return typed(resolver, given, known).following(value) if given else value
        case Made(path):
            return Made(path).following(value)
        case Plain(what):
            return Unknown(f"what {what} gave")
        case OwnInstance():
            return Unknown("the result of an awaitable object")
        case Variable(bound=bound) if bound is not None:
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
            return result
        case Lent(lent):
            return entered(resolver, lent)
        case Instance(known):
            given = known.gives.get("async with")
            return typed(resolver, given, known).following(value) if given else value
        case OwnInstance():
            return members.entered(resolver, value)
        case Made(path):
            return Made(path).following(value)
        case Plain(what, result):
            return Unknown(f"what {what} gave") if result else value
        case Variable(bound=bound) if bound is not None:
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
            return inner
        case Lent(lent):
            return element(resolver, lent)
        case Items(elements):
            return either(elements, Unknown("an element"))
        case Pending():
            return typed_result(resolver, value)
        case Instance(known):
            given = known.gives.get("async for")
            return typed(resolver, given, known) if given else Unknown(f"an element of {known.name}")
        case Made(path):
            return Made(path).following(value)
    return Unknown("an element")


def item(resolver: Resolver, value: Value, key: object = None) -> Value:
    """What `value[key]` gives."""
    match value:
        case Either(values):
            return either((item(resolver, part, key) for part in values), Unknown("an item"))
        case Table(inner) | Many(inner):
            return inner
        case Items(elements):
            if isinstance(key, int) and -len(elements) <= key < len(elements):
                return elements[key]
            return either(elements, Unknown("an item"))
        case Instance(known):
            api = resolver.libraries.member(known, "__getitem__")
            if api is not None and api.returns:
                return typed(resolver, api.returns, api).following(value)
            return Unknown(f"an item of {known.name}")
        case OwnInstance():
            getter = resolver.attribute(value, "__getitem__")
            return resolver.result(getter.function, value) if isinstance(getter, OwnFunction) else Unknown("an item")
        case Made(path):
            return Made(path).following(value)
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
        else:
            value = Many(element(resolver, value))
    return value
