"""loguru: context is bound to the logger, since keywords of the call would be taken for the message's fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Context, pairs, quoted


@dataclass(frozen=True, slots=True)
class LoguruLogs:
    """`logger` is the expression of loguru's logger."""

    logger: str
    quote: str

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return Call(f"{self._bound(context)}.{level}", (quoted(message, self.quote),))

    def failure(self, message: str, context: Sequence[Context]) -> Call:
        return Call(f"{self._bound(context)}.exception", (quoted(message, self.quote),))

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        return Call(f"{self._bound(context)}.opt(exception={error}).error", (quoted(message, self.quote),))

    def _bound(self, context: Sequence[Context]) -> str:
        return f"{self.logger}.bind({', '.join(pairs(context))})" if context else self.logger
