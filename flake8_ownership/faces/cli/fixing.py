"""`fix`: mends files or what stdin holds, or prints what mending would change."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, FOUND, STDIN, complain, exit_code, stdin
from flake8_ownership.formats import text as text_format
from flake8_ownership.rules import Finding
from flake8_ownership.run import discover, load
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

Loaded = tuple[Path | None, Source, Settings]


def fix(options: argparse.Namespace) -> int:
    """Mends what may be mended; what is left decides the exit code. Of stdin, the mended text is printed."""
    from flake8_ownership.codemods import engine, files

    checker = Checker()
    left: list[Finding] = []
    errors: list[OwnershipError] = []
    applied = 0
    for loaded in _loaded(options):
        try:
            if isinstance(loaded, OwnershipError):
                raise loaded
            path, source, settings = loaded
            fixed = engine.fix(source, checker, settings, unsafe=options.unsafe_fixes)
            if options.diff:
                _print_diff(sys.stdout, source, fixed.text)
            elif path is None:
                sys.stdout.buffer.write(source.to_bytes(fixed.text))
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
        print(text_format.line(finding), file=sys.stderr if options.paths == [STDIN] else sys.stdout)
    print(f"{applied} mended, {text_format.summary(left, len(errors))}", file=sys.stderr)
    return exit_code(left, errors)


def _loaded(options: argparse.Namespace) -> Iterator[Loaded | OwnershipError]:
    settler: Settler = options.settler(options)
    if options.paths == [STDIN]:
        try:
            yield (None, *stdin(options, settler))
        except OwnershipError as error:
            yield error
        return
    for path in discover(options.paths, settler, force_exclude=options.force_exclude):
        try:
            yield path if isinstance(path, OwnershipError) else (path, *load(path, settler))
        except OwnershipError as error:
            yield error


def _print_diff(out: TextIO, source: Source, after: str) -> None:
    """Lines as Python has them: a form feed ends none."""
    name = source.path
    lines = difflib.unified_diff(source.lines, Source(name, after).lines, name, name)
    out.writelines(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
