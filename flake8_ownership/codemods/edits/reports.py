"""Edits of a log that is there already: its traceback, its level, its context, and the cause of what is raised."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import libcst as cst

from flake8_ownership.catalogue.observers import LOG_METHODS
from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Context, Shown, quoted
from flake8_ownership.codemods.dialects.libraries import BY_NAME
from flake8_ownership.codemods.dialects.stdlib import safe_key
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.edits.beside import Beside, logs_beside, logs_elsewhere
from flake8_ownership.codemods.edits.handlers import handler_of, last_name, report_failure
from flake8_ownership.codemods.edits.messages import can_end, ended, filled_in
from flake8_ownership.codemods.fitting import with_room
from flake8_ownership.codemods.known_loggers import library_of
from flake8_ownership.codemods.neighbours import IN_SHORT, Form, form
from flake8_ownership.codemods.voice import text_of
from flake8_ownership.codemods.writer import Layout
from flake8_ownership.index.values import Where
from flake8_ownership.rules import Finding

_SAYING = 12  # characters of a message that are found in a test by no chance
_MOST_SHARED = 3  # identifiers of one log in another one
_BEGINNING = 16  # characters that make two messages one
# What a log names as the cause, whatever was caught.
_CLAIMS = re.compile(r"not found|already exists|does not exist|no such|not installed|unavailable", re.IGNORECASE)
_WHISPERS = frozenset({"debug", "info", "trace", "success", "notice"})


def add_traceback(job: Job) -> None:
    """`LogTraceback`: `error` becomes `exception`; any other level gets the exception in its logger's own way."""

    def mend(finding: Finding, _: cst.CSTNode) -> None:
        row = site_of(finding).ruling.reports[0].row
        job.check_secrets(handler_of(job, site_of(finding).ruling.guard_row, strict=False)[0])
        call, level = _log(job, site_of(finding).ruling.guard_row, row)
        if _said_before(job, handler_of(job, site_of(finding).ruling.guard_row, strict=False)[0], call):
            raise Refused("the log reports an earlier failure, not what the handler caught")
        claim = _CLAIMS.search(job.trees.code(call))
        if claim:
            raise Refused(f"the log says {claim[0]!r}, which may not be what failed")
        _give_room(job, call)
        handler = handler_of(job, site_of(finding).ruling.guard_row, strict=False)[1]
        shown = _shown_nearby(job, call, level, handler)
        if shown is not None:
            if shown.telling is not None and job.shows_headers([finding]):
                shown = Shown(text_of(shown.error), replace(shown.telling, conversion=""))
            job.writer.substitute(call, partial(ended, shown=shown, mark=_mark(job, call), spells=_spells(job, call)))
            return
        attribute = cst.ensure_type(call.func, cst.Attribute)
        told = any(argument.keyword is not None and argument.keyword.value == "exc_info" for argument in call.args)
        if level == "error" and not told and _has(job, call, "exception"):
            job.writer.substitute(attribute.attr, lambda node: node.with_changes(value="exception"))
            return
        known = BY_NAME.get(_library(job, call))
        if known is not None and known.exception == "opt":
            job.writer.substitute(
                attribute.value,
                lambda node: cst.parse_expression(f"{job.trees.cst.code_for_node(node)}.opt(exception=True)"),
            )
        elif (known is not None and known.exception == "exc_info") or _has(job, call, level, "exc_info"):
            _give(job, call, "exc_info", cst.Name("True"))
        else:
            raise Refused("it is not known how this logger takes an exception")

    job.each(mend)


