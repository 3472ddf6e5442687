"""loguru: identifiers are bound to the logger, or put into the message, whose fields they fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flake8_ownership.codemods.dialects import (
    Call,
    Context,
    Shown,
    fitting,
    pairs,
    placed,
    quoted,
    spelled,
    untagged,
)
from flake8_ownership.codemods.manners import Told
from flake8_ownership.codemods.neighbours import PLAIN_FORM, Form


@dataclass(frozen=True, slots=True)
class LoguruLogs:
    """`logger` is the expression of loguru's logger."""

    logger: str
    quote: str
    told: Told = "extra"
    form: Form = PLAIN_FORM

    @property
    def names_error(self) -> bool:
        return self.form.telling is not None and self.form.telling.how == "text"

    @property
    def names_mild(self) -> bool:
        return self.form.warning is None or self.form.warning.how == "text"

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return self._called(level, message, context)

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        telling = self.form.telling
        if self.names_error:
            return self._called("error", message, context, Shown(error, telling))
        traced = telling is not None and telling.how == "exc_info"
        return self._called("opt(exception=True).error" if traced else "exception", message, context)

    def mild(self, message: str, context: Sequence[Context], error: str) -> Call:
        if self.names_mild and error:
            return self._called("warning", message, context, Shown(error, self.form.warning or self.form.short))
        return self._called("opt(exception=True).warning", message, context)

    def as_text(self) -> LoguruLogs:
        return replace(self, form=self.form.as_text())

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        return self._called(f"opt(exception={error}).error", message, context)

    def traced(self, *, given: bool = False) -> LoguruLogs:
        return replace(self, form=self.form.traced())

    def _called(self, method: str, message: str, context: Sequence[Context], error: Shown | None = None) -> Call:
        tag = self.form.tag
        context = untagged(tag, context)
        if self.told == "extra" and context and not tag.expressions and self.form.values != "text":
            said = spelled(message, (), self.quote, error, tag)
            return Call(method, (said,), on=Call(f"{self.logger}.bind", pairs(context)))
        if error is not None or tag.expressions or self.told == "text" or not context:
            return Call(f"{self.logger}.{method}", (spelled(message, context, self.quote, error, tag),))
        message = tag.text + message
        context = fitting(message, context)
        text = placed(message.replace("{", "{{").replace("}", "}}"), context, ["{}"] * len(context))
        return Call(f"{self.logger}.{method}", (quoted(text, self.quote), *(one.expression for one in context)))
