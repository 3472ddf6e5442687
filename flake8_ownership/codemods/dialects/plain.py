"""A logger of which only is known what it takes: identifiers are spelled out in the message, the one form that each
takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Context, fitting, placed, quoted, spelled
from flake8_ownership.codemods.speech import Speech


@dataclass(frozen=True, slots=True)
class PlainLogs:
    """`logger` is the expression of something that speaks as `speech` says; it puts `arguments` into
    the message itself where files show that."""

    logger: str
    quote: str
    speech: Speech
    arguments: bool = False

    @property
    def names_error(self) -> bool:
        return self.speech.form == "text"

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call | None:
        if level not in self.speech.announcing:
            return None
        return Call(f"{self.logger}.{level}", self._said(message, context))

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        given = ("exc_info=True",) if self.speech.form == "exc_info" else ()
        told = error if self.speech.form == "text" else ""
        return Call(f"{self.logger}.{self.speech.method}", (*self._said(message, context, told), *given))

    def mild(self, message: str, context: Sequence[Context], error: str) -> Call:
        return self.failure(message, context, error)

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        method, form = self.speech.given
        if form == "exc_info":
            return Call(f"{self.logger}.{method}", (*self._said(message, context), f"exc_info={error}"))
        return Call(f"{self.logger}.{method}", self._said(message, context, error))

    def _said(self, message: str, context: Sequence[Context], error: str = "") -> tuple[str, ...]:
        """The message, with what the `error` says where nothing else tells it."""
        if not self.arguments or (not context and not error):
            return (spelled(message, context, self.quote, error),)
        context = fitting(message, context)
        text = placed(message.replace("%", "%%"), context, ["%s"] * len(context))
        text = f"{text.removesuffix('.')}: %s" if error else text
        return (quoted(text, self.quote), *(item.expression for item in context), *([error] if error else []))
