"""How one function's operation is reported: its wording, its logger, its metrics, and the identifiers in its logs."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Additions, Refused
from flake8_ownership.codemods.context import identifiers
from flake8_ownership.codemods.dialects import Call, Context, Counts, Logs, Operation, Tracker, spelled
from flake8_ownership.codemods.known_loggers import Logger
from flake8_ownership.codemods.layout import oldest_python, quote
from flake8_ownership.codemods.loggers import Loggers
from flake8_ownership.codemods.manners import PLAIN, Manners, Told, manners
from flake8_ownership.codemods.meant import raises_what_it_logs
from flake8_ownership.codemods.meters import Meters
from flake8_ownership.codemods.neighbours import PLAIN_FORM
from flake8_ownership.codemods.operations import announces, is_operation
from flake8_ownership.codemods.survey import survey
from flake8_ownership.codemods.trackers import Trackers
from flake8_ownership.codemods.wording import Templates, Wording, wording
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.types import Resolver
from flake8_ownership.settings import Settings


@dataclass(frozen=True, slots=True)
class Voice:
    """One function's. `results` and `error` are local names that are free; `counts` is None where nothing counts, and
    `tracker` where failures are logged; `templated` where the user words what failed. It `is_mild` where a failure is
    one that the code has an answer to. It `hides_repr` where an error's `repr` shows the headers of
    a request: a log then has the error's text."""

    logs: Logs
    counts: Counts | None
    operation: Operation
    style: str
    entry_level: str
    quote: str
    results: tuple[str, ...]
    error: str
    tracker: Tracker | None = None
    manners: Manners = PLAIN
    templated: bool = False
    is_mild: bool = False
    hides_repr: bool = False

    def about(self, failed: str) -> Voice:
        """The same voice with other words for what failed, unless the user has chosen them, or there are none."""
        if self.templated or not failed:
            return self
        words = replace(self.operation.words, failed=self.manners.said(failed), plain=failed)
        return replace(self, operation=replace(self.operation, words=words))

    def of_task(self, failed: str, *, given: bool = False, sure: bool = True) -> Voice:
        """The same voice for what a task ends with: in words for that, and with the traceback that Python would have
        shown. Raises Refused where the logger takes none, if Python is `sure` to show it; of what runs it is not known
        whether the `repr` of its errors may be told."""
        logs = self.logs.traced(given=given)
        if logs is None and sure:
            raise Refused("Python reports the failure itself, with its traceback, which this logger would not show")
        return replace(self.about(failed), logs=logs or self.logs, hides_repr=True)

    @property
    def is_sentence(self) -> bool:
        """Whether the function's name says what it does."""
        return bool(self.operation.words.starting)

    @property
    def result(self) -> str:
        """The name of what the function returns."""
        return self.results[0]

    def entry(self, context: Sequence[Context]) -> Call | None:
        """Announces the start; None where the settings want no announcement, or there is nothing to announce."""
        if self.entry_level == "off" or not self.is_sentence or not context:
            return None
        return self.logs.entry(self.operation.words.starting, self.entry_level, context)

    def announcement(self, context: Sequence[Context]) -> Call | None:
        """Announces the start where the user wants that whatever the function; None where the logger cannot."""
        level = "info" if self.entry_level == "off" else self.entry_level
        return self.logs.entry(self.operation.words.starting or f"{self.operation.label} started", level, context)

    def failure(self, error: str, context: Sequence[Context]) -> tuple[Call, ...]:
        """Reports the exception that is being handled; `error` is the variable that holds it, where it is asked for."""
        if self.tracker is not None:
            return self.tracker.tell(error, context)
        logs, shown = self.logs, error
        if self.hides_repr and error:
            logs, shown = logs.as_text(), text_of(error)
        if self.is_mild:
            return (logs.mild(self.operation.words.failed, context, shown),)
        return (logs.failure(self.operation.words.failed, context, shown),)

    def failure_of(self, error: str, context: Sequence[Context]) -> tuple[Call, ...]:
        """Reports an exception that an expression gives, where none is being handled."""
        if self.tracker is not None:
            return self.tracker.tell(error, context)
        logs = self.logs.as_text() if self.hides_repr else self.logs
        return (logs.failure_of(error, self.operation.words.failed, context),)

    def note(self, error: str, context: Sequence[Context]) -> Call:
        """Adds to an exception that goes on what a log would say."""
        return Call(f"{error}.add_note", (spelled(self.operation.words.failed, context, self.quote),))

    def counted_failure(self, error: str) -> Call | None:
        return self.counts.failure(self.operation, error) if self.counts is not None else None

    def counted_success(self) -> Call | None:
        return self.counts.success(self.operation) if self.counts is not None else None

    @property
    def names_error(self) -> bool:
        """Whether telling of a failure needs the exception in a variable."""
        return self.tells_error or (self.counts is not None and self.counts.names_error)

    @property
    def needs_error(self) -> bool:
        """Whether it cannot be told of in another way."""
        form = self.logs.form
        shown = form.names_mild if self.is_mild else form.names_error
        return self.tracker is not None or shown or (self.counts is not None and self.counts.names_error)

    @property
    def tells_error(self) -> bool:
        """Whether the report needs it, whatever counts."""
        return self.tracker is not None or (self.logs.names_mild if self.is_mild else self.logs.names_error)


