"""`report`: the ownership of a project by operation, on the terminal, as JSON or Markdown, as a badge, as pages."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from flake8_ownership import files, sinks
from flake8_ownership.cache import Entries
from flake8_ownership.check import CRASH, Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import ConfigError
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.output import Colour, rendered
from flake8_ownership.faces.cli.reading import CLEAN, FAILED, FOUND, STDIN, Errors, make_checker, outcomes
from flake8_ownership.faces.cli.report_folder import ReportFolder
from flake8_ownership.ownership import owners, proved, trend
from flake8_ownership.ownership.draw import Drawing
from flake8_ownership.ownership.model import Account
from flake8_ownership.ownership.proved import Beside, beside
from flake8_ownership.ownership.trend import Trend
from flake8_ownership.report_file import ReportFile
from flake8_ownership.reports import badge, markdown, text, words
from flake8_ownership.reports import json as json_report
from flake8_ownership.reports.html.names import INDEX
from flake8_ownership.run import Outcome

_BARS = ("█░", "#.")


def report(options: argparse.Namespace) -> int:
    """Draws up the account of a project and gives the reports that were asked for."""
    if options.schema:
        streams.document(json_report.schema())
        return CLEAN
    before = trend.read(options.compare) if options.compare is not None else None
    proofs = proved.read(options.proof) if options.proof is not None else None
    checked = [path for path in options.paths if path != STDIN]
    out = ReportFile(options.output_file, checked) if options.output_file is not None else None
    picture = ReportFile(options.badge, checked, "--badge") if options.badge is not None else None
    if (
        out is not None
        and picture is not None
        and os.path.realpath(options.output_file) == os.path.realpath(options.badge)
    ):
        raise ConfigError(options.badge, "the report is written there", key="--badge")
    pages = _Pages(options, checked) if options.html is not None else None
    errors = Errors()
    account = account_of(options, errors, [one for one in (out, picture) if one is not None])
    change = trend.between(before, trend.snapshot(account)) if before is not None else None
    written = [options.output_file] if out is not None else []
    if out is not None or _is_printed(options):
        _print(options, account, change, beside(proofs, account) if proofs is not None else None, out)
    if picture is not None:
        picture.write(badge.svg(account))
        written.append(options.badge)
    if pages is not None:
        written.append(pages.write(account, change))
    if written:
        streams.note(f"report written to {' and '.join(written)}: {words.brief(account.share)}")
    if errors:
        return FAILED
    return _held(account, options.fail_under)


def account_of(
    options: argparse.Namespace,
    errors: Errors,
    out: list[ReportFile],
    only: Path | None = None,
    cache: Entries | None = None,
) -> Account:
    """The account of what the arguments name; files that could not be judged are among the errors. With `only`, of the
    files of this repository, and of none that lies in it. A `cache` takes the place of the usual one."""
    settler: Settler = options.settler(options)
    root = _root(options.paths)
    drawing = Drawing(root, owners.of_repository(root, streams.note).of)
    checker = make_checker(options, works=True) if cache is None else Checker(cache=cache, works=True)
    for outcome in outcomes(options, settler, checker):
        for file in out:
            file.reads(outcome.path, "a source file")
        if only is not None and _repository(outcome.path) != only:
            continue
        if outcome.error is not None:
            errors.add(outcome.error)
            drawing.fail(str(outcome.error))
        else:
            _add(drawing, outcome, errors)
    return drawing.account()


def _repository(path: str) -> Path:
    return Path(os.path.realpath(files.repository(Path(os.path.abspath(path)).parent)))


def _add(drawing: Drawing, outcome: Outcome, errors: Errors) -> None:
    checked, source, settings = outcome.checked, outcome.source, outcome.settings
    if checked is None or source is None or settings is None:
        return
    for finding in checked.findings:
        if finding.code == CRASH:
            streams.note(f"{finding.filename}: {finding.message}")
            drawing.fail(f"{finding.filename}: {finding.message}")
    drawing.add(checked, outcome.told, source.lines, accepts_traceback=settings.discipline == "lost")


def _root(paths: list[str]) -> Path:
    """The folder that paths are relative to: the repository around what is reported on, which is the same in every
    checkout of it; without one, the folder itself."""
    path = Path(os.path.abspath(paths[0] if paths[0] != STDIN else "."))
    return files.repository(path if path.is_dir() else path.parent)


def _is_printed(options: argparse.Namespace) -> bool:
    """Whether the account goes to stdout: where no file gets it, or a form is asked for beside the file."""
    return options.json or options.markdown or options.text or (options.html is None and options.badge is None)


def _print(
    options: argparse.Namespace, account: Account, change: Trend | None, proof: Beside | None, out: ReportFile | None
) -> None:
    if options.json:
        whole = json_report.text(account, change, proof)
    elif options.markdown:
        whole = markdown.text(account, change, proof)
    else:
        colour = Colour(options.color, is_terminal=out is None and sys.stdout.isatty())
        bars = next((bars for bars in _BARS if out is not None or streams.holds(bars)), _BARS[-1])
        place = _Places(_root(options.paths))
        whole = "".join(
            rendered(line, colour) + "\n" for line in text.lines(account, change, place.shown, proof, bars=bars)
        )
    deliver(whole, out, is_document=options.json)


def deliver(whole: str, out: ReportFile | None, *, is_document: bool) -> None:
    """Writes a report to the file that was asked for, or prints it."""
    if out is not None:
        out.write(whole)
    elif is_document:
        streams.document(whole)
    else:
        streams.write(whole)


class _Pages:
    """The pages of a report, which need a library that not everybody has. Raises ConfigError without it."""

    def __init__(self, options: argparse.Namespace, checked: list[str]) -> None:
        try:
            from flake8_ownership.reports.html.pages import pages
        except ImportError:
            message = "Jinja is not installed: pip install flake8-async-ownership[report]"
            raise ConfigError(options.html, message, key="--html") from None
        self._make = pages
        self._name = _root(options.paths).name or "project"
        self._folder = ReportFolder(options.html, checked)
        self._first = Path(options.html) / INDEX

    def write(self, account: Account, change: Trend | None) -> str:
        """Writes them; returns the one to open."""
        self._folder.write(self._make(account, self._name, change))
        return str(self._first)


class _Places:
    """Shows the paths of an account as other commands print them: from the working directory where they lie below."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def shown(self, path: str, row: int) -> str:
        """A place, as `why` takes it."""
        full = self._root / path
        here = Path.cwd()
        return f"{(full.relative_to(here) if full.is_relative_to(here) else full).as_posix()}:{row}"


def _held(account: Account, least: float | None) -> int:
    """Whether the ownership is as high as it is to be."""
    percent = account.share.percent
    if least is None or percent is None or percent >= least:
        return CLEAN
    streams.note(f"ownership is {words.number(percent)}, under the {sinks.part(words.number(least))} of --fail-under")
    return FOUND
