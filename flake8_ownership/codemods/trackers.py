"""Who is told of a failure that ends in a handler: Sentry or the running span, where the file, else the project, tells
them rather than a log."""

from __future__ import annotations

import ast
from functools import cached_property

from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Additions
from flake8_ownership.codemods.dialects import Tracker
from flake8_ownership.codemods.dialects.libraries import SENTRY, SPANS
from flake8_ownership.codemods.dialects.tracking import SentryTracker, SpanTracker
from flake8_ownership.codemods.survey import Survey, told_by
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.index.values import Bound, Lib, Value
from flake8_ownership.options import TRACKERS
from flake8_ownership.settings import Settings

_CAPTURE = f"{SENTRY.module}.{SENTRY.tells}"


class Trackers:
    """The trackers of one module; `quote` is the quote of its strings."""

    def __init__(self, module: Module, settings: Settings, survey: Survey, additions: Additions, quote: str) -> None:
        self._module = module
        self._wanted = settings.logging
        self._survey = survey
        self._additions = additions
        self._quote = quote

    def of(self, function: Function, row: int) -> Tracker | None:
        """Who is told of what ends at a row of a function; None where a log is written."""
        match self._chosen:
            case SENTRY.name:
                return None if self._is_hidden(_CAPTURE, function) else self._sentry()
            case SPANS.name:
                span = _span_around(function, row)
                if span is None:
                    return None
                trace = self._additions.module(SPANS.module)
                return SpanTracker(span or f"{trace}.get_current_span()", trace, self._quote)
        return None

    @property
    def at_top(self) -> Tracker | None:
        """Who gets the failures of a function at the top of the module, where no span runs."""
        return self._sentry() if self._chosen == SENTRY.name else None

    @cached_property
    def is_shown(self) -> bool:
        """Whether the file itself, a span in it, or the configuration shows who is told: what is worth sending to
        whoever is on call is not for other files to say."""
        return self._wanted in TRACKERS or self._chosen == SPANS.name or bool(told_by(self._module.text))

    @cached_property
    def _chosen(self) -> str:
        if self._wanted != "auto":
            return self._wanted if self._wanted in TRACKERS else ""
        told = told_by(self._module.text)
        if told:
            return told
        told = self._survey.told_by
        return "" if told == SENTRY.name and self._additions.proofs.library(SENTRY.module) else told

    def _sentry(self) -> Tracker:
        bound = names.first(self._additions.at_top, _is_capture)
        if bound is None:
            settled = self._wanted in TRACKERS
            bound = f"{self._additions.module(SENTRY.module, settled=settled)}.{SENTRY.tells}"
        return SentryTracker(bound, self._quote)

    def _is_hidden(self, path: str, function: Function) -> bool:
        """Whether a function binds the name by which it would be called."""
        return bool({path.partition(".")[0], path.rpartition(".")[2]} & names.bound_in(function))


def _is_capture(value: Value) -> bool:
    match value:
        case Lib(path):
            return path == _CAPTURE
        case Bound(api):
            return api.name == _CAPTURE
    return False


def _span_around(function: Function, row: int) -> str | None:
    """The variable of the innermost span that a function starts around a row, empty where it has none; None without."""
    found: str | None = None
    for node in ast.walk(function.node):
        if isinstance(node, (ast.With, ast.AsyncWith)) and node.lineno <= row <= (node.end_lineno or row):
            for item in node.items:
                expr = item.context_expr
                if isinstance(expr, ast.Call) and last_name(expr) == SPANS.starter:
                    found = item.optional_vars.id if isinstance(item.optional_vars, ast.Name) else ""
    return found
