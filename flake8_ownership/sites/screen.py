"""Which functions can hold a site at all: resolves every place by `ast` alone, before anything is parsed again.

The screen may let through too much, never too little: a function that it drops has no site.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flake8_ownership.index.module import Module
from flake8_ownership.settings import Settings
from flake8_ownership.sites.calls import Calls, Place
from flake8_ownership.sites.site import Identity


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place whose callee is I/O."""

    place: Place
    identity: Identity


def candidates(module: Module, calls: Calls, settings: Settings) -> list[Candidate]:
    """The places of a module that are I/O, in the order of the text."""
    found: list[Candidate] = []
    for function in module.every_function():
        if not function.is_async and not settings.sync:
            continue
        for place in calls.places(function):
            identity = calls.identify(place)
            if isinstance(identity, Identity):
                found.append(Candidate(place, identity))
    return sorted(found, key=lambda candidate: (candidate.place.expr.lineno, candidate.place.expr.col_offset))


def can_hold_sites(text: str, settings: Settings) -> bool:
    """A look at the text alone: a file without `async` has nothing to judge."""
    return settings.sync or "async" in text


def all_places(module: Module, calls: Calls, row: int) -> Iterator[Place]:
    """Every place of a module on a row, I/O or not; for `why`."""
    for function in module.every_function():
        if function.first_row <= row <= function.end_row:
            for place in calls.places(function):
                if place.expr.lineno <= row <= (place.expr.end_lineno or place.expr.lineno):
                    yield place
