"""`sites`, `why`, `rule` and `config`: what is known, and how it is known."""

from __future__ import annotations

import argparse
import ast
import re
import sys
from pathlib import Path

from flake8_ownership import rules
from flake8_ownership.check import CRASH, Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import SourceError
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.output import rendered
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, Errors, make_checker, outcomes
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats import rules as rule_format
from flake8_ownership.formats import settings as settings_format
from flake8_ownership.formats import why as why_format
from flake8_ownership.formats.tree import ASCII, BOXES
from flake8_ownership.roads.node import Explanation
from flake8_ownership.run import load
from flake8_ownership.sites.site import Site
from flake8_ownership.source import Source


def sites(options: argparse.Namespace) -> int:
    """Lists every site with its verdict."""
    errors = Errors()
    found: list[tuple[Site, tuple[str, ...]]] = []
    for outcome in outcomes(options, options.settler(options), make_checker(options)):
        if outcome.error is not None:
            errors.add(outcome.error)
        elif outcome.checked is not None:
            found += outcome.checked.sites
            for finding in outcome.checked.findings:
                if finding.code == CRASH:
                    errors.add(SourceError(finding.filename, finding.message))
    if options.output_format == "json":
        streams.document(json_format.sites(found, errors) + "\n")
    else:
        for site, codes in found:
            streams.line(
                f"{site.filename}:{site.start.row}:{site.start.column + 1}: {site.verdict}: {site.call} "
                f"({site.identity.api or site.identity.kind}, {site.identity.evidence}): {site.ruling.reason}"
                + (f" [{', '.join(codes)}]" if codes else "")
            )
    return FAILED if errors else CLEAN


def why(options: argparse.Namespace) -> int:
    """Explains every call on a line, with the roads of its failure, and every guard that ends failures there."""
    # Only here, so that no other command loads LibCST for it.
    from flake8_ownership.roads import explanation

    place = re.fullmatch(r"(?P<name>.+?):(?P<row>\d{1,9})(:\d+)?:?", options.place, re.DOTALL)
    if place is None:
        streams.note(f"{options.place}: expected FILE:LINE")
        return FAILED
    name, row = place["name"], int(place["row"])
    settler = options.settler(options)
    source, settings = load(Path(name), settler)
    checker = Checker()

    def explained(asked: int) -> Explanation:
        return explanation.explained(checker, lambda path: load(path, settler), source, settings, asked)

    found = explained(row)
    if found.is_empty and (start := _start_of_call(source, row)) is not None:
        found, row = explained(start), start
    style = BOXES if streams.holds(BOXES.characters) else ASCII
    for line in why_format.lines(found, name, row, style):
        streams.line(line)
    return CLEAN


def _start_of_call(source: Source, row: int) -> int | None:
    """The row where the innermost call starts that goes on over a row."""
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    around = [node for node in calls if node.lineno <= row <= (node.end_lineno or node.lineno)]
    return max((node.lineno for node in around), default=None)


def rule(options: argparse.Namespace) -> int:
    """Prints the page of a rule, or of all."""
    wanted = rules.all_rules() if options.all else [found for code in options.code if (found := rules.by_code(code))]
    for code in options.code:
        if rules.by_code(code) is None:
            streams.note(f"no rule {code!r}; there are {', '.join(rule.code for rule in rules.all_rules())}")
            return FAILED
    if not wanted:
        streams.note("expected a code or --all")
        return FAILED
    if options.output_format == "json":
        streams.document(rule_format.as_json(wanted) + "\n")
    elif options.output_format == "text" and sys.stdout.isatty():
        from rich.markdown import Markdown

        pages = Markdown("\n\n".join(rule.docs() for rule in wanted))
        streams.write(rendered(pages, is_terminal=True, wrapped=True))
    else:
        streams.write("\n".join(rule.docs() for rule in wanted))
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
