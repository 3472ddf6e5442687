"""prometheus_client: a labelled counter, whose labels are literals and types, never identifiers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flake8_ownership.codemods.dialects import Call, Display, Operation, quoted

OWN_LABELS = ("operation", "outcome")
# Not `method`: with a `status` it is that of HTTP requests.
_OPERATION = re.compile(r"^(operation|op|function|func|action|call|name)$")
_OUTCOME = re.compile(r"^(outcome|status|result|state)$")
_ERROR = re.compile(r"^(error|error_type|exception|exception_type|exc_type|exc)$")
FAILURES = re.compile(r"fail|error|exception", re.IGNORECASE)
SUCCESSES = re.compile(r"success|succe+d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter by its expression, the name that it goes by, and its labels."""

    expression: str
    labels: tuple[str, ...] = ()

    @property
    def counts_failures(self) -> bool:
        """Whether a failure can be counted with it: by an outcome, or because it counts nothing else."""
        return self._fillable(error=True) and (self._has_outcome or bool(FAILURES.search(self.expression)))

    @property
    def counts_successes(self) -> bool:
        return self._fillable(error=False) and (self._has_outcome or bool(SUCCESSES.search(self.expression)))

    @property
    def names_error(self) -> bool:
        return any(_ERROR.match(label) for label in self.labels)

    @property
    def is_of_one_thing(self) -> bool:
        """Whether it counts the outcomes of what it has its name from: it has no label for the operation."""
        return self._has_outcome and not any(map(_OPERATION.match, self.labels))

    @property
    def _has_outcome(self) -> bool:
        return any(map(_OUTCOME.match, self.labels))

    def _fillable(self, *, error: bool) -> bool:
        known = (_OPERATION, _OUTCOME, _ERROR) if error else (_OPERATION, _OUTCOME)
        return all(any(pattern.match(label) for pattern in known) for label in self.labels)

    def counted(self, operation: Operation, outcome: str, error: str, quote: str) -> Call:
        """Counts one outcome of an operation."""
        if not self.labels:
            return Call(f"{self.expression}.inc", ())
        values = [self._value(label, operation, outcome, error, quote) for label in self.labels]
        given = tuple(f"{label}={value}" for label, value in zip(self.labels, values, strict=True))
        return Call(f"{self.expression}.labels", given, ".inc()")

    def _value(self, label: str, operation: Operation, outcome: str, error: str, quote: str) -> str:
        if _OUTCOME.match(label):
            return quoted(outcome, quote)
        return f"type({error}).__name__" if _ERROR.match(label) else quoted(operation.label, quote)


@dataclass(frozen=True, slots=True)
class PrometheusCounts:
    """`counter` counts failures and, where it has an outcome, successes."""

    counter: Counter
    quote: str

    @property
    def names_error(self) -> bool:
        return self.counter.names_error

    def failure(self, operation: Operation, error: str) -> Call:
        return self.counter.counted(operation, "failure", error, self.quote)

    def success(self, operation: Operation) -> Call:
        return self.counter.counted(operation, "success", "", self.quote)


def declaration(callee: str, module: str, quote: str) -> Call:
    """Makes a module's own counter; its metric is named for the module, so it is the only one of its name."""
    metric = re.sub(r"\W", "_", f"{module}_operations_total").strip("_")
    labels = Display("[", tuple(quoted(label, quote) for label in OWN_LABELS), "]")
    return Call(callee, (quoted(metric, quote), quoted(f"Operations of {module} by outcome.", quote), labels))
