"""A counting callable that takes a metric's name: the user's `metrics.increment`, statsd's `incr`."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Operation, quoted


@dataclass(frozen=True, slots=True)
class CallableCounts:
    """`callee` is the expression of the callable, as this module can write it."""

    callee: str
    quote: str
    names_error: bool = False

    def failure(self, operation: Operation, error: str) -> Call:
        return Call(self.callee, (quoted(operation.words.failure_metric, self.quote),))

    def success(self, operation: Operation) -> Call:
        return Call(self.callee, (quoted(operation.words.success_metric, self.quote),))
