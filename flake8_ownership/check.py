"""The pipeline from a source to its sites and findings. Takes content and a name, and never opens what it judges."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flake8_ownership import accounts, rules
from flake8_ownership.accounts import Checked
from flake8_ownership.cache import Entries
from flake8_ownership.database import Database, World
from flake8_ownership.errors import OwnershipError
from flake8_ownership.index import newer
from flake8_ownership.index.disk import Disk, fingerprint
from flake8_ownership.index.kinds import is_for_pytest
from flake8_ownership.index.module import Module
from flake8_ownership.index.notes import texts
from flake8_ownership.index.outlines import is_test
from flake8_ownership.index.project import HOME, OUTLINES, WHOLE
from flake8_ownership.rules import Fact, Finding
from flake8_ownership.settings import Settings
from flake8_ownership.sites import screen, targets
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.places import callee
from flake8_ownership.sites.refusals import Refusal
from flake8_ownership.sites.site import Operation, Site, Step
from flake8_ownership.sites.trusted import unmatched
from flake8_ownership.sites.unknown_calls import UnknownCall, at, in_functions
from flake8_ownership.sites.work import Work
from flake8_ownership.source import Position, Source
from flake8_ownership.stack import deeply

if TYPE_CHECKING:
    from flake8_ownership.sites.verdicts import Verdicts

CRASH = "OWN000"
ISSUES = "https://github.com/flake8-async-ownership/flake8-async-ownership/issues"


@dataclass(frozen=True, slots=True)
class Explained:
    """What is known of one call on a line: the site that it is, with the codes that fire, or why it is none, in words,
    and by which steps that was found; and what is lacking where nothing tells what it is.

    It holds nothing of the project's own, which may be let go when the next file is asked about."""

    call: str
    start: Position
    end: Position
    site: Site | None = None
    codes: tuple[str, ...] = ()
    refusal: str = ""
    steps: tuple[Step, ...] = ()
    unknown: UnknownCall | None = None


