"""`fix`: mends files or what stdin holds, or prints what mending would change."""

from __future__ import annotations

import argparse
import difflib
import io
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_ownership import sinks
from flake8_ownership.check import CRASH, Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import FixRefused, OutputError, OwnershipError
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, FOUND, STDIN, Errors, exit_code, is_quiet, stdin
from flake8_ownership.formats import diff, summary
from flake8_ownership.formats import text as text_format
from flake8_ownership.rules import Finding
from flake8_ownership.run import crashed, load
from flake8_ownership.search import discover
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

if TYPE_CHECKING:
    from flake8_ownership.codemods.engine import Fixed

Loaded = tuple[Path | None, Source, Settings]


def fix(options: argparse.Namespace) -> int:
    """Mends what may be mended; what is left decides the exit code. Of stdin, the mended text is printed."""
    from flake8_ownership.codemods import engine

    say: Callable[[object], None] = (lambda _: None) if is_quiet(options) else streams.note
    checker = Checker()
    asker = _Asker() if options.interactive else None
    left: list[Finding] = []
    errors = Errors()
    applied = known = 0
    for loaded in _loaded(options, say):
        fixed = _fixed(loaded, options, checker, asker, errors)
        if fixed is None:
            continue
        applied += len(fixed.applied)
        known += fixed.known
        left += fixed.left
        # The rows are those of the file as it stands on the disk from now on.
        for refusal in fixed.refused if options.diff else fixed.refused_in_text:
            say(refusal)
    if known:
        say(f"{known} in the baseline left alone; --no-baseline fixes them too")
    crashes = [finding for finding in left if finding.code == CRASH]
    if options.diff:
        for crash in crashes:
            streams.note(text_format.line(crash))
    else:
        for finding in left:
            (streams.note if options.paths == [STDIN] else streams.line)(text_format.line(finding))
    # What was tried and refused is no promise any more; what somebody said no to still is.
    promised = [
        replace(finding, edit=None)
        if not options.interactive and engine.is_mendable(finding, options.unsafe_fixes)
        else finding
        for finding in left
    ]
    say(f"{applied} {'would be ' * options.diff}fixed, {summary.left(left, promised, len(errors))}")
    if options.diff:
        return FAILED if errors or crashes else FOUND if applied else CLEAN
    return exit_code(left, errors)


def _fixed(
    loaded: Loaded | OwnershipError, options: argparse.Namespace, checker: Checker, asker: _Asker | None, errors: Errors
) -> Fixed | None:
    """What became of one file; None where it could not be mended, which costs no other file its fix."""
    if isinstance(loaded, OwnershipError):
        errors.add(loaded)
        return None
    try:
        return _mended(loaded, options, checker, asker)
    except (OutputError, BrokenPipeError):
        raise
    except OwnershipError as error:
        errors.add(error)
    except Exception as error:
        errors.add(crashed(loaded[1].path, error))
    return None


def _mended(loaded: Loaded, options: argparse.Namespace, checker: Checker, asker: _Asker | None) -> Fixed:
    """Writes or prints what one file becomes."""
    from flake8_ownership.codemods import engine, files

    path, source, settings = loaded
    if asker is not None and path is not None:
        fixed = engine.fix_asking(source, checker, settings, unsafe=options.unsafe_fixes, ask=asker.of(source))
    else:
        fixed = engine.fix(source, checker, settings, unsafe=options.unsafe_fixes)
    if options.diff:
        _print_diff(source, fixed.text)
    elif path is None:
        streams.data(source.to_bytes(fixed.text))
    elif fixed.changed:
        files.replace(path, source, fixed.text)
    return fixed


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
            _print_diff(Source(source.path, before, encoding=source.encoding), after)
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
        line = streams.ask(question)
        if not line:
            streams.note("")
            return "q"
        if line.strip()[:1].lower() in ("y", "n", "a", "q"):
            return line.strip()[:1].lower()


def _loaded(options: argparse.Namespace, say: Callable[[object], None]) -> Iterator[Loaded | OwnershipError]:
    settler: Settler = options.settler(options)
    if options.paths == [STDIN]:
        try:
            yield (None, *stdin(options, settler))
        except OwnershipError as error:
            yield error
        return
    for path in discover(options.paths, settler, force_exclude=options.force_exclude, say=say):
        try:
            yield path if isinstance(path, OwnershipError) else (path, *load(path, settler))
        except OwnershipError as error:
            yield error


def _print_diff(source: Source, after: str) -> None:
    """A person gets lines that are fit to be seen; all else gets bytes that `patch` takes, which are the file's own."""
    if after == source.text:
        return
    if sys.stdout.isatty():
        _show_diff(source, after)
        return
    # Lines as `patch` has them, whatever the encoding makes of one by itself.
    before, now = (io.BytesIO(source.to_bytes(text)).readlines() for text in (source.text, after))
    header = sinks.diff_header(source.path).encode("utf-8", "backslashreplace")
    lines = difflib.diff_bytes(difflib.unified_diff, before, now, header, header, lineterm=b"\n")
    whole = (line if line.endswith(b"\n") else b"%b\n%b\n" % (line, diff.OPEN.encode()) for line in lines)
    _hand_out(b"".join(whole), source, after)


def _show_diff(source: Source, after: str) -> None:
    for line in diff.lines(source.path, source.text, after):
        streams.line(line)


# CI services that run what looks like a command in a log, by a variable that each sets; nothing that a log says keeps
# them from it for sure.
_LOG_READERS = {"TF_BUILD": "Azure Pipelines", "TEAMCITY_VERSION": "TeamCity"}


def _hand_out(data: bytes, source: Source, after: str) -> None:
    """Prints a diff as it may stand in the log of a CI service, which would run what looks like a command in a file."""
    if not any(map(sinks.is_command, os.fsdecode(data).split("\n"))):
        streams.data(data)
        return
    if os.environ.get("GITHUB_ACTIONS") == "true":
        token = secrets.token_hex()
        streams.data(f"::stop-commands::{token}\n".encode() + data + f"::{token}::\n".encode())
        return
    reader = next((name for variable, name in _LOG_READERS.items() if os.environ.get(variable)), None)
    if reader is None or streams.is_file():
        streams.data(data)
        return
    _show_diff(source, after)
    why = f"its diff holds what {reader} would run, and is escaped: print it into a file for `patch`"
    streams.note(FixRefused(source.path, why))
