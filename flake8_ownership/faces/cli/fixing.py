"""`fix`: mends files, or prints what mending would change."""

from __future__ import annotations

import argparse
import difflib
import sys
from typing import TextIO

from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError, SourceError
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, FOUND, complain, exit_code
from flake8_ownership.formats import text as text_format
from flake8_ownership.rules import Finding
from flake8_ownership.run import discover, load


def fix(options: argparse.Namespace) -> int:
    """Mends what may be mended; what is left decides the exit code."""
    from flake8_ownership.codemods import engine, files

    checker = Checker()
    settler: Settler = options.settler(options)
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
            complain(error, errors)
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
    return exit_code(left, errors)


def _print_diff(out: TextIO, name: str, before: str, after: str) -> None:
    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name)
    out.writelines(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
