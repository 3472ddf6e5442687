"""A logger of an unknown library, of which only the accepted arguments are known: identifiers are written into the
message, the one form that every logger takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flake8_ownership.codemods.dialects import Call, Context, Shown, filled, spelled
from flake8_ownership.codemods.neighbours import PLAIN_FORM, Form, Telling
from flake8_ownership.codemods.speech import Speech


@dataclass(frozen=True, slots=True)
class PlainLogs:
    """`logger` is the expression of something that speaks as `speech` says; it puts `arguments` into
    the message itself where files show that."""

    logger: str
    quote: str
    speech: Speech
    arguments: bool = False
    form: Form = PLAIN_FORM

    @property
    def names_error(self) -> bool:
        return self.form.names_error if self.form.telling is not None else self.speech.form == "text"

    @property
    def names_mild(self) -> bool:
        return self.form.names_mild if self.form.warning is not None else self.names_error

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call | None:
        if level not in self.speech.announcing:
            return None
        return Call(f"{self.logger}.{level}", self._said(message, context))

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        if self.form.telling is not None:  # by a call of this logger, which proves that it takes as much
            return self._told(self.form.telling, message, context, error)
        given = ("exc_info=True",) if self.speech.form == "exc_info" else ()
        told = Shown(error) if self.speech.form == "text" else None
        return Call(f"{self.logger}.{self.speech.method}", (*self._said(message, context, told), *given))

    def mild(self, message: str, context: Sequence[Context], error: str) -> Call:
        if self.form.warning is not None:
            return self._told(self.form.warning, message, context, error)
        return self.failure(message, context, error)

    def as_text(self) -> PlainLogs:
        return replace(self, form=self.form.as_text())

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        method, form = self.speech.given
        if form == "exc_info":
            return Call(f"{self.logger}.{method}", (*self._said(message, context), f"exc_info={error}"))
        return Call(f"{self.logger}.{method}", self._said(message, context, Shown(error, self.form.telling)))

    def traced(self, *, given: bool = False) -> PlainLogs | None:
        if given:
            return self if self.speech.given[1] == "exc_info" else None
        if self.form.telling is not None and not self.form.names_error:
            return self
        return replace(self, form=self.form.traced()) if self.speech.form != "text" else None

    def _told(self, telling: Telling, message: str, context: Sequence[Context], error: str) -> Call:
        """A log that tells what is being handled as those nearby do."""
        shown = Shown(error, telling)
        given: tuple[str, ...] = ()
        match telling.how:
            case "exc_info":
                given = ("exc_info=True",)
            case "keyword":
                given = (f"{telling.keyword}={shown.alone}",)
        said = self._said(message, context, shown if telling.how == "text" else None)
        # What is critical is seldom so elsewhere.
        level = self.speech.given[0] if telling.level == "critical" and telling.how == "text" else telling.level
        return Call(f"{self.logger}.{level}", (*said, *given))

    def _said(self, message: str, context: Sequence[Context], error: Shown | None = None) -> tuple[str, ...]:
        """The message, with what the `error` says where nothing else tells it."""
        if not self.arguments:
            return (spelled(message, context, self.quote, error, self.form.tag),)
        return filled(message, context, self.quote, error, self.form.tag)
