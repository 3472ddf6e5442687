"""Changes of the message of a log that is there: identifiers are put into it, or what was caught behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import libcst as cst

from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Context, Shown, fitting, placed
from flake8_ownership.codemods.writer import followed, with_arguments


def can_end(call: cst.Call) -> bool:
    """Whether the message of a log is written out, so that it can end with what was caught."""
    if not call.args or call.args[0].keyword is not None or any(one.star for one in call.args):
        return False
    text = call.args[0].value
    if isinstance(text, cst.FormattedString):
        return not _code(text).rstrip("\"'").endswith(":")
    try:
        pieces = [piece.raw_value for piece in _pieces(text)]
    except Refused:
        return False
    return "\\n" not in "".join(pieces) and not re.search(r"%\(|[:=]\s*$", pieces[-1])


def ended(node: cst.CSTNode, shown: Shown, mark: str, *, spells: bool) -> cst.Call:
    """A log whose message ends with what was caught; one that nothing is put into yet is spelled out where the messages
    around it are. The message is one that `can_end`."""
    call = cst.ensure_type(node, cst.Call)
    first, *others = call.args
    text = first.value
    filled = any(one.keyword is None for one in others)
    if isinstance(text, cst.SimpleString) and spells and not filled and not text.prefix:
        plain = text.raw_value.replace("{", "{{").replace("}", "}}").removesuffix(".")
        spelled = f"f{text.quote}{plain}{shown.tail}{shown.spelled}{text.quote}"
        return call.with_changes(args=[first.with_changes(value=cst.parse_expression(spelled)), *others])
    if isinstance(text, cst.FormattedString):
        parts, last = list(text.parts), ""
        if parts and isinstance(parts[-1], cst.FormattedStringText):
            last = cst.ensure_type(parts.pop(), cst.FormattedStringText).value
        put = cst.ensure_type(cst.parse_expression(f'f"{shown.spelled}"'), cst.FormattedString).parts
        parts += [cst.FormattedStringText(last.removesuffix(".") + shown.tail), *put]
        return call.with_changes(args=[first.with_changes(value=text.with_changes(parts=parts)), *others])
    bodies = [piece.raw_value if filled else _literal(piece.raw_value, mark) for piece in _pieces(text)]
    shown_as = shown.mark if mark == "%s" else mark.replace("}", "!r}") if shown.mark == "%r" else mark
    bodies[-1] = f"{bodies[-1].removesuffix('.')}{shown.tail}{shown_as}"
    given = shown.alone if shown_as == mark == "{}" else shown.error
    with_text = call.with_changes(args=[first.with_changes(value=_rewritten(text, bodies)), *others])
    return with_arguments(with_text, [cst.Arg(cst.parse_expression(given))])


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def filled_in(
    call: cst.Call, context: tuple[Context, ...], mark: str, *, filled: bool, into_text: bool = False
) -> cst.Call:
    """A log with identifiers in its message: put into its text where that is how values are told, `into_text`."""
    text = call.args[0].value
    if into_text and not filled and isinstance(text, cst.SimpleString) and not re.search(r"[{}\\]", text.raw_value):
        text = cst.parse_expression(f"f{text.value}") if not text.prefix else text
    if isinstance(text, cst.FormattedString):
        return call.with_changes(
            args=[call.args[0].with_changes(value=_with_identifiers(text, context)), *call.args[1:]]
        )
    if "\\n" in _code(text):
        raise Refused("the message of the log spans several lines")
    pieces = list(_pieces(text))
    bodies = [piece.raw_value if filled else _literal(piece.raw_value, mark) for piece in pieces]
    body = bodies[-1]
    context = tuple(fitting("".join(bodies), context))
    told = _ends_with(call, body) if filled else ""
    behind = f": {told}" if told else ""
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
        raise Refused("part of the log's message is filled in before the logger gets it")
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


def _ends_with(call: cst.Call, body: str) -> str:
    """The mark that a message ends with for what it says of the error, as in `order failed: %s`; empty without."""
    values = sum(one.keyword is None for one in call.args) - 1
    found = re.search(rf": ({_MARK})$", body)
    return found[1] if found is not None and len(re.findall(_MARK, body)) == values > 0 else ""


def _with_identifiers(text: cst.FormattedString, context: Sequence[Context]) -> cst.FormattedString:
    """An f-string with identifiers at its end, or before what it says of the error: `order {order_id}: {error}`."""
    parts = list(text.parts)
    behind: list[cst.BaseFormattedStringContent] = []
    match parts:
        case [*_, cst.FormattedStringText(value=before), cst.FormattedStringExpression()] if before.endswith(": "):
            behind = [cst.FormattedStringText(": "), parts[-1]]
            parts[-2:] = [cst.FormattedStringText(before.removesuffix(": "))]
        case _ if (at := _where_told(parts)) is not None:
            before = cst.ensure_type(parts[at - 1], cst.FormattedStringText).value
            behind = [cst.FormattedStringText(": "), *parts[at:]]
            parts[at - 1 :] = [cst.FormattedStringText(before.removesuffix(": "))]
        case [*_, cst.FormattedStringText(value=before)] if before.endswith(".") and not before.endswith(".."):
            behind = [cst.FormattedStringText(".")]
            parts[-1:] = [cst.FormattedStringText(before.removesuffix("."))]
    last = parts[-1].value if parts and isinstance(parts[-1], cst.FormattedStringText) else ""
    parts = parts[:-1] if last else parts
    code = _code(text)[len(text.start) : -len(text.end)]
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


def _where_told(parts: Sequence[cst.BaseFormattedStringContent]) -> int | None:
    """Where an f-string begins to say what the error or the answer is, behind a colon: `failed: {e}. Retry`. None where
    nothing of it is called like one."""
    for at, (before, part) in enumerate(pairwise(parts), 1):
        if (
            isinstance(before, cst.FormattedStringText)
            and before.value.endswith(": ")
            and isinstance(part, cst.FormattedStringExpression)
            and _ERROR.fullmatch(_code(part.expression))
        ):
            return at
    return None


_MARK = r"%[a-z]|\{(?:!r)?\}"
_ERROR = re.compile(
    r"(?:str|repr)?\(?(?:e|err|error|ex|exc|exception)\)?|(?:r|res|resp|response|answer)\.(?:reason|status|status_code|text)"
)
_SPACE = "x"  # without which no text would come first
