"""A logger of which only the name is known: it gets the message, and no context in a form that it may not take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Context, quoted


@dataclass(frozen=True, slots=True)
class PlainLogs:
    """`logger` is the expression of something that has `info`, `error` and `exception`."""

    logger: str
    quote: str

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.{level}", (quoted(message, self.quote),))

    def failure(self, message: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.exception", (quoted(message, self.quote),))

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.error", (quoted(message, self.quote), f"exc_info={error}"))
