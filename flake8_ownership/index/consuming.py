"""What is left of a value once it is awaited, entered, iterated over or unpacked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flake8_ownership.apis import ASYNC_USES, Api, ApiClass
from flake8_ownership.index import ancestry, declared, members
from flake8_ownership.index.project import STDLIB
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.scopes import Step
from flake8_ownership.index.values import (
    Coroutine,
    Declared,
    Either,
    Evidence,
    Instance,
    Items,
    Lent,
    Made,
    Manager,
    Many,
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
    not_followed,
    parts_of,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def returned(what: str) -> Unknown:
    """A part of what a call outside the project gave, where no more is known of that."""
    top = what.partition(".")[0]
    return Unknown(Reason.STDLIB_RETURN if top == what or top in STDLIB else Reason.LIBRARY_RETURN, what)


def finished(resolver: Resolver, value: Value) -> Value:
    """What a synchronous call has given once it is done."""
    return typed_result(resolver, value) if isinstance(value, Pending) else value


def typed_result(
    resolver: Resolver, value: Pending, consume: Callable[[Resolver, Value], Value] = lambda _, given: given
) -> Value:
    """What a library's call gives, once it is consumed: as the catalogue says, or as the library itself does.

    A call that gives what it is given may be given what it gave before, `row = session.merge(row)`, by itself or by way
    of another: what it gives in the end is what any of them is given besides.
    """
    result = _given_by(resolver, value, consume)
    if not any(map(is_done_at_once, parts_of(result))):
        return result
    known, waiting, found = {value}, [result], list[Value]()
    while waiting:
        for part in parts_of(waiting.pop()):
            if not isinstance(part, Pending) or not is_done_at_once(part):
                found.append(part)
            elif part not in known:
                known.add(part)
                waiting.append(_given_by(resolver, part, consume))
    return either(found, Plain(value.api.name, result=True))


def is_done_at_once(value: Value) -> bool:
    """Whether a value is what a blocking call gives."""
    return isinstance(value, Pending) and not value.api.uses & ASYNC_USES


def _given_by(resolver: Resolver, value: Pending, consume: Callable[[Resolver, Value], Value]) -> Value:
    """What a library's call gives, which may be what another one gives."""
    api = value.api
    result: Value = Unknown(Reason.LIBRARY_RETURN, api.name)
    if api.returns:
        result = typed(resolver, api.returns, api, of=value.of)
    elif (given := declared.result(resolver, api, value.owner, value.of, value.call)) is not None:
        # Of what it may give, what can be consumed so: `Awaitable[str] | str`.
        consumed = consume(resolver, given)
        result = either((part for part in parts_of(consumed) if not isinstance(part, Unknown)), result)
    if isinstance(result, Unknown) and not isinstance(result, Variable):
        return Plain(api.name, result=True)
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
            values.append(
                of
                if of is not None and not _is_own_query(resolver, of, source)
                else Unknown(Reason.TYPE_VARIABLE, found)
            )
        elif isinstance(found, str):
            values.append(Plain(found, result=True))
        elif isinstance(of, OwnInstance) and found in ancestry.lineage(resolver, of.cls):
            values.append(of)
        else:
            values.append(Instance(found, maker, of=of))
    return either(values, Plain(text, result=True))


def _is_own_query(resolver: Resolver, of: Value, source: Api | ApiClass) -> bool:
    """Whether `of` is not what is asked for but the asker: a manager class of the project that inherits the API."""
    owner = source.name.rpartition(".")[0] if isinstance(source, Api) else source.name
    bases = ancestry.lineage(resolver, of.cls) if isinstance(of, OwnInstance) else ()
    return any(isinstance(base, ApiClass) and base.name == owner for base in bases)


def awaited(resolver: Resolver, value: Value) -> Value:
    """What `await value` gives."""
    match value:
        case Either(values):
            return either((awaited(resolver, part) for part in values), value)
        case Pending():
            return typed_result(resolver, value, awaited)
        case Coroutine(result):
            return result.through(value)
        case Lent(lent):
            return awaited(resolver, lent).through(value)
        case Instance(known, of=of):
            given = known.gives.get("await")
            return typed(resolver, given, known, of=of).following(value) if given else value
        case Declared(gives=gives) if not isinstance(found := awaited(resolver, gives), Unknown):
            return found.following(value)
        case Made(path):
            return Made(path).following(value)
        case Plain(what, result):
            return returned(what) if result else Unknown(Reason.NOT_FOLLOWED, "awaiting", what)
        case Variable(bound=bound) | Parameter(bound=bound) if bound is not None:
            return awaited(resolver, bound)
        case Many() | Items() | Table() | Unknown():
            return value
    return not_followed("awaiting", value)


