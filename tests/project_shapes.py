"""Shapes that generated projects leave out, each with its reason: take an entry out to have it generated again.

`POLICIES` are shapes of which the design decides that nothing is told; `DEFECTS` are those that the tool judges
otherwise than the design, which are to go one by one as it is mended.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.project_programs import Node

Question = Callable[["Node"], bool]
_ENDING = frozenset(
    {"swallowed", "swallowed but for the expected", "of another error", "left in finally", "suppressed"}
)


def is_left_out(node: Node) -> bool:
    """Whether a function has a left-out shape."""
    return any(has(node) for has in (*POLICIES.values(), *DEFECTS.values()))


def a_blocking_function_ends_it(node: Node) -> bool:
    """Of a blocking function it is told what goes on, not what it hides: that takes the option `sync`."""
    return node.form == "blocking" and any(layer in _ENDING or "suppresses" in layer for layer in node.layers)


def another_function_makes_another_error(node: Node) -> bool:
    """What a context manager or decorator raises in a failure's place is not what the walk goes on with."""
    return "of a manager that translates" in node.layers or "raises_its_own" in node.decorators


def what_makes_a_coroutine_is_decorated(node: Node) -> bool:
    """The walk passes over the decorators of a function that makes a coroutine and does not wait for it."""
    return node.form == "maker" and bool(node.decorators)


POLICIES: dict[str, Question] = {question.__name__: question for question in (a_blocking_function_ends_it,)}
# What the tool says of a function that is taken to look after all its failures, because one of its handlers reports:
# whether each of them gets there is not asked. Runs in which one does not are let go, and counted.
TAKEN_TO_REPORT = "it is taken to look after its failures"
# Words that the tables lack, with the reason; their number is to fall.
WORDS: dict[str, str] = {
    "a name that holds one task after the other": "the first is taken to be awaited where the second is",
    "a callback that only says that a task has failed": "what it tells whether or not the task failed is a report too",
    "a value that is handed on and looked at by a caller": "it is carried, and nobody follows it: OWN206",
    "a function that is kept in an object, to be called later": "nothing tells who calls it, so nothing is told",
    "a helper that calls what it is given in two places": "the first decides",
    "conditions that differ from run to run": "tests.programs has them, of single functions",
}

DEFECTS: dict[str, Question] = {
    question.__name__: question
    for question in (another_function_makes_another_error, what_makes_a_coroutine_is_decorated)
}
