"""The other ends of a finding: the calls whose failures it is about, where they pass, and what loses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from flake8_ownership.accounts import Checked
from flake8_ownership.regular_files import read_bytes
from flake8_ownership.rows import physical_lines
from flake8_ownership.rules import Finding
from flake8_ownership.source import Position, Source

_MOST = 24  # that an editor gets for one finding


@dataclass(frozen=True, slots=True)
class End:
    """A place that a finding is about; in another file, with the text of its line, by which a client counts columns."""

    path: Path
    start: Position
    end: Position
    line: str
    words: str


class Texts:
    """The lines of files, as far as somebody asked; an editor's texts before those on disk."""

    def __init__(self, unsaved: dict[Path, str]) -> None:
        self._unsaved = unsaved
        self._lines: dict[Path, Sequence[str]] = {}

    def forget(self) -> None:
        """Reads all anew when it is next asked for."""
        self._lines.clear()

    def line(self, path: Path, row: int) -> str:
        """One line of a file; empty where it has none."""
        if path not in self._lines:
            text = self._unsaved.get(path)
            self._lines[path] = physical_lines(text if text is not None else on_disk(path) or "")
        lines = self._lines[path]
        return lines[row - 1] if 0 < row <= len(lines) else ""


def on_disk(path: Path) -> str | None:
    """The text of a file; None where it cannot be read."""
    try:
        return Source.from_bytes(str(path), read_bytes(path)).text
    except (OSError, ValueError):
        return None


def ends(finding: Finding, checked: Checked, source: Source, texts: Texts) -> tuple[End, ...]:
    """The ends of a finding beside the place where it stands: of many, the first ones."""
    return tuple(islice(_all(finding, checked, source, texts), _MOST))


def _all(finding: Finding, checked: Checked, source: Source, texts: Texts) -> Iterator[End]:
    own = Path(checked.filename)
    if finding.guard_row is not None and finding.guard_row != finding.start.row:
        line = source.lines[finding.guard_row - 1]
        start = Position(finding.guard_row, len(line) - len(line.lstrip()))
        yield End(own, start, Position(start.row, len(line.rstrip())), line, "the failure is lost here")
    seen = {(own, finding.start)}
    passed = {spot: f"the failure passes {spot.call} here" for spot in finding.road[1:-1]}
    begun = {spot: f"{spot.call} in {spot.within}() can fail" for spot in finding.covers}
    for spot, words in {**begun, **passed}.items():
        path = checked.place_of(spot)
        start = Position(spot.row, spot.column)
        if (path, start) not in seen:
            seen.add((path, start))
            line = "" if path == own else texts.line(path, spot.row)
            yield End(path, start, Position(spot.row, spot.column + len(spot.call)), line, words)
