"""`sites`, `why`, `rule` and `config`: what is known, and how it is known."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from flake8_ownership import rules
from flake8_ownership.check import CRASH, Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError, SourceError
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, complain, outcomes
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats import settings as settings_format
from flake8_ownership.formats import why as why_format
from flake8_ownership.run import load
from flake8_ownership.sites.site import Site


def sites(options: argparse.Namespace) -> int:
    """Lists every site with its verdict."""
    errors: list[OwnershipError] = []
    found: list[tuple[Site, tuple[str, ...]]] = []
    for outcome in outcomes(options, options.settler(options), Checker()):
        if outcome.error is not None:
            complain(outcome.error, errors)
        elif outcome.checked is not None:
            found += outcome.checked.sites
            errors += [
                SourceError(finding.filename, finding.message)
                for finding in outcome.checked.findings
                if finding.code == CRASH
            ]
    if options.output_format == "json":
        print(json_format.sites(found, errors))
    else:
        for site, codes in found:
            print(
                f"{site.filename}:{site.start.row}:{site.start.column + 1}: {site.verdict}: {site.call} "
                f"({site.identity.api or site.identity.kind}, {site.identity.evidence}): {site.ruling.reason}"
                + (f" [{', '.join(codes)}]" if codes else "")
            )
    return FAILED if errors else CLEAN


def why(options: argparse.Namespace) -> int:
    """Explains every call on a line."""
    name, _, row = options.place.rpartition(":")
    if not name or not row.isdigit():
        print(f"{options.place}: expected FILE:LINE", file=sys.stderr)
        return FAILED
    source, settings = load(Path(name), options.settler(options))
    for line in why_format.lines(Checker().explain(source, settings, int(row)), name, int(row)):
        print(line)
    return CLEAN


def rule(options: argparse.Namespace) -> int:
    """Prints a rule's page."""
    found = rules.by_code(options.code)
    if found is None:
        known = ", ".join(rule.code for rule in rules.all_rules())
        print(f"no rule {options.code!r}; there are {known}", file=sys.stderr)
        return FAILED
    print(found.docs(), end="")
    return CLEAN


def config(options: argparse.Namespace) -> int:
    """Prints the settings that hold for a file, each with where it was set; or the schema of them all."""
    if options.schema:
        print(settings_format.schema_text(), end="")
        return CLEAN
    settler: Settler = options.settler(options)
    held = settings_format.held(settler, Path(options.file))
    print(settings_format.as_json(held) if options.output_format == "json" else settings_format.as_text(held))
    return CLEAN
