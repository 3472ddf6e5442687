"""`check`: findings, in the format that was asked for; once, or again whenever a file changes."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from flake8_ownership import baseline
from flake8_ownership.check import Checker
from flake8_ownership.codemods import noqa
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.cli import fixing, waiving
from flake8_ownership.faces.cli.output import WITH_FIXES, Output
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, complain, exit_code, make_checker, outcomes
from flake8_ownership.formats import statistics
from flake8_ownership.formats import text as text_format
from flake8_ownership.formats.entry import Entry, Replacement, Report
from flake8_ownership.run import Outcome, discover
from flake8_ownership.settings import Settings

INTERVAL = 0.5  # seconds between two looks at the files


def check(options: argparse.Namespace) -> int:
    """Reports findings, or hands over to what was asked for instead."""
    if options.fix or options.diff or options.interactive:
        return fixing.fix(options)
    if options.add_noqa is not None:
        return waiving.add_noqa(options)
    if options.watch:
        return watch(options)
    return once(options)


def once(options: argparse.Namespace) -> int:
    """One run over everything."""
    settler: Settler = options.settler(options)
    checker = make_checker(options)
    entries: list[Entry] = []
    errors: list[OwnershipError] = []
    known = 0
    baselines: dict[Path | None, Settings] = {}
    with Output(options) as output:
        for outcome in outcomes(options, settler, checker):
            output.reading(outcome.path)
            if outcome.error is not None:
                complain(outcome.error, errors)
                continue
            if outcome.settings is not None:
                baselines.setdefault(baseline.location(outcome.settings), outcome.settings)
            known += outcome.told.known
            for entry in _entries(outcome, checker, with_fixes=output.format in WITH_FIXES):
                entries.append(entry)
                if not options.statistics:
                    output.entry(entry)
        for entry in _missing_files(baselines.values()):
            entries.append(entry)
            if not options.statistics:
                output.entry(entry)
        report = Report(tuple(entries), tuple(errors), known, output.root)
        if options.statistics:
            table = statistics.as_json if output.format == "json" else statistics.text
            output.file.write(table(report))
        else:
            output.report(report)
    findings = [entry.finding for entry in entries]
    if output.format in ("text", "full") and (sys.stdout.isatty() or findings or errors or known):
        print(text_format.summary(findings, len(errors), known), file=sys.stderr)
    code = exit_code(findings, errors)
    return CLEAN if options.exit_zero and code != FAILED else code


def _entries(outcome: Outcome, checker: Checker, *, with_fixes: bool) -> Iterator[Entry]:
    source, settings, findings = outcome.source, outcome.settings, outcome.told.findings
    if source is None or settings is None:
        return
    edits: dict[int, tuple[Replacement, ...]] = {}
    if with_fixes and any(finding.edit is not None for finding in findings):
        from flake8_ownership.codemods import engine

        for finding, changes in engine.each(source, checker, settings, findings):
            edits[id(finding)] = tuple(
                Replacement(source.place_of(change.start), source.place_of(change.end), change.text)
                for change in changes
            )
    for finding in findings:
        row = noqa.last_row_of(source, finding.start.row) if with_fixes else finding.start.row
        yield Entry(finding, source.lines, row, edits.get(id(finding), ()))


def _missing_files(settled: Iterable[Settings]) -> Iterator[Entry]:
    """What baselines hold of files that are gone."""
    for settings in settled:
        known = baseline.of(settings)
        if known is not None:
            yield from (Entry(finding) for finding in known.missing_files())


def watch(options: argparse.Namespace, wait: Callable[[float], None] = time.sleep) -> int:
    """Checks again whenever a file changes, comes or goes, until it is interrupted."""
    code = CLEAN
    seen: dict[Path, int] | None = None
    try:
        while True:
            now = _stamps(options)
            if now != seen:
                seen = now
                if sys.stdout.isatty():
                    print("\033[2J\033[H", end="")
                code = once(options)
                print(f"watching {len(now)} files; Ctrl-C ends it", file=sys.stderr)
            wait(INTERVAL)
    except KeyboardInterrupt:
        return code


def _stamps(options: argparse.Namespace) -> dict[Path, int]:
    """When each file that would be read was changed, and the files that configure the reading."""
    settler: Settler = options.settler(options)
    found: dict[Path, int] = {}
    for path in discover(options.paths, settler, force_exclude=options.force_exclude):
        if isinstance(path, Path):
            _note(path, found)
            for layer in _layers(settler, path):
                _note(layer, found)
    return found


def _layers(settler: Settler, path: Path) -> Iterator[Path]:
    try:
        settings = settler.settings(path)
        _, layers = settler.layers(path)
    except OwnershipError as error:
        yield Path(error.path)
        return
    yield from (Path(layer.path) for layer in layers)
    if (known := baseline.location(settings)) is not None:
        yield known


def _note(path: Path, found: dict[Path, int]) -> None:
    try:
        found[path] = path.stat().st_mtime_ns
    except OSError:
        found.pop(path, None)
