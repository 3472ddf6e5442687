"""One file's account, and how the cache keeps it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any, TypeVar

from flake8_ownership import cache
from flake8_ownership.index.project import OUTLINES, WHOLE
from flake8_ownership.rules import Finding
from flake8_ownership.sites.site import Operation, Site, Spot, Task
from flake8_ownership.sites.unknown_calls import UnknownCall
from flake8_ownership.sites.work import Work


@dataclass(frozen=True, slots=True)
class Checked:
    """One file's account: every site with the codes that fire there, before noqa, and the findings themselves.

    `relays` are the calls of the project's own functions at which failures of sites elsewhere are lost. `path` is the
    file's path below the project's root, as spots have it. `works` are the functions that do I/O or run such; they are
    drawn up only for who asks for them, and so are the `unknown` calls, of which nothing tells what they are.
    """

    filename: str
    sites: tuple[tuple[Site, tuple[str, ...]], ...] = ()
    findings: tuple[Finding, ...] = ()
    relays: tuple[tuple[Site, tuple[str, ...]], ...] = ()
    path: str = ""
    works: tuple[Work, ...] = ()
    unknown: tuple[UnknownCall, ...] = ()

    def place_of(self, spot: Spot) -> Path:
        """The file of a call, in full."""
        return self.root / spot.filename if self.path else Path(os.path.abspath(self.filename))

    @property
    def root(self) -> Path:
        """The folder that spots are given relative to."""
        own = Path(os.path.abspath(self.filename))
        return own.parents[len(PurePath(self.path).parts) - 1] if self.path else own.parent


_Fact = TypeVar("_Fact", Site, Task, Operation, UnknownCall)
# Gives what answers the questions that an account depends on; asked for only where there are any.
Answerer = Callable[[], Callable[[str], str]]


def encoded(checked: Checked, text: str, asked: Mapping[str, str], whole: str = "") -> dict[str, Any]:
    """An account as JSON, with the fingerprint of its text, what else its verdicts depend on (by question), and the
    state of the whole project where one of those questions is about it."""
    sites = [site for site, _ in (*checked.sites, *checked.relays)]
    tasks = [finding.fact for finding in checked.findings if isinstance(finding.fact, Task)]
    operations = [finding.fact for finding in checked.findings if isinstance(finding.fact, Operation)]
    places = {id(fact): place for place, fact in enumerate([*sites, *tasks, *operations])}
    return {
        "text": text,
        "path": checked.path,
        "asked": dict(asked),
        "whole": whole,
        "sites": [[cache.encoded(site), list(codes)] for site, codes in checked.sites],
        "relays": [[cache.encoded(site), list(codes)] for site, codes in checked.relays],
        "tasks": [cache.encoded(task) for task in tasks],
        "operations": [cache.encoded(operation) for operation in operations],
        "findings": [
            [cache.encoded(replace(finding, fact=None)), places.get(id(finding.fact))] for finding in checked.findings
        ],
        "works": [cache.encoded(work) for work in checked.works],
        "unknown": [cache.encoded(call) for call in checked.unknown],
    }


def decoded(entry: Any, text: str, filename: str, answerer: Answerer | None) -> Checked | None:
    """The account that an entry holds, of a file that goes by `filename` now.

    None where the entry is none, is of another text, or where a question has another answer by now; without an
    `answerer` no question is asked again.
    """
    try:
        if entry is None or entry["text"] != text:
            return None
        if entry["asked"] and answerer is not None:
            answer = answerer()
            # To ask who mentions a name means to read the whole project; not while no file of it has changed.
            spared = WHOLE if entry["whole"] and answer(OUTLINES) == entry["whole"] else ()
            for question, known in entry["asked"].items():
                if not question.startswith(spared) and answer(question) != known:
                    return None
        sites, relays = (
            tuple((_named(_SITE(site), filename), tuple(_CODES(codes))) for site, codes in entry[name])
            for name in ("sites", "relays")
        )
        tasks = [_named(_TASK(task), filename) for task in entry["tasks"]]
        operations = [_renamed(_OPERATION(one), filename) for one in entry["operations"]]
        facts = [*(site for site, _ in (*sites, *relays)), *tasks, *operations]
        findings = tuple(
            replace(_FINDING(finding), filename=filename, fact=None if place is None else facts[place])
            for finding, place in entry["findings"]
        )
        path = _PATH(entry["path"])
        works = tuple(map(_WORK, entry["works"]))
        unknown = tuple(_named(_UNKNOWN(call), filename) for call in entry["unknown"])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    return Checked(filename, sites, findings, relays, path, works, unknown)


def _named(fact: _Fact, filename: str) -> _Fact:
    return fact if fact.filename == filename else replace(fact, filename=filename)


def _renamed(operation: Operation, filename: str) -> Operation:
    holes = tuple(replace(hole, site=_named(hole.site, filename)) for hole in operation.holes)
    return replace(_named(operation, filename), holes=holes)


_SITE = cache.decoder(Site)
_TASK = cache.decoder(Task)
_OPERATION = cache.decoder(Operation)
_FINDING = cache.decoder(Finding)
_WORK = cache.decoder(Work)
_UNKNOWN = cache.decoder(UnknownCall)
_PATH = cache.decoder(str)
_CODES = cache.decoder(tuple[str, ...])
