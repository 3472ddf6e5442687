"""Which methods a call of a method may run: those of the classes that the object may be of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_ownership.index import ancestry, usages
from flake8_ownership.index.module import Class, Function
from flake8_ownership.index.values import Value

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


@dataclass(frozen=True, slots=True)
class _Methods(Value):
    """Methods, or the names of those that a class leaves to others, as a value that a question may have."""

    found: tuple[Function, ...] = ()
    names: frozenset[str] = frozenset()


def reached(resolver: Resolver, function: Function, owner: Class, within: Function | None) -> tuple[Function, ...]:
    """The methods that a call of a method of an `owner` may run. `within` is the method that calls another one of its
    own object: that is of no class which has that method from elsewhere, unless it calls on by `super`.

    An abstract class has no objects, so what all of those override that extend it is never run.
    """
    key = function, owner, within, "reached"
    found = resolver.once(
        key, lambda: _Methods(found=tuple(_reached(resolver, function, owner, within))), function.name
    )
    return found.found if isinstance(found, _Methods) else (function,)


def _reached(resolver: Resolver, function: Function, owner: Class, within: Function | None) -> Iterator[Function]:
    below = usages.subclasses(resolver, owner)
    found: dict[Function, None] = {}
    if len(below) < usages.MOST_SUBCLASSES:
        for cls in (owner, *below):
            if not _left_open(resolver, cls) and (within is None or _has(resolver, cls, within)):
                method = ancestry.method(resolver, cls, function.name)
                if method is not None:
                    found[method] = None
    # Of an abstract class that nothing in the project makes concrete the users may have objects.
    yield from found or (function, *usages.overrides(resolver, function))


def _left_open(resolver: Resolver, cls: Class) -> frozenset[str]:
    """The names of the abstract methods that a class has not implemented."""

    def found() -> _Methods:
        names: set[str] = set()
        own = [base for base in ancestry.lineage(resolver, cls) if isinstance(base, Class) and base.is_own]
        for base in reversed(own):
            for name, function in base.functions.items():
                (names.add if "abstractmethod" in function.decorator_names else names.discard)(name)
            names -= base.body.bindings.keys() - base.functions.keys()
        return _Methods(names=frozenset(names))

    known = resolver.once((cls, "left open"), found, cls.name)
    return known.names if isinstance(known, _Methods) else frozenset()


def _has(resolver: Resolver, cls: Class, method: Function) -> bool:
    """Whether an object of a class may run a method: it has no other of that name, or one that calls on by `super`."""
    for base in ancestry.lineage(resolver, cls):
        own = base.functions.get(method.name) if isinstance(base, Class) else None
        if own is method:
            return True
        if own is not None and not (own.holds("super(") and own.holds(f".{method.name}(")):
            return False
    return True
