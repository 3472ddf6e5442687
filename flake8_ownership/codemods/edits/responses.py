"""`RaiseForStatus`: an answer whose status nothing reads is made to raise where it tells of a failure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

import libcst as cst

from flake8_ownership.catalogue import secret_names, world
from flake8_ownership.codemods import meant, names
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Call
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.enclosing import in_handler
from flake8_ownership.codemods.fitting import with_room
from flake8_ownership.codemods.objections import callee, names_in, tells
from flake8_ownership.codemods.operations import is_teardown
from flake8_ownership.codemods.spinning import spins
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.writer import Layout, leading, with_leading
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Site


def check(job: Job) -> None:
    """Checks the status of each answer of a function, or of none of them."""
    left = {why for finding, place in zip(job.findings, job.places, strict=True) if (why := _left(job, finding, place))}

    def mend(finding: Finding, place: cst.CSTNode) -> None:
        site = site_of(finding)
        if is_teardown(job.function) or in_handler(job.trees, place, job.node) or _is_suppressed(job, place):
            raise Refused("nobody would see what it raises there")
        if not _raised(job, site):
            raise Refused(f"the answers of {site.identity.library} have no raise_for_status()")
        why = _leaves_statuses(job, place, site)
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
    return _leaves_statuses(job, place, site) if _raised(job, site) else ""


def _raised(job: Job, site: Site) -> frozenset[str]:
    """The last names of what catches what `raise_for_status()` raises; empty where there is no such method."""
    return frozenset(name.rpartition(".")[2] for name in job.resolver.libraries.bad_statuses(site.identity.api or ""))


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


# Errors of a request that gets no answer, and of a body that is none.
_NO_ANSWER = re.compile(
    r"^(RequestError|TransportError|NetworkError|Connect\w*|\w*Timeout\w*|ClientConn\w+|ServerDis\w+)$"
)
_NO_BODY = frozenset({"JSONDecodeError", "ContentTypeError", "ValueError", "DecodingError", "UnicodeDecodeError"})
_EVERYTHING = frozenset({"Exception", "BaseException"})
_REQUESTS = frozenset({"get", "post", "put", "patch", "delete", "request", "stream"})
# A status that is compared, and an error that is raised for it.
_COMPARED = r"\.status(?:_code)?\s*(?:!=|>=|>|not in)"
_CHECKS = re.compile(rf"{_COMPARED}(?:(?!{_COMPARED})[^\n])*+(?<=:)\n(?:[^\n]*\n){{0,8}}?\s+raise ")
# A function that is given an answer to raise an error for its status: `await raise_for_status(response)`.
_CHECKING = re.compile(
    r"(?<![\w.])_?(?:raise|check|handle)_(?:for_|response_|http_)?(?:status|errors?|response)\(\s*(?:resp|r|response|res)\b"
)
_SHOWN = frozenset({"reason", "reason_phrase", "status", "status_code"})
_SENDING = frozenset({"post", "put", "patch", "request"})


def _leaves_statuses(job: Job, place: cst.CSTNode, site: Site) -> str:
    """Why the status is left to what the function does with the answer; empty where nothing speaks for that."""
    method = site.call.rpartition(".")[2]
    if method == "head":
        return "a server that answers GET may refuse HEAD"
    caught = _caught_around(job, place)
    if caught and all(map(_NO_ANSWER.match, caught)):
        return f"the handlers there are for requests that get no answer, and a bad status would pass {min(caught)} by"
    catching = _raised(job, site) | _EVERYTHING
    if caught and not caught & catching:
        return f"the handlers there are for {min(caught)}, and would not catch what it raises"
    if spins(job.trees, place, job.node, catching):
        return "the loop around it would ask again at once, for as long as the status is bad"
    if _tells_secret(job, place):
        return "the error would show the address, which holds a secret"
    if _asks_again(job.function.node):
        return "a handler there asks once more, and its answer would go unchecked"
    if _checks_by_itself(job.module.text):
        return "the file checks statuses in a way of its own"
    if _looks_into_body(job.function.node):
        return "the function looks into the body to find out what the answer is"
    if _shows_answer(job.function.node):
        return "the function prints what the answer is"
    if _tidies_after(job, place):
        return "what it raises would pass by what is tidied up afterwards"
    if _ends_loop(job, place):
        return "it would end the loop, which goes on whatever the answer is"
    if _is_explained(job, place):
        return "a comment there says what a status means, or that none matters"
    if meant.knows_not_found(job.function):
        return "the function tells a 404 from failures"
    if _is_any_page(job.function, site, place, job.trees):
        return "the page may come from any site, and is passed on as it is"
    handled = _handled_by_callers(job, site)
    if handled:
        return handled
    if _hands_answer_on(job.function.node) or (method in _SENDING and _hands_body_on(job.function.node)):
        return "the body is handed on as it is, whatever it says"
    return ""


# Comments by which a bad status is as good as any other.
_DELIBERATE = re.compile(
    r"\b[45]\d\d\b|\bnot found\b|\b(?:ignor|tolerat|regardless|whatever|best.effort)|"
    r"\bdo(?:es)?(?:n't| not) (?:care|matter)",
    re.IGNORECASE,
)
_ROWS_AROUND = 3  # of a request in which a comment is about it


def _tidies_after(job: Job, place: cst.CSTNode) -> bool:
    """Whether the function brings something to its end after a request, which an error would pass by: `close()`."""
    twin = job.trees.twin(place)
    return getattr(twin, "end_lineno", 0) < _last_tidying(job.function)


@lru_cache(maxsize=4)  # each request of a function asks
def _last_tidying(function: Function) -> int:
    """The row of the last call of a function that brings something to its end where an error would pass it by; 0 where
    there is none."""
    kept = {
        node
        for outer in trees.nodes(function.node)
        if isinstance(outer, ast.Try)
        for part in (*outer.finalbody, *outer.handlers)
        for node in ast.walk(part)
    }
    calls = (node for node in trees.nodes(function.node) if isinstance(node, ast.Call) and node not in kept)
    rows = (
        node.lineno for node in calls if isinstance(node.func, ast.Attribute) and world.names().ends(node.func.attr)
    )
    return max(rows, default=0)


@lru_cache(maxsize=4)  # each request of a function asks
def _shows_answer(function: ast.AST) -> bool:
    """Whether a function prints the status of an answer: whoever runs it looks at that."""
    return any(
        isinstance(one, ast.Attribute) and one.attr in _SHOWN
        for node in trees.nodes(function)
        if isinstance(node, ast.Call) and last_name(node) == "print"
        for given in node.args
        for one in ast.walk(given)
    )


def _ends_loop(job: Job, place: cst.CSTNode) -> bool:
    """Whether what is raised at a place would leave a loop that does not end by itself."""
    inner = place
    for outer in job.trees.ancestors(place):
        if outer is job.node or (isinstance(outer, cst.Try) and inner is outer.body and outer.handlers):
            return False
        if isinstance(outer, cst.While):
            return True
        inner = outer
    return False


def _is_explained(job: Job, place: cst.CSTNode) -> bool:
    """Whether a comment at a request says what is made of a status."""
    twin = job.trees.twin(place)
    row = getattr(twin, "lineno", 0)
    last = getattr(twin, "end_lineno", row)
    rows = range(max(job.function.first_row, row - _ROWS_AROUND), min(job.function.end_row, last + _ROWS_AROUND) + 1)
    return any(_DELIBERATE.search(comment) for _, comment in job.module.source.noqa.comments(rows))


def _is_any_page(function: Function, site: Site, place: cst.CSTNode, trees: Trees) -> bool:
    """Whether a page is asked for at whatever address the function is given, and its text given back: many a site sends
    a page that can be read with a status that is none of success."""
    returns = function.node.returns
    if site.call.rpartition(".")[2] not in ("get", "stream") or ".json(" in function.text or returns is None:
        return False
    if not re.fullmatch(r"(?:str|tuple\[str\b.*)(?: \| None)?|Optional\[str\]", ast.unparse(returns)):
        return False
    given = {one.arg for one in (*function.node.args.posonlyargs, *function.node.args.args)}
    twin = trees.twin(place)
    calls = (one for one in ast.walk(twin) if isinstance(one, ast.Call)) if twin is not None else ()
    return any(isinstance(one, ast.Name) and one.id in given for call in calls for one in call.args[:2])


def _tells_secret(job: Job, place: cst.CSTNode) -> bool:
    """Whether the address of a request, or what goes into it, is called like a secret: the client's error has it in its
    text."""
    twin = job.trees.twin(place)
    calls = (one for one in ast.walk(twin) if isinstance(one, ast.Call)) if twin is not None else ()
    for call in calls:
        parts = [*call.args[:2], *(one.value for one in call.keywords if one.arg in _ADDRESSING)]
        named = [one.id for one in parts if isinstance(one, ast.Name)]
        bound = (one.expr for name in named for one in job.function.body.bindings.get(name, ()))
        if any(secret_names.names().addresses.search(ast.unparse(one)) for one in (*parts, *filter(None, bound))):
            return True
    return False


_ADDRESSING = frozenset({"url", "params"})
_MOST_CALLERS = 20
_MOST_LAYERS = 3  # of callers, of which the innermost that handles anything decides


def _handled_by_callers(job: Job, site: Site) -> str:
    """What a caller of the function, or one above it, makes of failures, where the error of a bad status would pass by
    that or be lost in it; empty for none."""
    raised = _raised(job, site) | _EVERYTHING
    layer, seen, left = [job.function], {job.function}, _MOST_CALLERS
    for _ in range(_MOST_LAYERS):
        above: list[Function] = []
        for call, caller in (found for one in layer for found in islice(job.answering.called(one), _MOST_CALLERS)):
            statement = _try_around(caller, call)
            caught = _caught_in(statement) if statement is not None else frozenset()
            if caught and not caught & raised:
                return f"{caller.name} handles {min(caught)} alone, and would not catch what it raises"
            if statement is not None and caught & raised and not any(map(_has_say, statement.handlers)):
                return f"{caller.name} tells nobody of what fails there, and would lose what it raises"
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
    names_ = {last_name(one) for one in _classes(statement)}
    return frozenset(filter(None, names_)) if all(one.type for one in statement.handlers) else _EVERYTHING


@lru_cache(maxsize=4)  # each answer in a file asks
def _checks_by_itself(text: str) -> bool:
    """Whether a file compares a status and raises an error of its own for it, or has a function do so."""
    return _CHECKS.search(text) is not None or _CHECKING.search(text) is not None


@lru_cache(maxsize=4)  # each answer in a function asks
def _asks_again(function: ast.AST) -> bool:
    """Whether a handler of a function makes a request."""
    handlers = (node for node in ast.walk(function) if isinstance(node, ast.ExceptHandler))
    calls = (one for node in handlers for one in ast.walk(node) if isinstance(one, ast.Call))
    return any(isinstance(one.func, ast.Attribute) and one.func.attr in _REQUESTS for one in calls)


@lru_cache(maxsize=4)  # each answer in a function asks
def _hands_answer_on(function: ast.AST) -> bool:
    """Whether a function gives what a body says to its caller as it is, who may look for an error in it."""
    nodes = list(ast.walk(function))
    kept = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and _is_answer(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    read = {node.value.id for node in nodes if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)}
    given = [node.value for node in nodes if isinstance(node, ast.Return) and node.value is not None]
    return any(_is_answer(one) or (isinstance(one, ast.Name) and one.id in kept - read) for one in given)


def _is_answer(value: ast.expr) -> bool:
    while isinstance(value, ast.Await):
        value = value.value
    return isinstance(value, ast.Call) and last_name(value) == "json"


@lru_cache(maxsize=4)  # each answer in a function asks
def _looks_into_body(function: ast.AST) -> bool:
    """Whether a function has a handler for a body that is none of those that it expects, or asserts what it holds."""
    if any(isinstance(node, ast.Assert) and _reads_body(node.test) for node in ast.walk(function)):
        return True
    tries = (node for node in ast.walk(function) if isinstance(node, ast.Try))
    return any(last_name(one) in _NO_BODY for node in tries for one in _classes(node))


def _reads_body(test: ast.expr) -> bool:
    return any(isinstance(one, ast.Call) and last_name(one) in ("read", "text", "json") for one in ast.walk(test))


def _caught_around(job: Job, place: cst.CSTNode) -> frozenset[str]:
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


def _classes(node: ast.Try) -> Iterator[ast.expr]:
    for handler in node.handlers:
        yield from handler.type.elts if isinstance(handler.type, ast.Tuple) else filter(None, [handler.type])


@lru_cache(maxsize=4)  # each answer in a function asks
def _hands_body_on(function: ast.AST) -> bool:
    """Whether a function gives what it got as text or bytes to its caller."""
    for node in ast.walk(function):
        match node:
            case ast.Return(value=value) | ast.Yield(value=value) if value is not None:
                while isinstance(value, ast.Await):
                    value = value.value
                if isinstance(value, ast.Call) and last_name(value) in ("text", "read", "aread"):
                    return True
            case ast.AsyncFor(target=ast.Name(id=name)) if "content" in ast.unparse(node.iter) or re.search(
                r"\.(aiter|iter)_\w+\(", ast.unparse(node.iter)
            ):
                given = (one.value for part in node.body for one in ast.walk(part) if isinstance(one, ast.Yield))
                if any(_is_whole(one, name) for one in given):
                    return True
    return False


def _is_whole(value: ast.expr | None, name: str) -> bool:
    """Whether a value is what a name holds, with a line end at most."""
    if isinstance(value, ast.BinOp) and isinstance(value.right, ast.Constant):
        value = value.left
    return isinstance(value, ast.Name) and value.id == name


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
        raise Refused("the answer is entered before other things in the same statement")
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
