"""`check`: findings, in the format that was asked for."""

from __future__ import annotations

import argparse
import sys

from flake8_ownership.check import Checker
from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.cli import fixing
from flake8_ownership.faces.cli.reading import complain, exit_code, outcomes
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats import text as text_format
from flake8_ownership.rules import Finding


def check(options: argparse.Namespace) -> int:
    """Reports findings, or hands over to `fix` where that was asked for."""
    if options.fix or options.diff:
        return fixing.fix(options)
    found: list[Finding] = []
    errors: list[OwnershipError] = []
    for outcome in outcomes(options, Checker()):
        if outcome.error is not None:
            complain(outcome.error, errors)
        elif outcome.checked is not None and outcome.source is not None:
            kept = outcome.checked.reported(outcome.source)
            found += kept
            if options.output_format == "text":
                for finding in kept:
                    print(text_format.line(finding))
    if options.output_format == "json":
        print(json_format.findings(found))
    elif sys.stdout.isatty() or found or errors:
        print(text_format.summary(found, len(errors)), file=sys.stderr)
    return exit_code(found, errors)
