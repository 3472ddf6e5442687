"""The names in a function that hold a response: its type, and what looks at its status."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from functools import cached_property

import libcst as cst

from flake8_ownership.codemods.objections import TELLS
from flake8_ownership.codemods.statuses import TELLING
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.index.module import Function
from flake8_ownership.index.scopes import Place
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Either, Instance, OwnFunction, Value, Where

_READ = re.compile(rf"(?<![\w.])(\w+)\.(?:{'|'.join(TELLING)})\b")


class KnownResponses:
    """The responses of one function, as far as reading tells."""

    def __init__(self, trees: Trees, resolver: Resolver, function: Function) -> None:
        self._trees = trees
        self._resolver = resolver
        self._function = function

    def telling(self, name: str, after: cst.CSTNode) -> Collection[str]:
        """The attributes that tell the status of what a name holds after a statement. Of what nobody knows, those that
        only responses have, where the function reads one of them."""
        value = self._resolver.name(name, Where(self._function, self._place(after)))
        known = _status(value)
        if known is not None:
            return known
        return TELLING if name in self._asked else ()

    @cached_property
    def _asked(self) -> frozenset[str]:
        """The names that the function reads such an attribute of."""
        return frozenset(_READ.findall(self._function.text))

    def _place(self, after: cst.CSTNode) -> Place:
        twin = self._trees.twin(after)
        if isinstance(twin, (ast.With, ast.AsyncWith)):
            return (twin.body[0].lineno, twin.body[0].col_offset)
        if isinstance(twin, (ast.stmt, ast.expr)):
            return (twin.end_lineno or twin.lineno, twin.end_col_offset or twin.col_offset)
        return (self._function.end_row, 0)

    def reports(self, call: cst.Call) -> bool:
        """Whether a function of the project reports what it raises."""
        twin = self._trees.twin(call)
        if not isinstance(twin, ast.Call):
            return False
        value = self._resolver.value(twin.func, Where(self._function, (twin.lineno, twin.col_offset)))
        if not isinstance(value, OwnFunction):
            return False
        called = (node.func for node in ast.walk(value.function.node) if isinstance(node, ast.Call))
        return any(isinstance(one, ast.Attribute) and TELLS.match(one.attr) for one in called)


def _status(value: Value) -> frozenset[str] | None:
    """The attributes that tell a status, none of a type that has no status; None where the type is not known."""
    match value:
        case Instance(known):
            return known.status
        case Either(values):
            found = [status for part in values if (status := _status(part)) is not None]
            return frozenset().union(*found) if found else None
    return None
