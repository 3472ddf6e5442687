"""How statements are left: by return, break and continue, or by falling through to what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from flake8_ownership.codemods.nodes import children


def exits(run: Sequence[cst.CSTNode], in_loop: bool = False) -> Iterator[cst.CSTNode]:
    """The returns of a run, and the breaks and continues that leave it."""
    for statement in run:
        yield from _exits_of(statement, in_loop)


def _exits_of(node: cst.CSTNode, in_loop: bool) -> Iterator[cst.CSTNode]:
    if isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.BaseExpression)):
        return
    if isinstance(node, cst.Return) or (isinstance(node, (cst.Break, cst.Continue)) and not in_loop):
        yield node
        return
    inside = in_loop or isinstance(node, (cst.For, cst.While))
    for child in children(node):
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
    if isinstance(statement, cst.While):
        return is_endless(statement)
    if isinstance(statement, cst.Match):
        return is_exhaustive(statement) and all(leaves(case.body) for case in statement.cases)
    if isinstance(statement, cst.Try):
        ends = [handler.body for handler in statement.handlers]
        ends.append(statement.orelse.body if statement.orelse is not None else statement.body)
        return all(leaves(body) for body in ends)
    return False


def is_endless(loop: cst.While) -> bool:
    """Whether a loop is never left but by a return or an error."""
    always = isinstance(loop.test, (cst.Name, cst.Integer)) and loop.test.value in ("True", "1")
    return always and not any(isinstance(one, cst.Break) for one in exits(loop.body.body))


def raises_only(body: cst.BaseSuite) -> bool:
    """Whether a block does nothing but raise in the end."""
    if not isinstance(body, (cst.IndentedBlock, cst.SimpleStatementSuite)) or any(exits(body.body)):
        return False
    return leaves(body)


def leaves(body: cst.BaseSuite) -> bool:
    if isinstance(body, cst.SimpleStatementSuite):
        return isinstance(body.body[-1], (cst.Return, cst.Raise, cst.Break, cst.Continue))
    return isinstance(body, cst.IndentedBlock) and bool(body.body) and statement_leaves(body.body[-1])


def lacks_else(statement: cst.If) -> bool:
    while isinstance(statement.orelse, cst.If):
        statement = statement.orelse
    return statement.orelse is None


def is_exhaustive(statement: cst.Match) -> bool:
    """Whether the last case of a `match` takes whatever is left."""
    last = statement.cases[-1]
    return isinstance(last.pattern, cst.MatchAs) and last.pattern.pattern is None and last.guard is None