def text_of(error: str) -> str:
    """An exception's text; what it is where it has none."""
    return f"str({error}) or repr({error})"


class Voices:
    """The voices of one module's functions, and what the module must be given for them."""

    def __init__(self, module: Module, resolver: Resolver, settings: Settings) -> None:
        self._module = module
        self._resolver = resolver
        self._settings = settings
        self.quote = quote(Path(module.path).absolute().parent) or _quote(module.source.text)
        habits = survey(resolver.project)
        self.additions = Additions(module, resolver, habits)
        self._manners = manners(module.text, habits.manners)
        self._loggers = Loggers(module, resolver, settings, habits, self.additions, self._manners, self.quote)
        self._meters = Meters(module, resolver, settings, habits, self.additions, self.quote)
        self._trackers = Trackers(module, settings, habits, self.additions, self.quote)
        self._templates = Templates(
            settings.entry_message, settings.failure_message, settings.failure_metric, settings.success_metric
        )

    def of(
        self,
        function: Function,
        *,
        successes: bool = False,
        logs: bool = True,
        ends: int | None = None,
        goes_on: bool = False,
        before: int | None = None,
    ) -> Voice:
        """The voice of a function; `successes` where it counts them as well, `logs` where it logs, `ends` the row at
        which failures end, `before` the row at which its logger must be made. Where the function `goes_on` after a
        failure and counts its success in the end, the failure is not counted: one call is one of both.

        Raises Refused where it can have none.
        """
        tracker = self._trackers.of(function, ends) if ends is not None else None
        used = names.used_in(function)
        plain = _wording(function)
        words = self._templates.applied(plain, function.name, self._module.name)
        counts = self._meters.of(function, successes=successes)
        style = self._settings.style if successes else "ownership"
        if style == "note":
            self._check_note(counts)
        operation = Operation(function.name, _label(function.name, plain), self._module.name, words)
        if goes_on and counts is not None and _calls(function, counts.success(operation)):
            counts = None
        entry_level = self._entry_level(function) if logs else "off"
        silent = not logs or tracker is not None or (style == "note" and entry_level == "off")
        if not silent and self._manners.translated and not self._templates.failed:
            raise Refused("the texts of the file's logs are given by a call, which a fix cannot add to")
        written = _Silent() if silent else self._loggers.of(function, before)
        manners_ = self._manners.like(written.form)
        operation = replace(operation, words=self._said(words, manners_))
        return Voice(
            written,
            counts,
            operation,
            style,
            entry_level,
            self.quote,
            names.several_free(("result", "outcome", "answer"), used),
            names.free((*filter(None, [written.form.error]), *names.ERRORS), used),
            tracker,
            manners_,
            bool(self._settings.failure_message),
        )

    def _said(self, words: Wording, manners: Manners) -> Wording:
        """The words of a function as the logs nearby would have them; those of the user's templates as they are."""
        starting = words.starting if self._templates.starting else words.starting and manners.said(words.starting)
        failed = words.failed if self._templates.failed else manners.said(words.failed)
        return replace(words, starting=starting, failed=failed)

    def _entry_level(self, function: Function) -> str:
        """The level at which the start of a function is announced."""
        wanted = self._settings.entry_log
        if wanted == "off" or announces(function):
            return "off"
        if wanted == "auto":
            return "info" if is_operation(function, self._resolver.project) else "off"
        return wanted

    @property
    def is_foreign(self) -> bool:
        """Whether the file's logs are in another language than what is written for it."""
        return self._manners.foreign

    @property
    def raises_on(self) -> bool:
        """Whether failures are logged where they are raised on: the project does that, or the user wants it."""
        return self._settings.logging != "auto" or survey(self._resolver.project).raises_on

    @property
    def raises_on_here(self) -> bool:
        """Whether that is so in the file as well, where the project has so many handlers that this would be seen."""
        if self._settings.logging != "auto":
            return True
        seen = survey(self._resolver.project)
        return seen.raises_on and (not seen.has_many_handlers or raises_what_it_logs(self._module))

    def told(self, library: str) -> Told:
        """How identifiers are written with a library whose usual format prints the message alone."""
        return self._loggers.told(library)

    def _check_note(self, counts: Counts | None) -> None:
        if counts is None:
            raise Refused('style = "note" leaves the log to others and counts here, but nothing counts in this project')
        oldest = oldest_python(Path(self._module.path).parent)
        if oldest is not None and oldest < (3, 11):
            raise Refused(f"the project supports Python {oldest[0]}.{oldest[1]}, whose exceptions take no notes")

    def module_logger(self, function: Function) -> Logger:
        """A logger that stands at the top of the module, before a function."""
        return self._loggers.at_top(function.first_row)

    def takes(self, function: Function, call: ast.Call, method: str, named: frozenset[str] = frozenset()) -> bool:
        """Whether the logger that a call is made on has another method, which takes what the call gives and keywords
        that are `named`."""
        return self._loggers.takes(function, call, method, named)

    @property
    def tracks(self) -> bool:
        """Whether a function at the top of the module hands failures to a tracker."""
        return self._trackers.at_top is not None

    @property
    def is_shown(self) -> bool:
        """Whether the file itself shows which tracker is told."""
        return self._trackers.is_shown

    def tracked(self, error: str) -> tuple[Call, ...]:
        """How a function at the top of the module hands an exception that nobody handles to the tracker."""
        assert self._trackers.at_top is not None
        return self._trackers.at_top.tell(error, ())

    def context(
        self,
        function: Function,
        first: ast.stmt,
        calls: Sequence[ast.Call] = (),
        *,
        attributes: bool,
        after_failure: bool,
    ) -> tuple[Context, ...]:
        """The identifiers that may be logged before or after the statement `first`, whatever has happened in it; those
        that the failing `calls` are given, too."""
        return identifiers(
            function,
            first,
            self._resolver,
            tuple(calls),
            self._settings.identifiers,
            attributes=attributes,
            after_failure=after_failure,
        )


