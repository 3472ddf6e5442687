"""Issues of an Azure pipeline: a logging command a finding."""

from __future__ import annotations

from flake8_ownership import sinks
from flake8_ownership.errors import OwnershipError
from flake8_ownership.formats.entry import Entry, Report

_LEVELS = {"error": "error", "warning": "warning", "info": "warning"}  # which are all that there are
_ESCAPES = (("%", "%AZP25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_PROPERTIES = ((";", "%3B"), ("]", "%5D"))


def text(report: Report) -> str:
    """A command a finding, and one for each file that could not be judged."""
    lines = [_error(error, report) for error in report.errors]
    lines += [_issue(entry, report) for entry in report.entries]
    return "".join(f"{line}\n" for line in lines)


def _issue(entry: Entry, report: Report) -> str:
    finding = entry.finding
    place = {
        "sourcepath": report.path(finding.filename),
        "linenumber": str(finding.start.row),
        "columnnumber": str(finding.start.column + 1),
        "code": finding.code,
    }
    return _command(_LEVELS[finding.severity], place, finding.message)


def _error(error: OwnershipError, report: Report) -> str:
    place = (
        {"sourcepath": report.path(error.path), "linenumber": str(error.line or 1)} if report.has_place(error) else {}
    )
    return _command("error", place, str(error) if not place else error.words)


def _command(level: str, place: dict[str, str], message: str) -> str:
    properties = "".join(f"{name}={_escaped(value, in_property=True)};" for name, value in place.items())
    return f"##vso[task.logissue type={level};{properties}]{_escaped(message)}"


def _escaped(text: str, *, in_property: bool = False) -> str:
    """A text that neither ends the command nor begins another."""
    for character, code in (*_ESCAPES, *(_IN_PROPERTIES if in_property else ())):
        text = text.replace(character, code)
    return sinks.part(text)
