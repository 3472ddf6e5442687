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
    names_error: bool = False

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return self._called(level, message, context)

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        return self._called("exception", message, context)

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        return self._called(f"opt(exception={error}).error", message, context)

    def _called(self, method: str, message: str, context: Sequence[Context]) -> Call:
        arguments = (quoted(message, self.quote),)
        if not context:
            return Call(f"{self.logger}.{method}", arguments)
        return Call(method, arguments, on=Call(f"{self.logger}.bind", pairs(context)))
