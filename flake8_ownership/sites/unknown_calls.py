"""The calls that could not be identified, and what is missing to know them: worked out only on request."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_ownership.index.consuming import returned
from flake8_ownership.index.module import Function
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.spelling import written
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Made, Plain, Unknown, Where, lack
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.places import Place, callee
from flake8_ownership.sites.refusals import Refusal
from flake8_ownership.sites.site import Consumed, Identity
from flake8_ownership.source import Position


@dataclass(frozen=True, slots=True)
class UnknownCall:
    """One of them, with bounds as a site has them.

    `of` is the part of it whose type is not known, `code` and `reason` say why. `named` where it counts as I/O by its
    name all the same, `own` where it is at least sure to be the project's.
    """

    filename: str
    start: Position
    end: Position
    function: str
    call: str
    consumed: Consumed
    of: str
    code: str
    reason: str
    named: bool = False
    own: bool = False

    @property
    def words(self) -> str:
        """What is lacking, in a sentence."""
        whose = "the project's own, but " if self.own else ""
        return f"{whose}the type of `{self.of}` is not known: {self.reason} ({self.code})"


def in_functions(functions: Iterator[Function], calls: Calls, resolver: Resolver) -> Iterator[UnknownCall]:
    """Those of some functions, in the order of the text of each."""
    for function in functions:
        for place in calls.places(function):
            found = at(place, calls.identify(place), resolver)
            if found is not None:
                yield found


def at(place: Place, identity: Identity | Refusal, resolver: Resolver) -> UnknownCall | None:
    """What is lacking at a place; None where it is known what it is."""
    where = Where(place.function, block=place.block)
    if isinstance(identity, Refusal):
        found = identity.lack
    else:
        found = lack(resolver.value(place.expr, where)) if identity.certainty == "named" else None
    if found is None:
        return None
    part, inner = _innermost(resolver, place.expr, found, where)
    source = place.function.module.source
    return UnknownCall(
        source.path,
        *source.span(place.expr),
        place.function.qualname,
        " ".join(source.segment(callee(place.expr)).split()),
        place.consumed,
        written(part),
        inner.reason.value,
        inner.why,
        isinstance(identity, Identity),
        found.own,
    )


def _innermost(resolver: Resolver, expr: ast.expr, found: Unknown, where: Where) -> tuple[ast.expr, Unknown]:
    """The innermost part of an expression that is unknown, and what is missing to know it."""
    part = expr
    while (inner := _within(expr)) is not None:
        value = resolver.value(inner, where)
        match value:
            case Plain(what, result=True):
                return inner, returned(what)
            case Made(path, unlisted=True):
                return inner, Unknown(Reason.LIBRARY_MEMBER, path)
            case Unknown():
                expr = part = inner
                found = value
            case _:
                break
    return part, found


def _within(expr: ast.expr) -> ast.expr | None:
    """What an expression asks for its own value first."""
    match expr:
        case ast.Call(func=inner) | ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Await(value=inner):
            return inner
    return None
