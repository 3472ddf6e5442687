"""OpenTelemetry's metrics: one counter whose attributes tell the operation and, where it failed, the error's type."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Display, Operation, quoted


@dataclass(frozen=True, slots=True)
class OpenTelemetryCounts:
    """`counter` is the expression of a counter."""

    counter: str
    quote: str
    names_error: bool = True

    def failure(self, operation: Operation, error: str) -> Call:
        kind = f"{quoted('error.type', self.quote)}: type({error}).__qualname__"
        return self._added(operation, kind)

    def success(self, operation: Operation) -> Call:
        return self._added(operation)

    def _added(self, operation: Operation, *more: str) -> Call:
        name = f"{quoted('operation', self.quote)}: {quoted(operation.label, self.quote)}"
        return Call(f"{self.counter}.add", ("1", Display("{", (name, *more), "}")))


def declaration(maker: str, module: str, quote: str) -> Call:
    """Makes a module's own counter."""
    return Call(maker, (quoted(f"{module}.operations".lstrip("."), quote),))