def _shown_nearby(
    job: Job, call: cst.Call, level: str, handler: cst.ExceptHandler | cst.ExceptStarHandler
) -> Shown | None:
    """How a message says what was caught, where the logs nearby say that in theirs and print no traceback, or where
    nothing nearby shows it of a warning or of an error that the handler names; None where a traceback tells it, or the
    message is not written out."""
    is_warning = level in ("warn", "warning")
    telling = _form(job, call).warning if is_warning else _form(job, call).telling
    known = BY_NAME.get(_library(job, call))
    if (
        telling is None
        and known is not None
        and known.mark
        and (is_warning or (level == "error" and _names_errors(handler)))
    ):
        telling = IN_SHORT
    if telling is None or telling.how != "text" or not can_end(_written(job, call)):
        return None
    if handler.name is not None and isinstance(handler.name.name, cst.Name):
        return Shown(handler.name.name.value, telling)
    if handler.type is None:
        return None
    name = names.free((*filter(None, [_form(job, call).error]), *names.ERRORS), names.used_in(job.function))
    job.writer.name_handler(handler, name)
    return Shown(name, telling)


def _names_errors(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    """Whether a handler names the errors that it is for, which tell by themselves what has happened."""
    caught = handler.type.elements if isinstance(handler.type, cst.Tuple) else [handler.type]
    names = [last_name(one.value if isinstance(one, cst.BaseElement) else one) for one in caught if one is not None]
    return bool(names) and not {"Exception", "BaseException", ""}.intersection(names)


def _form(job: Job, call: cst.Call) -> Form:
    """How the logs around a call are written."""
    twin = job.trees.twin(call)
    assert isinstance(twin, ast.Call)
    assert isinstance(twin.func, ast.Attribute)
    return form(job.module, job.function, twin.lineno, ast.unparse(twin.func.value))


def _spells(job: Job, call: cst.Call) -> bool:
    """Whether the messages around a call spell out what they tell, as f-strings."""
    return _form(job, call).values == "text"


def _mark(job: Job, call: cst.Call) -> str:
    """What stands for a value in the messages of a logger."""
    known = BY_NAME.get(_library(job, call))
    return known.mark if known is not None else "%s"


def _written(job: Job, call: cst.Call) -> cst.Call:
    """A call as it is written, in full."""
    return cst.ensure_type(cst.parse_expression(job.trees.code(call), job.trees.config), cst.Call)


def _said_before(job: Job, statement: cst.Try | cst.TryStar, call: cst.Call) -> bool:
    """Whether a `try` logs the same with more to it: its handler is for when there is no more."""
    text = job.trees.code(call.args[0].value)[:_BEGINNING] if call.args else ""
    return len(text) == _BEGINNING and any(
        isinstance(node, cst.Call)
        and last_name(node.func) in LOG_METHODS
        and bool(node.args)
        and job.trees.code(node.args[0].value).startswith(text)
        for node in job.trees.below(statement.body)
    )


def raise_level(job: Job) -> None:
    """`RaiseLevel`: a whispered failure is logged as a warning; a `print` stays, with a log before it."""
    done: set[cst.CSTNode] = set()

    def mend(finding: Finding, _: cst.CSTNode) -> None:
        site = site_of(finding)
        try:
            call, level = _log(job, site.ruling.guard_row, site.ruling.whispers[-1].row)
        except Refused:
            report_failure(job, site.ruling.guard_row, done)
            return
        if level not in _WHISPERS:
            report_failure(job, site.ruling.guard_row, done)
            return
        if not _has(job, call, "warning"):
            raise Refused("it is not known how this logger warns")
        attribute = cst.ensure_type(call.func, cst.Attribute)
        job.writer.substitute(attribute.attr, lambda node: node.with_changes(value="warning"))

    job.each(mend)


def add_context(job: Job) -> None:
    """`AddContext`: a log of a failure gets the identifiers that its function has at hand, and so do the other reports
    of failures there that name none."""
    done: set[cst.CSTNode] = set()
    told: dict[Context, None] = {}
    own = {_log_row(finding) for finding in job.findings}

    def mend(finding: Finding, _: cst.CSTNode) -> None:
        site = site_of(finding)
        statement, handler = handler_of(job, site.ruling.guard_row)
        call, _level = _log(job, site.ruling.guard_row, _log_row(finding))
        if call in done:
            return
        context = job.context(statement, after_failure=True, calls=job.failing([finding]))
        if not context:
            raise Refused("no identifier can safely be logged there")
        _name_case(job, call, context)
        done.add(call)
        told.update(dict.fromkeys(context))
        name_others(logs_beside(job, statement, handler, context, own))

    def name_others(logs: Iterable[Beside]) -> None:
        for other in logs:
            if other.call not in done:
                with suppress(Refused):
                    _check_tests(job, other.twin)
                    _name_case(job, other.call, other.context)
                    done.add(other.call)

    job.each(mend)
    if told:
        name_others(logs_elsewhere(job, list(told)[:_MOST_SHARED], own))


def _log_row(finding: Finding) -> int:
    return next(report.row for report in site_of(finding).ruling.reports if report.sort == "log")


def _name_case(job: Job, call: cst.Call, context: tuple[Context, ...]) -> None:
    """Gives a log identifiers, in its logger's own way. Raises Refused."""
    known = BY_NAME.get(_library(job, call))
    match known.context if known is not None else "":
        case "extra" | "bind" if known is not None and job.voices.told(known.name) != "extra":
            _put_into_text(job, call, context, known.mark, into_text=job.voices.told(known.name) == "text")
        case "extra":
            _give_extra(job, call, context)
        case "keywords":
            for item in context:
                _give(job, call, item.key, cst.parse_expression(item.expression))
        case "bind":
            bound = ", ".join(f"{item.key}={item.expression}" for item in context)
            receiver = _innermost(cst.ensure_type(call.func, cst.Attribute).value)
            job.writer.substitute(
                receiver, lambda node: cst.parse_expression(f"{job.trees.cst.code_for_node(node)}.bind({bound})")
            )
        case _:
            raise Refused("it is not known how this logger takes context")
    _give_room(job, call)


def keep_cause(job: Job) -> None:
    """`KeepCause`: `raise X from None` becomes `raise X from` what the handler has caught."""

    def mend(finding: Finding, _: cst.CSTNode) -> None:
        found = job.trees.handler_at(job.node, site_of(finding).around.hidden_cause_row)
        if found is None:
            raise Refused("its handler was not found again in LibCST's tree")
        handler = found[0].handlers[found[1]]
        name = names.free(names.ERRORS, names.used_in(job.function))
        if handler.name is not None and isinstance(handler.name.name, cst.Name):
            name = handler.name.name.value
        elif handler.type is None:
            raise Refused("a bare except has no name for what it catches")
        else:
            job.writer.name_handler(handler, name)
        for node in job.trees.below(handler.body):
            if isinstance(node, cst.Raise) and node.cause is not None and last_name(node.cause.item) == "None":
                job.writer.substitute(node.cause, lambda cause: cause.with_changes(item=cst.Name(name)))

    job.each(mend)


def _log(job: Job, guard_row: int | None, row: int) -> tuple[cst.Call, str]:
    """The log call of a handler at a row, and its method."""
    _, handler = handler_of(job, guard_row, strict=False)
    for node in job.trees.below(handler.body):
        twin = job.trees.twin(node) if isinstance(node, cst.Call) else None
        if isinstance(node, cst.Call) and isinstance(twin, ast.Call) and twin.lineno == row:
            level = last_name(node.func)
            if isinstance(node.func, cst.Attribute) and level in LOG_METHODS:
                _check_tests(job, twin)
                return node, level
    raise Refused("the report is made by a function of the project")


def _check_tests(job: Job, call: ast.Call) -> None:
    """Raises Refused where a test of the project looks for what a log says."""
    message = call.args[0] if call.args else None
    parts = message.values if isinstance(message, ast.JoinedStr) else [message]
    said = max(
        (one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)),
        default="",
        key=len,
    )
    if len(said) >= _SAYING and job.resolver.project.tests_hold(said):
        raise Refused("a test looks for what this log says")


