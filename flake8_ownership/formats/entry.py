"""A finding as formats need it: with the lines that it stands in, what it is known by, and the edits that mend it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flake8_ownership.baseline import normalised, relative
from flake8_ownership.differences import differences
from flake8_ownership.errors import OwnershipError, SourceError
from flake8_ownership.regular_files import is_regular
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Spot
from flake8_ownership.source import Position, Source

NAME = "flake8-ownership"
HOME = "https://github.com/flake8-async-ownership/flake8-async-ownership"


@dataclass(frozen=True, slots=True)
class Replacement:
    """A text that takes the place of what stands from `start` to `end`, exclusive."""

    start: Position
    end: Position
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding. `lines` are those of its file, with their ends; `noqa_row` is where a comment would waive it. `root`
    is the folder that the finding's spots are given relative to.
    """

    finding: Finding
    lines: Sequence[str] = ()
    noqa_row: int = 0
    replacements: tuple[Replacement, ...] = ()
    root: Path | None = None

    @property
    def url(self) -> str | None:
        """The page of its rule; None for a code that is not ours."""
        return page(self.finding.code) if is_ours(self.finding.code) else None

    def line(self, row: int) -> str:
        """A line without its end; empty where it is not known."""
        return self.lines[row - 1].rstrip("\r\n") if 0 < row <= len(self.lines) else ""

    def byte_column(self, position: Position) -> int:
        """The column of a place in UTF-8 bytes, from 0."""
        return len(self.line(position.row)[: position.column].encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Mended:
    """The findings that `fix` mends, and those that `fix --unsafe-fixes` does, which are the `safe` ones and more."""

    safe: tuple[Finding, ...] = ()
    unsafe: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run has to tell. Paths are given relative to `root`; `known` findings are in the baseline. `mended`
    are those that a fix would take care of, None where no fix was tried."""

    entries: tuple[Entry, ...]
    errors: tuple[OwnershipError, ...] = ()
    known: int = 0
    root: Path = field(default_factory=Path.cwd)
    mended: Mended | None = None

    def path(self, filename: str) -> str:
        return relative(filename, self.root)

    def place(self, spot: Spot, entry: Entry) -> str:
        """The file of a call that a finding is about."""
        return self.path(str(entry.root / spot.filename)) if entry.root is not None else spot.filename

    def has_place(self, error: OwnershipError) -> bool:
        """Whether an error is about a file, and not about an argument or a stream."""
        return isinstance(error, SourceError) or is_regular(error.path)

    def path_of(self, error: OwnershipError) -> str:
        """What an error is about: the path of its file, or the argument or stream."""
        return self.path(error.path) if self.has_place(error) else error.path

    def fingerprints(self) -> list[str]:
        """What each entry is known by wherever its line moves; no two of them are the same."""
        seen: Counter[tuple[str, ...]] = Counter()
        found = []
        for entry in self.entries:
            finding = entry.finding
            call = normalised(finding.call) or entry.line(finding.start.row).strip()
            key = (self.path(finding.filename), finding.code, finding.function, call)
            found.append(
                hashlib.sha256("\0".join((*key, str(seen[key]))).encode("utf-8", "surrogatepass")).hexdigest()[:32]
            )
            seen[key] += 1
        return found


def is_ours(code: str) -> bool:
    """Whether a code is one of this tool: flake8 hands over those of every plugin."""
    return code.startswith("OWN")


def page(code: str) -> str:
    """Where a code is explained."""
    return f"{HOME}/blob/main/docs/rules/{'index' if code.startswith('OWN0') else code}.md"


def replacements(before: str, after: str) -> Iterator[Replacement]:
    """What turns one text into the other, in whole lines, from top to bottom."""
    old, new = Source("", before).lines, Source("", after).lines
    for start, end, first, last in differences(old, new):
        yield Replacement(_at(old, start), _at(old, end), "".join(new[first:last]))


def applied(before: str, edits: Iterable[Replacement]) -> str:
    """The text with the replacements in it."""
    lines = Source("", before).lines
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    text = before
    for edit in sorted(edits, key=lambda edit: (edit.start.row, edit.start.column), reverse=True):
        start, end = (offsets[place.row - 1] + place.column for place in (edit.start, edit.end))
        text = text[:start] + edit.text + text[end:]
    return text


def _at(lines: list[str], index: int) -> Position:
    """The start of a line; the end of the last one, where it has no end of its own, for the one after it."""
    if index == len(lines) and lines and not lines[-1].endswith(("\n", "\r")):
        return Position(index, len(lines[-1]))
    return Position(index + 1, 0)
