"""The fixes as LibCST codemod commands, for `python -m libcst.tool codemod -x --no-format <module>.<command>`.

Each command is a family of edits; `MendAll` is all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import libcst as cst
from libcst.codemod import CodemodCommand, SkipFile

from flake8_ownership.check import Checker
from flake8_ownership.codemods import engine
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError
from flake8_ownership.source import Source

_CHECKER = Checker()


class MendAll(CodemodCommand):
    """Mends every finding that can be mended, whatever its edit."""

    DESCRIPTION: str = "Mend every finding of flake8-async-ownership that can be mended."
    edits: ClassVar[frozenset[str]] = frozenset()

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """The module with its findings mended; skipped, with the reason, where it cannot be judged."""
        path = Path(self.context.filename or "stdin.py")
        try:
            source = Source(str(path), tree.code, encoding=tree.encoding)
            fixed = engine.fix(source, _CHECKER, Settler().settings(path), unsafe=True, edits=self.edits)
        except OwnershipError as error:
            raise SkipFile(str(error)) from error
        for refusal in fixed.refused:
            self.warn(str(refusal))
        return cst.parse_module(fixed.text, tree.config_for_parsing) if fixed.changed else tree


class OwnFailures(MendAll):
    """Inserts the ownership pattern around async I/O calls whose failure nobody would see."""

    DESCRIPTION = "Own the failures of async I/O calls: log them, count them, raise them again."
    edits = frozenset({"InsertOwnership"})


class ReportSilenced(MendAll):
    """Reports failures that handlers, `suppress` and a dropped `gather` silence, and goes on as before."""

    DESCRIPTION = "Report the failures that handlers, suppress and gather silence."
    edits = frozenset({"ReportFailure", "ReportTimeout", "ReplaceSuppress", "ReadResults"})


class WatchTasks(MendAll):
    """Logs what tasks and futures end with that nobody asks."""

    DESCRIPTION = "Log what tasks and futures end with that nobody asks."
    edits = frozenset({"AddDoneCallback", "ReadDone"})


class ImproveReports(MendAll):
    """Makes reports say more: a traceback, a level that is read, identifiers, the cause, a count, failed attempts."""

    DESCRIPTION = "Make the reports of failures say more."
    edits = frozenset(
        {"LogTraceback", "RaiseLevel", "AddContext", "KeepCause", "AddFailureLog", "AddFailureCount", "AddRetryHook"}
    )


class CountSuccesses(MendAll):
    """Counts successes where failures are counted; with the opt-in rule OWN106."""

    DESCRIPTION = "Count successes where failures are counted."
    edits = frozenset({"AddSuccessCount"})


class AnnounceStarts(MendAll):
    """Logs the start of operations; with the opt-in rule OWN105."""

    DESCRIPTION = "Log the start of operations, with their identifiers."
    edits = frozenset({"AddEntryLog"})


class CheckStatuses(MendAll):
    """Has answers raise where their status tells of a failure."""

    DESCRIPTION = "Raise for a bad status of an answer."
    edits = frozenset({"RaiseForStatus"})
