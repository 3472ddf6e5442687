"""The flake8 plugin: hands flake8's tree and lines to the checker, and its findings back."""

from __future__ import annotations

import ast
import sys
from argparse import ArgumentError, ArgumentParser, Namespace
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import ClassVar

from flake8.exceptions import ExecutionError
from flake8.options.manager import OptionManager

from flake8_ownership import __version__, sinks
from flake8_ownership.accounts import Checked
from flake8_ownership.baseline import STALE
from flake8_ownership.cache import Cache
from flake8_ownership.check import CRASH, ISSUES, Checker, crash_of
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.flake8_said import Said
from flake8_ownership.flake8_file import PREFIX, Flake8File, chosen
from flake8_ownership.options import OPTIONS
from flake8_ownership.outstanding import Outstanding, codes, outstanding
from flake8_ownership.rules import Finding
from flake8_ownership.source import Source


class Plugin:
    """What flake8 calls for each file. Opens nothing: the file's name may be a display name."""

    name: ClassVar[str] = "flake8-async-ownership"
    version: ClassVar[str] = __version__
    _settler: ClassVar[Settler] = Settler(flake8_file=False)
    _checker: ClassVar[Checker] = Checker()
    _noqa: ClassVar[bool] = True  # whether comments waive anything: flake8's --disable-noqa
    _broken: ClassVar[OwnershipError | None] = None
    _said: ClassVar[Said] = Said()  # faults of settings: they concern many files, and stand at the first

    def __init__(self, tree: ast.Module, filename: str, lines: list[str]) -> None:
        self._source = Source("stdin.py" if filename in ("-", "stdin") else filename, "".join(lines), tree=tree)

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Adds our options to flake8's, prefixed; `catalogue` has tables and lives in pyproject.toml alone."""
        for option in OPTIONS:
            if option.kind != "tables":
                manager.add_option(
                    f"--{PREFIX}{option.name}",
                    parse_from_config=True,
                    default=None,
                    metavar=option.kind.upper(),
                    help=option.help.replace("%", "%%"),
                )
        manager.add_option(f"--{PREFIX}no-cache", action="store_true", help="Judge every file anew.")
        manager.add_option(f"--{PREFIX}cache-dir", metavar="FOLDER", help="Where to keep what was found.")

    @classmethod
    def parse_options(cls, options: Namespace) -> None:
        """Assigns, so that a second call in the same process starts afresh. Raises ExecutionError for a format that is
        named like ours, and is none: flake8 would print its name in the place of each finding."""
        named = str(getattr(options, "format", None) or "")
        ours = {one.name for one in entry_points(group="flake8.report") if one.name.startswith("ownership-")}
        if named.startswith("ownership-") and "%" not in named and named not in ours:
            raise ExecutionError(f"no format {named!r}; there are {', '.join(sorted(ours))}")
        given = {
            option.name: option.parsed(value)
            for option in OPTIONS
            if (value := getattr(options, f"ownership_{option.field}", None)) is not None
        }
        theirs = (getattr(options, name, None) or () for name in ("select", "extend_select"))
        given = chosen(*theirs) | given
        cls._settler = Settler(given, "flake8's options", flake8_file=False, codes=codes())
        cls._noqa = not getattr(options, "disable_noqa", False)
        cls._broken = _broken_file()
        cls._said = Said(shared=True)
        folder = getattr(options, "ownership_cache_dir", None)
        cache = Cache(Path(folder)) if folder else Cache.usual()
        cls._checker = Checker(cache=None if getattr(options, "ownership_no_cache", False) else cache)

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """Findings as flake8 wants them: row from 1, column from 0. Never raises."""
        try:
            for row, column, text in self._found():
                yield row, column, text, type(self)
        except OwnershipError as error:
            # Of another file, it is reported once rather than for each file that is checked; but in a file whose
            # comments hide it, nobody reads it.
            if error.path == self._source.path:
                yield error.line or 1, 0, f"{CRASH} {error}", type(self)
            elif self._source.noqa.waives(CRASH, 1) or self._said.first(str(error)):
                yield 1, 0, f"{CRASH} {error}", type(self)
        except Exception as error:
            what = f"this file could not be judged ({crash_of(error)}); please report it at {ISSUES}"
            yield 1, 0, f"{CRASH} {what}", type(self)

    def _found(self) -> Iterator[tuple[int, int, str]]:
        """The findings. Raises OwnershipError where the settings are broken, or the file cannot be judged."""
        if self._broken is not None:
            raise self._broken
        settings = self._settler.settings(Path(self._source.path))
        checked = self._checker.check(self._source, settings)
        for finding in self._handed_over(checked, outstanding(checked, self._source, settings)):
            yield finding.start.row, finding.start.column, f"{finding.code} {sinks.part(finding.message)}"

    def _handed_over(self, checked: Checked, told: Outstanding) -> Iterator[Finding]:
        """What flake8 gets: with its --disable-noqa, all that was found, in place of what comments left of it."""
        if not self._noqa:
            yield from (one for one in told.findings if one.code == STALE or one in checked.findings)
            yield from told.waived
            return
        yield from told.findings
        # What a comment on its own line waives is handed over all the same: flake8 counts what it waives.
        yield from (one for one in told.waived if self._source.noqa.waives(one.code, one.start.row))


def _broken_file() -> OwnershipError | None:
    """What is wrong with our options in flake8's own file: flake8 passes over those that it does not know."""
    # Which file flake8 reads it tells no plugin: these two are gone from its options by the time that we get them.
    first = ArgumentParser(add_help=False, exit_on_error=False)
    first.add_argument("--isolated", action="store_true")
    first.add_argument("--config")
    try:
        given, _ = first.parse_known_args(sys.argv[1:])
        if given.isolated:
            return None
        found = Flake8File.read(Path(given.config)) if given.config else Flake8File.load(Path.cwd())
        if found is not None:
            found.layer.demand(codes())
    except ArgumentError:  # the arguments of another program, which runs flake8 in its own process
        return None
    except OwnershipError as error:
        return error
    return None