def _has(job: Job, call: cst.Call, method: str, *named: str) -> bool:
    """Whether the logger of a call has a method that takes what the call gives, and keywords that are `named`."""
    twin = job.trees.twin(call)
    assert isinstance(twin, ast.Call)
    return job.voices.takes(job.function, twin, method, frozenset(named))


def _give_room(job: Job, call: cst.Call) -> None:
    """Splits a log where what it is given makes it too long."""

    def written(updated: cst.BaseStatement, layout: Layout) -> list[cst.BaseStatement]:
        assert isinstance(updated, cst.SimpleStatementLine)
        return [with_room(updated, layout.room(), layout.indent, breaks=layout.breaks)]

    place = job.trees.place(call)
    if place is not None and isinstance(place[0].body[place[1]], cst.SimpleStatementLine):
        job.writer.rewrite(*place, written)


def _library(job: Job, call: cst.Call) -> str:
    """The library of the logger that a call is made on; empty where it is not known."""
    twin = job.trees.twin(call)
    if not isinstance(twin, ast.Call) or not isinstance(twin.func, ast.Attribute):
        return ""
    receiver = twin.func.value
    value = job.resolver.value(receiver, Where(job.function, (receiver.lineno, receiver.col_offset)))
    return library_of(value)


def _innermost(receiver: cst.BaseExpression) -> cst.BaseExpression:
    """The logger that a chain of calls starts from: `logger` of `logger.opt(…)`."""
    while isinstance(receiver, cst.Call) and isinstance(receiver.func, cst.Attribute):
        receiver = receiver.func.value
    return receiver


