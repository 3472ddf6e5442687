"""Where a command's report goes: terminal, pipe or file, in which format, with colour on a terminal only."""

from __future__ import annotations

import argparse
import io
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from flake8_ownership import sinks
from flake8_ownership.configuration import ARGUMENTS
from flake8_ownership.errors import ConfigError
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.reading import STDIN
from flake8_ownership.formats import azure, github, gitlab, junit, ranking, rdjson, sarif, statistics, summary, text
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats.entry import Entry, Report
from flake8_ownership.report_file import ReportFile

# Formats that are written at once, when all is known.
WHOLE = {
    "json": json_format.text,
    "sarif": sarif.text,
    "github": github.text,
    "gitlab": gitlab.text,
    "rdjson": rdjson.text,
    "junit": junit.text,
    "azure": azure.text,
    "pylint": text.pylint,
}
# Formats that a summary on stderr goes with.
FOR_PEOPLE = ("text", "full", "grouped")
SORTS = ("severity", "file")
FORMATS = (*FOR_PEOPLE, *WHOLE)
# Those that tell how a finding would be mended.
WITH_FIXES = frozenset({"json", "sarif", "rdjson"})
_ROOTS = {"github": "GITHUB_WORKSPACE", "sarif": "GITHUB_WORKSPACE", "gitlab": "CI_PROJECT_DIR"}


class Output:
    """Takes entries as they are found. Use it as a context manager, which writes a file at its end.

    Raises as ReportFile does for the file that was asked for.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        name: str | None = options.output_file
        self._file = ReportFile(name, [path for path in options.paths if path != STDIN]) if name is not None else None
        self._written = io.StringIO()
        self._counts_only: bool = options.statistics
        self._is_terminal = self._file is None and sys.stdout.isatty()
        self.format: str = options.output_format or ("full" if self._is_terminal else "text")
        if self.format not in FOR_PEOPLE and not self._counts_only:
            _demand_whole(options, self.format)
        self._colour = Colour(options.color, is_terminal=self._is_terminal)
        self._sort: str = options.sort or ("severity" if self._is_terminal and self.format in FOR_PEOPLE else "file")
        self._group: str | None = options.group_by or ("file" if self.format == "grouped" else None)
        self._limit: int | None = options.limit
        # Whether a finding can be printed before the others are known.
        self._at_once = self._sort == "file" and self._group is None and self._limit is None and not self._counts_only

    def __enter__(self) -> Output:
        return self

    def __exit__(self, kind: object, *exc: object) -> None:
        if self._file is not None and kind is None:
            self._file.write(self._written.getvalue())

    def reads(self, path: str, what: str) -> None:
        """Takes note of a file that the run reads, over which no report is written."""
        if self._file is not None:
            self._file.reads(path, what)

    def entry(self, entry: Entry) -> None:
        """Prints a finding at once, where no other can come before it."""
        if self._at_once and self.format in FOR_PEOPLE:
            self._print(entry)

    def report(self, report: Report) -> None:
        """Prints what the format says of the whole, and the findings that had to wait for one another."""
        if self._counts_only:
            counts = statistics.as_json(report) if self.format == "json" else statistics.text(report, self._limit)
            self._write(counts)
            return
        entries = ranking.ranked(report.entries) if self._sort == "severity" else list(report.entries)
        if self.format in WHOLE:
            self._write(WHOLE[self.format](replace(report, entries=tuple(entries))))
        elif not self._at_once:
            self._all(entries, report)
        if self.format == "github":
            github.append_summary(report)

    def _all(self, entries: list[Entry], report: Report) -> None:
        shown = entries if self._limit is None else entries[: self._limit]
        if self._group is None:
            for entry in shown:
                self._print(entry)
        else:
            whole = dict(ranking.grouped(entries, self._group, report))
            for heading, found in ranking.grouped(shown, self._group, report):
                words = Text(f"{sinks.line(heading)} ({summary.counted(len(whole[heading]), 'finding')})", "bold")
                self._write(rendered(words.append("\n"), self._colour))
                for entry in found:
                    self._print(entry)
                self._write("\n" * (self.format != "full"))
        if len(shown) < len(entries):
            self._write(f"and {len(entries) - len(shown)} more\n")

    def _print(self, entry: Entry) -> None:
        """One finding in a format for people."""
        finding = entry.finding
        if self.format == "full":
            self._write(rendered(text.full(entry), self._colour))
        elif self.format == "grouped":
            self._write(f"  {text.short(finding) if self._group == 'file' else text.line(finding, in_full=True)}\n")
        else:
            self._write(f"{'  ' * (self._group is not None)}{text.line(finding, in_full=self._is_terminal)}\n")

    def _write(self, words: str) -> None:
        if self._file is not None:
            self._written.write(words)
        else:
            (streams.document if self.format in WHOLE else streams.write)(words)

    @property
    def root(self) -> Path:
        """The folder that paths are relative to: the repository's where CI says which, else the working directory."""
        here = Path.cwd()
        named = os.environ.get(_ROOTS.get(self.format, ""), "")
        return Path(named) if named and here.is_relative_to(named) else here


def _demand_whole(options: argparse.Namespace, name: str) -> None:
    """Raises ConfigError where only a part is wanted of a format that machines read as a whole."""
    for flag, value in (("--limit", options.limit), ("--group-by", options.group_by)):
        if value is not None:
            raise ConfigError(ARGUMENTS, f"is for {', '.join(FOR_PEOPLE)}, not for {name}", key=flag)


COLOURS = ("auto", "always", "never")


@dataclass(frozen=True, slots=True)
class Colour:
    """Whether a text gets its styles: on a terminal that takes them, always or never."""

    wanted: str = "auto"
    is_terminal: bool = False

    @property
    def is_styled(self) -> bool:
        return self.wanted == "always" or (self.wanted == "auto" and self.is_terminal)


def rendered(what: RenderableType, colour: Colour, *, wrapped: bool = False) -> str:
    """A text with its styles as a terminal wants them; plain for all else, whatever the environment says."""
    written = io.StringIO()
    asked = colour.wanted == "always"
    console = Console(
        file=written,
        force_terminal=colour.is_styled,
        color_system="standard" if asked else "auto",
        no_color=False if asked else None,
        soft_wrap=not wrapped,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(what, end="")
    return written.getvalue()
