"""What the calls that may fail are given that tells the case."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from flake8_ownership.codemods.names import stays_bound
from flake8_ownership.codemods.proofs import is_mapped
from flake8_ownership.codemods.standing import around, is_bound_before, read_by_then
from flake8_ownership.codemods.telling import (
    BARE,
    class_of,
    is_id,
    is_name_like,
    is_plain,
    is_telling,
    is_text,
    is_told,
    is_worth_telling,
    names,
    never_rebound,
    plain_parameters,
)
from flake8_ownership.codemods.words import words
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.sites.context import SECRET


class Given(NamedTuple):
    """What failing calls are given, with the keys to tell it under: identifiers, and what else tells the case.
    `replaced` are the names that something else is given under."""

    ids: list[tuple[str, str]]
    others: list[tuple[str, str]]
    replaced: set[str]


def given(
    function: Function, first: ast.stmt, calls: Sequence[ast.Call], resolver: Resolver, *, attributes: bool
) -> Given:
    """What the calls that may fail are given that tells the case: names that are sure to be bound before, and plain
    attributes of the object."""
    found = Given([], [], set())
    if not calls:
        return found
    parameters = plain_parameters(function, resolver)
    read = read_by_then(function, first) if attributes else {}
    turns = frozenset(name for standing in around(function, first) for name in standing.looped)

    def is_at_hand(name: str) -> bool:
        return stays_bound(function, name) and (
            name in parameters or (is_bound_before(function, first, name) and is_told(function, name))
        )

    def is_kept(owner: str) -> bool:
        cls = class_of(function, owner, resolver)
        stays = never_rebound(function, owner) if owner in names(function) else is_bound_before(function, first, owner)
        return stays and stays_bound(function, owner) and (cls is None or not is_mapped(resolver, cls))

    for name in dict.fromkeys(name for call in calls for name in _in_paths(call)):
        if name in parameters and is_worth_telling(function, name, resolver):
            found.ids.append((name, name))
    for keyword, node in (one for call in calls for one in _arguments(call)):
        match node:
            case ast.Name(id=name) if is_at_hand(name):
                key = keyword if is_id(keyword) and not is_id(name) else name
                found.replaced.update({keyword} - {name})
                if (
                    is_id(key)
                    or name in words("short-ids")
                    or (name in turns and is_text(function, first, name, resolver))
                ):
                    found.ids.append((key, name))
                elif is_telling(name) or (
                    name in parameters and keyword not in words("contents") and is_name_like(function, name, resolver)
                ):
                    found.others.append((name, name))
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if (
                attributes and owner == function.receiver and is_plain(function, name)
            ):
                if is_id(name) and not BARE.match(name):
                    found.ids.append((name, f"{owner}.{name}"))
                elif is_telling(name):
                    found.others.append((name, f"{owner}.{name}"))
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if (
                owner != function.receiver and is_id(name) and name in read.get(owner, ()) and is_kept(owner)
            ):
                found.ids.append((f"{owner}_{name}" if BARE.match(name) else name, f"{owner}.{name}"))
    return found


def _in_paths(call: ast.Call) -> Iterator[str]:
    """The names that parts of a path or address are made of: `currency` of `f"/rates/{currency}"`."""
    for given in (*call.args, *(one.value for one in call.keywords)):
        parts = given.values if isinstance(given, ast.JoinedStr) else []
        for before, part in pairwise(parts):
            match before, part:
                case ast.Constant(value=str(text)), ast.FormattedValue(value=ast.Name(id=name)) if text.endswith("/"):
                    yield name


def _arguments(call: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """What a call is given, what the object that it is asked of was made with, and what is put into a text for it; not
    what other calls work with. Each with the keyword that it is given under, if there is one."""
    waiting: deque[tuple[str, ast.AST]] = deque(_own_arguments(call))
    receiver = call.func
    while isinstance(receiver, (ast.Attribute, ast.Call)):
        if isinstance(receiver, ast.Call):
            waiting += _own_arguments(receiver)
        receiver = receiver.func if isinstance(receiver, ast.Call) else receiver.value
    while waiting:
        keyword, node = waiting.popleft()
        yield keyword, node
        match node:
            case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                waiting += [("", part) for part in parts]
            case ast.FormattedValue(value=part):
                waiting.append(("", part))
            case ast.Dict(values=parts):
                waiting += [("", part) for part in parts]
            case ast.BinOp(left=left, right=right):
                waiting += [("", left), ("", right)]
            case ast.Call(func=ast.Name(id="str" | "Path" | "URL" | "quote")):
                waiting += [(keyword, one) for one in node.args]
            case ast.Call(func=ast.Name() | ast.Attribute() as func) if last_name(func).strip("_").split("_")[
                -1
            ] in words("keys"):
                waiting += [("", one) for one in node.args]


def _own_arguments(call: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    yield from (("", one) for one in call.args)
    yield from ((one.arg, one.value) for one in call.keywords if one.arg and not SECRET.search(one.arg))