class Checker:
    """Checks one file after another; files of one project share what was learned of its other modules.

    `unsaved` are texts that stand for what the disk holds, by absolute path: an editor's buffers. Whoever changes one,
    or sees a file change on disk, says so by `changed`. With a `cache`, a file is judged only where its text, its
    settings, or what its verdicts depend on in other files has changed. With `works`, the accounts say what each
    function does as well; with `unknowns`, of which calls nothing tells what they are.
    """

    def __init__(
        self,
        unsaved: Mapping[Path, str] | None = None,
        cache: Entries | None = None,
        disk: Disk | None = None,
        *,
        works: bool = False,
        unknowns: bool = False,
    ) -> None:
        self.works = works
        self.unknowns = unknowns
        self.recalled = 0  # accounts that the cache had
        self._unsaved = unsaved if unsaved is not None else {}
        self._cache = cache
        self._marks: dict[Settings, str] = {}
        self._vetted: dict[tuple[int, tuple[str, ...], str, str], OwnershipError | None] = {}
        self._database = Database(self._unsaved, disk)

    def world(self, source: Source, settings: Settings) -> World:
        """What the files of the project share that a file belongs to."""
        return self._database.world(source, settings)

    def gather(self, source: Source, settings: Settings) -> bool:
        """Gathers what the texts of a file's whole project tell, ahead of its first question; not for a file that has
        nothing to judge. Whether it did."""
        if not screen.can_hold_sites(source.text, settings):
            return False
        self.world(source, settings).project.gather()
        return True

    def changed(self, path: Path, *, saved: bool = False) -> None:
        """Lets go of what was learned from one file, and of all that followed from it.

        What is asked of all files at once, such as who mentions a function, is asked anew once a text is `saved`: for
        each key that is typed it would take too long.
        """
        self._database.changed(path, saved=saved)

    def forget(self) -> None:
        """Starts anew, as is needed where files or folders came or went."""
        self._database = Database(self._unsaved)
        self._vetted.clear()

    def check(self, source: Source, settings: Settings) -> Checked:
        """The account of one file. Raises SourceError where it does not parse; a crash in a rule becomes OWN000."""
        if self._cache is None:
            return self._judged(source, settings)
        known = self.recall(source, settings)
        if known is not None:
            return known
        checked, entry = self._noted(source, settings)
        self._keep(source, settings, checked, entry)
        return checked

    def recall(self, source: Source, settings: Settings) -> Checked | None:
        """The account that the cache has of a file, None where it has none that still holds."""
        if self._cache is None:
            return None
        entry = self._cache.get(self._name(source, settings))
        known = accounts.decoded(
            entry, fingerprint(source.text), source.path, lambda: self._database.world(source, settings).project.answer
        )
        self.recalled += known is not None
        return known

    def entry(self, source: Source, settings: Settings) -> dict[str, Any]:
        """The account of one file as JSON, for a checker elsewhere to take in. Raises SourceError as `check` does."""
        return self._noted(source, settings)[1]

    def taken(self, source: Source, settings: Settings, entry: dict[str, Any]) -> Checked:
        """The account in an entry that another checker has made of the same text; it goes into the cache."""
        checked = accounts.decoded(entry, fingerprint(source.text), source.path, None)
        if checked is None:
            return self.check(source, settings)
        self._keep(source, settings, checked, entry)
        return checked

    def _noted(self, source: Source, settings: Settings) -> tuple[Checked, dict[str, Any]]:
        with self._database.noting() as notes:
            checked = self._judged(source, settings)
        asked: dict[str, str] = {}
        whole = ""
        if screen.can_hold_sites(source.text, settings):
            answer = self._database.world(source, settings).project.answer
            asked = {question: answer(question) for question in sorted({HOME, *texts(notes)})}
            whole = answer(OUTLINES) if any(question.startswith(WHOLE) for question in asked) else ""
        return checked, accounts.encoded(checked, fingerprint(source.text), asked, whole)

    def _keep(self, source: Source, settings: Settings, checked: Checked, entry: dict[str, Any]) -> None:
        if self._cache is None or self._is_draft(source) or any(found.code == CRASH for found in checked.findings):
            return
        self._cache.put(self._name(source, settings), entry)

    def _is_draft(self, source: Source) -> bool:
        """Whether an editor holds the text, and the disk another one: it will not be asked for again."""
        path = Path(os.path.abspath(source.path))
        return path in self._unsaved and Disk().digest(path) != fingerprint(source.text)

    def _name(self, source: Source, settings: Settings) -> str:
        if settings not in self._marks:
            # Whether or not an earlier finding is reported, it is judged.
            self._marks[settings] = repr(replace(settings, baseline="", diff_base="", min_severity="info"))
        more = "\0works" * self.works + "\0unknowns" * self.unknowns
        return f"{os.path.abspath(source.path)}\0{self._marks[settings]}{more}"

    def _judged(self, source: Source, settings: Settings) -> Checked:
        self._vet(source, settings)
        try:
            if not screen.can_hold_sites(source.text, settings):
                self._database.share(source)
                newer.vet(source)  # a file that does not parse is an error even where there is nothing to judge
                return Checked(source.path)
            with self._database.uncollected(len(source.text)):
                return deeply(lambda: self._checked(source, settings))
        except RecursionError:
            return Checked(source.path, findings=(_crash(source, "the code is nested too deeply"),))
        except Exception as error:
            if isinstance(error, OwnershipError):
                raise
            return Checked(source.path, findings=(_crash(source, crash_of(error)),))

    def _vet(self, source: Source, settings: Settings) -> None:
        """Raises ConfigError for tables that break the format and for names that stand for nothing, whatever the file
        holds."""
        if not settings.catalogue and not settings.boundaries and not targets.named(settings):
            return
        world = self._database.world(source, settings)
        key = id(world.project), settings.boundaries, settings.logging, settings.metrics
        if key not in self._vetted:
            asked = (unmatched, targets.missing)
            wrong = (one(settings, world.project, world.catalogue) for one in asked)
            self._vetted[key] = next(filter(None, wrong), None)
        if (fault := self._vetted[key]) is not None:
            raise fault

    def _checked(self, source: Source, settings: Settings) -> Checked:
        module, world = self.module(source, settings)
        calls = Calls(world.resolver, world.catalogue, settings, world.summaries)
        found = screen.screened(module, calls, settings)
        unknown = tuple(self._unknown(module, world, calls, settings)) if self.unknowns else ()
        if not any(found):
            return Checked(source.path, unknown=unknown)
        # Only here, so that a project without a site never loads what judges one.
        from flake8_ownership.sites.verdicts import Verdicts

        silent = not settings.tests and (is_test(module.path, world.project.root) or is_for_pytest(module))
        wanted = [] if silent else [r for r in rules.all_rules() if settings.reports(r.code, default=r.is_on(settings))]
        asked = frozenset().union(*(rule.asks for rule in wanted))
        verdicts = Verdicts(module, calls, world.resolver, world.catalogue, settings, world.summaries, asked)
        sites = list(verdicts.sites(found.candidates))
        relays = list(verdicts.relays(found.relays))
        leading = (relay for relay in relays if relay.leads)
        facts: list[Fact] = [*sites, *leading, *verdicts.tasks(found.starts)]
        if "operations" in asked and settings.granularity != "call":
            facts += verdicts.operations(found.waiting, sites)
        findings = []
        unused: dict[Position, str] = {}
        for fact in facts:
            found_here = [one for rule in wanted if (one := rule.check(fact, settings)) is not None]
            is_asked = found_here and settings.granularity != "call" and not isinstance(fact, Operation)
            why = verdicts.unused(fact.function) if is_asked else ""
            if why:
                unused[fact.start] = why
            else:
                findings += found_here
        findings.sort(key=lambda finding: (finding.start.row, finding.start.column, finding.code))
        codes: dict[Position, list[str]] = {}
        for finding in findings:
            codes.setdefault(finding.start, []).append(finding.code)

        def coded(facts: list[Site]) -> tuple[tuple[Site, tuple[str, ...]], ...]:
            told = (replace(one, unused=unused[one.start]) if one.start in unused else one for one in facts)
            return tuple((site, tuple(codes.get(site.start, ()))) for site in told)

        path = verdicts.judge.path_of(module)
        works = self._works(module, world, calls, verdicts, settings) if self.works and not silent else ()
        return Checked(source.path, coded(sites), tuple(findings), coded(relays), path, works, unknown)

    def _unknown(self, module: Module, world: World, calls: Calls, settings: Settings) -> Iterator[UnknownCall]:
        return in_functions(screen.working(module, settings), calls, world.resolver)

    def _works(
        self, module: Module, world: World, calls: Calls, verdicts: Verdicts, settings: Settings
    ) -> tuple[Work, ...]:
        from flake8_ownership.sites.stretches import Stretches

        functions = screen.working(module, settings)
        return tuple(Stretches(verdicts, calls, world.resolver).works(functions, sync=settings.sync))

    def explain(self, source: Source, settings: Settings, row: int) -> list[Explained]:
        """Every call on a row, in the order of the text. Raises SourceError where the file does not parse."""
        return deeply(lambda: self._explained(source, settings, row))

    def _explained(self, source: Source, settings: Settings, row: int) -> list[Explained]:
        checked = self.check(source, settings)
        # Before each file that is judged the project may be let go to make room.
        module, world = self.module(source, settings)
        calls = Calls(world.resolver, world.catalogue, settings, world.summaries)
        # Of several failures that one call lets through, the first.
        sites = {site.start: (site, codes) for site, codes in (*reversed(checked.relays), *checked.sites)}
        found: list[Explained] = []
        for place in screen.places_at(module, calls, row):
            start, end = source.span(place.expr)
            call = " ".join(source.segment(callee(place.expr)).split())
            identity = calls.identify(place)
            unknown = at(place, identity, world.resolver)
            if start in sites:
                found.append(Explained(call, start, end, *sites[start], unknown=unknown))
            elif isinstance(identity, Refusal):
                found.append(
                    Explained(call, start, end, refusal=identity.reason, steps=identity.steps, unknown=unknown)
                )
        for expr, why in screen.unwaited_at(module, calls, row):
            call = " ".join(source.segment(callee(expr)).split())
            found.append(Explained(call, *source.span(expr), refusal=why))
        return sorted(found, key=lambda one: (one.start.row, one.start.column))

    def module(self, source: Source, settings: Settings) -> tuple[Module, World]:
        """The module of a source, in its project. Raises SourceError where it does not parse."""
        return self._database.module(source, settings)


def _crash(source: Source, what: str) -> Finding:
    message = f"this file could not be judged ({what}); please report it at {ISSUES}"
    start = Position(1, 0)
    return Finding(CRASH, "internal-error", message, source.path, start, start, "", "", severity="error")


def crash_of(error: Exception) -> str:
    """What a report of a crash of ours has to say: the error, and where it was raised."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
