"""`review`: what a change does to the ownership of a project, beside a revision that is judged in a copy of its own."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from flake8_ownership import revision
from flake8_ownership.errors import ConfigError
from flake8_ownership.faces.cli import reporting, streams
from flake8_ownership.faces.cli.output import Colour, rendered
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, FOUND, STDIN, Errors, cache_of
from flake8_ownership.git import Repository
from flake8_ownership.ownership.model import Account
from flake8_ownership.ownership.review import Review, review
from flake8_ownership.report_file import ReportFile
from flake8_ownership.reports import reviews, words
from flake8_ownership.twin import Remembered, Twin


def review_since(options: argparse.Namespace) -> int:
    """Compares what there is with a revision; 1 where a failure is lost that was not."""
    if STDIN in options.paths:
        raise ConfigError(STDIN, "a review compares files of a repository, and stdin is none", key="review")
    checked = list(options.paths)
    out = ReportFile(options.output_file, checked) if options.output_file is not None else None
    repository, commit = _revision(options)
    top = Path(os.path.realpath(repository.top))
    errors = Errors()
    known = Remembered(cache_of(options))
    with tempfile.TemporaryDirectory(prefix="flake8-ownership-", ignore_cleanup_errors=True) as name:
        # What tells a project from others may be its folder's name.
        folder = Path(os.path.realpath(name)) / (repository.top.name or "project")
        folder.mkdir()
        revision.restore(repository, commit, folder)
        # A submodule, or another checkout within, has a history of its own.
        now = reporting.account_of(options, errors, [out] if out is not None else [], only=top, cache=known)
        # The files that are the same on both sides, and all that they depend on, are judged once.
        before = _before(options, repository.top, folder, Twin(known, repository.top, folder))
    found = review(before, now)
    _print(options, found, out)
    if errors:
        return FAILED
    return FOUND if found.lost and not options.exit_zero else CLEAN


def _revision(options: argparse.Namespace) -> tuple[Repository, str]:
    """The repository, and the commit to compare with."""
    paths = [Path(os.path.abspath(path)) for path in options.paths]
    first = paths[0] if paths[0].is_dir() else paths[0].parent
    try:
        repository, commit = revision.revision_of(first, options.revision)
    except ConfigError as error:
        raise ConfigError(error.path, error.message, key="review") from None
    for path in paths:
        if not path.is_relative_to(repository.top):
            raise ConfigError(str(path), f"lies outside of the repository {repository.top}", key="review")
    return repository, commit


def _before(options: argparse.Namespace, top: Path, folder: Path, known: Twin) -> Account:
    """The account of the revision's copy. What could not be judged there is no error of what is now."""
    there = [folder / Path(os.path.abspath(path)).relative_to(top) for path in options.paths]
    given = {**vars(options), "paths": [str(path) for path in there if path.exists()], "quiet": True}
    if not given["paths"]:
        return Account(())
    errors = Errors(quiet=True)
    account = reporting.account_of(argparse.Namespace(**given), errors, [], cache=known)
    if errors:
        count = words.many(len(errors), "thing")
        streams.note(f"{count} could not be judged as of {options.revision}: what is in there counts as new")
    return account


def _print(options: argparse.Namespace, found: Review, out: ReportFile | None) -> None:
    if options.json:
        whole = reviews.document(found, options.revision)
    elif options.markdown:
        whole = reviews.markdown(found, options.revision)
    elif options.github:
        whole = reviews.workflow(found, options.revision)
    else:
        colour = Colour(options.color, is_terminal=out is None and sys.stdout.isatty())
        shown = (rendered(line, colour) for line in reviews.text(found, options.revision))
        whole = "".join(f"{line}\n" for line in shown)
    reporting.deliver(whole, out, is_document=options.json)
