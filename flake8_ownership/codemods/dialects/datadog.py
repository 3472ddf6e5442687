"""DogStatsD: one metric for an operation, with its outcome as a tag."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Display, Operation, quoted


@dataclass(frozen=True, slots=True)
class DatadogCounts:
    """`client` is the expression of a DogStatsd client."""

    client: str
    quote: str
    names_error: bool = False

    def failure(self, operation: Operation, error: str) -> Call:
        return self._counted(operation, "failure")

    def success(self, operation: Operation) -> Call:
        return self._counted(operation, "success")

    def _counted(self, operation: Operation, outcome: str) -> Call:
        name = f"{operation.module.rpartition('.')[2]}.{operation.name}".lstrip(".")
        tags = Display("tags=[", (quoted(f"outcome:{outcome}", self.quote),), "]")
        return Call(f"{self.client}.increment", (quoted(name, self.quote), tags))
