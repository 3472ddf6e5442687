"""`sites`, `why` and `config`: what is known, and how it is known."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from flake8_ownership.check import CRASH, Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import SourceError
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, Errors, make_checker, outcomes
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats import settings as settings_format
from flake8_ownership.formats import why as why_format
from flake8_ownership.formats.tree import ASCII, BOXES
from flake8_ownership.run import load
from flake8_ownership.sites.site import Site
from flake8_ownership.sites.unknown_calls import UnknownCall


def sites(options: argparse.Namespace) -> int:
    """Lists every site with its verdict."""
    errors = Errors()
    found: list[tuple[Site, tuple[str, ...]]] = []
    unknown: list[UnknownCall] = []
    in_json = options.output_format == "json"
    for outcome in outcomes(options, options.settler(options), make_checker(options, unknowns=in_json)):
        if outcome.error is not None:
            errors.add(outcome.error)
        elif outcome.checked is not None:
            found += outcome.checked.sites
            unknown += outcome.checked.unknown
            for finding in outcome.checked.findings:
                if finding.code == CRASH:
                    errors.add(SourceError(finding.filename, finding.message))
    if in_json:
        streams.document(json_format.sites(found, unknown, errors) + "\n")
    else:
        for site, codes in found:
            streams.line(
                f"{site.filename}:{site.start.row}:{site.start.column + 1}: {site.verdict}: {site.call} "
                f"({site.identity.api or site.identity.kind}, {site.identity.evidence}): {site.ruling.reason}"
                + (f" [{', '.join(codes)}]" if codes else "")
            )
    return FAILED if errors else CLEAN


def why(options: argparse.Namespace) -> int:
    """Explains every call on a line, with the roads of its failure, and every guard that ends failures there; of a file
    without a line, every line that has a finding."""
    # Only here, so that no other command loads LibCST for it.
    from flake8_ownership.roads import explanation

    place = re.fullmatch(r"(?P<name>.+?):(?P<row>\d{1,9})(:\d+)?:?", options.place, re.DOTALL)
    if place is None and not options.place.endswith((".py", ".pyi")):
        streams.note(f"{options.place}: expected FILE:LINE")
        return FAILED
    name = place["name"] if place is not None else options.place
    settler = options.settler(options)
    source, settings = load(Path(name), settler)
    checker = Checker()
    if place is not None:
        rows = [int(place["row"])]
    else:
        rows = sorted({finding.start.row for finding in checker.check(source, settings).findings})
    if rows and rows[-1] > len(source.lines):
        streams.note(f"{name}:{rows[-1]}: the file has {len(source.lines)} lines")
        return FAILED
    if not rows:
        streams.note(f"{name}: no findings; {name}:LINE explains a line")

    style = BOXES if streams.holds(BOXES.characters) else ASCII
    for row in rows:
        found, at = explanation.explained_around(checker, lambda path: load(path, settler), source, settings, row)
        for line in why_format.lines(found, name, at, style):
            streams.line(line)
    return CLEAN


def config(options: argparse.Namespace) -> int:
    """Prints the settings that hold for a file, each with where it was set; or the schema of them all."""
    if options.schema:
        streams.document(settings_format.schema_text())
        return CLEAN
    settler: Settler = options.settler(options)
    held = settings_format.held(settler, Path(options.file))
    if options.output_format == "json":
        streams.document(settings_format.as_json(held) + "\n")
    else:
        for text in settings_format.as_text(held).split("\n"):
            streams.line(text)
    return CLEAN
