"""Who catches the error that the check of a status would raise: the handlers around a request, and those of callers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import libcst as cst

from flake8_ownership.codemods.edits import Job
from flake8_ownership.codemods.objections import EVERYTHING, callee, names_in, tells
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.sites.site import Site

_MOST_CALLERS = 20
_MOST_LAYERS = 3  # of callers, of which the innermost that handles anything decides


def errors_of_statuses(job: Job, site: Site) -> frozenset[str]:
    """The last names of what catches what `raise_for_status()` raises; empty where there is no such method."""
    return frozenset(name.rpartition(".")[2] for name in job.resolver.libraries.bad_statuses(site.identity.api or ""))


def is_suppressed(job: Job, place: cst.CSTNode) -> bool:
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
            return _is_silent(job.trees, outer)
        if outer is job.node:
            return False
        inner = outer
    return False


@lru_cache(maxsize=4)  # each answer in it asks
def _is_silent(trees: Trees, statement: cst.Try) -> bool:
    """Whether the handlers of a `try` tell nobody, and raise nothing."""
    bodies = [handler.body for handler in statement.handlers]
    return not any(
        tells(trees, body) or any(isinstance(node, cst.Raise) for node in trees.below(body)) for body in bodies
    )


def caught_around(job: Job, place: cst.CSTNode) -> frozenset[str]:
    """The last names of what the innermost `try` around a place catches."""
    inner = place
    for outer in job.trees.ancestors(place):
        if isinstance(outer, cst.Try) and inner is outer.body and outer.handlers:
            return _caught_by(outer)
        if outer is job.node:
            break
        inner = outer
    return frozenset()


@lru_cache(maxsize=4)  # each answer in it asks
def _caught_by(statement: cst.Try) -> frozenset[str]:
    """The last names of what the handlers of a `try` catch."""
    return frozenset(name for one in statement.handlers for name in (names_in(one.type) if one.type else {"Exception"}))


def handled_by_callers(job: Job, site: Site) -> str:
    """What a caller of the function, or one above it, makes of failures, where the error of a bad status would pass by
    that or be lost in it; empty for none."""
    raised = errors_of_statuses(job, site) | EVERYTHING
    layer, seen, left = [job.function], {job.function}, _MOST_CALLERS
    for _ in range(_MOST_LAYERS):
        above: list[Function] = []
        for call, caller in (found for one in layer for found in islice(job.answering.called(one), _MOST_CALLERS)):
            statement = _try_around(caller, call)
            caught = _caught_in(statement) if statement is not None else frozenset()
            if caught and not caught & raised:
                return f"{caller.name} handles {min(caught)} and nothing else, and would not catch what it raises"
            if statement is not None and caught & raised and not any(map(_has_say, statement.handlers)):
                return f"{caller.name} reports nothing that fails there, and would swallow what it raises"
            left -= 1
            if left == 0:
                return ""
            if not caught and caller not in seen:
                seen.add(caller)
                above.append(caller)
        layer = above
    return ""


def _has_say(handler: ast.ExceptHandler) -> bool:
    """Whether a handler does anything but go on: it calls or raises something, or hands on what it has caught."""
    kept = (node.id for part in handler.body for node in ast.walk(part) if isinstance(node, ast.Name))
    acts = any(isinstance(node, (ast.Call, ast.Raise)) for part in handler.body for node in ast.walk(part))
    return acts or (handler.name is not None and handler.name in kept)


@lru_cache(maxsize=16)  # each answer in a function asks
def _try_around(caller: Function, call: ast.Call) -> ast.Try | None:
    """The innermost `try` with handlers around a call."""
    found: ast.Try | None = None
    for statement in (one for one in ast.walk(caller.node) if isinstance(one, ast.Try) and one.handlers):
        first, last = statement.body[0].lineno, statement.body[-1].end_lineno or 0
        if first <= call.lineno <= last and (found is None or statement.lineno > found.lineno):
            found = statement
    return found


@lru_cache(maxsize=16)  # each answer in a function asks
def _caught_in(statement: ast.Try) -> frozenset[str]:
    """The last names of what a `try` catches."""
    names_ = {last_name(one) for one in classes(statement)}
    return frozenset(filter(None, names_)) if all(one.type for one in statement.handlers) else EVERYTHING


def classes(node: ast.Try) -> Iterator[ast.expr]:
    for handler in node.handlers:
        yield from handler.type.elts if isinstance(handler.type, ast.Tuple) else filter(None, [handler.type])
