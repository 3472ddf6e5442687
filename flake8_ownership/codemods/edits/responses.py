"""`RaiseForStatus`: an answer whose status nothing reads is made to raise an error where the status is one of failure.

How that is written; `unchecked` says why a status is left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

import libcst as cst

from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Call
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.edits.catching import errors_of_statuses, is_suppressed
from flake8_ownership.codemods.edits.unchecked import leaves_status
from flake8_ownership.codemods.enclosing import in_handler
from flake8_ownership.codemods.fitting import with_room
from flake8_ownership.codemods.operations import is_teardown
from flake8_ownership.codemods.writer import Layout, leading, with_leading
from flake8_ownership.index import trees
from flake8_ownership.rules import Finding

_CALLED = ("response", "answer", "reply")  # what an answer is called that has no name yet


def check(job: Job) -> None:
    """Checks the status of each answer of a function, or of none of them."""
    left = {why for finding, place in zip(job.findings, job.places, strict=True) if (why := _left(job, finding, place))}

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        site = site_of(finding)
        if is_teardown(job.function) or in_handler(job.trees, place, job.node) or is_suppressed(job, place):
            raise Refused("nobody would see what it raises there")
        if not errors_of_statuses(job, site):
            raise Refused(f"the answers of {site.identity.library} have no raise_for_status()")
        why = leaves_status(job, place, site)
        if why:
            raise Refused(why)
        if left:
            raise Refused(f"another answer of the function would go unchecked: {min(left)}")
        if isinstance(place, cst.With) or site.consumed == "async with":
            _check_entered(job, place)
        else:
            _check_awaited(job, place)

    job.each(mend)


def _left(job: Job, finding: Finding, place: cst.CSTNode) -> str:
    site = site_of(finding)
    return leaves_status(job, place, site) if errors_of_statuses(job, site) else ""


def _check_awaited(job: Job, place: cst.CSTNode) -> None:
    awaited = next((node for node in (place, *job.trees.ancestors(place)) if isinstance(node, cst.Await)), None)
    at = job.trees.place(awaited) if awaited is not None else None
    if awaited is None or at is None or not isinstance(at[0], cst.IndentedBlock):
        raise Refused("the answer is awaited on one line with other statements")
    block, index = at
    statement = block.body[index]
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    if isinstance(small, (cst.Assign, cst.AnnAssign)) and small.value is awaited:
        target = small.target if isinstance(small, cst.AnnAssign) else small.targets[0].target
        if not isinstance(target, cst.Name) or (isinstance(small, cst.Assign) and len(small.targets) > 1):
            raise Refused("the answer is not assigned to a plain name")
        name = target.value
        if not name.strip("_"):  # which says that it is not used
            nodes = trees.nodes(job.function.node)
            if any(isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load) for one in nodes):
                raise Refused(f"the answer is assigned to {name!r}, which is read as well")
            name = names.free(_CALLED, names.used_in(job.function))
            job.writer.substitute(target, lambda node: node.with_changes(value=name))
        job.writer.after(block, index, Call(f"{name}.raise_for_status", ()))
        return
    if small is None or _first_evaluated(small) is not awaited:
        raise Refused("something else is evaluated before the request is made")
    name = names.free(_CALLED, names.used_in(job.function))
    alone = isinstance(small, cst.Expr) and small.value is awaited
    bound: list[cst.BaseExpression] = []

    def taken(node: cst.CSTNode) -> cst.CSTNode:
        assert isinstance(node, cst.BaseExpression)
        bound.append(node.with_changes(lpar=[], rpar=[]))
        return cst.Name(name)

    def written(updated: cst.BaseStatement, layout: Layout) -> Sequence[cst.BaseStatement]:
        assert isinstance(updated, cst.SimpleStatementLine)
        assigned = cst.SimpleStatementLine(
            [cst.Assign([cst.AssignTarget(cst.Name(name))], bound[0])], leading_lines=leading(updated)
        )
        assigned = with_room(assigned, layout.room(), layout.indent)
        raised = layout.call(Call(f"{name}.raise_for_status", ()))
        if alone:
            return [assigned.with_changes(trailing_whitespace=updated.trailing_whitespace), raised]
        return [assigned, raised, with_leading(updated, ())]

    job.writer.substitute(awaited, taken)
    job.writer.rewrite(block, index, written)


def _first_evaluated(small: cst.BaseSmallStatement) -> cst.CSTNode | None:
    """The await that a statement works out before anything else, where there is one."""
    value = small.value if isinstance(small, (cst.Expr, cst.Return, cst.Assign)) else None
    while value is not None and not isinstance(value, cst.Await):
        match value:
            case cst.Attribute(value=inner) | cst.Subscript(value=inner) | cst.Call(func=inner):
                value = inner
            case cst.Comparison(left=inner) | cst.BinaryOperation(left=inner) | cst.BooleanOperation(left=inner):
                value = inner
            case _:
                return None
    return value


def _check_entered(job: Job, place: cst.CSTNode) -> None:
    for node in (place, *job.trees.ancestors(place)):
        if isinstance(node, cst.With):
            break
    else:
        raise Refused("the answer is not entered by a with statement of its own")
    item = node.items[-1]
    inside = {item.item, *(job.trees.below(item.item))}
    if place is not node and place not in inside:
        raise Refused("the answer is entered before other things in the same statement")
    if not isinstance(node.body, cst.IndentedBlock):
        raise Refused("the answer is used on the line of its with statement")
    called = item.asname.name if item.asname is not None else None
    if isinstance(called, cst.Name) and called.value != "_":
        name = called.value
    elif called is None or isinstance(called, cst.Name):  # `as _` calls it nothing
        name = names.free(_CALLED, names.used_in(job.function))
        job.writer.substitute(item, lambda node: node.with_changes(asname=cst.AsName(cst.Name(name))))
    else:
        raise Refused("the answer is not assigned to a plain name")
    job.writer.before(node.body, 0, Call(f"{name}.raise_for_status", ()))
