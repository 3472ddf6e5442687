"""The standard library's logging: identifiers go into `extra`, or into the message."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flake8_ownership.codemods.dialects import (
    Call,
    Context,
    Display,
    Formed,
    Shown,
    filled,
    quoted,
    spelled,
    untagged,
)
from flake8_ownership.codemods.manners import Told
from flake8_ownership.codemods.neighbours import PLAIN_FORM, Form

# Keys that `extra` must not have: makeRecord() raises KeyError for them, inside the handler.
RESERVED = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


@dataclass(frozen=True, slots=True)
class StdlibLogs(Formed):
    """`logger` is the expression of a logging.Logger; `quote` the file's quote."""

    logger: str
    quote: str
    told: Told = "extra"
    form: Form = PLAIN_FORM

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return Call(f"{self.logger}.{level}", self._said(message, context))

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        telling = self.form.telling
        if telling is not None and self.names_error:
            return Call(f"{self.logger}.error", self._said(message, context, Shown(error, telling)))
        if telling is not None and telling.how == "exc_info":
            return Call(f"{self.logger}.error", (*self._said(message, context), "exc_info=True"))
        return Call(f"{self.logger}.exception", self._said(message, context))

    @property
    def names_mild(self) -> bool:
        return self.form.warning is None or self.form.names_mild

    def mild(self, message: str, context: Sequence[Context], error: str) -> Call:
        if self.names_mild and error:
            shown = Shown(error, self.form.warning or self.form.short)
            return Call(f"{self.logger}.warning", self._said(message, context, shown))
        return Call(f"{self.logger}.warning", (*self._said(message, context), "exc_info=True"))

    def as_text(self) -> StdlibLogs:
        return replace(self, form=self.form.as_text())

    def traced(self, *, given: bool = False) -> StdlibLogs:
        return replace(self, form=self.form.traced())

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        message_, *extra = self._said(message, context)
        if self.told == "extra":
            return Call(f"{self.logger}.error", (message_, f"exc_info={error}", *extra))
        return Call(f"{self.logger}.error", (message_, *extra, f"exc_info={error}"))

    def _said(self, message: str, context: Sequence[Context], error: Shown | None = None) -> tuple[str | Display, ...]:
        """The message with its identifiers, and with what an `error` says."""
        tag = self.form.tag
        context = untagged(tag, context)
        extra: list[Display] = []
        if context and self.told == "extra":
            items = tuple(f"{quoted(safe_key(item.key), self.quote)}: {item.expression}" for item in context)
            extra, context = [Display("extra={", items, "}")], ()
        if self.told == "text" or (self.told == "extra" and self.form.values == "text"):
            return (spelled(message, context, self.quote, error, tag), *extra)
        return (*filled(message, context, self.quote, error, tag), *extra)


def safe_key(key: str) -> str:
    """The key under which an identifier may stand in `extra`."""
    return f"{key}_" if key in RESERVED else key
