"""Who asks for the handles that outlive a function: the functions of a class or module that read what keeps them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from flake8_ownership.index import trees
from flake8_ownership.index.module import Class, Function, Scope, last_name
from flake8_ownership.sites.handles import is_wrapper, keeps_exceptions, waits
from flake8_ownership.sites.positions import start_of
from flake8_ownership.sites.surroundings import spelled

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
# raises: its failure comes out there. asks: somebody learns how it ended, or may. cancels: it is ended on purpose.
# none: it is only looked at.
_Use = Literal["raises", "asks", "cancels", "none"]
# Whether a function ends without a word what fails at a node of it.
Swallows = Callable[[Function, ast.AST], bool]

_ASKS = frozenset({"result", "exception", "add_done_callback"})
# Methods of a container that give handles that it holds, and builtins that give them in another one.
_GIVES = frozenset({"values", "items", "copy", "pop", "popleft", "popitem", "get"})
_COPIES = frozenset({"list", "tuple", "set", "sorted", "reversed", "frozenset", "enumerate", "iter", "next"})
_MEASURES = frozenset({"len", "bool", "any", "all", "sum", "id", "isinstance", "print", "repr", "str"})
_CHANGES = frozenset({"append", "add", "remove", "discard", "extend", "insert"})


_MOST_USES = 40  # of one name, of which it is asked whether they are of the object in question


class _Telling(NamedTuple):
    """A use that asks for a handle or cancels it, and the function that it stands in."""

    expr: ast.expr
    kind: _Use
    function: ast.AST | None


class Keepers:
    """The uses of all names in one class or module, found in one walk."""

    def __init__(self, scope: Scope, swallows: Swallows) -> None:
        self._scope = scope
        self._swallows = swallows
        self._root: ast.AST = scope.node if isinstance(scope, Class) else scope.module.source.tree
        self._parents = trees.parents(self._root)
        self._asked: dict[str, bool] = {}
        self._others: dict[str, tuple[_Telling, ...]] = {}

    def is_asked_for(self, name: str) -> bool:
        """Whether any function asks for what is kept under a name: `self.tasks`.

        A loop that only cancels the tasks asks for nothing. Neither does what waits for them after that, unless the
        failure of one that had ended before comes out there.
        """
        if name not in self._asked:
            self._asked[name] = _is_asked(self._telling(self._uses.get(name, ())))
        return self._asked[name]

    def is_asked_for_as(self, name: str, is_it: Callable[[ast.expr, Scope], bool]) -> bool:
        """Whether any function reads an attribute, or a name of another module, that may be the one in question by
        `is_it`. Where there are too many uses to look at, one of them may well be."""
        if name not in self._others:
            self._others[name] = tuple(self._telling(self._named.get(name, ())))
        found = self._others[name]
        if not any(one.kind in ("raises", "asks") for one in found):
            return False
        return len(found) > _MOST_USES or _is_asked(
            one for one in found if is_it(one.expr, self._bodies.get(one.function, self._scope))
        )

    def _telling(self, uses: Iterable[ast.expr]) -> Iterator[_Telling]:
        """Those uses that ask for a handle or cancel it."""
        for use in uses:
            kind = self._use(use)
            if kind != "none":
                yield _Telling(use, kind, self._functions[use])

    @cached_property
    def _bodies(self) -> dict[ast.AST | None, Function]:
        """The functions by their nodes."""
        return {function.node: function for function in self._scope.every_function()}

    @cached_property
    def _named(self) -> dict[str, list[ast.expr]]:
        """Where each attribute and name is read, by itself."""
        found: dict[str, list[ast.expr]] = {}
        for node in self._parents:
            match node:
                case ast.Attribute(attr=name, ctx=ast.Load()) | ast.Name(id=name, ctx=ast.Load()):
                    found.setdefault(name, []).append(node)
        return found

    @cached_property
    def _uses(self) -> dict[str, list[ast.expr]]:
        """Where each name and attribute is read."""
        found: dict[str, list[ast.expr]] = {}
        for node in self._parents:
            if (
                isinstance(node, (ast.Name, ast.Attribute))
                and isinstance(node.ctx, ast.Load)
                and (name := spelled(node))
            ):
                found.setdefault(name, []).append(node)
        return found

    @cached_property
    def _loads(self) -> dict[tuple[ast.AST | None, str], list[ast.Name]]:
        """Where each function reads each variable."""
        found: dict[tuple[ast.AST | None, str], list[ast.Name]] = {}
        for node in self._parents:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault((self._functions[node], node.id), []).append(node)
        return found

    @cached_property
    def _functions(self) -> dict[ast.AST, ast.AST | None]:
        """The function around each node; the nodes come level by level."""
        found: dict[ast.AST, ast.AST | None] = {self._root: None}
        for node, parent in self._parents.items():
            found[node] = parent if isinstance(parent, _FunctionNode) else found[parent]
        return found

    def _use(self, node: ast.AST, *, follows: bool = True) -> _Use:
        """What becomes of an expression that holds handles; `follows` the variables that it is bound to."""
        parent = self._parents.get(node)
        match parent:
            case ast.Await():
                return self._of_wait(parent)
            case ast.Return() | ast.Yield() | ast.YieldFrom():
                return "asks"
            case ast.Attribute(attr=attribute):
                return self._of_member(parent, attribute, follows=follows)
            case ast.Subscript() | ast.Starred() | ast.IfExp() | ast.List() | ast.Tuple() | ast.Set() | ast.BoolOp():
                return self._use(parent, follows=follows)
            case ast.keyword():
                return "asks"
            case ast.Call():
                name = last_name(parent)
                if waits(parent):
                    return self._of_wait(parent)
                hands_on = name != "wait" and is_wrapper(parent) and not keeps_exceptions(parent)
                if hands_on or (name in _COPIES and isinstance(parent.func, ast.Name)):
                    use = self._use(parent, follows=follows)
                    return use if use == "raises" or not hands_on else "asks"
                return "none" if name in _MEASURES or node is parent.func else "asks"
            case ast.For() | ast.AsyncFor() | ast.comprehension() if node is parent.iter:
                return self._of_loop(parent, follows=follows)
            case ast.Assign(targets=[target], value=value) | ast.NamedExpr(target=target, value=value) if node is value:
                return self._of_names(target, node) if follows and spelled(target) else "asks"
        return "none"

    def _of_wait(self, wait: ast.expr) -> _Use:
        """What comes of waiting for a handle where the function may end what comes out."""
        function = self._bodies.get(self._functions[wait])
        return "asks" if function is not None and self._swallows(function, wait) else "raises"

    def _of_member(self, member: ast.Attribute, name: str, *, follows: bool) -> _Use:
        if name in _ASKS:
            return "asks"
        call = self._parents.get(member)
        if not isinstance(call, ast.Call) or call.func is not member or name in _CHANGES:
            return "none"
        if name == "cancel":
            return "cancels"
        return self._use(call, follows=follows) if name in _GIVES else "none"

    def _of_loop(self, loop: ast.For | ast.AsyncFor | ast.comprehension, *, follows: bool) -> _Use:
        """What a loop does with each handle; a comprehension may hand them on, too."""
        use: _Use = self._of_names(loop.target, loop) if follows else "asks"
        if isinstance(loop, ast.comprehension) and use == "none":
            made = self._parents[loop]
            kept = self._parents.get(made)
            renewed = isinstance(kept, ast.Assign) and spelled(kept.targets[0]) == spelled(loop.iter)
            return "none" if renewed else self._use(made, follows=False)
        return use

    def _of_names(self, target: ast.expr, binding: ast.AST) -> _Use:
        """What a function does with the variables that a target binds; an attribute is somebody else's matter."""
        names = [node for node in trees.nodes(target) if isinstance(node, ast.Name)]
        if not names:
            return "asks"
        function = self._functions[binding]
        loads: Iterator[ast.Name] = (load for name in names for load in self._loads.get((function, name.id), ()))
        uses = {self._use(load, follows=False) for load in loads}
        if "raises" in uses:
            return "raises"
        return "cancels" if "cancels" in uses else "asks" if "asks" in uses else "none"


def _is_asked(uses: Iterable[_Telling]) -> bool:
    found = list(uses)
    cancelled: dict[ast.AST | None, tuple[int, int]] = {}
    for use, kind, function in found:
        if kind == "cancels":
            cancelled[function] = min(start_of(use), cancelled.get(function, start_of(use)))
    never = (1 << 30, 0)
    return any(
        kind == "raises" or (kind == "asks" and start_of(use) < cancelled.get(function, never))
        for use, kind, function in found
    )
