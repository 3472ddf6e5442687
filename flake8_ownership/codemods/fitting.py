"""Puts statements deeper, and keeps their lines within the project's line length: a call that no longer fits is split
as black would."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Sequence

import libcst as cst
from libcst import matchers

from flake8_ownership.codemods.literals import broken
from flake8_ownership.codemods.text import fed
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.rows import physical_lines

_MODULE = cst.Module([])
_STRING_STARTS = {getattr(tokenize, name, -1) for name in ("FSTRING_START", "TSTRING_START")}
_STRING_ENDS = {getattr(tokenize, name, -1) for name in ("FSTRING_END", "TSTRING_END")}
_ASIDE = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def indented(text: str, before: str, after: str) -> str:
    """Statements that were indented by one text, indented by another. What stands in a string, or after a backslash,
    stays as it is."""
    lines = physical_lines(text)
    stays = _Rows(lines).stays
    return "".join(line if row in stays else _indented(line, before, after) for row, line in enumerate(lines))


def _indented(line: str, before: str, after: str) -> str:
    feed, rest = fed(line)
    return feed + after + rest.removeprefix(before) if rest.startswith(before) and rest.strip() else line


def guarded(text: str, before: str, width: int, trees: Trees) -> str:
    """Statements a level deeper, the lines split that have become too long: only what no longer fits is, and only where
    an argument list is all that has to be split."""
    step = trees.step(before)
    lines = physical_lines(indented(text, before, before + step))
    if all(len(line.rstrip().expandtabs(8)) <= width for line in lines):
        return "".join(lines)
    alone = _Rows(lines).alone
    return "".join(_fitted(line, width, trees) if row in alone else line for row, line in enumerate(lines))


class _Rows:
    """The rows of some statements, from 0: those that stay as they are whatever the statements are indented by, and
    those that hold a whole statement, or its head."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.stays: set[int] = set()
        self.alone: set[int] = set()
        comments: set[int] = set()
        ended = (line.rstrip("\r\n") + "\n" for line in lines)
        strings: list[int] = []
        first: int | None = None
        for token in tokenize.generate_tokens(lambda: next(ended, "")):
            start, end = token.start[0] - 1, token.end[0] - 1
            if token.type in _STRING_STARTS:
                strings.append(start)
            elif token.type in _STRING_ENDS:
                start = strings.pop()
            if token.type == tokenize.STRING or token.type in _STRING_ENDS:
                self.stays.update(range(start + 1, end + 1))
            if token.type == tokenize.COMMENT:
                comments.add(start)
            if token.type == tokenize.NEWLINE:
                self.alone.update([start] if first == start else [])
                first = None
            elif first is None and token.type not in _ASIDE:
                first = start
        self.stays.update(
            row + 1 for row, line in enumerate(lines) if row not in comments and line.rstrip("\r\n").endswith("\\")
        )


def _fitted(line: str, width: int, trees: Trees) -> str:
    """The line of a statement, split where it fitted one level less deep."""
    text, level = line.strip(), len(trees.cst.default_indent.expandtabs(8))
    indent = line[: len(line) - len(line.lstrip(" \t\f"))]
    room = width - len(indent.expandtabs(8))
    if not room < len(text) <= room + level:
        return line
    try:
        statement = cst.parse_statement(text, trees.config)
    except cst.ParserSyntaxError:  # the head of a compound statement
        return line
    call = _last_call(statement.body[-1]) if isinstance(statement, cst.SimpleStatementLine) else None
    if call is None or not call.args:
        return _split_brackets(line, indent, width, trees) if isinstance(statement, cst.SimpleStatementLine) else line
    split = statement.deep_replace(call, _split(call, room, trees.cst.default_indent))
    return trees.generated([cst.ensure_type(split, cst.SimpleStatementLine)], indent)


_TARGET = re.compile(r"(?:return|[\w.\[\]]+[ ]=)[ ]")


def _split_brackets(line: str, indent: str, width: int, trees: Trees) -> str:
    """A statement that ends with brackets, what is in them on a line of its own; a value without, in parentheses."""
    text, newline = line.strip(), line[len(line.rstrip("\r\n")) :]
    opened: list[int] = []
    last = (0, 0)
    for token in tokenize.generate_tokens(iter([text + "\n"]).__next__):
        if token.type == tokenize.OP and token.string in "([{":
            opened.append(token.start[1])
        elif token.type == tokenize.OP and token.string in ")]}":
            last = (opened.pop(), token.start[1])
    start, end = last
    deeper = indent + trees.step(indent)
    room = width - len(deeper.expandtabs(8))
    target = _TARGET.match(text)
    if end == len(text) - 1 and end > start + 1:
        head, body, tail = text[: start + 1], text[start + 1 : end], text[end:]
    elif target is not None:
        head, body, tail = f"{target[0]}(", text[target.end() :], ")"
    else:
        return line
    if len(body) > room or len((indent + head).expandtabs(8)) > width or "#" in text:
        return line
    return f"{indent}{head}{newline}{deeper}{body}{newline}{indent}{tail}{newline}"


def _last_call(small: cst.BaseSmallStatement) -> cst.Call | None:
    """The call that a statement ends with: `x = await f(…)`."""
    value = small.value if isinstance(small, (cst.Assign, cst.AnnAssign, cst.Expr, cst.Return)) else None
    if isinstance(value, cst.Await):
        value = value.expression
    return value if isinstance(value, cst.Call) and not value.rpar else None


