"""Containers that are known only by the call or display that made them, and what they are once they are filled."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.values import (
    Coroutine,
    Items,
    Maker,
    Many,
    Nothing,
    OwnInstance,
    Plain,
    Table,
    Unknown,
    Value,
    either,
)


def is_empty(value: Value) -> bool:
    """Whether a value is a container that is known only by what made it."""
    match value:
        case Items(()):
            return True
        case Many(element) | Table(element):
            return isinstance(element, Unknown) or is_shape(element)
        case Plain(what, result):
            return result and what.rpartition(".")[2] in _EMPTY
    return False


def is_shape(value: Value) -> bool:
    """Whether a value is a coroutine function of which an annotation tells no more: `Callable[..., Awaitable[None]]`.
    What the project puts there tells which function it is."""
    match value:
        case Maker(Coroutine(result, None)):
            return isinstance(result, (Unknown, Nothing, Plain, OwnInstance, Items, Many, Table))
    return False


_EMPTY = frozenset({"list", "set", "dict", "deque", "defaultdict", "OrderedDict", "WeakValueDictionary", "WeakSet"})


def filled(value: Value, elements: Iterable[Value], name: str) -> Value:
    """An empty container with what is put into it; whether it is a mapping is told by how it was made."""
    found = list(elements)
    if not found:
        return value
    telling = [one for one in found if not isinstance(one, (Unknown, Nothing)) and not is_empty(one)]
    element = either(telling or found, Unknown(Reason.CONTENTS, name))
    if isinstance(value, Table) or (isinstance(value, Plain) and "ict" in value.what):
        return Table(element)
    return Many(element)
