"""Failures that are returned as a value: whether anybody reads it."""

from __future__ import annotations

import ast

from flake8_ownership.apis import Api, Outcome
from flake8_ownership.catalogue import world
from flake8_ownership.index import trees
from flake8_ownership.index.module import last_name
from flake8_ownership.sites.commands import is_answer
from flake8_ownership.sites.results import looks_at
from flake8_ownership.sites.surroundings import Surroundings

_STATUS = frozenset({"returncode", "exit_status", "check_returncode"})
# What ends a process on purpose, so that its status says nothing.
_ENDS = frozenset({"kill", "terminate", "send_signal"})
# What gives a text in another form.
_REWRITES = frozenset({"bytes", "decode", "escape", "len", "repr", "str", "strip"})
_FINISHES = frozenset({"communicate", "wait"})


class Outcomes:
    """How one function reads the values that its calls give."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._function = surroundings.function
        self._parents = surroundings.parents
        self._loads = surroundings.loads

    def unread(self, call: ast.Call, api: Api) -> Outcome:
        """The outcome of a call that holds a failure which nobody reads; empty where somebody does, or may."""
        if not api.outcome or (api.outcome_if and api.outcome_if not in _given(call)):
            return ""
        if api.outcome == "status" and is_answer(call, self._function):
            return ""
        parent = self._parents.get(call)
        used = parent if isinstance(parent, ast.Await) else call
        match self._parents.get(used):
            case ast.Expr():
                return api.outcome if api.outcome != "status" else ""
            case ast.Assign(targets=[target], value=value) if value is used:
                return api.outcome if self._is_unread(target, api.outcome) else ""
        return ""

    def _is_unread(self, target: ast.expr, outcome: Outcome) -> bool:
        if outcome == "status":
            return isinstance(target, ast.Name) and self._status_unread(target.id)
        if outcome == "errors" and isinstance(target, ast.Tuple):
            target = target.elts[-1]
        if not isinstance(target, ast.Name):
            return False
        return not any(looks_at(use, self._parents) for use in self._loads.get(target.id, ()))

    def _status_unread(self, process: str) -> bool:
        """Whether the function waits for a process to end, and nobody asks how it did."""
        finished = False
        for use in self._loads.get(process, ()):
            parent = self._parents.get(use)
            if not isinstance(parent, ast.Attribute) or parent.attr in _STATUS | _ENDS | {"stderr"}:
                return False
            if parent.attr in _FINISHES:
                finished = True
                if parent.attr == "wait" and not self._is_dropped(parent):
                    return False
                if parent.attr == "communicate" and self._reads_complaints(parent):
                    return False
        return finished

    def _reads_complaints(self, method: ast.Attribute) -> bool:
        """Whether what a process has written to its `stderr` is asked for, told, or handed to somebody, or what it has
        written besides is parsed, which fails where there is nothing."""
        awaited = self._parents.get(self._parents.get(method, method))
        while isinstance(awaited, (ast.Await, ast.Call)):  # it may be given a time limit
            awaited = self._parents.get(awaited)
        match awaited:
            case ast.Assign(targets=[ast.Tuple(elts=[out, err])]):
                told = any(map(self._is_told, self._loads.get(getattr(err, "id", ""), ())))
                return told or any(map(self._is_parsed, self._loads.get(getattr(out, "id", ""), ())))
        return False

    def _is_parsed(self, use: ast.expr) -> bool:
        node: ast.AST | None = self._parents.get(use)
        while isinstance(node, ast.expr):
            if isinstance(node, ast.Call) and last_name(node.func) not in _REWRITES:
                return last_name(node.func) in world.names().parsing
            node = self._parents.get(node)
        return False

    def _is_told(self, use: ast.expr) -> bool:
        node: ast.AST = use
        while isinstance(node, ast.expr):
            outer = self._parents.get(node)
            match outer:
                case ast.Call(func=func) if func is not node and last_name(func) not in _REWRITES:
                    return True
                case ast.If(test=test) if test is node:
                    return True
                case ast.IfExp(test=test, body=body, orelse=orelse) if test is node:
                    # `err.decode() if err else ""` is the same text in another form: what becomes of that decides.
                    named = (one for part in (body, orelse) for one in trees.nodes(part) if isinstance(one, ast.Name))
                    return not any(one.id == getattr(use, "id", "") for one in named)
                case ast.Raise():
                    return True
                case None:
                    return False
            node = outer
        return False

    def _is_dropped(self, method: ast.Attribute) -> bool:
        """Whether what the call of a method gives is thrown away."""
        call = self._parents.get(method)
        awaited = self._parents.get(call) if call is not None else None
        return isinstance(awaited, ast.Await) and isinstance(self._parents.get(awaited), ast.Expr)


def _given(call: ast.Call) -> set[str]:
    return {f"{keyword.arg}={ast.unparse(keyword.value)}" for keyword in call.keywords if keyword.arg}
