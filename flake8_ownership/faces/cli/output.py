"""Where a command's answer goes: terminal or file, in which format, with colour and progress on a terminal only."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.status import Status
from rich.text import Text

from flake8_ownership.errors import ConfigError
from flake8_ownership.formats import github, gitlab, rdjson, sarif, text
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
    """Takes entries as they are found. Use it as a context manager, so that a file is closed and progress cleared.

    Raises ConfigError where the file that was asked for cannot be written.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        self._path: str | None = options.output_file
        self._stack = ExitStack()
        self.file: TextIO = sys.stdout
        if self._path is not None:
            try:
                file = Path(self._path).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115 - the stack closes it
                self.file = self._stack.enter_context(file)
            except OSError as error:
                raise ConfigError(self._path, f"cannot be written: {error.strerror or error}") from error
        self.console = Console(file=self.file, soft_wrap=True, highlight=False, markup=False, emoji=False)
        self.format: str = options.output_format or ("full" if self.console.is_terminal else "text")
        self._status: Status | None = None
        self._files = 0

    def __enter__(self) -> Output:
        errors = Console(stderr=True, soft_wrap=True)
        shown = self.console if self.console.is_terminal else errors
        if shown.is_terminal:
            self._status = self._stack.enter_context(shown.status("reading"))
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def reading(self, name: str) -> None:
        """Says on a terminal which file was read."""
        if self._status is not None:
            self._files += 1
            self._status.update(Text.assemble(f"{self._files} files  ", (name, "dim")))

    def entry(self, entry: Entry) -> None:
        """Prints a finding at once, where the format has a line for each."""
        if self.format == "full":
            self.console.print(text.full(entry), end="")
        elif self.format == "text":
            self.file.write(f"{text.line(entry.finding)}\n")

    def report(self, report: Report) -> None:
        """Prints what the format says of the whole."""
        if self.format in WHOLE:
            self.file.write(WHOLE[self.format](report))
        if self.format == "github" and (path := os.environ.get("GITHUB_STEP_SUMMARY")):
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(github.summary(report))

    @property
    def root(self) -> Path:
        """The folder that paths are told from: the repository's where CI says which, else the working directory."""
        here = Path.cwd()
        named = os.environ.get(_ROOTS.get(self.format, ""), "")
        return Path(named) if named and here.is_relative_to(named) else here
