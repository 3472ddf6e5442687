"""`check --add-noqa`: a comment for every finding, so that only what comes later is told."""

from __future__ import annotations

import argparse
import ast
import re
from pathlib import Path

from flake8_ownership.baseline import STALE
from flake8_ownership.check import CRASH
from flake8_ownership.configuration import ARGUMENTS, Settler
from flake8_ownership.errors import ConfigError, FixRefused, OwnershipError, SourceError
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.reading import STDIN, Errors, exit_code, make_checker, outcomes
from flake8_ownership.rules import Finding
from flake8_ownership.source import Source


def add_noqa(options: argparse.Namespace) -> int:
    """Writes the comments; what no comment can waive decides the exit code. Raises ConfigError for what cannot be."""
    from flake8_ownership.codemods import files

    _demand_alone(options)
    settler: Settler = options.settler(options)
    errors = Errors()
    left: list[Finding] = []
    written = 0
    for outcome in outcomes(options, settler, make_checker(options)):
        if outcome.error is not None:
            errors.add(outcome.error)
        if outcome.source is None or outcome.error is not None:
            continue
        source = outcome.source
        text, waived = _waived(source, outcome.told.findings, options.add_noqa)
        try:
            if waived:
                files.replace(Path(outcome.path), source, text)
        except OwnershipError as error:
            errors.add(error)
            continue
        written += len(waived)
        for finding in outcome.told.findings:
            if finding not in waived:
                left.append(finding)
                why = f"{finding.code}: no comment can waive it"
                streams.note(FixRefused(finding.filename, why, finding.start.row))
    streams.note(f"{written} finding{'s' * (written != 1)} waived")
    return exit_code(left, errors)


# What asks for something else than comments, by its place in the options.
_OTHERS = ("fix", "unsafe_fixes", "interactive", "diff", "watch", "statistics", "output_file", "output_format")


def _demand_alone(options: argparse.Namespace) -> None:
    """Raises ConfigError where something else is asked for as well, or a reason that a comment cannot hold."""
    others = [f"--{name.replace('_', '-')}" for name in _OTHERS if getattr(options, name)]
    if STDIN in options.paths:
        others.append("stdin")
    if others:
        raise ConfigError(ARGUMENTS, f"cannot be combined with {', '.join(others)}", key="--add-noqa")
    if not options.add_noqa.isprintable():
        raise ConfigError(ARGUMENTS, "expected a reason in one line", key="--add-noqa")
    if re.match(r"[A-Z]+[0-9]", options.add_noqa, re.IGNORECASE):
        raise ConfigError(ARGUMENTS, "expected a reason that flake8 cannot take for a code", key="--add-noqa")


def _waived(source: Source, findings: tuple[Finding, ...], reason: str) -> tuple[str, list[Finding]]:
    """The text with its comments, and the findings that they waive.

    No comment changes the program: within an f-string one may become a part of what it shows.
    """
    current, waived = _commented(source, findings, reason, careful=False)
    if not _are_alike(source, current):
        current, waived = _commented(source, findings, reason, careful=True)
    return current.text, waived


def _commented(
    source: Source, findings: tuple[Finding, ...], reason: str, *, careful: bool
) -> tuple[Source, list[Finding]]:
    from flake8_ownership.codemods.noqa import waiver

    current, waived = source, []
    for finding in findings:
        if finding.code in (CRASH, STALE):
            continue
        if current.noqa.waives(finding.code, finding.start.row):  # by the comment for another finding there
            waived.append(finding)
            continue
        insertion = waiver(current, finding.code, finding.start.row, reason)
        if insertion is not None:
            text = insertion.applied(current)
            after = Source(source.path, text, encoding=source.encoding, bom=source.bom)
            if not careful or _are_alike(current, after):
                current = after
                waived.append(finding)
    return current, waived


def _are_alike(before: Source, after: Source) -> bool:
    """Whether two texts are the same program."""
    try:
        return ast.dump(before.tree) == ast.dump(after.tree)
    except SourceError:
        return False
