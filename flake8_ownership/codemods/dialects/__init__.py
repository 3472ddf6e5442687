"""How a project says things: the calls that announce, report and count, in the words of its own libraries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Need:
    """A name that inserted code uses and the module does not have yet: an import, and a statement after the imports.

    `module` and `name` make `from module import name`; without a name, `import module`. `declaration` is a statement
    for what no import gives. `own` where the module is the project's whatever its folders say.
    """

    module: str
    name: str = ""
    alias: str = ""
    declaration: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """Identifiers that a log may carry: the key, and the expression that gives it."""

    key: str
    expression: str


class Logs(Protocol):
    """Writes the calls that announce and report. Each call is given as its callee and arguments, to be laid out."""

    @property
    def needs(self) -> Sequence[Need]: ...
    def entry(self, message: str, level: str, context: Sequence[Context]) -> Call: ...
    def failure(self, message: str, context: Sequence[Context]) -> Call: ...


class Counts(Protocol):
    """Writes the calls that count."""

    @property
    def needs(self) -> Sequence[Need]: ...
    def failure(self, metric: str, operation: str) -> Call: ...
    def success(self, metric: str, operation: str) -> Call: ...


@dataclass(frozen=True, slots=True)
class Call:
    """A call as text: `callee(arguments…)`. Strings among the arguments are written by `quoted`."""

    callee: str
    arguments: tuple[str, ...]

    def laid_out(self, width: int, indent: str) -> str:
        """On one line where it fits in `width` columns, else one argument a line."""
        flat = f"{self.callee}({', '.join(self.arguments)})"
        if len(flat) <= width or not self.arguments:
            return flat
        inner = "".join(f"{indent}{argument},\n" for argument in self.arguments)
        return f"{self.callee}(\n{inner})"


def quoted(text: str, quote: str) -> str:
    """A string literal in the file's own quotes; `text` holds neither quotes nor backslashes."""
    return f"{quote}{text}{quote}"
