"""What stands around a call: the blocks that lead to it, and what of them a guard must stay outside of."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.guards import Body, Place
from flake8_ownership.codemods.objections import callee
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.words import words

_BODIES = frozenset({cst.IndentedBlock, cst.SimpleStatementSuite})
_AFTERWARDS = (cst.ExceptHandler, cst.ExceptStarHandler, cst.Finally)


def chain_to(trees: Trees, site: cst.CSTNode, function: cst.FunctionDef, last: cst.Try | None) -> list[Place]:
    """Blocks with the index of the statement that leads on, from the function's own down to the statement that
    must be guarded: `last`, or the innermost, or the outermost `try` or translating `with` in whose body the site
    stands."""
    places: list[Place] = []
    wanted = 0
    node: cst.CSTNode = site
    for outer in trees.ancestors(site):
        if type(outer) in _BODIES and isinstance(outer, (cst.IndentedBlock, cst.SimpleStatementSuite)):
            places.append((outer, trees.index(outer, node)))
            if node is last:
                wanted = len(places) - 1
            elif last is None and _must_leave(trees, outer):
                wanted = len(places)
        if outer is function:
            break
        node = outer
    if not places:
        raise Refused("the call is in no statement of the function's body")
    return places[wanted:][::-1]


def stands_in_try(trees: Trees, site: cst.CSTNode, statement: cst.CSTNode) -> bool:
    """Whether a site stands in the body of a `try`, rather than in its handlers or after them."""
    return isinstance(statement, (cst.Try, cst.TryStar)) and statement.body in trees.ancestors(site)


def is_expected(trees: Trees, statement: cst.CSTNode, function: cst.FunctionDef) -> bool:
    """Whether code of the function around a statement expects some of what it raises."""
    around = list(trees.ancestors(statement))
    blocks = around[: around.index(function)]
    return any(isinstance(one, cst.IndentedBlock) and _must_leave(trees, one) for one in blocks)


def _must_leave(trees: Trees, block: Body) -> bool:
    """Whether a guard in this block would report what the code around it expects."""
    owner = trees.parent(block)
    if isinstance(owner, (cst.Try, cst.TryStar)):
        return owner.body is block and bool(owner.handlers)
    if isinstance(owner, cst.With):
        return any(callee(item.item) in words("guarded-outside") for item in owner.items)
    return False


def run_of(chains: Sequence[Sequence[Place]]) -> tuple[Body, int, int]:
    """The smallest run of siblings that holds the ends of all chains."""
    block, start, end = chains[0][0][0], 0, 0
    for level in zip(*chains, strict=False):
        if any(found is not level[0][0] for found, _ in level):
            break
        indices = [index for _, index in level]
        block, start, end = level[0][0], min(indices), max(indices) + 1
        if len(set(indices)) > 1:
            break
    return block, start, end


def in_handler(trees: Trees, node: cst.CSTNode, function: cst.FunctionDef) -> bool:
    """Whether something runs after a failure, or at the end whatever has happened."""
    around = trees.nearest(node, cst.FunctionDef, *_AFTERWARDS)
    while isinstance(around, cst.FunctionDef) and around is not function:
        around = trees.nearest(around, cst.FunctionDef, *_AFTERWARDS)
    return around is not None and around is not function


def before_loops(trees: Trees, function: cst.FunctionDef, block: Body, start: int) -> Place:
    """Where an operation is announced that starts at a statement: before the outermost loop around it, so only once."""
    place = (block, start)
    node: cst.CSTNode = block
    loop: cst.CSTNode | None = None
    for outer in trees.ancestors(block):
        if isinstance(outer, (cst.For, cst.While)):
            loop = outer
        if isinstance(outer, (cst.IndentedBlock, cst.SimpleStatementSuite)) and loop is node:
            place = (outer, trees.index(outer, node))
        if outer is function:
            break
        node = outer
    return place
