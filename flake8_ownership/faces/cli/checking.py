"""`check`: findings, in the format that was asked for; once, or again whenever a file changes."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from flake8_ownership import baseline
from flake8_ownership.check import Checker
from flake8_ownership.codemods import noqa
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import OutputError, OwnershipError
from flake8_ownership.faces.cli import fixing, streams, waiving
from flake8_ownership.faces.cli.output import FOR_PEOPLE, WITH_FIXES, Output
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, STDIN, Errors, exit_code, is_quiet, make_checker, outcomes
from flake8_ownership.formats import summary
from flake8_ownership.formats.entry import Entry, Mended, Replacement, Report
from flake8_ownership.rules import Finding
from flake8_ownership.run import Outcome
from flake8_ownership.search import discover
from flake8_ownership.settings import Settings
from flake8_ownership.sites import targets
from flake8_ownership.source import Source

INTERVAL = 0.5  # seconds between two looks at the files


def check(options: argparse.Namespace) -> int:
    """Reports findings, or hands over to what was asked for instead."""
    if options.show_files:
        return show_files(options)
    if options.add_noqa is not None:
        return waiving.add_noqa(options)
    if options.fix or options.diff or options.interactive:
        return fixing.fix(options)
    if options.watch:
        return watch(options)
    return once(options)


def once(options: argparse.Namespace) -> int:
    """One run over everything."""
    errors = Errors()
    entries: list[Entry] = []
    known = judged = 0
    began = time.monotonic()
    checker = make_checker(options)
    safe: list[Finding] = []
    unsafe: list[Finding] = []
    settled: dict[tuple[tuple[str, str], ...], tuple[Source, Settings]] = {}
    with Output(options) as output:
        # Whatever ends the search, the report of what was found until then is whole.
        try:
            for outcome, found in _found(options, checker, errors, with_fixes=output.format in WITH_FIXES):
                judged += outcome is not None and outcome.error is None
                if outcome is not None:
                    _note_read(outcome, output)
                    if outcome.source is not None and outcome.settings is not None:
                        settled.setdefault(targets.named(outcome.settings), (outcome.source, outcome.settings))
                    if options.statistics:
                        mended = _mended(outcome, checker)
                        safe += mended.safe
                        unsafe += mended.unsafe
                known += outcome.told.known if outcome is not None else 0
                for entry in found:
                    entries.append(entry)
                    output.entry(entry)
            for source, settings in settled.values():
                if wrong := _wrong_target(checker, source, settings):
                    errors.add(wrong)
        except OutputError:
            raise
        except OwnershipError as error:
            errors.add(error)
        mended_all = Mended(tuple(safe), tuple(unsafe)) if options.statistics else None
        output.report(Report(tuple(entries), tuple(errors), known, output.root, mended_all))
    findings = [entry.finding for entry in entries]
    if output.format in FOR_PEOPLE and not is_quiet(options) and (judged or findings or errors):
        streams.note(summary.checked(findings, judged, errors=len(errors), known=known, mended=mended_all))
    if options.verbose:
        _say_how(options, checker, judged, time.monotonic() - began)
    code = exit_code(findings, errors)
    return CLEAN if options.exit_zero and code != FAILED else code


def show_files(options: argparse.Namespace) -> int:
    """Prints which files would be checked, a line each."""
    errors = Errors()
    for path in discover(options.paths, options.settler(options), force_exclude=options.force_exclude):
        if isinstance(path, Path):
            streams.line(str(path))
        else:
            errors.add(path)
    return FAILED if errors else CLEAN


def _wrong_target(checker: Checker, source: Source, settings: Settings) -> OwnershipError | None:
    """What is wrong with what `logging` and `metrics` name: it is gone since the cache had each file judged, or is a
    callable that a fix would refuse."""
    if not targets.named(settings):
        return None
    world = checker.world(source, settings)
    wrong = targets.missing(settings, world.project, world.catalogue)
    if wrong is not None or ":" not in settings.metrics:
        return wrong
    # Only here, so that no run without such a setting loads it.
    from flake8_ownership.codemods import callables

    return callables.fault(settings, world.resolver)


def _say_how(options: argparse.Namespace, checker: Checker, judged: int, seconds: float) -> None:
    """By which settings the files were judged, how many of them anew, and how long it took."""
    settler: Settler = options.settler(options)
    for name in options.paths:
        path = Path("stdin.py" if name == STDIN else name)
        with suppress(OwnershipError):
            _, layers = settler.layers(path / "example.py" if path.is_dir() else path)
            told = ", ".join(str(layer.path) for layer in layers) or "no configuration file"
            streams.note(f"settings of {name}: {told}")
    streams.note(
        f"{summary.counted(judged, 'file')} in {seconds:.1f} s: {checker.recalled} as the cache had them, "
        f"{judged - checker.recalled} judged anew"
    )


def _found(
    options: argparse.Namespace,
    checker: Checker,
    errors: Errors,
    *,
    with_fixes: bool,
) -> Iterator[tuple[Outcome | None, list[Entry]]]:
    """The entries of each file, and at the end those of no file that was read."""
    settler: Settler = options.settler(options)
    baselines: dict[Path | None, Settings] = {}
    for outcome in outcomes(options, settler, checker):
        if outcome.error is not None:
            errors.add(outcome.error)
            yield outcome, []
            continue
        if outcome.settings is not None:
            baselines.setdefault(baseline.location(outcome.settings), outcome.settings)
        yield outcome, list(_entries(outcome, checker, with_fixes=with_fixes))
    yield None, list(_missing_files(baselines.values()))


def _note_read(outcome: Outcome, output: Output) -> None:
    output.reads(outcome.path, "a source file")
    if outcome.settings is not None and (known := baseline.location(outcome.settings)) is not None:
        output.reads(str(known), "a baseline")


def _entries(outcome: Outcome, checker: Checker, *, with_fixes: bool) -> Iterator[Entry]:
    source, settings, findings = outcome.source, outcome.settings, outcome.told.findings
    if source is None or settings is None:
        return
    root = outcome.checked.root if outcome.checked is not None else None
    edits = _edits(source, checker, settings, findings) if with_fixes else {}
    for finding in findings:
        row = noqa.last_row_of(source, finding.start.row) if with_fixes else finding.start.row
        yield Entry(finding, source.lines, row, edits.get(id(finding), ()), root)


def _mended(outcome: Outcome, checker: Checker) -> Mended:
    """The findings of a file that `fix` and `fix --unsafe-fixes` mend: each is run, and nothing is written."""
    source, settings = outcome.source, outcome.settings
    safety = {finding.edit.safety for finding in outcome.told.findings if finding.edit is not None}
    if source is None or settings is None or not safety & {"safe", "unsafe"}:
        return Mended()
    from flake8_ownership.codemods import engine

    found: list[tuple[Finding, ...]] = [(), ()]
    with suppress(Exception):  # which `fix` reports
        if "safe" in safety:
            found = [tuple(engine.fix(source, checker, settings, unsafe=False).applied)] * 2
        if "unsafe" in safety:
            found[1] = tuple(engine.fix(source, checker, settings, unsafe=True).applied)
    return Mended(*found)


def _edits(
    source: Source, checker: Checker, settings: Settings, findings: Sequence[Finding]
) -> dict[int, tuple[Replacement, ...]]:
    """What fixes each finding, by the finding's identity. A finding is reported whatever becomes of its fix."""
    edits: dict[int, tuple[Replacement, ...]] = {}
    if any(finding.edit is not None for finding in findings):
        from flake8_ownership.codemods import engine

        with suppress(Exception):  # which `fix` reports
            for finding, changes in engine.each(source, checker, settings, findings):
                edits[id(finding)] = tuple(
                    Replacement(source.place_of(change.start), source.place_of(change.end), change.text)
                    for change in changes
                )
    return edits


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
                    streams.write("\033[2J\033[H")
                code = once(options)
                streams.note(f"watching {len(now)} files; Ctrl-C ends it")
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
