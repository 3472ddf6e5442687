"""`check`: findings, in the format that was asked for."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from flake8_ownership import baseline
from flake8_ownership.check import Checker
from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.cli import fixing
from flake8_ownership.faces.cli.reading import complain, exit_code, outcomes
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats import text as text_format
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings


def check(options: argparse.Namespace) -> int:
    """Reports findings, or hands over to `fix` where that was asked for."""
    if options.fix or options.diff:
        return fixing.fix(options)
    found: list[Finding] = []
    errors: list[OwnershipError] = []
    known = 0
    settled: dict[Path | None, Settings] = {}
    for outcome in outcomes(options, options.settler(options), Checker()):
        if outcome.error is not None:
            complain(outcome.error, errors)
            continue
        if outcome.settings is not None:
            settled.setdefault(baseline.location(outcome.settings), outcome.settings)
        found += outcome.told.findings
        known += outcome.told.known
        if options.output_format == "text":
            for finding in outcome.told.findings:
                print(text_format.line(finding))
    for settings in settled.values():
        before = baseline.of(settings)
        for finding in before.missing_files() if before is not None else ():
            found.append(finding)
            if options.output_format == "text":
                print(text_format.line(finding))
    if options.output_format == "json":
        print(json_format.findings(found))
    elif sys.stdout.isatty() or found or errors:
        print(text_format.summary(found, len(errors), known), file=sys.stderr)
    return exit_code(found, errors)