def entered(resolver: Resolver, value: Value) -> Value:
    """What `async with value as x` or `with value as x` binds."""
    match value:
        case Either(values):
            return either((entered(resolver, part) for part in values), value)
        case Pending():
            return typed_result(resolver, value, entered)
        case Manager(result):
            return result.through(value)
        case Lent(lent):
            return entered(resolver, lent).through(value)
        case Instance(known, of=of):
            given = known.gives.get("async with")
            if given:
                return typed(resolver, given, known, of=of).following(value)
            found = declared.used(resolver, value, "__aenter__", "__enter__")
            return value if found is None else awaited(resolver, found) if isinstance(found, Coroutine) else found
        case OwnInstance():
            return members.entered(resolver, value)
        case Declared(gives=gives) if not isinstance(found := entered(resolver, gives), Unknown):
            return found.following(value)
        case Made(path):
            return Made(path).following(value)
        case Plain(what, result):
            return returned(what) if result else value
        case Variable(bound=bound) | Parameter(bound=bound) if bound is not None:
            return entered(resolver, bound)
        case Unknown():
            return value
    return not_followed("entering", value)


def element(resolver: Resolver, value: Value) -> Value:
    """What iterating over a value gives."""
    match value:
        case Either(values):
            return either((element(resolver, part) for part in values), value)
        case Many(inner):
            return inner.through(value)
        case Lent(lent):
            return element(resolver, lent).through(value)
        case Items(elements):
            return either(elements, Unknown(Reason.CONTENTS, "it"))
        case Pending():
            return typed_result(resolver, value, element)
        case Instance(known, of=of):
            given = known.gives.get("async for")
            if not given:
                return _declared_element(resolver, value)
            return typed(resolver, given, known, of=of).following(value)
        case Declared(gives=gives) if not isinstance(found := element(resolver, gives), Unknown):
            return found.following(value)
        case Made(path, unlisted=False):
            return Made(path).following(value)
        case OwnClass(cls) if ancestry.is_enum(resolver, cls):
            return OwnInstance(cls)
        case OwnInstance() if ancestry.inherits(resolver, value.cls, "typing.NamedTuple"):
            return element(resolver, members.fields(resolver, value))
        case OwnInstance():
            return _iterated(resolver, value)
        case Variable(bound=bound) | Parameter(bound=bound) if bound is not None:
            return element(resolver, bound)
    return _inside(value, "iterating over")


def _declared_element(resolver: Resolver, value: Instance) -> Value:
    """What a library's object gives one by one, as the library declares it."""
    given = declared.used(resolver, value, "__anext__", "__next__")
    if given is not None:
        return awaited(resolver, given) if isinstance(given, Coroutine) else given
    given = declared.used(resolver, value, "__aiter__", "__iter__")
    if isinstance(given, (Many, Items)):
        return element(resolver, given)
    return Unknown(Reason.LIBRARY_CONTENTS, value.type.name)


def _iterated(resolver: Resolver, value: OwnInstance) -> Value:
    """What the project's own iterator gives."""
    for name in ("__anext__", "__next__", "__aiter__", "__iter__"):
        function = ancestry.method(resolver, value.cls, name)
        if function is not None:
            given = resolver.result(function, value)
            if name in ("__anext__", "__next__"):
                return awaited(resolver, given) if isinstance(given, Coroutine) else given
            if isinstance(given, (Many, Items)):
                return element(resolver, given)
    return not_followed("iterating over", value)


def _inside(value: Value, what: str) -> Unknown:
    """What a value holds when nothing more is known about it."""
    match value:
        case Unknown(reason, about, part):
            return Unknown(reason, about, part)
        case Plain(given, result=True):
            return returned(given)
        case Made(path):
            return Unknown(Reason.LIBRARY_MEMBER, path)
    return not_followed(what, value)


def item(resolver: Resolver, value: Value, key: object = None) -> Value:
    """What `value[key]` gives; a slice is part of the same."""
    match value:
        case Either(values):
            return either((item(resolver, part, key) for part in values), value)
        case Items(elements) if isinstance(key, slice):
            return Many(either(elements, Unknown(Reason.CONTENTS, "it")))
        case Many() | Instance() if isinstance(key, slice):
            return value
        case Table(inner) | Many(inner):
            return inner.through(value)
        case Items(elements):
            if isinstance(key, int) and -len(elements) <= key < len(elements):
                return elements[key]
            return either(elements, Unknown(Reason.CONTENTS, "it"))
        case Instance(known):
            api = resolver.libraries.member(known, "__getitem__")
            if api is not None and api.returns:
                return typed(resolver, api.returns, api).following(value)
            return declared.used(resolver, value, "__getitem__") or Unknown(Reason.LIBRARY_CONTENTS, known.name)
        case OwnInstance() if isinstance(key, int) and ancestry.inherits(resolver, value.cls, "typing.NamedTuple"):
            return item(resolver, members.fields(resolver, value), key)
        case OwnInstance() if isinstance(key, str) and ancestry.inherits(resolver, value.cls, "typing.TypedDict"):
            return resolver.attribute(value, key)
        case OwnInstance():
            getter = resolver.attribute(value, "__getitem__")
            return (
                resolver.result(getter.function, value)
                if isinstance(getter, OwnFunction)
                else not_followed("an item of", value)
            )
        case Declared(gives=gives) if not isinstance(found := item(resolver, gives, key), Unknown):
            return found.following(value)
        case Made(path, unlisted=False):
            return Made(path).following(value)
        case Variable(bound=bound) | Parameter(bound=bound) if bound is not None:
            return item(resolver, bound, key)
    return _inside(value, "an item of")


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
