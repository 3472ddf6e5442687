"""structlog and logfire: context goes into keyword arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Context, pairs, quoted

# Parameters of the loggers' own methods, which context of that name would collide with.
_RESERVED = frozenset({"event", "exc_info", "stack_info", "stacklevel", "level", "msg_template"})


@dataclass(frozen=True, slots=True)
class KeywordLogs:
    """`logger` is the expression of a logger; `exception` the keyword that takes an exception."""

    logger: str
    quote: str
    exception: str = "exc_info"
    names_error: bool = False

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.{level}", (quoted(message, self.quote), *_keywords(context)))

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        return Call(f"{self.logger}.exception", (quoted(message, self.quote), *_keywords(context)))

    def mild(self, message: str, context: Sequence[Context], error: str) -> Call:
        told = (*_keywords(context), f"{self.exception}=True")
        return Call(f"{self.logger}.warning", (quoted(message, self.quote), *told))

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        given = (quoted(message, self.quote), f"{self.exception}={error}")
        return Call(f"{self.logger}.error", (*given, *_keywords(context)))


def _keywords(context: Sequence[Context]) -> tuple[str, ...]:
    return pairs([Context(f"{item.key}_" if item.key in _RESERVED else item.key, item.expression) for item in context])
