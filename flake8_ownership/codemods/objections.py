"""Why some statements must stay out of a guard: it would report what is not its own, or is reported already."""

from __future__ import annotations

import re
from collections.abc import Callable

import libcst as cst

from flake8_ownership.codemods.trees import Trees

TELLS = re.compile(
    r"_*(exception|error|warn|warning|critical|fatal|log|report|capture|notify|record|inc|add_note)", re.IGNORECASE
)
EVERYTHING = frozenset({"Exception", "BaseException"})


def callee(node: cst.BaseExpression) -> str:
    while isinstance(node, cst.Call):
        node = node.func
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def names_in(clause: cst.BaseExpression) -> set[str]:
    """The last names of the classes that a handler catches."""
    classes = [element.value for element in clause.elements] if isinstance(clause, (cst.Tuple, cst.List)) else [clause]
    return {callee(one) for one in classes}


def tells(trees: Trees, node: cst.CSTNode) -> bool:
    """Whether something that runs with a node looks like a report."""
    return any(isinstance(one, cst.Call) and bool(TELLS.match(callee(one.func))) for one in trees.below(node))


def objection(trees: Trees, statement: cst.CSTNode, is_own: Callable[[cst.CSTNode], bool]) -> str:
    """Why a guard around a statement would tell what it should not; empty where nothing prevents it.

    What a node `is_own` of raises is the failure of the guarded call itself.
    """
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) > 1 and _is_text(statement.body[0]):
        return "a docstring is on the same line"
    if _raises_own(trees, statement, frozenset(), is_own):
        return "a guard around it would report the errors that the statement itself raises"
    for node in trees.below(statement):
        if isinstance(node, (cst.ExceptHandler, cst.ExceptStarHandler)):
            if _tells_and_raises(trees, node.body):
                return "a guard around it would report again what a handler in it reports"
            if tells(trees, node.body):
                return "a guard around it would be a try around one that reports by itself"
            if translates(trees, node):
                return "a guard around it would report what a handler in it turns into another error, for the caller"
    return ""


# Errors that a framework answers a request with, and tells nobody of.
_ANSWERS = re.compile(r"HTTP|Http|Abort|Response|StatusError|BadGateway|Unavailable|InternalServerError")


def translates(trees: Trees, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    """Whether a handler makes another error of what it caught, for a caller to handle."""
    raises = [node.exc for node in trees.below(handler.body) if isinstance(node, cst.Raise)]
    name = handler.name.name.value if handler.name and isinstance(handler.name.name, cst.Name) else ""
    others = [callee(one) for one in raises if one is not None and callee(one) != name]
    return bool(others) and not any(map(_ANSWERS.search, others))


def _is_text(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString))


def _tells_and_raises(trees: Trees, body: cst.BaseSuite) -> bool:
    return tells(trees, body) and any(isinstance(node, cst.Raise) for node in trees.below(body))


def _raises_own(trees: Trees, node: cst.CSTNode, caught: frozenset[str], is_own: Callable[[cst.CSTNode], bool]) -> bool:
    """Whether a statement raises an error that is not `caught` in it by name. What a handler raises in place of a
    failure is none of its own."""
    if is_own(node):
        return False
    match node:
        case cst.FunctionDef() | cst.ClassDef() | cst.BaseExpression() | cst.ExceptHandler() | cst.ExceptStarHandler():
            return False
        case cst.Raise(exc=cst.BaseExpression() as exc):
            return callee(exc) not in caught and not EVERYTHING & caught
        case cst.Try(body=body, handlers=handlers) if handlers:
            names = {name for one in handlers for name in (names_in(one.type) if one.type else EVERYTHING)}
            return _raises_own(trees, body, caught | names, is_own) or any(
                _raises_own(trees, part, caught, is_own) for part in (node.orelse, node.finalbody) if part is not None
            )
    return any(_raises_own(trees, child, caught, is_own) for child in trees.children(node))
