"""What the pages are called, and how they link to each other: names that no project can choose."""

from __future__ import annotations

import hashlib
import re

INDEX, MAP, FILES = "index.html", "map.html", "files.html"
STATIC = ("style.css", "report.js")
# Every file of a report, so that an older one can be told from what is not ours.
SHAPE = re.compile(r"(index|map|files)\.html|style\.css|report\.js|(file|operation)-[a-z0-9-]{1,60}-[0-9a-f]{10}\.html")
_LONGEST = 24  # a page of an operation has hundreds of links


def of_file(path: str) -> str:
    """The page of a file."""
    return _name("file", path)


def of_operation(id_: str) -> str:
    """The page of an operation."""
    return _name("operation", id_)


def of_line(path: str, row: int) -> str:
    """A line of a file, as a link."""
    return f"{of_file(path)}#L{row}"


def _name(kind: str, text: str) -> str:
    """A name that tells people what it is, and that only this text has."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[-_LONGEST:].strip("-") or "x"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{kind}-{words}-{digest}.html"
