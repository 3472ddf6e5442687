"""A logger of which only the name is known: its context is spelled out in the message, the one form that each takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Context, spelled


@dataclass(frozen=True, slots=True)
class PlainLogs:
    """`logger` is the expression of something that has `info`, `error` and `exception`."""

    logger: str
    quote: str

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.{level}", (spelled(message, context, self.quote),))

    def failure(self, message: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.exception", (spelled(message, context, self.quote),))

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.error", (spelled(message, context, self.quote), f"exc_info={error}"))
