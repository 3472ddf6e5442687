"""`baseline write`, `prune` and `show`: what was there before, kept in a file that only shrinks."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from flake8_ownership import baseline, sinks
from flake8_ownership.baseline import Baseline, Identity
from flake8_ownership.configuration import ARGUMENTS, Settler
from flake8_ownership.errors import ConfigError
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, Errors, make_checker, outcomes
from flake8_ownership.formats.json import relative
from flake8_ownership.run import Outcome, check_all

# What is there now, whatever was known before.
_EVERYTHING = {"baseline": baseline.OFF, "diff-base": ""}


def write(options: argparse.Namespace) -> int:
    """Writes what is found now into each project's baseline; only --force lets one that exists grow."""
    settler: Settler = options.settler(options)
    errors = Errors()
    found: dict[Path, set[Identity]] = {}
    for outcome in outcomes(options, settler.over(_EVERYTHING), make_checker(options)):
        if outcome.error is not None:
            errors.add(outcome.error)
            continue
        path = baseline.location(settler.settings(Path(outcome.path)))
        if path is None:
            raise ConfigError(ARGUMENTS, "the settings want none", key="baseline")
        identities = baseline.identities(outcome.told.findings, path.parent)
        found.setdefault(path, set()).update(identity for identity, _ in identities)
    if errors:
        streams.note("no baseline was written: the findings of these files would be missing")
        return FAILED
    for path in found:
        if path.exists() and not options.force:
            streams.note(f"{path}: exists; `baseline prune` takes out what is gone, --force writes it anew")
            return FAILED
    for path, known in found.items():
        Baseline(path, known).write()
        streams.line(f"{relative(str(path))}: {len(known)} finding{'s' * (len(known) != 1)}")
    return CLEAN


def prune(options: argparse.Namespace) -> int:
    """Takes out of the baseline what is gone: a finding that was mended, a file that was deleted."""
    settler: Settler = options.settler(options)
    before = _here(settler)
    errors = Errors()
    paths = sorted({before.path.parent / identity.path for identity in before.known})
    kept: set[Identity] = set()
    for outcome in check_all(
        (path for path in paths if path.exists()), settler.over(_EVERYTHING), make_checker(options)
    ):
        entries = {one for one in before.known if before.path.parent / one.path == Path(outcome.path)}
        if outcome.error is not None:
            errors.add(outcome.error)
            kept |= entries
            continue
        found = {one for one, _ in baseline.identities(outcome.told.findings, before.path.parent)}
        kept |= {one for one in entries if one in found or not _is_wanted(one, outcome)}
    gone = len(before.known) - len(kept)
    if gone:
        Baseline(before.path, kept).write()
    streams.line(f"{relative(str(before.path))}: {gone} taken out, {len(kept)} left")
    return FAILED if errors else CLEAN


def show(options: argparse.Namespace) -> int:
    """Prints how much the baseline holds, by file and rule."""
    before = _here(options.settler(options))
    entries = sorted(before.known)
    if options.output_format == "json":
        streams.document(sinks.document([asdict(entry) for entry in entries]) + "\n")
        return CLEAN
    for (path, code), count in sorted(Counter((entry.path, entry.code) for entry in entries).items()):
        streams.line(f"{count:5}  {code}  {path}")
    streams.line(f"{len(entries):5}  in {relative(str(before.path))}")
    return CLEAN


def _here(settler: Settler) -> Baseline:
    """The baseline of the project around the working directory. Raises ConfigError where there is none."""
    settings = settler.settings(Path("example.py"))
    found = baseline.of(settings)
    if found is None:
        path = baseline.location(settings) or Path(baseline.DEFAULT)
        raise ConfigError(str(path), "no such file; `flake8-ownership baseline write` makes a baseline")
    return found


def _is_wanted(identity: Identity, outcome: Outcome) -> bool:
    return outcome.settings is not None and baseline.is_wanted(identity.code, outcome.settings)
