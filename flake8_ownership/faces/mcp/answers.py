"""What the tools answer: short, structured, and with a count of what is left out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from flake8_ownership import files, sinks
from flake8_ownership.cache import Cache
from flake8_ownership.check import Checker
from flake8_ownership.codemods import engine
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError, SourceError
from flake8_ownership.formats import diff
from flake8_ownership.formats import why as why_format
from flake8_ownership.outstanding import codes
from flake8_ownership.ownership import owners
from flake8_ownership.ownership.draw import Drawing
from flake8_ownership.ownership.model import Operation
from flake8_ownership.reports import words
from flake8_ownership.roads import explanation
from flake8_ownership.rules import Finding
from flake8_ownership.run import check_all, load
from flake8_ownership.search import discover

_MOST_FINDINGS, _MOST_OPERATIONS, _MOST_ERRORS, _MOST_LINES = 50, 20, 10, 200
_MOST_OF_A_DIFF = 40_000  # characters, of all files together
_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class Place:
    """One finding. Rows and columns count from 1; `fix` says what
    `fix_as_diff` may have for it: `maybe`, `maybe unsafe` or `none`; whether it refuses turns out when it is asked."""

    path: str
    row: int
    column: int
    code: str
    severity: str
    message: str
    fix: str


@dataclass(frozen=True)
class Checked:
    """The findings of some files, worst first; `more` says how many are left out."""

    files: int
    total: int
    findings: list[Place]
    more: str
    errors: list[str]


@dataclass(frozen=True)
class Diff:
    """A unified diff; `more` says which files are left out. `refused` says why some findings were left as they are."""

    diff: str
    fixed: int
    left: int
    more: str
    refused: list[str]
    errors: list[str]


@dataclass(frozen=True)
class Worst:
    """An operation that loses failures (`lost`), or leaves them to the traceback of its framework (`framework`)."""

    path: str
    row: int
    name: str
    what: str
    state: str
    summary: str
    services: str
    owners: list[str]


@dataclass(frozen=True)
class Ownership:
    """How many operations account for every failure, in percent of those that could be judged; `null` without any.

    The other counts are of operations: that lose failures, that leave them to the framework, that are not clear."""

    percent: float | None
    operations: int
    owned: int
    lost: int
    framework: int
    unclear: int
    worst: list[Worst]
    more: str
    errors: list[str]


class Tools:
    """Each answer is of the files as they are on disk now."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the working directory; no path that is asked for leads out of it."""
        self._folder = folder.resolve()

    def check(self, path: str) -> Checked:
        """The findings of a file or folder. Raises OwnershipError where the path may not be asked for."""
        settler = Settler(codes=codes())
        errors: list[str] = []
        found: list[Finding] = []
        count = 0
        paths = discover([self._inside(path)], settler, say=errors.append)
        for outcome in check_all(paths, settler, Checker(cache=Cache.usual())):
            count += outcome.source is not None
            found += outcome.told.findings
            if outcome.error is not None:
                errors.append(str(outcome.error))
        found.sort(key=lambda one: (_SEVERITIES.index(one.severity), one.filename, one.start.row, one.start.column))
        shown = [_place(one) for one in found[:_MOST_FINDINGS]]
        return Checked(count, len(found), shown, _more(len(found) - len(shown)), _some(errors, _MOST_ERRORS))

    def why(self, path: str, row: int) -> str:
        """What is known of a row. Raises OwnershipError where the file cannot be judged."""
        settler = Settler(codes=codes())
        name = self._inside(path)
        source, settings = load(Path(name), settler)
        found, about = explanation.explained_around(Checker(), lambda one: load(one, settler), source, settings, row)
        return "\n".join(_some(list(why_format.lines(found, name, about)), _MOST_LINES))

    def fix_as_diff(self, path: str, *, unsafe: bool) -> Diff:
        """What fixes would change in a file or folder. Raises OwnershipError where the path may not be asked for."""
        settler = Settler(codes=codes())
        checker = Checker()
        shown: list[str] = []
        errors: list[str] = []
        refused: list[str] = []
        beyond: list[str] = []
        fixed = left = size = 0
        for item in discover([self._inside(path)], settler, say=errors.append):
            try:
                if isinstance(item, OwnershipError):
                    raise item
                source, settings = load(item, settler)
                done = engine.fix(source, checker, settings, unsafe=unsafe)
            except OwnershipError as error:
                errors.append(str(error))
                continue
            fixed += len(done.applied)
            left += len(done.left)
            refused += map(str, done.refused)
            text = "\n".join(diff.lines(source.path, source.text, done.text))
            size += len(text)
            if text and size > _MOST_OF_A_DIFF and shown:
                beyond.append(source.path)
            elif text:
                shown.append(text + "\n")
        more = f"{_more(len(beyond))} files: {', '.join(_some(beyond, _MOST_ERRORS))}" if beyond else ""
        return Diff("".join(shown), fixed, left, more, _some(refused, _MOST_ERRORS), _some(errors, _MOST_ERRORS))

    def report(self, path: str) -> Ownership:
        """The ownership of a file or folder by operation. Raises OwnershipError where the path may not be asked for."""
        settler = Settler(codes=codes())
        errors: list[str] = []
        root = files.repository(self._folder)
        drawing = Drawing(root, owners.of_repository(root, errors.append).of)
        paths = discover([self._inside(path)], settler, say=errors.append)
        for outcome in check_all(paths, settler, Checker(cache=Cache.usual(), works=True)):
            if outcome.error is not None:
                errors.append(str(outcome.error))
            if outcome.checked is not None and outcome.source is not None and outcome.settings is not None:
                accepts = outcome.settings.discipline == "lost"
                drawing.add(outcome.checked, outcome.told, outcome.source.lines, accepts_traceback=accepts)
        account = drawing.account()
        share = account.share
        bad = [one for one in account.operations if one.state in ("lost", "framework")]
        shown = [_worst(one, os.path.relpath(root / one.routine.path, self._folder)) for one in bad[:_MOST_OPERATIONS]]
        return Ownership(
            share.percent,
            share.total,
            share.owned,
            share.lost,
            share.framework,
            share.unclear,
            shown,
            _more(len(bad) - len(shown)),
            _some(errors, _MOST_ERRORS),
        )

    def _inside(self, path: str) -> str:
        """A path relative to the working directory. Raises SourceError for one that leads out, by a link as well."""
        try:
            real = Path(os.path.realpath(self._folder / path))
            is_there = real.exists()
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else None
            raise SourceError(path, why or "no file has this name") from None
        if not real.is_relative_to(self._folder):
            raise SourceError(path, "lies outside of the working directory")
        if not is_there:
            raise SourceError(path, "no such file or folder")
        return str(real.relative_to(self._folder))


def _place(finding: Finding) -> Place:
    safety = finding.edit.safety if finding.edit is not None else "none"
    return Place(
        sinks.line(finding.filename),
        finding.start.row,
        finding.start.column + 1,
        finding.code,
        finding.severity,
        sinks.line(finding.message),
        {"safe": "maybe", "unsafe": "maybe unsafe"}.get(safety, "none"),
    )


def _worst(operation: Operation, path: str) -> Worst:
    return Worst(
        sinks.line(path),
        operation.routine.row,
        sinks.line(operation.title),
        sinks.line(words.started(operation)),
        operation.state,
        words.summary(operation),
        sinks.line(words.services(operation)),
        list(map(sinks.line, operation.owners)),
    )


def _more(count: int) -> str:
    return f"and {count} more" if count > 0 else ""


def _some(lines: list[str], most: int) -> list[str]:
    """The first lines, each fit to be shown, and how many more there are."""
    return [*map(sinks.line, lines[:most]), *filter(None, [_more(len(lines) - most)])]
