"""A bar for long work, where a person watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from flake8_ownership.run import Outcome

FEW = 50  # files that are done before a bar could be read


def track(outcomes: Iterator[Outcome], count: int) -> Iterator[Outcome]:
    """The outcomes themselves; on a terminal, where findings do not scroll by, with how far the work has got."""
    if count < FEW or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import track as bar

    yield from bar(outcomes, "checking", total=count, console=Console(stderr=True), transient=True)
