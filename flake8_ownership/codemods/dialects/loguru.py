"""loguru: identifiers are bound to the logger, or put into the message, whose fields they fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Context, fitting, pairs, placed, quoted, spelled
from flake8_ownership.codemods.manners import Told


@dataclass(frozen=True, slots=True)
class LoguruLogs:
    """`logger` is the expression of loguru's logger."""

    logger: str
    quote: str
    told: Told = "extra"
    names_error: bool = False

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return self._called(level, message, context)

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        return self._called("exception", message, context)

    def mild(self, message: str, context: Sequence[Context], error: str) -> Call:
        return self._called("opt(exception=True).warning", message, context)

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        return self._called(f"opt(exception={error}).error", message, context)

    def _called(self, method: str, message: str, context: Sequence[Context]) -> Call:
        if not context:
            return Call(f"{self.logger}.{method}", (quoted(message, self.quote),))
        match self.told:
            case "extra":
                return Call(method, (quoted(message, self.quote),), on=Call(f"{self.logger}.bind", pairs(context)))
            case "arguments":
                context = fitting(message, context)
                text = placed(message.replace("{", "{{").replace("}", "}}"), context, ["{}"] * len(context))
                return Call(f"{self.logger}.{method}", (quoted(text, self.quote), *(one.expression for one in context)))
            case "text":
                return Call(f"{self.logger}.{method}", (spelled(message, context, self.quote),))
