"""Which host a call talks to, where a literal names it: in its arguments, or where its client was made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urlsplit

from flake8_ownership.index.module import Module
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Value, Where
from flake8_ownership.sites.places import Place

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#]+")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::\d{1,5})?")
_MOST_HOPS = 20
_MOST_ARGUMENTS = 40


def host_of(place: Place, resolver: Resolver) -> str:
    """The host of a place's call, never with a name or password; empty where no literal says it."""
    expr = place.expr
    if not isinstance(expr, ast.Call):
        return ""
    module = place.function.module
    found = next(_hosts(expr, module), "")
    if found or not isinstance(expr.func, ast.Attribute):
        return found
    receiver = resolver.value(expr.func.value, Where(place.function, block=place.block))
    return next(_of_makers(receiver, module), "")


def _of_makers(value: Value, module: Module) -> Iterator[str]:
    """The hosts in the calls that a value came from."""
    for hop in islice(value.hop.way(), _MOST_HOPS) if value.hop is not None else ():
        if isinstance(hop.expr, ast.Call):
            yield from _hosts(hop.expr, module if hop.path == module.path else None)


def _hosts(call: ast.Call, module: Module | None) -> Iterator[str]:
    """The hosts of the URLs among a call's arguments; those of a module's constants as well."""
    given: Iterable[ast.expr] = (*call.args, *(keyword.value for keyword in call.keywords))
    for argument in islice(given, _MOST_ARGUMENTS):
        host = _in_text(_beginning(argument, module))
        if host:
            yield host


def _beginning(expr: ast.expr, module: Module | None) -> str:
    """The text that an expression begins with, as far as it is a literal."""
    match expr:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=[ast.Constant(value=str() as text), *_]):
            # Without what a placeholder may go on with.
            return text if text.count("/") > 2 else ""
        case ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name(id=name)), *_]) | ast.Name(id=name):
            return _constant(name, module)
        case ast.BinOp(left=left, op=ast.Add()):
            return _beginning(left, module) if not isinstance(left, ast.BinOp) else ""
    return ""


def _constant(name: str, module: Module | None) -> str:
    """The text of a module's constant."""
    bindings = module.body.bindings.get(name, ()) if module is not None else ()
    if len(bindings) == 1 and bindings[0].kind == "value" and not bindings[0].route:
        match bindings[0].expr:
            case ast.Constant(value=str() as text):
                return text
    return ""


def _in_text(text: str) -> str:
    """The host of a URL, with its port."""
    found = _URL.match(text[:2_000])
    if found is None:
        return ""
    try:
        parts = urlsplit(found[0])
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) else ""
