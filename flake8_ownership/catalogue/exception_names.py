"""What exceptions mean, where only their names tell: the words of `names.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from flake8_ownership.catalogue import world


@dataclass(frozen=True, slots=True)
class ExceptionNames:
    """What exceptions are, by their names; see names.toml for the words."""

    outcomes: re.Pattern[str]
    inputs: re.Pattern[str]
    timeouts: re.Pattern[str]
    causes: re.Pattern[str]
    statuses: re.Pattern[str]
    servers: frozenset[str]
    status_keywords: frozenset[str]
    answers: tuple[str, ...]


@cache
def words() -> ExceptionNames:
    table = world.read_table("names.toml")["exceptions"]
    return ExceptionNames(
        outcomes=world.any_of(table["outcomes"]),
        inputs=world.any_of(table["inputs"]),
        timeouts=world.any_of(table["timeouts"]),
        causes=world.any_of(table["causes"]),
        statuses=world.any_of(table["statuses"]),
        servers=frozenset(table["servers"]),
        status_keywords=frozenset(table["status-keywords"]),
        answers=tuple(table["answers"]),
    )
