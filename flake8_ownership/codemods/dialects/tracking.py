"""Sentry and OpenTelemetry's spans: a failure that ends in a handler is handed to them, since no log there tells of it.

What is raised on is never captured: whoever catches it at the boundary would send it once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Context, Display, quoted


@dataclass(frozen=True, slots=True)
class SentryTracker:
    """`capture` is the expression of Sentry's `capture_exception`."""

    capture: str
    quote: str

    def tell(self, error: str, context: Sequence[Context]) -> tuple[Call, ...]:
        return (Call(self.capture, (error, *_mapped("extras", context, self.quote))),)


@dataclass(frozen=True, slots=True)
class SpanTracker:
    """`span` is the expression of the span that runs, `trace` that of the module `opentelemetry.trace`."""

    span: str
    trace: str
    quote: str

    def tell(self, error: str, context: Sequence[Context]) -> tuple[Call, ...]:
        return (
            Call(f"{self.span}.record_exception", (error, *_mapped("attributes", context, self.quote))),
            Call(f"{self.span}.set_status", (f"{self.trace}.StatusCode.ERROR",)),
        )


def _mapped(keyword: str, context: Sequence[Context], quote: str) -> tuple[Display, ...]:
    items = tuple(f"{quoted(item.key, quote)}: {item.expression}" for item in context)
    return (Display(f"{keyword}={{", items, "}"),) if items else ()
