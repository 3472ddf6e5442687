"""`fix`: mends files or what stdin holds, or prints what mending would change."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
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
    asker = _Asker()
    left: list[Finding] = []
    errors: list[OwnershipError] = []
    applied = 0
    for loaded in _loaded(options):
        try:
            if isinstance(loaded, OwnershipError):
                raise loaded
            path, source, settings = loaded
            if options.interactive and path is not None:
                fixed = engine.fix_asking(source, checker, settings, unsafe=options.unsafe_fixes, ask=asker.of(source))
            else:
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
    # What was tried and refused is no promise any more; what somebody said no to still is.
    promised = [
        replace(finding, edit=None)
        if not options.interactive and engine.is_mendable(finding, options.unsafe_fixes)
        else finding
        for finding in left
    ]
    print(f"{applied} mended, {text_format.summary(promised, len(errors))}", file=sys.stderr)
    return exit_code(left, errors)


class _Asker:
    """Shows each change as a diff, and asks; an answer for all of them, or for none any more, is kept."""

    def __init__(self) -> None:
        self._for_all: bool | None = None

    def of(self, source: Source) -> Callable[[Sequence[Finding], str, str], bool]:
        """What asks about the changes of one file; raises Enough where nothing more is wanted."""
        from flake8_ownership.codemods.engine import Enough

        def ask(findings: Sequence[Finding], before: str, after: str) -> bool:
            if self._for_all is False:
                raise Enough
            if self._for_all:
                return True
            _print_diff(sys.stdout, Source(source.path, before), after)
            codes = ", ".join(sorted({finding.code for finding in findings}))
            answer = _answer(f"{source.path}: {codes} in {findings[0].function}: mend it? [y]es, [n]o, [a]ll, [q]uit: ")
            if answer in ("a", "q"):
                self._for_all = answer == "a"
            if answer == "q":
                raise Enough
            return answer in ("y", "a")

        return ask


def _answer(question: str) -> str:
    """The first letter of what is answered; `q` where nobody is there to answer."""
    while True:
        print(question, end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            print(file=sys.stderr)
            return "q"
        if line.strip()[:1].lower() in ("y", "n", "a", "q"):
            return line.strip()[:1].lower()


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
