"""What tells people of a failure, where only names say so: the words of `names.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from flake8_ownership.catalogue import world


@dataclass(frozen=True, slots=True)
class Reporting:
    """What reports a failure, by names; and how a report is made. The comments of names.toml say what each is."""

    loggers: re.Pattern[str]
    meters: re.Pattern[str]
    trackers: re.Pattern[str]
    span_makers: re.Pattern[str]
    functions: re.Pattern[str]
    named_after: re.Pattern[str]
    counting: frozenset[str]
    capturing: frozenset[str]
    span_starting: frozenset[str]
    traces: frozenset[str]
    binding: frozenset[str]
    manners: frozenset[str]

    def is_logger(self, name: str) -> bool:
        """Whether an object is a logger by its name."""
        return self.loggers.search(name) is not None

    def counts(self, name: str, method: str) -> bool:
        """Whether a method counts, by its name and that of its object."""
        return method in self.counting and self.meters.search(name) is not None

    def captures(self, name: str, method: str) -> bool:
        """Whether a function or method hands a failure to a tracker; `name` is that of its object, empty for none."""
        return method in self.capturing and (not name or self.trackers.search(name) is not None)

    def starts_span(self, name: str, method: str) -> bool:
        """Whether a method starts a span, by its name and that of its object."""
        return method in self.span_starting and self.span_makers.search(name) is not None

    def reports(self, function: str) -> bool:
        """Whether a function reports a failure by its name: `log_error`."""
        return self.functions.match(function) is not None

    def is_named_after(self, function: str) -> bool:
        """Whether the name of a function has anything of reporting in it."""
        return self.named_after.search(function) is not None


@cache
def words() -> Reporting:
    table = world.read_table("names.toml")["reporting"]
    return Reporting(
        loggers=_objects(table["loggers"], table["logger-ends"], behind="_?"),
        meters=_objects(table["meters"], table["meter-ends"]),
        trackers=_objects(table["trackers"]),
        span_makers=_objects(table["span-makers"]),
        functions=_functions(table["functions"]),
        named_after=world.any_of(table["named-after"], re.IGNORECASE),
        counting=frozenset(table["counting"]),
        capturing=frozenset(table["capturing"]),
        span_starting=frozenset(table["span-starting"]),
        traces=frozenset(table["traces"]),
        binding=frozenset(table["binding"]),
        manners=frozenset(table["manners"]),
    )


def _objects(names: list[str], ends: list[str] | None = None, *, behind: str = "") -> re.Pattern[str]:
    """The names of objects: whole, leading underscores aside, or by their ends."""
    parts = [rf"^_*(?:{'|'.join(names)}){behind}$", *(f"{end}$" for end in ends or ())]
    return world.any_of(parts, re.IGNORECASE)


def _functions(table: dict[str, Any]) -> re.Pattern[str]:
    verbs, nouns, joined_verbs, joined_nouns = (
        "|".join(table[key]) for key in ("verbs", "nouns", "joined-verbs", "joined-nouns")
    )
    return re.compile(rf"^_*a?(?:{verbs})_(?:\w+_)?(?:{nouns})s?$|^_*(?:{joined_verbs})_?(?:{joined_nouns})s?$")
