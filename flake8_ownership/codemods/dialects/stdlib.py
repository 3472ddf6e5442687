"""The standard library's logging: identifiers go into `extra`, or into the message."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Context, Display, fitting, placed, quoted, spelled
from flake8_ownership.codemods.manners import Told

# Keys that `extra` must not have: makeRecord() raises KeyError for them, inside the handler.
RESERVED = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


@dataclass(frozen=True, slots=True)
class StdlibLogs:
    """`logger` is the expression of a logging.Logger; `quote` the file's quote."""

    logger: str
    quote: str
    told: Told = "extra"
    names_error: bool = False

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.{level}", self._said(message, context))

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        return Call(f"{self.logger}.exception", self._said(message, context))

    def mild(self, message: str, context: Sequence[Context], error: str) -> Call:
        return Call(f"{self.logger}.warning", (*self._said(message, context), "exc_info=True"))

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        message_, *extra = self._said(message, context)
        if self.told == "extra":
            return Call(f"{self.logger}.error", (message_, f"exc_info={error}", *extra))
        return Call(f"{self.logger}.error", (message_, *extra, f"exc_info={error}"))

    def _said(self, message: str, context: Sequence[Context]) -> tuple[str | Display, ...]:
        if not context:
            return (quoted(message, self.quote),)
        match self.told:
            case "extra":
                items = tuple(f"{quoted(safe_key(item.key), self.quote)}: {item.expression}" for item in context)
                return (quoted(message, self.quote), Display("extra={", items, "}"))
            case "arguments":
                context = fitting(message, context)
                text = placed(message.replace("%", "%%"), context, ["%s"] * len(context))
                return (quoted(text, self.quote), *(item.expression for item in context))
            case "text":
                return (spelled(message, context, self.quote),)


def safe_key(key: str) -> str:
    """The key under which an identifier may stand in `extra`."""
    return f"{key}_" if key in RESERVED else key
