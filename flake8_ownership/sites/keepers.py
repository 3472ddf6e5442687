"""Who asks for the handles that outlive a function: the functions of the class or module that keeps them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from flake8_ownership.index import trees
from flake8_ownership.index.module import Class, Scope, last_name
from flake8_ownership.sites.surroundings import spelled, start_of

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
# asks: somebody learns how it ended, or may. cancels: it is ended on purpose. none: it is only looked at.
_Use = Literal["asks", "cancels", "none"]

_ASKS = frozenset({"result", "exception", "add_done_callback"})
# Methods of a container that give handles that it holds, and builtins that give them in another one.
_GIVES = frozenset({"values", "items", "copy", "pop", "popleft", "popitem", "get"})
_COPIES = frozenset({"list", "tuple", "set", "sorted", "reversed", "frozenset", "enumerate", "iter", "next"})
_MEASURES = frozenset({"len", "bool", "any", "all", "sum", "id", "isinstance", "print", "repr", "str"})
_CHANGES = frozenset({"append", "add", "remove", "discard", "extend", "insert"})


class Keepers:
    """The uses of all names in one class or module, found in one walk."""

    def __init__(self, scope: Scope) -> None:
        self._root: ast.AST = scope.node if isinstance(scope, Class) else scope.module.source.tree
        self._parents = trees.parents(self._root)
        self._asked: dict[str, bool] = {}

    def is_asked_for(self, name: str) -> bool:
        """Whether any function asks for what is kept under a name: `self.tasks`.

        A loop that only cancels the tasks asks for nothing, and neither does what waits for them after that.
        """
        if name not in self._asked:
            uses = self._uses.get(name, ())
            found = [(self._functions[use], use, self._use(use)) for use in uses]
            cancelled: dict[ast.AST | None, tuple[int, int]] = {}
            for function, use, kind in found:
                if kind == "cancels":
                    cancelled[function] = min(start_of(use), cancelled.get(function, start_of(use)))
            never = (1 << 30, 0)
            self._asked[name] = any(
                kind == "asks" and start_of(use) < cancelled.get(function, never) for function, use, kind in found
            )
        return self._asked[name]

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
            case ast.Await() | ast.Return() | ast.Yield() | ast.YieldFrom():
                return "asks"
            case ast.Attribute(attr=attribute):
                return self._of_member(parent, attribute, follows=follows)
            case ast.Subscript() | ast.Starred() | ast.IfExp() | ast.List() | ast.Tuple() | ast.Set() | ast.BoolOp():
                return self._use(parent, follows=follows)
            case ast.keyword():
                return "asks"
            case ast.Call():
                name = last_name(parent)
                if name in _COPIES and isinstance(parent.func, ast.Name):
                    return self._use(parent, follows=follows)
                return "none" if name in _MEASURES or node is parent.func else "asks"
            case ast.For() | ast.AsyncFor() | ast.comprehension() if node is parent.iter:
                return self._of_loop(parent, follows=follows)
            case ast.Assign(targets=[target]) | ast.NamedExpr(target=target):
                return self._of_names(target, node) if follows and spelled(target) else "asks"
        return "none"

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
        return "asks" if "asks" in uses and "cancels" not in uses else "cancels" if "cancels" in uses else "none"
