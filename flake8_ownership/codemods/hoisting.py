"""What of a statement can be worked out before it, so that a guard need not hold the rest."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from flake8_ownership.codemods.trees import Trees


def yields(trees: Trees, statement: cst.CSTNode) -> bool:
    """Whether a statement yields itself, not in a function or class inside it."""
    if isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
        return False
    return any(isinstance(node, cst.Yield) for node in trees.below(statement))


def yielded(trees: Trees, statement: cst.CSTNode) -> cst.BaseExpression | None:
    """The operand of the only yield of a simple statement, where it can be worked out before the yield."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    small = statement.body[0]
    value = small.value if isinstance(small, (cst.Expr, cst.Assign, cst.Return)) else None
    operand = value.value if isinstance(value, cst.Yield) else None
    if operand is None or isinstance(operand, cst.From) or yields(trees, operand):
        return None
    return operand


def head_of(trees: Trees, statement: cst.CSTNode, sites: Sequence[cst.CSTNode]) -> cst.BaseExpression | None:
    """The test of an `if`, the iterable of a `for` or the subject of a `match` that holds all sites: it can be
    worked out before the statement, so that what the statement does stays outside the guard. Of a test, the part
    that is worked out first where that holds them: `await f()` of `not await f()`."""
    match statement:
        case cst.If():
            head = statement.test
        case cst.For(asynchronous=None):
            head = statement.iter
        case cst.Match():
            head = statement.subject
        case _:
            return None
    if not _holds(trees, head, sites):
        return None
    while (first := _worked_out_first(head)) is not None and _holds(trees, first, sites):
        head = first
    # A type checker knows of a name that is bound in a test what it knows no more where the test stands before.
    return None if any(isinstance(node, cst.NamedExpr) for node in trees.below(head)) else head


def _holds(trees: Trees, node: cst.CSTNode, sites: Sequence[cst.CSTNode]) -> bool:
    return all(node is site or node in trees.ancestors(site) for site in sites)


def _worked_out_first(test: cst.BaseExpression) -> cst.BaseExpression | None:
    match test:
        case cst.UnaryOperation(operator=cst.Not(), expression=first):
            return first
        case cst.Comparison(left=first) | cst.BooleanOperation(left=first):
            return first
    return None
