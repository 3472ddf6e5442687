"""Where a command's report goes: terminal, pipe or file, in which format, with colour on a terminal only."""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path

from rich.console import Console, RenderableType

from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.reading import STDIN
from flake8_ownership.faces.cli.report_file import ReportFile
from flake8_ownership.formats import github, gitlab, rdjson, sarif, statistics, text
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats.entry import Entry, Report

# Formats that are written at once, when all is known.
WHOLE = {
    "json": json_format.text,
    "sarif": sarif.text,
    "github": github.text,
    "gitlab": gitlab.text,
    "rdjson": rdjson.text,
}
FORMATS = ("text", "full", *WHOLE)
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
        """Prints a finding at once, where the format has a line for each."""
        if self._counts_only:
            return
        if self.format == "full":
            self._write(rendered(text.full(entry), is_terminal=self._is_terminal))
        elif self.format == "text":
            self._write(f"{text.line(entry.finding)}\n")

    def report(self, report: Report) -> None:
        """Prints what the format says of the whole."""
        if self._counts_only:
            self._write(statistics.as_json(report) if self.format == "json" else statistics.text(report))
            return
        if self.format in WHOLE:
            self._write(WHOLE[self.format](report))
        if self.format == "github":
            github.append_summary(report)

    def _write(self, words: str) -> None:
        if self._file is not None:
            self._written.write(words)
        else:
            (streams.document if self.format in WHOLE else streams.write)(words)

    @property
    def root(self) -> Path:
        """The folder that paths are told from: the repository's where CI says which, else the working directory."""
        here = Path.cwd()
        named = os.environ.get(_ROOTS.get(self.format, ""), "")
        return Path(named) if named and here.is_relative_to(named) else here


def rendered(what: RenderableType, *, is_terminal: bool, wrapped: bool = False) -> str:
    """A text with its styles as a terminal wants them; plain for all else, whatever the environment says."""
    written = io.StringIO()
    console = Console(
        file=written, force_terminal=is_terminal, soft_wrap=not wrapped, highlight=False, markup=False, emoji=False
    )
    console.print(what, end="")
    return written.getvalue()
