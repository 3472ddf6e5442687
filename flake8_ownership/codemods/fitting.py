"""Keeps re-indented lines within the project's line length: a call that no longer fits is split as black would."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

_MODULE = cst.Module([])


class Fitting(cst.CSTTransformer):
    """Splits the lines of statements that stand `depth` levels deep, and stood one level less deep before.

    Only what has become too long is split, and only where an argument list is all that has to be.
    """

    def __init__(self, width: int, indent: str, depth: int) -> None:
        super().__init__()
        self._width = width
        self._indent = indent
        self._depth = depth

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:
        self._depth += 1

    def leave_IndentedBlock(self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock) -> cst.BaseSuite:
        self._depth -= 1
        return updated_node

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        text = _MODULE.code_for_node(updated_node.with_changes(leading_lines=())).rstrip("\n")
        level = len(self._indent.expandtabs(8))
        room = self._width - self._depth * level
        if "\n" in text or not room < len(text) <= room + level:
            return updated_node
        call = _last_call(updated_node.body[-1])
        if call is None or not call.args:
            return updated_node
        return cst.ensure_type(
            updated_node.deep_replace(call, _split(call, room, self._indent)), cst.SimpleStatementLine
        )


def _last_call(small: cst.BaseSmallStatement) -> cst.Call | None:
    """The call that a statement ends with: `x = await f(…)`."""
    value = small.value if isinstance(small, (cst.Assign, cst.AnnAssign, cst.Expr, cst.Return)) else None
    if isinstance(value, cst.Await):
        value = value.expression
    return value if isinstance(value, cst.Call) and not value.rpar else None


def with_room(statement: cst.SimpleStatementLine, room: int, indent: str) -> cst.SimpleStatementLine:
    """A statement that has been given more to say, its last call split where it does not fit in `room` columns."""
    text = _MODULE.code_for_node(statement.with_changes(leading_lines=())).rstrip("\n")
    call = _last_call(statement.body[-1])
    if call is None or all(len(line) <= room for line in text.splitlines()):
        return statement
    if "\n" in text:
        split: cst.CSTNode = call.with_changes(args=[_split_display(one, room, indent) for one in call.args])
    else:
        head = call.func.value if isinstance(call.func, cst.Attribute) else None
        if isinstance(head, cst.Call) and head.args and len(_MODULE.code_for_node(call.func)) >= room:
            call = head  # logger.bind(…).warning(…)
        split = _split(call, room, indent)
    return cst.ensure_type(statement.deep_replace(call, split), cst.SimpleStatementLine)


def _split_display(argument: cst.Arg, room: int, indent: str) -> cst.Arg:
    """An argument on a line of its own, with the items of a dict on one each where it does not fit."""
    value = argument.value
    if not isinstance(value, cst.Dict) or not value.elements:
        return argument
    if len(indent.expandtabs(8)) + len(_MODULE.code_for_node(argument).strip().rstrip(",")) < room:
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
    if len(together) + len(indent.expandtabs(8)) <= room:
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
