"""The flake8 plugin: hands flake8's tree and lines to the checker, and its findings back."""

from __future__ import annotations

import ast
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from flake8.options.manager import OptionManager

from flake8_ownership import __version__
from flake8_ownership.check import CRASH, Checker
from flake8_ownership.errors import OwnershipError
from flake8_ownership.run import Settler
from flake8_ownership.settings import OPTIONS
from flake8_ownership.source import Source

_CHECKER = Checker()


class Plugin:
    """What flake8 calls for each file. Opens nothing: the file's name may be a display name."""

    name: ClassVar[str] = "flake8-async-ownership"
    version: ClassVar[str] = __version__
    _settler: ClassVar[Settler] = Settler()

    def __init__(self, tree: ast.Module, filename: str, lines: list[str]) -> None:
        self._source = Source("stdin.py" if filename in ("-", "stdin") else filename, "".join(lines), tree=tree)

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Adds our options to flake8's, prefixed; `catalogue` has tables and lives in pyproject.toml alone."""
        for option in OPTIONS:
            extra: dict[str, Any] = {}
            match option.kind:
                case "list":
                    extra = {"comma_separated_list": True, "default": None}
                case "flag":
                    extra = {"choices": ("true", "false"), "default": None}
                case "number":
                    extra = {"type": int, "default": None}
                case "choice":
                    extra = {"choices": option.choices, "default": None}
                case "text":
                    extra = {"default": None}
                case "tables":
                    continue
            manager.add_option(f"--ownership-{option.name}", parse_from_config=True, help=option.help, **extra)

    @classmethod
    def parse_options(cls, options: Namespace) -> None:
        """Assigns, so that a second call in the same process starts afresh."""
        given: dict[str, object] = {}
        for option in OPTIONS:
            value = getattr(options, f"ownership_{option.field}", None)
            if value is not None:
                given[option.name] = value == "true" if option.kind == "flag" else value
        cls._settler = Settler(given)

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """Findings as flake8 wants them: row from 1, column from 0. Never raises."""
        try:
            settings = self._settler.settings(Path(self._source.path))
            for finding in _CHECKER.check(self._source, settings).findings:
                yield finding.start.row, finding.start.column, f"{finding.code} {finding.message}", type(self)
        except OwnershipError as error:
            yield error.line or 1, 0, f"{CRASH} {' '.join(str(error).split())}", type(self)