def _give(job: Job, call: cst.Call, keyword: str, value: cst.BaseExpression) -> None:
    """Adds a keyword to a call, in place of one of that name."""
    argument = cst.Arg(
        value, cst.Name(keyword), equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    )
    if any(given.star == "**" for given in call.args):
        raise Refused("the log takes keywords from elsewhere")
    job.writer.add_argument(call, argument)


def _put_into_text(job: Job, call: cst.Call, context: tuple[Context, ...], mark: str, *, into_text: bool) -> None:
    """Adds identifiers to the message of a log, where that is written out. Raises Refused."""
    twin = job.trees.twin(call)
    assert isinstance(twin, ast.Call)
    texts = (ast.Constant, ast.JoinedStr)
    first = twin.args[0] if twin.args and isinstance(twin.args[0], texts) else None
    if first is None or (isinstance(first, ast.Constant) and not isinstance(first.value, str)):
        raise Refused("the message of the log is not a literal")
    if any(isinstance(one, ast.Starred) for one in twin.args) or (mark == "{}" and twin.keywords):
        raise Refused("it is not clear what the message of the log is filled with")
    filled = len(twin.args) > 1
    text = str(first.value) if isinstance(first, ast.Constant) else ""
    if filled and (mark[0] not in text or "%(" in text):
        raise Refused("it is not clear how the message of the log is filled")
    # Refuses before anything is written.
    filled_in(_written(job, call), context, mark, filled=filled, into_text=into_text)
    job.writer.substitute(
        call,
        lambda node: filled_in(cst.ensure_type(node, cst.Call), context, mark, filled=filled, into_text=into_text),
    )


def _give_extra(job: Job, call: cst.Call, context: tuple[Context, ...]) -> None:
    """Adds identifiers to a call's `extra`, which is written anew where it is there already."""
    quote = job.voices.quote
    if any(argument.keyword is not None and argument.keyword.value == "extra" for argument in call.args):
        raise Refused("the log has an extra already")
    items = ", ".join(f"{quoted(safe_key(item.key), quote)}: {item.expression}" for item in context)
    _give(job, call, "extra", cst.parse_expression(f"{{{items}}}"))
