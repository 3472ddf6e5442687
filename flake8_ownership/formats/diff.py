"""What changes in a text, for people: a unified diff whose lines are fit to be shown."""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterator

from flake8_ownership import sinks

OPEN = "\\ No newline at end of file"  # as diffs say it


def lines(path: str, before: str, after: str) -> Iterator[str]:
    """The lines of a diff without their ends; none where nothing changes."""
    name = sinks.diff_header(path)
    old, new = (io.StringIO(text, newline="\n").readlines() for text in (before, after))
    for line in difflib.unified_diff(old, new, name, name):
        yield line.rstrip("\r\n")
        if not line.endswith("\n"):
            yield OPEN
