"""structlog and logfire: context goes into keyword arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flake8_ownership.codemods.dialects import Call, Context, Formed, Shown, pairs, spelled, untagged
from flake8_ownership.codemods.neighbours import PLAIN_FORM, Form, Telling

# Parameters of the loggers' own methods, which context of that name would collide with.
_RESERVED = frozenset({"event", "exc_info", "stack_info", "stacklevel", "level", "msg_template"})


@dataclass(frozen=True, slots=True)
class KeywordLogs(Formed):
    """`logger` is the expression of a logger; `exception` the keyword that takes an exception."""

    logger: str
    quote: str
    exception: str = "exc_info"
    form: Form = PLAIN_FORM

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        return self._called(level, message, context)

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        telling = self.form.telling
        if telling is None or telling.how == "exception":
            return self._called("exception", message, context)
        return self._told("error", telling, message, context, error)

    def mild(self, message: str, context: Sequence[Context], error: str) -> Call:
        return self._told("warning", self.form.warning, message, context, error)

    def as_text(self) -> KeywordLogs:
        return replace(self, form=self.form.as_text())

    def traced(self, *, given: bool = False) -> KeywordLogs:
        return replace(self, form=self.form.traced())

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        said, *told = self._called("error", message, context).arguments
        return Call(f"{self.logger}.error", (said, f"{self.exception}={error}", *told))

    def _told(self, level: str, telling: Telling | None, message: str, context: Sequence[Context], error: str) -> Call:
        """A log that tells what is being handled as those nearby do."""
        shown = Shown(error, telling)
        if telling is not None and telling.how == "text":
            return self._called(level, message, context, shown)
        given = f"{self.exception}=True"
        if telling is not None and telling.how == "keyword":
            given = f"{telling.keyword}={shown.alone}"
        call = self._called(level, message, context)
        return Call(call.callee, (*call.arguments, given))

    def _called(self, level: str, message: str, context: Sequence[Context], error: Shown | None = None) -> Call:
        tag = self.form.tag
        said = spelled(message, (), self.quote, error, tag)
        return Call(f"{self.logger}.{level}", (said, *_keywords(untagged(tag, context))))


def _keywords(context: Sequence[Context]) -> tuple[str, ...]:
    return pairs([Context(f"{item.key}_" if item.key in _RESERVED else item.key, item.expression) for item in context])
