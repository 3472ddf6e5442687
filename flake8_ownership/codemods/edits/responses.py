"""`RaiseForStatus`: an answer whose status nothing reads is made to raise where it tells of a failure."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Call
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.fitting import with_room
from flake8_ownership.codemods.objections import callee, tells
from flake8_ownership.codemods.operations import is_teardown
from flake8_ownership.codemods.plan import in_handler
from flake8_ownership.codemods.writer import Layout, leading, with_leading
from flake8_ownership.rules import Finding

# Libraries whose answers have `raise_for_status()`, which needs no await.
_RAISING = frozenset({"httpx", "httpx2", "aiohttp", "requests", "niquests", "aiohttp-retry"})


def check(job: Job) -> None:
    """Checks the status of each answer of a function."""

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        site = site_of(finding)
        if is_teardown(job.function) or in_handler(job.trees, place, job.node) or _is_suppressed(job, place):
            raise Refused("nobody would hear of what it raises there")
        if site.identity.library not in _RAISING:
            raise Refused(f"the answers of {site.identity.library} have no raise_for_status()")
        if isinstance(place, cst.With) or site.consumed == "async with":
            _check_entered(job, place)
        else:
            _check_awaited(job, place)

    job.each(mend)


def _is_suppressed(job: Job, place: cst.CSTNode) -> bool:
    """Whether what is raised at a place is suppressed around it, or ended by a handler that tells nobody."""
    inner = place
    for outer in job.trees.ancestors(place):
        kind = type(outer)
        if (
            kind is cst.With
            and isinstance(outer, cst.With)
            and any(callee(item.item) == "suppress" for item in outer.items)
        ):
            return True
        if kind is cst.Try and isinstance(outer, cst.Try) and inner is outer.body and outer.handlers:
            bodies = [handler.body for handler in outer.handlers]
            return not any(
                tells(job.trees, body) or any(isinstance(node, cst.Raise) for node in job.trees.below(body))
                for body in bodies
            )
        if outer is job.node:
            return False
        inner = outer
    return False


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
            raise Refused("the answer is not kept under a plain name")
        job.writer.after(block, index, Call(f"{target.value}.raise_for_status", ()))
        return
    if small is None or _first_evaluated(small) is not awaited:
        raise Refused("something else is worked out before the answer is asked for")
    name = names.free(("response", "answer", "reply"), names.used_in(job.function))
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
        raise Refused("the answer is not entered by a statement of its own")
    item = node.items[-1]
    inside = {item.item, *(job.trees.below(item.item))}
    if place is not node and place not in inside:
        raise Refused("the answer is entered before other things are")
    if not isinstance(node.body, cst.IndentedBlock):
        raise Refused("the answer is used on one line")
    if item.asname is not None and isinstance(item.asname.name, cst.Name):
        name = item.asname.name.value
    elif item.asname is None:
        name = names.free(("response", "answer", "reply"), names.used_in(job.function))
        job.writer.substitute(item, lambda node: node.with_changes(asname=cst.AsName(cst.Name(name))))
    else:
        raise Refused("the answer is not kept under a plain name")
    job.writer.before(node.body, 0, Call(f"{name}.raise_for_status", ()))