def with_room(
    statement: cst.SimpleStatementLine, room: int, indent: str, *, breaks: bool = False
) -> cst.SimpleStatementLine:
    """A statement that has been given more to say, its last call split where it does not fit in `room` columns, and a
    text that is longer than that as well where the file `breaks` such.

    With comments between the parts of the call, it stays as it is.
    """
    split = _split_call(statement, room, indent)
    call = _last_call(split.body[-1])
    if not breaks or call is None or not isinstance(call.whitespace_before_args, cst.ParenthesizedWhitespace):
        return split
    args = [_broken(argument, room - len(indent.expandtabs(8)), _newline(indent)) for argument in call.args]
    return cst.ensure_type(split.deep_replace(call, call.with_changes(args=args)), cst.SimpleStatementLine)


def _broken(argument: cst.Arg, room: int, newline: cst.ParenthesizedWhitespace) -> cst.Arg:
    """An argument on a line of its own with its texts broken that do not fit there."""
    texts: list[cst.BaseExpression] = []
    value = argument.value
    while isinstance(value, cst.ConcatenatedString):
        texts.append(value.left)
        value = value.right
    texts.append(value)
    comma = isinstance(argument.comma, cst.Comma)
    if argument.keyword is not None or not all(
        isinstance(one, (cst.SimpleString, cst.FormattedString)) for one in texts
    ):
        return argument
    *firsts, end = [_MODULE.code_for_node(one) for one in texts]
    written = [*(broken(one, room, room) for one in firsts), broken(end, room, room - comma)]
    if len(written) == sum(map(len, written)):
        return argument
    *before, last = [cst.parse_expression(one) for part in written for one in part]
    for one in reversed(before):
        last = cst.ConcatenatedString(one, last, whitespace_between=newline)  # type: ignore[arg-type]
    return argument.with_changes(value=last)


def _split_call(statement: cst.SimpleStatementLine, room: int, indent: str) -> cst.SimpleStatementLine:
    """A statement with its last call split where it does not fit."""
    text = _MODULE.code_for_node(statement.with_changes(leading_lines=())).rstrip("\n")
    call = _last_call(statement.body[-1])
    if call is None or (all(len(line) <= room for line in text.splitlines()) and not _is_mixed(call)):
        return statement
    if "#" in text and matchers.findall(call, matchers.Comment()):
        return cst.ensure_type(statement.deep_replace(call, _closed(call)), cst.SimpleStatementLine)
    split: cst.CSTNode
    if _is_mixed(call):
        flat = [one.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=_NONE) for one in call.args]
        split = _split(call.with_changes(args=flat), room, indent)
    elif "\n" in text:
        split = call.with_changes(args=[_split_display(one, room, indent) for one in call.args])
    else:
        head = call.func.value if isinstance(call.func, cst.Attribute) else None
        if isinstance(head, cst.Call) and head.args and len(_MODULE.code_for_node(call.func)) >= room:
            call = head  # logger.bind(…).warning(…)
        split = _split(call, room, indent)
    return cst.ensure_type(statement.deep_replace(call, split), cst.SimpleStatementLine)


_NONE = cst.SimpleWhitespace("")


def _is_mixed(call: cst.Call) -> bool:
    """Whether arguments stand on lines of their own, and the last one has no comma as a formatter would give it."""
    alone = isinstance(call.whitespace_before_args, cst.ParenthesizedWhitespace)
    return alone and len(call.args) > 1 and not isinstance(call.args[-1].comma, cst.Comma)


def _closed(call: cst.Call) -> cst.Call:
    """A call whose last argument has a comma, where the arguments stand on lines of their own."""
    last = call.args[-1]
    if not _is_mixed(call) or not isinstance(last.whitespace_after_arg, cst.ParenthesizedWhitespace):
        return call
    comma = cst.Comma(whitespace_after=last.whitespace_after_arg)
    return call.with_changes(args=[*call.args[:-1], last.with_changes(comma=comma, whitespace_after_arg=_NONE)])


def _split_display(argument: cst.Arg, room: int, indent: str) -> cst.Arg:
    """An argument on a line of its own, with the items of a dict on one each where it does not fit."""
    value = argument.value
    if not isinstance(value, cst.Dict) or not value.elements:
        return argument
    written = _MODULE.code_for_node(argument).strip().rstrip(",")
    if "\n" in written or len(indent.expandtabs(8)) + len(written) < room:
        return argument
    inner, outer = _newline(indent * 2), _newline(indent)
    elements = [one.with_changes(comma=cst.Comma(whitespace_after=inner)) for one in value.elements]
    elements[-1] = elements[-1].with_changes(comma=cst.Comma(whitespace_after=outer))
    return argument.with_changes(
        value=value.with_changes(lbrace=cst.LeftCurlyBrace(whitespace_after=inner), elements=elements)
    )


def _split(call: cst.Call, room: int, indent: str) -> cst.Call:
    """A call with its arguments on a line of their own, or on one each where they do not fit on one."""
    inner, outer = _newline(indent), _newline("")
    *others, last = call.args
    together = ", ".join(
        _MODULE.code_for_node(argument.with_changes(comma=cst.MaybeSentinel.DEFAULT)) for argument in call.args
    )
    lone = not others and not isinstance(last.value, cst.Dict)
    if len(together) + len(indent.expandtabs(8)) <= room or lone:  # which gets no comma, however long it is
        args: Sequence[cst.Arg] = [
            *others,
            last.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=outer),
        ]
    else:
        *others, last = (_split_display(argument, room, indent) for argument in call.args)
        args = [
            *(argument.with_changes(comma=cst.Comma(whitespace_after=inner)) for argument in others),
            last.with_changes(comma=cst.Comma(whitespace_after=outer), whitespace_after_arg=cst.SimpleWhitespace("")),
        ]
    return call.with_changes(whitespace_before_args=inner, args=args)


def _newline(indent: str) -> cst.ParenthesizedWhitespace:
    return cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(indent))
