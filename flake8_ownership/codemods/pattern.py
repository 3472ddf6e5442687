"""The text of the ownership pattern: the handler of a guard, and what stands for the returns that it holds."""

from __future__ import annotations

import libcst as cst

from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.guards import Guard
from flake8_ownership.codemods.voice import Voice
from flake8_ownership.codemods.writer import Layout


def handler(voice: Voice, context: tuple[Context, ...], layout: Layout, *, ends: bool = False) -> str:
    """Logs or notes the failure, counts it, and lets it go on, unless it `ends` there."""
    noted = voice.style == "note"
    told = (voice.note(voice.error, context),) if noted else voice.failure(voice.error, context)
    name = f" as {voice.error}" if noted or voice.names_error else ""
    body = layout.calls_text([*told, voice.counted_failure(voice.error)], 1)
    return layout.text(f"except Exception{name}:") + body + ("" if ends else layout.text("raise", deeper=1))


def returned(guard: Guard, voice: Voice, layout: Layout) -> str:
    """What stands for the returns that a `try` had: a success counted, and the result handed out."""
    if not guard.returns:
        return ""
    deeper = 1 if guard.in_else else 0
    count = layout.calls_text([voice.counted_success()] if guard.counts else [], deeper)
    lines = count + layout.text(f"return {voice.result}", deeper=deeper)
    return layout.text("else:") + lines if guard.in_else else lines


def is_placeholder(statement: cst.CSTNode) -> bool:
    """Whether a statement is a lone `pass` or `...`."""
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
        statement = statement.body[0]
    return isinstance(statement, cst.Pass) or (
        isinstance(statement, cst.Expr) and isinstance(statement.value, cst.Ellipsis)
    )


def is_plain(value: cst.BaseExpression) -> bool:
    """Whether a value costs nothing to work out, and cannot fail."""
    return isinstance(value, (cst.Name, cst.Integer, cst.Float, cst.SimpleString))
