"""What tries again, and what ends that, where only names tell: the words of `names.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from flake8_ownership.catalogue import world


@dataclass(frozen=True, slots=True)
class Retrying:
    """What tries again, and what ends that, by names; `endless` by the path and number of arguments."""

    helpers: re.Pattern[str]
    decorators: frozenset[str]
    bounding: re.Pattern[str]
    running_out: frozenset[str]
    giving_up: re.Pattern[str]
    endless: dict[str, list[int]]

    def is_helper(self, name: str) -> bool:
        """Whether something tries again, by its name, what it is given or put on."""
        return self.helpers.search(name) is not None

    def bounds_time(self, name: str) -> bool:
        """Whether something bounds, by its name, the time of what it stands around."""
        return self.bounding.search(name) is not None

    def may_give_up(self, name: str) -> bool:
        """Whether a function may raise, by its name, for one attempt too many."""
        return self.giving_up.search(name) is not None


@cache
def words() -> Retrying:
    table = world.read_table("names.toml")["retrying"]
    return Retrying(
        world.any_of(table["helpers"], re.IGNORECASE),
        frozenset(table["decorators"]),
        world.any_of(table["bounding"], re.IGNORECASE),
        frozenset(table["running-out"]),
        world.any_of(table["giving-up"], re.IGNORECASE),
        table["endless"],
    )


@cache
def transparent_decorators() -> frozenset[str]:
    """The last names of decorators that change nothing about who calls a function."""
    return frozenset(world.read_table("names.toml")["transparent"]["decorators"]) | words().decorators