def _wording(function: Function) -> Wording:
    if function.owner is None and isinstance(function.outer, Function):
        return wording(function.name, function.outer.name, nested=True)
    return wording(function.name, function.owner.name if function.owner is not None else "")


def _label(name: str, words: Wording) -> str:
    """A function's name, with its class or the function around it where its logs say so."""
    called = words.failed.removesuffix(" failed")
    return called if called.endswith(f".{name}") else name


def _calls(function: Function, call: Call) -> bool:
    """Whether a function makes a call, however it is laid out."""
    wanted = ast.unparse(ast.parse(str(call), mode="eval"))
    return any(isinstance(node, ast.Call) and ast.unparse(node) == wanted for node in ast.walk(function.node))


class _Silent:
    """Stands where nothing is logged."""

    form = PLAIN_FORM
    names_error = False
    names_mild = False

    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call:
        raise AssertionError(message)

    def failure(self, message: str, context: Sequence[Context], error: str) -> Call:
        raise AssertionError(message)

    def mild(self, message: str, context: Sequence[Context], error: str) -> Call:
        raise AssertionError(message)

    def as_text(self) -> _Silent:
        return self

    def traced(self, *, given: bool = False) -> _Silent:
        return self

    def failure_of(self, error: str, message: str, context: Sequence[Context]) -> Call:
        raise AssertionError(message)


_SINGLE, _DOUBLE = (re.compile(rf"(?<![\\w'\"\\\\])[rbfuRBFU]{{0,2}}{one}(?!{one})") for one in "'\"")


def _quote(text: str) -> str:
    """The quote that the file's strings mostly have."""
    return "'" if len(_SINGLE.findall(text)) > len(_DOUBLE.findall(text)) else '"'
