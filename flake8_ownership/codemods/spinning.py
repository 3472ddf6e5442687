"""Loops that ask again at once: an error raised in one would make it repeat the request for ever, without a pause."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import libcst as cst

from flake8_ownership.catalogue import world
from flake8_ownership.codemods.objections import callee, names_in
from flake8_ownership.codemods.trees import Trees


def spins(trees: Trees, place: cst.CSTNode, function: cst.CSTNode, catching: frozenset[str]) -> bool:
    """Whether a loop of a function would go on at once with what an error at a place has left it, round after round.

    `catching` are the last names of what catches that error.
    """
    inner: cst.CSTNode = place
    guard: cst.Try | None = None
    for outer in trees.ancestors(place):
        if guard is None and isinstance(outer, cst.Try) and inner is outer.body and outer.handlers:
            guard = outer
        if isinstance(outer, (cst.While, cst.For)):
            return guard is not None and isinstance(outer, cst.While) and _goes_on(trees, outer, guard, catching)
        if outer is function:
            break
        inner = outer
    return False


@lru_cache(maxsize=4)  # each answer in it asks
def _goes_on(trees: Trees, loop: cst.While, guard: cst.Try, catching: frozenset[str]) -> bool:
    handler = next((one for one in guard.handlers if one.type is None or names_in(one.type) & catching), None)
    if handler is None or any(isinstance(node, (cst.Return, cst.Raise, cst.Break)) for node in trees.below(handler)):
        return False
    rest = [*trees.below(handler), *_besides(trees, loop, guard, handler)]
    if any(isinstance(node, cst.Await) or _sleeps(node) for node in rest):
        return False
    first = next((node for node in trees.below(guard.body) if isinstance(node, cst.Await)), None)
    if first is not None and _waits(first):
        return False
    changed = {name for node in rest for name in _bound(node)}
    return not any(isinstance(node, cst.Name) and node.value in changed for node in trees.below(loop.test))


def _besides(trees: Trees, loop: cst.While, guard: cst.Try, handler: cst.ExceptHandler) -> Iterator[cst.CSTNode]:
    """What runs in a round of a loop beside a `try` in it and its handler."""
    within = {id(node) for node in trees.below(guard)}
    goes_back = any(isinstance(node, cst.Continue) for node in trees.below(handler))
    for node in trees.below(loop):
        if node is guard and goes_back:
            break
        if id(node) not in within:
            yield node
    if guard.finalbody is not None:
        yield from trees.below(guard.finalbody)


def _sleeps(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and callee(node.func) in world.pausing().words


def _waits(node: cst.Await) -> bool:
    """Whether an await is one for what comes from elsewhere, such as the next message: nothing is asked for."""
    call = node.expression
    return isinstance(call, cst.Call) and not call.args


def _bound(node: cst.CSTNode) -> Iterator[str]:
    """The names that a node binds."""
    targets: list[cst.BaseExpression] = []
    if isinstance(node, cst.Assign):
        targets += (one.target for one in node.targets)
    if isinstance(node, (cst.AugAssign, cst.AnnAssign, cst.NamedExpr)):
        targets.append(node.target)
    yield from (one.value for one in targets if isinstance(one, cst.Name))
