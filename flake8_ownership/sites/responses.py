"""Whether anybody looks at the status of an answer: a 500 is a failure that raises nothing by itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from flake8_ownership.apis import ApiClass
from flake8_ownership.index.module import last_name
from flake8_ownership.sites.surroundings import Surroundings

# What services put into the body of an answer to say that it is none.
_ERROR_KEY = re.compile(
    r"^(errors?|code|err(or)?_?(code|msg|message)|ok|success|status(_?code)?|message|detail|fault)$", re.IGNORECASE
)

_SHOWS = frozenset({"print", "pprint", "debug"})


class Responses:
    """How one function uses the responses that it gets."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._parents = surroundings.parents
        self._loads = surroundings.loads
        self._known: dict[tuple[str, str], bool] = {}

    def status_unread(self, expr: ast.expr, response: ApiClass) -> bool:
        """Whether the response of a request is used without its status being read, and not handed on."""
        if not isinstance(expr, ast.Call) or _told_to_raise(expr):
            return False
        if self._looks_for_errors:
            return False
        used = self._unwrapped(expr)
        parent = self._parents.get(used)
        match parent:
            case ast.Expr():
                return True
            case ast.Attribute(attr=name):
                return name not in response.status
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is used:
                return self._unread(name, response)
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.NamedExpr(target=ast.Name(id=name)):
                return self._unread(name, response)
            case ast.withitem(optional_vars=ast.Name(id=name)):
                return self._unread(name, response)
            case ast.withitem(optional_vars=None):
                return True
        return False

    def is_dropped(self, expr: ast.expr) -> bool:
        """Whether nothing of the response is used but in a line that is printed."""
        parent = self._parents.get(self._unwrapped(expr))
        match parent:
            case ast.Expr() | ast.withitem(optional_vars=None):
                return True
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.withitem(optional_vars=ast.Name(id=name)):
                return all(self._is_shown(self._parents[node]) for node in self._loads.get(name, ()))
        return False

    def parsing(self, expr: ast.expr, response: ApiClass) -> Iterator[ast.AST]:
        """Where the body of the response is parsed: the calls, or the `await` around them."""
        used = self._unwrapped(expr)
        holders: Sequence[ast.AST] = (used,)
        match self._parents.get(used):
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.withitem(optional_vars=ast.Name(id=name)):
                holders = self._loads.get(name, ())
        for holder in holders:
            member = self._parents.get(holder)
            if isinstance(member, ast.Attribute) and member.attr in response.parses:
                call = self._parents.get(member)
                if isinstance(call, ast.Call):
                    yield self._unwrapped(call)

    @cached_property
    def _looks_for_errors(self) -> bool:
        """Whether the function looks into some answer for what the service says of errors: `if "error" in data`."""
        for node in self._parents:
            match node:
                case (
                    ast.Subscript(slice=ast.Constant(value=str(key)), ctx=ast.Load())
                    | ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(key)), *_])
                    | ast.Compare(left=ast.Constant(value=str(key)), ops=[ast.In() | ast.NotIn()])
                ) if _ERROR_KEY.search(key):
                    return True
        return False

    def _unwrapped(self, expr: ast.expr) -> ast.AST:
        """The expression that has the response: the `await` around the call."""
        parent = self._parents.get(expr)
        return parent if isinstance(parent, ast.Await) else expr

    def _unread(self, name: str, response: ApiClass) -> bool:
        """Whether all uses of a name are of parts that say nothing of the status, and there is one at all or none."""
        key = name, response.name
        if key not in self._known:
            parents = [self._parents[node] for node in self._loads.get(name, ())]
            self._known[key] = all(
                isinstance(parent, ast.Attribute) and (parent.attr not in response.status or self._is_shown(parent))
                for parent in parents
            )
        return self._known[key]

    def _is_shown(self, node: ast.AST) -> bool:
        """Whether a value is only put into a line that is printed, or logged where nobody reads it."""
        parent = self._parents.get(node)
        while isinstance(parent, (ast.FormattedValue, ast.JoinedStr)):
            node, parent = parent, self._parents.get(parent)
        match parent:
            case ast.Call(func=func) if node is not func:
                return last_name(func) in _SHOWS and isinstance(self._parents.get(parent), ast.Expr)
        return False


def _told_to_raise(call: ast.Call) -> bool:
    return any(
        keyword.arg == "raise_for_status" and isinstance(keyword.value, ast.Constant) and bool(keyword.value.value)
        for keyword in call.keywords
    )
