"""Edits of a log that is there already: its traceback, its level, its context, and the cause of what is raised."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

import libcst as cst

from flake8_ownership.catalogue.observers import LOG_METHODS
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Context, fitting, placed, quoted
from flake8_ownership.codemods.dialects.libraries import BY_NAME
from flake8_ownership.codemods.dialects.stdlib import safe_key
from flake8_ownership.codemods.edits import Job, site_of
from flake8_ownership.codemods.edits.handlers import handler_of, last_name, report_failure
from flake8_ownership.codemods.fitting import with_room
from flake8_ownership.codemods.known_loggers import library_of
from flake8_ownership.codemods.writer import Layout, followed, with_arguments
from flake8_ownership.index.values import Where
from flake8_ownership.rules import Finding

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
            raise Refused(f"the log says {claim[0]!r}, which need not be what has failed")
        _give_room(job, call)
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
    """`AddContext`: a log of a failure gets the identifiers that its function has at hand."""

    def mend(finding: Finding, _: cst.CSTNode) -> None:
        site = site_of(finding)
        row = next(report.row for report in site.ruling.reports if report.sort == "log")
        statement, _handler = handler_of(job, site.ruling.guard_row)
        call, _level = _log(job, site.ruling.guard_row, row)
        context = job.context(statement, after_failure=True, calls=job.failing([finding]))
        if not context:
            raise Refused("no identifier can be logged there without harm")
        _give_room(job, call)
        known = BY_NAME.get(_library(job, call))
        match known.context if known is not None else "":
            case "extra" | "bind" if known is not None and job.voices.told(known.name) != "extra":
                _put_into_text(job, call, context, known.mark)
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

    job.each(mend)


def keep_cause(job: Job) -> None:
    """`KeepCause`: `raise X from None` becomes `raise X from` what the handler has caught."""

    def mend(finding: Finding, _: cst.CSTNode) -> None:
        found = job.trees.handler_at(job.node, site_of(finding).around.hidden_cause_row)
        if found is None:
            raise Refused("its handler was not found again in LibCST's tree")
        handler = found[0].handlers[found[1]]
        name = job.voices.of(job.function, logs=False).error
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
                return node, level
    raise Refused("the report is made by a function of the project")


def _has(job: Job, call: cst.Call, method: str, *named: str) -> bool:
    """Whether the logger of a call has a method that takes what the call gives, and keywords that are `named`."""
    twin = job.trees.twin(call)
    assert isinstance(twin, ast.Call)
    return job.voices.takes(job.function, twin, method, frozenset(named))


def _give_room(job: Job, call: cst.Call) -> None:
    """Splits a log where what it is given makes it too long."""

    def written(updated: cst.BaseStatement, layout: Layout) -> list[cst.BaseStatement]:
        assert isinstance(updated, cst.SimpleStatementLine)
        return [with_room(updated, layout.room(), layout.indent)]

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


def _put_into_text(job: Job, call: cst.Call, context: tuple[Context, ...], mark: str) -> None:
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
    job.writer.substitute(call, lambda node: _filled(cst.ensure_type(node, cst.Call), context, mark, filled=filled))


def _filled(call: cst.Call, context: tuple[Context, ...], mark: str, *, filled: bool) -> cst.Call:
    """A log with identifiers in its message."""
    text = call.args[0].value
    if isinstance(text, cst.FormattedString):
        return call.with_changes(
            args=[call.args[0].with_changes(value=_with_identifiers(text, context)), *call.args[1:]]
        )
    if "\\n" in cst.Module([]).code_for_node(text):
        raise Refused("the message of the log spans several lines")
    pieces = list(_pieces(text))
    bodies = [piece.raw_value if filled else _literal(piece.raw_value, mark) for piece in pieces]
    body = bodies[-1]
    context = tuple(fitting("".join(bodies), context))
    behind = f": {mark}" if filled and _ends_with_last(call, body, mark) else ""
    bodies[-1] = placed(body.removesuffix(behind), context, [mark] * len(context)) + behind
    with_text = call.with_changes(args=[call.args[0].with_changes(value=_rewritten(text, bodies)), *call.args[1:]])
    added = [cst.Arg(cst.parse_expression(item.expression)) for item in context]
    if behind:  # what comes last stays last
        at = max(index for index, one in enumerate(with_text.args) if one.keyword is None)
        return with_text.with_changes(args=[*followed(with_text.args[:at], added), *with_text.args[at:]])
    return with_arguments(with_text, added)


def _pieces(text: cst.BaseExpression) -> Iterator[cst.SimpleString]:
    """The literals that stand one after another in a text. Raises Refused where something else is put into it, or where
    an escape in one stands for what a log fills."""
    while isinstance(text, cst.ConcatenatedString):
        yield from _pieces(text.left)
        text = text.right
    if not isinstance(text, cst.SimpleString):
        raise Refused("a part of the log's message is filled before the log sees it")
    if any(text.raw_value.count(sign) != str(text.evaluated_value).count(sign) for sign in "%{}"):
        raise Refused("an escape in the log's message stands for a character that logging replaces")
    yield text


def _rewritten(text: cst.BaseExpression, bodies: Sequence[str]) -> cst.BaseExpression:
    """Literals that stand one after another, each with another body."""
    if isinstance(text, cst.ConcatenatedString):
        return text.with_changes(left=_rewritten(text.left, bodies[:1]), right=_rewritten(text.right, bodies[1:]))
    literal = cst.ensure_type(text, cst.SimpleString)
    return literal.with_changes(value=f"{literal.prefix}{literal.quote}{bodies[0]}{literal.quote}")


def _literal(text: str, mark: str) -> str:
    """A text as it is written where marks are filled in."""
    return text.replace("%", "%%") if mark == "%s" else text.replace("{", "{{").replace("}", "}}")


def _ends_with_last(call: cst.Call, body: str, mark: str) -> bool:
    """Whether a message ends with what it says of the error: `order failed: %s`."""
    values = sum(one.keyword is None for one in call.args) - 1
    return values > 0 and body.endswith(f": {mark}") and len(re.findall(r"%[a-z]|\{\}", body)) == values


def _with_identifiers(text: cst.FormattedString, context: Sequence[Context]) -> cst.FormattedString:
    """An f-string with identifiers at its end, or before what it says of the error: `order {order_id}: {error}`."""
    parts = list(text.parts)
    behind: list[cst.BaseFormattedStringContent] = []
    match parts:
        case [*_, cst.FormattedStringText(value=before), cst.FormattedStringExpression()] if before.endswith(": "):
            behind = [cst.FormattedStringText(": "), parts[-1]]
            parts[-2:] = [cst.FormattedStringText(before.removesuffix(": "))]
        case [*_, cst.FormattedStringText(value=before)] if before.endswith(".") and not before.endswith(".."):
            behind = [cst.FormattedStringText(".")]
            parts[-1:] = [cst.FormattedStringText(before.removesuffix("."))]
    last = parts[-1].value if parts and isinstance(parts[-1], cst.FormattedStringText) else ""
    parts = parts[:-1] if last else parts
    code = cst.Module([]).code_for_node(text)[len(text.start) : -len(text.end)]
    context = fitting(code, context, written=True)
    # Whatever stands before the identifiers, it ends with the same word.
    words = last or code.rpartition(" ")[2]
    whole = placed(words, context, [f"{{{item.expression}}}" for item in context])
    if not whole.startswith(words):  # into the parentheses that it ends with
        last = words = words.removesuffix(")")
    added = whole.removeprefix(words)
    put = cst.ensure_type(cst.parse_expression(f'f"""{_SPACE}{added}"""'), cst.FormattedString).parts
    space = cst.ensure_type(put[0], cst.FormattedStringText).value.removeprefix(_SPACE)
    return text.with_changes(parts=[*parts, cst.FormattedStringText(f"{last}{space}"), *put[1:], *behind])


_SPACE = "x"  # without which no text would come first


def _give_extra(job: Job, call: cst.Call, context: tuple[Context, ...]) -> None:
    """Adds identifiers to a call's `extra`, which is written anew where it is there already."""
    quote = job.voices.quote
    if any(argument.keyword is not None and argument.keyword.value == "extra" for argument in call.args):
        raise Refused("the log has an extra already")
    items = ", ".join(f"{quoted(safe_key(item.key), quote)}: {item.expression}" for item in context)
    _give(job, call, "extra", cst.parse_expression(f"{{{items}}}"))
