"""Where the libraries that report can be watched while a program runs: the rows of `watched.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flake8_ownership.catalogue import world


@dataclass(frozen=True, slots=True)
class Watched:
    """Classes of a module, the methods of theirs that are watched, and how a call of one is read; see watched.toml."""

    module: str
    names: tuple[str, ...]
    methods: tuple[str, ...]
    read_as: str
    below: bool
    instead: bool


@cache
def classes() -> tuple[Watched, ...]:
    return tuple(
        Watched(
            row["module"],
            tuple(row["names"]),
            tuple(row["methods"]),
            row["as"],
            row.get("below", False),
            row.get("instead", False),
        )
        for row in world.read_table("watched.toml")["class"]
    )


@cache
def packages() -> frozenset[str]:
    """The top-level packages of the libraries that are watched."""
    return frozenset(one.module.partition(".")[0] for one in classes())
