"""Where a loop that tries again gives up: there a failure is counted, since before it was one of an attempt."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache

import libcst as cst

from flake8_ownership.codemods.exits import is_endless
from flake8_ownership.codemods.trees import Block, Trees
from flake8_ownership.index.module import Function
from flake8_ownership.sites.retries import RetryLoops
from flake8_ownership.sites.surroundings import Surroundings

Place = tuple[Block, int]
Handler = cst.ExceptHandler | cst.ExceptStarHandler


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Where a loop tries no more: `before` statements of the handler; `after` the loop, if that alone leads there."""

    before: tuple[Place, ...]
    after: Place | None


@lru_cache(maxsize=8)  # each handler of a function asks
def _retries(function: Function) -> RetryLoops:
    return RetryLoops(Surroundings(function))


def given_up(trees: Trees, handler: Handler) -> GivenUp | None:
    """Where the loop gives up that tries again after a handler; None where there is no such loop."""
    twin, around = trees.twin(handler), trees.function_around(handler)
    if not isinstance(twin, ast.ExceptHandler) or around is None or not _retries(around[1]).makes_attempts(twin):
        return None
    loop = next(one for one in trees.ancestors(handler) if isinstance(one, (cst.For, cst.While)))
    inside = list(trees.below(handler.body))
    before = [trees.place(node) for node in inside if isinstance(node, (cst.Return, cst.Raise))]
    breaks = [node for node in trees.below(loop.body) if isinstance(node, cst.Break)]
    endless = isinstance(loop, cst.While) and is_endless(loop)
    passes = loop.orelse is None and not endless and all(node in inside for node in breaks)
    return GivenUp(tuple(one for one in before if one is not None), trees.place(loop) if passes else None)
