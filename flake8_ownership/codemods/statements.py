"""What statements do as far as their own form tells: what runs with them, how they are left, and what they tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst

from flake8_ownership.codemods.trees import Trees

_TELLS = re.compile(
    r"_*(exception|error|warn|warning|critical|fatal|log|report|capture|notify|record|inc|add_note)", re.IGNORECASE
)
_EVERYTHING = frozenset({"Exception", "BaseException"})


def lacks_else(statement: cst.If) -> bool:
    while isinstance(statement.orelse, cst.If):
        statement = statement.orelse
    return statement.orelse is None


def is_exhaustive(statement: cst.Match) -> bool:
    """Whether the last case of a `match` takes whatever is left."""
    last = statement.cases[-1]
    return isinstance(last.pattern, cst.MatchAs) and last.pattern.pattern is None and last.guard is None


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


def exits(run: Sequence[cst.CSTNode], in_loop: bool = False) -> Iterator[cst.CSTNode]:
    """The returns of a run, and the breaks and continues that leave it."""
    for statement in run:
        yield from _exits_of(statement, in_loop)


def _exits_of(node: cst.CSTNode, in_loop: bool) -> Iterator[cst.CSTNode]:
    if isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.Lambda)):
        return
    if isinstance(node, cst.Return) or (isinstance(node, (cst.Break, cst.Continue)) and not in_loop):
        yield node
        return
    inside = in_loop or isinstance(node, (cst.For, cst.While))
    for child in node.children:
        yield from _exits_of(child, inside)


def statement_leaves(statement: cst.CSTNode) -> bool:
    """Whether nothing after a statement is ever reached, as far as its own form tells."""
    if isinstance(statement, cst.SimpleStatementLine):
        return isinstance(statement.body[-1], (cst.Return, cst.Raise, cst.Break, cst.Continue))
    if isinstance(statement, cst.If):
        orelse = statement.orelse
        return (
            leaves(statement.body)
            and orelse is not None
            and (statement_leaves(orelse) if isinstance(orelse, cst.If) else leaves(orelse.body))
        )
    if isinstance(statement, cst.With):
        return leaves(statement.body)
    if isinstance(statement, cst.Match):
        return is_exhaustive(statement) and all(leaves(case.body) for case in statement.cases)
    if isinstance(statement, cst.Try):
        ends = [handler.body for handler in statement.handlers]
        ends.append(statement.orelse.body if statement.orelse is not None else statement.body)
        return all(leaves(body) for body in ends)
    return False


def only_raises(body: cst.BaseSuite) -> bool:
    """Whether a block does nothing but raise in the end."""
    if not isinstance(body, (cst.IndentedBlock, cst.SimpleStatementSuite)) or any(exits(body.body)):
        return False
    return leaves(body)


def leaves(body: cst.BaseSuite) -> bool:
    if isinstance(body, cst.SimpleStatementSuite):
        return isinstance(body.body[-1], (cst.Return, cst.Raise, cst.Break, cst.Continue))
    return isinstance(body, cst.IndentedBlock) and bool(body.body) and statement_leaves(body.body[-1])


# -- what they tell


def tells(trees: Trees, node: cst.CSTNode) -> bool:
    """Whether something that runs with a node looks like a report."""
    return any(isinstance(one, cst.Call) and bool(_TELLS.match(callee(one.func))) for one in trees.below(node))


def objection(trees: Trees, statement: cst.CSTNode) -> str:
    """Why a guard around a statement would tell what it should not; empty where nothing speaks against it."""
    if _raises_own(trees, statement, frozenset()):
        return "a guard around it would report the errors that the statement itself raises"
    for node in trees.below(statement):
        if isinstance(node, (cst.ExceptHandler, cst.ExceptStarHandler)) and _tells_and_raises(trees, node.body):
            return "a guard around it would report once more what a handler in it reports"
    return ""


def _tells_and_raises(trees: Trees, body: cst.BaseSuite) -> bool:
    return tells(trees, body) and any(isinstance(node, cst.Raise) for node in trees.below(body))


def _raises_own(trees: Trees, node: cst.CSTNode, caught: frozenset[str]) -> bool:
    """Whether a statement raises an error that is not `caught` in it by name. What a handler raises in place of a
    failure is none of its own."""
    match node:
        case cst.FunctionDef() | cst.ClassDef() | cst.Lambda() | cst.ExceptHandler() | cst.ExceptStarHandler():
            return False
        case cst.Raise(exc=cst.BaseExpression() as exc):
            return callee(exc) not in caught and not _EVERYTHING & caught
        case cst.Try(body=body, handlers=handlers) if handlers:
            names = {name for one in handlers for name in (names_in(one.type) if one.type else _EVERYTHING)}
            return _raises_own(trees, body, caught | names) or any(
                _raises_own(trees, part, caught) for part in (node.orelse, node.finalbody) if part is not None
            )
    return any(_raises_own(trees, child, caught) for child in trees.children(node))
