"""`rules` and `rule`: the list of the rules, a line each, and their pages."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence

from flake8_ownership import rules
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.output import Colour, rendered
from flake8_ownership.faces.cli.reading import CLEAN, FAILED
from flake8_ownership.formats import rules as rule_format
from flake8_ownership.rules import Rule


def listed(options: argparse.Namespace) -> int:
    """Prints the rules of some codes, names or prefixes, a line each; all of them where none is given."""
    wanted = _found(options.code)
    if wanted is None:
        return FAILED
    streams.write(rule_format.as_list(wanted))
    return CLEAN


def rule(options: argparse.Namespace) -> int:
    """Prints the page of each code or name; a prefix, or nothing at all, is answered with a list."""
    wanted = list(rules.all_rules()) if options.all else _found(options.code)
    if wanted is None:
        return FAILED
    is_page = options.all or (bool(options.code) and all(rules.by_code(code) for code in options.code))
    colour = Colour(options.color, is_terminal=sys.stdout.isatty())
    if options.output_format == "json":
        streams.document(rule_format.as_json(wanted) + "\n")
    elif not is_page:
        streams.write(rule_format.as_list(wanted))
    elif options.output_format == "text" and colour.is_styled:
        from rich.markdown import Markdown

        pages = Markdown("\n\n".join(rule.docs() for rule in wanted))
        streams.write(rendered(pages, colour, wrapped=True))
    else:
        streams.write("\n".join(rule.docs() for rule in wanted))
    return CLEAN


def _found(codes: Sequence[str]) -> list[Rule] | None:
    """The rules of codes, names and prefixes, in their order; None where one names no rule, which is said."""
    every = list(rules.all_rules())
    found: dict[str, Rule] = {}
    for code in codes or ("OWN",):
        exact = rules.by_code(code)
        named = [exact] if exact is not None else [one for one in every if one.code.startswith(code.upper())]
        if not named or not code:
            streams.note(_unknown(code, every))
            return None
        found |= {one.code: one for one in named}
    return [found[code] for code in sorted(found)]


def _unknown(code: str, every: Sequence[Rule]) -> str:
    """What to say of a code that names no rule, with the nearest name or family."""
    near = difflib.get_close_matches(code.lower(), [one.name for one in every], n=1)
    family = code.upper()[:4]
    if near:
        return f"no rule {code!r}; did you mean {near[0]!r}?"
    if len(family) == 4 and any(one.code.startswith(family) for one in every):
        return f"no rule {code!r}; `flake8-ownership rules {family}` lists those that begin so"
    return f"no rule {code!r}; `flake8-ownership rules` lists them all"
