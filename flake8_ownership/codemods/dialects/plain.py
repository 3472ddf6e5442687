"""A logger of which only is known what it takes: identifiers are spelled out in the message, the one form that each
takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Context, spelled
from flake8_ownership.codemods.speech import Speech


@dataclass(frozen=True, slots=True)
class PlainLogs:
    """`logger` is the expression of something that speaks as `speech` says."""

    logger: str
    quote: str
    speech: Speech

    @property
    def names_error(self) -> bool:
        return self.speech.form == "text"

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call | None:
        if level not in self.speech.announcing:
            return None
        return Call(f"{self.logger}.{level}", (spelled(message, context, self.quote),))

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        given = ("exc_info=True",) if self.speech.form == "exc_info" else ()
        told = error if self.speech.form == "text" else ""
        return Call(f"{self.logger}.{self.speech.method}", (spelled(message, context, self.quote, told), *given))

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        method, form = self.speech.given
        if form == "exc_info":
            return Call(f"{self.logger}.{method}", (spelled(message, context, self.quote), f"exc_info={error}"))
        return Call(f"{self.logger}.{method}", (spelled(message, context, self.quote, error),))
