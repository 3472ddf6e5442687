"""The command `flake8-ownership`."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from flake8_ownership import __version__, rules
from flake8_ownership.check import CRASH, Checker
from flake8_ownership.errors import OwnershipError, SourceError
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats import text as text_format
from flake8_ownership.formats import why as why_format
from flake8_ownership.rules import Finding
from flake8_ownership.run import Outcome, Settler, check_all, discover, load
from flake8_ownership.settings import OPTIONS
from flake8_ownership.sites.site import Site
from flake8_ownership.source import Source

CLEAN, FOUND, FAILED = 0, 1, 2
_EPILOG = """examples:
  flake8-ownership check src                    what may fail unseen
  flake8-ownership fix --unsafe-fixes --diff src    what a fix would write
  flake8-ownership rule OWN101                  what a rule means, with an example
  flake8-ownership why app/orders.py:42         what a call resolved to, and what decided
  flake8-ownership sites --output-format json src   every call that crosses the process boundary
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0 for clean or all fixed, 1 for findings left, 2 for errors."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BrokenPipeError:
        # The reader has gone, as `| head` does; the rest has nowhere to go.
        sys.stderr.close()
        return FOUND
    except OwnershipError as error:
        print(error, file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="flake8-ownership",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Finds the async I/O calls whose failure nobody in production would see.",
    )
    parser.add_argument("--version", action="version", version=f"flake8-ownership {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="report findings")
    check.add_argument("--fix", action="store_true", help="mend what can be mended safely")
    _fixing(check)
    check.add_argument("--output-format", choices=("text", "json"), default="text")
    check.set_defaults(run=_check)
    fix = commands.add_parser("fix", help="the same as check --fix")
    _fixing(fix)
    fix.set_defaults(run=_check, fix=True, output_format="text")
    sites = commands.add_parser("sites", help="list every call that crosses the process boundary, with its verdict")
    sites.add_argument("--output-format", choices=("text", "json"), default="text")
    sites.set_defaults(run=_sites)
    for command in (check, fix, sites):
        command.add_argument("paths", nargs="*", default=["."], metavar="PATH", help="files and folders (default: .)")
        command.add_argument("--force-exclude", action="store_true", help="leave out excluded files even if named")
        command.add_argument("--stdin-filename", metavar="FILE", help="the name of what `-` reads")
        for option in OPTIONS:
            if option.name in ("select", "ignore", "enable"):
                command.add_argument(f"--{option.name}", metavar="CODES", help=option.help)
    rule = commands.add_parser("rule", help="explain a rule")
    rule.add_argument("code", metavar="CODE")
    rule.set_defaults(run=_rule)
    why = commands.add_parser("why", help="tell why the calls on a line are findings, or are none")
    why.add_argument("place", metavar="FILE:LINE")
    why.set_defaults(run=_why)
    return parser


def _fixing(command: argparse.ArgumentParser) -> None:
    command.add_argument("--unsafe-fixes", action="store_true", help="mend also where the fix adds calls")
    command.add_argument("--diff", action="store_true", help="print what a fix would change, and change nothing")


def _settler(options: argparse.Namespace) -> Settler:
    given = {
        name: [code.strip() for code in value.split(",") if code.strip()]
        for name in ("select", "ignore", "enable")
        if (value := getattr(options, name, None))
    }
    return Settler(given)


def _outcomes(options: argparse.Namespace, checker: Checker) -> Iterable[Outcome]:
    settler = _settler(options)
    if options.paths == ["-"]:
        yield _stdin(options, settler, checker)
        return
    yield from check_all(discover(options.paths, settler, force_exclude=options.force_exclude), settler, checker)


def _stdin(options: argparse.Namespace, settler: Settler, checker: Checker) -> Outcome:
    name = options.stdin_filename or "stdin.py"
    outcome = Outcome(name)
    try:
        outcome.settings = settler.settings(Path(name))
        outcome.source = Source.from_bytes(name, sys.stdin.buffer.read())
        outcome.checked = checker.check(outcome.source, outcome.settings)
    except OwnershipError as error:
        outcome.error = error
    return outcome


def _check(options: argparse.Namespace) -> int:
    if options.fix or options.diff:
        return _fix(options)
    found: list[Finding] = []
    errors: list[OwnershipError] = []
    for outcome in _outcomes(options, Checker()):
        if outcome.error is not None:
            _complain(outcome.error, errors)
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
    return _code(found, errors)


def _fix(options: argparse.Namespace) -> int:
    from flake8_ownership.codemods import engine, files

    checker = Checker()
    settler = _settler(options)
    left: list[Finding] = []
    errors: list[OwnershipError] = []
    applied = 0
    for path in discover(options.paths, settler, force_exclude=options.force_exclude):
        try:
            if isinstance(path, OwnershipError):
                raise path
            if options.paths == ["-"]:
                raise SourceError("-", "a fix needs a file; use --diff with a path")
            source, settings = load(path, settler)
            fixed = engine.fix(source, checker, settings, unsafe=options.unsafe_fixes)
            if fixed.changed and options.diff:
                _print_diff(sys.stdout, str(path), source.text, fixed.text)
            elif fixed.changed:
                files.replace(path, source, fixed.text)
        except OwnershipError as error:
            _complain(error, errors)
            continue
        applied += len(fixed.applied)
        left += fixed.left
        for refusal in fixed.refused:
            print(refusal, file=sys.stderr)
    if options.diff:
        return FAILED if errors else FOUND if applied else CLEAN
    for finding in left:
        print(text_format.line(finding))
    print(f"{applied} mended, {text_format.summary(left, len(errors))}", file=sys.stderr)
    return _code(left, errors)


def _print_diff(out: TextIO, name: str, before: str, after: str) -> None:
    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name)
    out.writelines(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _sites(options: argparse.Namespace) -> int:
    errors: list[OwnershipError] = []
    found: list[tuple[Site, tuple[str, ...]]] = []
    for outcome in _outcomes(options, Checker()):
        if outcome.error is not None:
            _complain(outcome.error, errors)
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


def _rule(options: argparse.Namespace) -> int:
    rule = rules.by_code(options.code)
    if rule is None:
        known = ", ".join(rule.code for rule in rules.all_rules())
        print(f"no rule {options.code!r}; there are {known}", file=sys.stderr)
        return FAILED
    print(rule.docs(), end="")
    return CLEAN


def _why(options: argparse.Namespace) -> int:
    name, _, row = options.place.rpartition(":")
    if not name or not row.isdigit():
        print(f"{options.place}: expected FILE:LINE", file=sys.stderr)
        return FAILED
    source, settings = load(Path(name), _settler(options))
    for line in why_format.lines(Checker().explain(source, settings, int(row)), name, int(row)):
        print(line)
    return CLEAN


def _complain(error: OwnershipError, errors: list[OwnershipError]) -> None:
    """Prints an error once, however many files it concerns."""
    if str(error) not in {str(known) for known in errors}:
        print(error, file=sys.stderr)
    errors.append(error)


def _code(found: Iterable[Finding], errors: Sequence[OwnershipError]) -> int:
    codes = {finding.code for finding in found}
    return FAILED if errors or CRASH in codes else FOUND if codes else CLEAN
