"""A counting callable of the user's: `metrics.increment("order_processing_failed")`."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Need, quoted


@dataclass(frozen=True, slots=True)
class CallableCounts:
    """`callee` is the expression that the configuration names, as this module can write it."""

    callee: str
    quote: str
    needs: tuple[Need, ...] = ()

    def failure(self, metric: str, operation: str) -> Call:
        return Call(self.callee, (quoted(metric, self.quote),))

    def success(self, metric: str, operation: str) -> Call:
        return Call(self.callee, (quoted(metric, self.quote),))
