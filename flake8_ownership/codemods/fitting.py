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
        args = [
            *(argument.with_changes(comma=cst.Comma(whitespace_after=inner)) for argument in others),
            last.with_changes(comma=cst.Comma(whitespace_after=outer), whitespace_after_arg=cst.SimpleWhitespace("")),
        ]
    return call.with_changes(whitespace_before_args=inner, args=args)


def _newline(indent: str) -> cst.ParenthesizedWhitespace:
    return cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(indent))
