"""The standard library's logging: structured context goes into `extra`."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Context, Display, quoted

# Keys that `extra` must not have: makeRecord() raises KeyError for them, inside the handler.
RESERVED = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


@dataclass(frozen=True, slots=True)
class StdlibLogs:
    """`logger` is the expression of a logging.Logger; `quote` the file's quote."""

    logger: str
    quote: str
    names_error: bool = False

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.{level}", (quoted(message, self.quote), *self._extra(context)))

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        return Call(f"{self.logger}.exception", (quoted(message, self.quote), *self._extra(context)))

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.error", (quoted(message, self.quote), f"exc_info={error}", *self._extra(context)))

    def _extra(self, context: Sequence[Context]) -> tuple[Display, ...]:
        if not context:
            return ()
        items = tuple(f"{quoted(safe_key(item.key), self.quote)}: {item.expression}" for item in context)
        return (Display("extra={", items, "}"),)


def safe_key(key: str) -> str:
    """The key under which an identifier may stand in `extra`."""
    return f"{key}_" if key in RESERVED else key
