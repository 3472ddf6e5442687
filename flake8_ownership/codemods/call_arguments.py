"""What the calls that may fail are given that tells the case."""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from flake8_ownership.codemods.case_names import (
    class_of,
    is_bare,
    is_id,
    is_known_object,
    is_plain,
    is_telling,
    is_text,
    is_told,
    is_worth_telling,
    names,
    never_rebound,
    plain_parameters,
)
from flake8_ownership.codemods.constructed import sure_fields
from flake8_ownership.codemods.names import stays_bound
from flake8_ownership.codemods.proofs import is_mapped
from flake8_ownership.codemods.reaching import around, is_bound_before, read_by_then
from flake8_ownership.codemods.words import words
from flake8_ownership.index import trees
from flake8_ownership.index.module import Class, Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import OwnInstance
from flake8_ownership.sites.secret_words import is_sensitive, says_secret


class CallArguments(NamedTuple):
    """What failing calls are given, with the keys to tell it under: identifiers, and what else tells the case.
    `replaced` are the names that something else is given under."""

    ids: list[tuple[str, str]]
    others: list[tuple[str, str]]
    replaced: set[str]


def identifying_arguments(
    function: Function, first: ast.stmt, calls: Sequence[ast.Call], resolver: Resolver, *, attributes: bool
) -> CallArguments:
    """What the calls that may fail are given that tells the case: names that are sure to be bound before, and plain
    attributes of the object, or of another one where they have been read by then."""
    found = CallArguments([], [], set())
    if not calls:
        return found
    at_hand = _AtHand(function, first, resolver, attributes=attributes, is_single=len(calls) == 1)
    for name in dict.fromkeys(name for call in calls for name in _in_paths(call)):
        if name in at_hand.parameters and is_worth_telling(function, name, resolver):
            found.ids.append((name, name))
    for keyword, node in (one for call in calls for one in _arguments(call)):
        match node:
            case ast.Name(id=name) if at_hand.has(name):
                key = keyword if is_id(keyword) and not is_id(name) else name
                found.replaced.update({keyword} - {name})
                if is_id(key) or name in words("short-ids") or at_hand.is_turn(name):
                    found.ids.append((key, name))
                elif is_telling(name) and not is_known_object(function, first, name, resolver):
                    found.others.append((name, name))
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if attributes and owner == function.receiver:
                if is_id(name) and not is_bare(name) and is_plain(function, name):
                    found.ids.append((name, f"{owner}.{name}"))
                elif is_id(name) and is_field(function, name, resolver):
                    found.ids.append((keyword or f"{snake(function.owner)}_{name}", f"{owner}.{name}"))
                elif is_telling(name) and (is_plain(function, name) or is_field(function, name, resolver)):
                    found.others.append((name, f"{owner}.{name}"))
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if is_id(name) and at_hand.has_read(owner, name):
                found.ids.append((f"{owner}_{name}" if is_bare(name) else name, f"{owner}.{name}"))
    return found


def is_field(function: Function, name: str, resolver: Resolver) -> bool:
    """Whether each object of a method's class has a field of that name, which is data and is read without asking."""
    cls = function.owner
    if cls is None or name in cls.functions or is_mapped(resolver, cls) or name not in sure_fields(resolver, cls):
        return False
    given = [one.expr for one in cls.body.bindings.get(name, ())]
    if any(isinstance(one, ast.Constant) and one.value is not None for one in given):
        return False  # which is the same for all of them
    return not isinstance(resolver.attribute(OwnInstance(cls), name), OwnInstance)


def snake(cls: Class | None) -> str:
    """The name of a class as a variable would have it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.name).lower().strip("_") if cls else ""


@lru_cache(maxsize=16)  # each finding of a function asks
def parameters_used(function: Function, calls: tuple[ast.Call, ...]) -> frozenset[str]:
    """The parameters that some calls are made with, by themselves or by way of locals: `bank_id` in what
    `bank = bank_id or default()` is given to."""
    parameters = set(names(function))
    seen: set[str] = set()
    waiting = _read_in(calls)
    for _ in range(_FAR):
        waiting -= seen
        seen |= waiting
        made = [binding.expr for name in waiting - parameters for binding in function.body.bindings.get(name, ())]
        waiting = _read_in([one for one in made if one is not None])
    return frozenset(seen & parameters)


_FAR = 3  # assignments between a parameter and a call


def _read_in(nodes: Iterable[ast.AST]) -> set[str]:
    return {one.id for node in nodes for one in trees.nodes(node) if isinstance(one, ast.Name)}


class _AtHand:
    """What a function has at hand when the statement `first` starts."""

    def __init__(
        self, function: Function, first: ast.stmt, resolver: Resolver, *, attributes: bool, is_single: bool
    ) -> None:
        self._function = function
        self._is_single = is_single
        self._first = first
        self._resolver = resolver
        self.parameters = plain_parameters(function, resolver)
        self._read = read_by_then(function, first) if attributes else {}
        self._turns = frozenset(name for standing in around(function, first) for name in standing.looped)

    def has(self, name: str) -> bool:
        """Whether a name is sure to hold one thing that may be told, whatever it is given as."""
        function = self._function
        if is_sensitive(name) or says_secret(name):
            return False
        is_local = is_bound_before(function, self._first, name) and is_told(function, name)
        return stays_bound(function, name) and (name in self.parameters or is_local)

    def is_turn(self, name: str) -> bool:
        """Whether a text that tells one turn from another is what a loop around goes over."""
        is_one = name in self._turns and name in words("turns")
        return is_one and is_text(self._function, self._first, name, self._resolver)

    def has_read(self, owner: str, attribute: str) -> bool:
        """Whether an attribute of another object has been read by then, or by the only call that may fail, and the
        object stays what it is."""
        function = self._function
        is_read = attribute in self._read.get(owner, ()) or (self._is_single and owner in self._turns)
        if owner == function.receiver or not is_read or not stays_bound(function, owner):
            return False
        cls = class_of(function, owner, self._resolver)
        if cls is not None and is_mapped(self._resolver, cls):
            return False
        is_parameter = owner in names(function)
        return never_rebound(function, owner) if is_parameter else is_bound_before(function, self._first, owner)


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
    yield from ((one.arg, one.value) for one in call.keywords if one.arg and not is_sensitive(one.arg))
