"""What flake8 prints with `--format=ownership-sarif` and the like: our formats, for the findings of every plugin."""

from __future__ import annotations

from flake8.exceptions import ExecutionError
from flake8.formatting.base import BaseFormatter
from flake8.violation import Violation

from flake8_ownership import rules
from flake8_ownership.errors import OutputError
from flake8_ownership.formats import azure, github, gitlab, junit, rdjson, sarif
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats.entry import Entry, Report
from flake8_ownership.rules import Finding
from flake8_ownership.source import Position


class _Formatter(BaseFormatter):  # type: ignore[misc]
    """Gathers what flake8 found, and writes it at the end. flake8 tells where a finding starts, not where it ends."""

    def after_init(self) -> None:
        self._entries: list[Entry] = []

    def handle(self, error: Violation) -> None:
        """Takes one finding."""
        rule = rules.by_code(error.code)
        start = Position(error.line_number, max(error.column_number - 1, 0))
        finding = Finding(
            error.code,
            rule.name if rule is not None else error.code,
            error.text,
            error.filename,
            start,
            start,
            "",
            "",
            severity=rule.severity if rule is not None else "warning",
        )
        line = error.physical_line or ""
        self._entries.append(Entry(finding, [*[""] * (start.row - 1), line]))

    def text(self, report: Report) -> str:
        """The whole of it in this format."""
        raise NotImplementedError

    def stop(self) -> None:
        """Writes all of it; the order is that of files and places."""
        self._entries.sort(key=_place)
        if text := self.text(Report(tuple(self._entries))):
            self._write(text.removesuffix("\n"))
        super().stop()


def _place(entry: Entry) -> tuple[str, int, int]:
    finding = entry.finding
    return finding.filename, finding.start.row, finding.start.column


class Json(_Formatter):
    """ruff's keys."""

    def text(self, report: Report) -> str:
        return json_format.text(report)


class Sarif(_Formatter):
    """SARIF 2.1.0."""

    def text(self, report: Report) -> str:
        return sarif.text(report)


class Github(_Formatter):
    """Annotations of a workflow, and the summary of its step."""

    def text(self, report: Report) -> str:
        return github.text(report)

    def stop(self) -> None:
        super().stop()
        try:
            github.append_summary(Report(tuple(self._entries)))
        except OutputError as error:
            raise ExecutionError(str(error)) from error


class Gitlab(_Formatter):
    """GitLab's code quality report."""

    def text(self, report: Report) -> str:
        return gitlab.text(report)


class Rdjson(_Formatter):
    """Reviewdog's format."""

    def text(self, report: Report) -> str:
        return rdjson.text(report)


class Junit(_Formatter):
    """JUnit's XML."""

    def text(self, report: Report) -> str:
        return junit.text(report)


class Azure(_Formatter):
    """Issues of an Azure pipeline."""

    def text(self, report: Report) -> str:
        return azure.text(report)
