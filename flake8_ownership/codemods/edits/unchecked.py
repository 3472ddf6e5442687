"""Why the status of an answer is left alone: what the function does with the answer, and what is around the request."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatchcase
from functools import lru_cache

import libcst as cst

from flake8_ownership.catalogue import world
from flake8_ownership.codemods import meant
from flake8_ownership.codemods.edits import Job
from flake8_ownership.codemods.edits.catching import caught_around, classes, errors_of_statuses, handled_by_callers
from flake8_ownership.codemods.objections import EVERYTHING
from flake8_ownership.codemods.secret_addresses import tells_secret
from flake8_ownership.codemods.spinning import spins
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.codemods.words import words
from flake8_ownership.index import trees
from flake8_ownership.index.environment import dotted
from flake8_ownership.index.kinds import kind_of
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.sites.site import Site

# A status that is compared, and an error that is raised for it.
_COMPARED = r"\.status(?:_code)?\s*(?:!=|>=|>|not in)"
_CHECKS = re.compile(rf"{_COMPARED}(?:(?!{_COMPARED})[^\n])*+(?<=:)\n(?:[^\n]*\n){{0,8}}?\s+raise ")
# A function that is given an answer to raise an error for its status: `await raise_for_status(response)`.
_CHECKING = re.compile(
    rf"(?<![\w.])_?(?:{'|'.join(words('checking'))})_(?:for_|response_|http_)?(?:{'|'.join(words('checked'))})"
    rf"\(\s*(?:{'|'.join(words('answers'))})\b"
)
_OWN_ERRORS = re.compile(r"^(?:HTTP|Http|API|Api|Response|Status|Server)\w*(?:Error|Exception)$")
_ROWS_AROUND = 3  # of a request in which a comment is about it


def _has_errors_of_its_own(job: Job) -> bool:
    """Whether a project is a library that has an error for what a server answers: `HTTPException`, `ApiError`."""
    project = job.resolver.project
    return kind_of(project, job.settings)[0] == "library" and project.defines(_OWN_ERRORS)


def leaves_status(job: Job, place: cst.CSTNode, site: Site) -> str:
    """Why the status is left to what the function does with the answer; empty where nothing speaks for that."""
    method = site.call.rpartition(".")[2]
    if method == "head":
        return "a server that answers GET may refuse HEAD"
    caught = caught_around(job, place)
    if caught and all(map(_is_unanswered, caught)):
        return f"the handlers there are for requests that get no answer, and {min(caught)} does not cover a bad status"
    catching = errors_of_statuses(job, site) | EVERYTHING
    if caught and not caught & catching:
        return f"the handlers there are for {min(caught)}, and would not catch what it raises"
    if spins(job.trees, place, job.node, catching):
        return "the loop around it would ask again at once, for as long as the status is bad"
    if site.identity.library == "aiohttp" and _is_run_again(job.function):
        return "the loop of its decorator tries again after such an error, and tells nobody"
    twin = job.trees.twin(place)
    if twin is not None and tells_secret(job.function, [twin]):
        return "the error would show the address, which holds a secret"
    if _asks_again(job.function.node):
        return "a handler there asks once more, and its answer would go unchecked"
    if _has_errors_of_its_own(job):
        return "the library has errors of its own for what a server answers"
    if _checks_by_itself(job.module.text):
        return "the file checks statuses in its own way"
    if _looks_into_body(job.function.node):
        return "the function looks into the body to find out what the answer is"
    if _answers_yes_or_no(job.function.node):
        return "the function answers yes or no, and a bad status is a no"
    if _shows_answer(job.function.node):
        return "the function prints the status of the answer"
    lost = _lost_after(job, place, site)
    if lost:
        return lost
    if _is_explained(job, place):
        return "a comment there says what a bad status means, or that it does not matter"
    if meant.knows_not_found(job.function):
        return "the function distinguishes a 404 from a failure"
    if _is_any_page(job.function, site, place, job.trees):
        return "the page may come from any site, and is passed on as it is"
    handled = handled_by_callers(job, site)
    if handled:
        return handled
    if _hands_answer_on(job.function.node) or (method in words("sending") and _hands_body_on(job.function.node)):
        return "the body is handed on as it is, whatever it says"
    return ""


def _is_unanswered(error: str) -> bool:
    """Whether an error is one of a request that gets no answer."""
    return any(fnmatchcase(error, pattern) for pattern in words("unanswered"))


def _is_run_again(function: Function) -> bool:
    """Whether a decorator runs a function once more after an error of the client's."""
    makers = (node.func if isinstance(node, ast.Call) else node for node in function.node.decorator_list)
    return any(dotted(maker, function.module) in words("retrying") for maker in makers)


