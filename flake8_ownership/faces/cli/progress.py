"""How far long work has got, on one line of a terminal's stderr."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

from flake8_ownership import sinks
from flake8_ownership.faces.cli import streams
from flake8_ownership.run import Outcome

PAUSE = 0.1  # seconds between two drawings


def track(outcomes: Iterator[Outcome], count: int) -> Iterator[Outcome]:
    """The outcomes themselves; where a person watches, with how many there are of how many, and the latest file."""
    if not sys.stderr.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
    from rich.table import Column

    name = TextColumn("{task.description}", "dim", markup=False, table_column=Column(no_wrap=True, ratio=1))
    console = Console(stderr=True, force_terminal=True, highlight=False)
    columns = (SpinnerColumn(), MofNCompleteColumn(), TextColumn("files"), name)
    # Without a thread of its own, and without a hand on our streams.
    bar = Progress(
        *columns, console=console, transient=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
    )
    task = bar.add_task("", total=count)
    with streams.showing(bar):
        drawn = time.monotonic()
        for outcome in outcomes:
            bar.update(task, advance=1, description=sinks.part(outcome.path))
            if time.monotonic() - drawn > PAUSE:
                bar.refresh()
                drawn = time.monotonic()
            yield outcome