def _lost_after(job: Job, place: cst.CSTNode, site: Site) -> str:
    """What an error that is raised at a place would cost, or that it would tell nobody; empty for neither."""
    if _tidies_after(job, place):
        return "what it raises would skip the cleanup that follows"
    if _ends_loop(job, place):
        return "it would end the loop, which goes on whatever the answer is"
    if site.ruling.verdict == "carried":
        return "what it raises would be handed on as a value, in place of the answer"
    return ""


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
def _answers_yes_or_no(function: ast.AST) -> bool:
    """Whether a function returns either True or False and nothing else, as one that looks after a login does."""
    given = [node.value for node in trees.nodes(function) if isinstance(node, ast.Return)]
    answers = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, bool)]
    return len(answers) == len(given) and set(answers) == {True, False}


@lru_cache(maxsize=4)  # each request of a function asks
def _shows_answer(function: ast.AST) -> bool:
    """Whether a function prints the status of an answer: whoever runs it looks at that."""
    return any(
        isinstance(one, ast.Attribute) and one.attr in words("statuses")
        for node in trees.nodes(function)
        if isinstance(node, ast.Call) and last_name(node) == "print"
        for given in node.args
        for one in ast.walk(given)
    )


def _ends_loop(job: Job, place: cst.CSTNode) -> bool:
    """Whether what is raised at a place would leave a loop, of which the other turns are not about this answer."""
    inner = place
    for outer in job.trees.ancestors(place):
        if outer is job.node or (isinstance(outer, cst.Try) and inner is outer.body and outer.handlers):
            return False
        if isinstance(outer, (cst.For, cst.While)):
            return True
        inner = outer
    return False


def _is_explained(job: Job, place: cst.CSTNode) -> bool:
    """Whether a comment at a request says what is made of a status."""
    twin = job.trees.twin(place)
    row = getattr(twin, "lineno", 0)
    last = getattr(twin, "end_lineno", row)
    rows = range(max(job.function.first_row, row - _ROWS_AROUND), min(job.function.end_row, last + _ROWS_AROUND) + 1)
    return any(world.remarks().any_status.search(comment) for _, comment in job.module.source.noqa.comments(rows))


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


@lru_cache(maxsize=4)  # each answer in a file asks
def _checks_by_itself(text: str) -> bool:
    """Whether a file compares a status and raises an error of its own for it, or has a function do so."""
    return _CHECKS.search(text) is not None or _CHECKING.search(text) is not None


@lru_cache(maxsize=4)  # each answer in a function asks
def _asks_again(function: ast.AST) -> bool:
    """Whether a handler of a function makes a request."""
    handlers = (node for node in ast.walk(function) if isinstance(node, ast.ExceptHandler))
    calls = (one for node in handlers for one in ast.walk(node) if isinstance(one, ast.Call))
    return any(isinstance(one.func, ast.Attribute) and one.func.attr in words("requests") for one in calls)


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


def _unawaited(value: ast.expr) -> ast.expr:
    while isinstance(value, ast.Await):
        value = value.value
    return value


def _is_answer(value: ast.expr) -> bool:
    value = _unawaited(value)
    return isinstance(value, ast.Call) and last_name(value) == "json"


@lru_cache(maxsize=4)  # each answer in a function asks
def _looks_into_body(function: ast.AST) -> bool:
    """Whether a function has a handler for a body that is none of those that it expects, or asserts what it holds."""
    if any(isinstance(node, ast.Assert) and _reads_body(node.test) for node in ast.walk(function)):
        return True
    tries = (node for node in ast.walk(function) if isinstance(node, ast.Try))
    return any(last_name(one) in words("no-bodies") for node in tries for one in classes(node))


def _reads_body(test: ast.expr) -> bool:
    return any(isinstance(one, ast.Call) and last_name(one) in ("read", "text", "json") for one in ast.walk(test))


@lru_cache(maxsize=4)  # each answer in a function asks
def _hands_body_on(function: ast.AST) -> bool:
    """Whether a function gives what it got as text or bytes to its caller."""
    for node in ast.walk(function):
        match node:
            case ast.Return(value=value) | ast.Yield(value=value) if value is not None:
                value = _unawaited(value)
                if isinstance(value, ast.Call) and last_name(value) in words("whole-bodies"):
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
