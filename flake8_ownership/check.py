"""The pipeline from a source to its sites and findings. Takes content and a name, and never opens what it judges."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flake8_ownership import rules
from flake8_ownership.catalogue import Catalogue
from flake8_ownership.index.module import Module
from flake8_ownership.index.project import Project, marked_root, package_parent
from flake8_ownership.index.types import Resolver
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings
from flake8_ownership.sites import screen
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.site import Site
from flake8_ownership.source import Position, Source

CRASH = "OWN000"
ISSUES = "https://github.com/flake8-async-ownership/flake8-async-ownership/issues"


@dataclass(frozen=True, slots=True)
class Checked:
    """One file's account: every site with the codes that fire there, before noqa, and the findings themselves."""

    filename: str
    sites: tuple[tuple[Site, tuple[str, ...]], ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _World:
    """What files of one project with one configuration share."""

    project: Project
    resolver: Resolver
    catalogue: Catalogue


class Checker:
    """Checks one file after another; files of one project share what was learned of its other modules."""

    def __init__(self) -> None:
        self._worlds: dict[tuple[Path, Path, Settings], _World] = {}

    def check(self, source: Source, settings: Settings) -> Checked:
        """The account of one file. Raises SourceError where it does not parse; a crash in a rule becomes OWN000."""
        if not screen.can_hold_sites(source.text, settings):
            source.tree  # noqa: B018 - a file that does not parse is an error even where there is nothing to judge
            return Checked(source.path)
        try:
            return self._checked(source, settings)
        except RecursionError:
            return Checked(source.path, findings=(_crash(source, "the code is nested too deeply"),))
        except Exception as error:
            from flake8_ownership.errors import OwnershipError

            if isinstance(error, OwnershipError):
                raise
            return Checked(source.path, findings=(_crash(source, _where(error)),))

    def _checked(self, source: Source, settings: Settings) -> Checked:
        module, world = self.module(source, settings)
        calls = Calls(world.resolver, world.catalogue, settings)
        candidates = screen.candidates(module, calls, settings)
        if not candidates:
            return Checked(source.path)
        # Only here, so that a file without a site never loads LibCST.
        from flake8_ownership.sites.verdicts import Verdicts

        verdicts = Verdicts(world.resolver, world.catalogue, settings)
        sites, findings = [], []
        for site in verdicts.sites(module, candidates):
            fired = list(_findings(site, settings))
            sites.append((site, tuple(finding.code for finding in fired)))
            findings += fired
        findings.sort(key=lambda finding: (finding.start.row, finding.start.column, finding.code))
        return Checked(source.path, tuple(sites), tuple(findings))

    def module(self, source: Source, settings: Settings) -> tuple[Module, _World]:
        """The module of a source, in its project."""
        path = Path(source.path).absolute()
        root = marked_root(path.parent) or package_parent(path.parent)
        key = (root, package_parent(path.parent), settings)
        if key not in self._worlds:
            catalogue = Catalogue(settings.catalogue, settings.config_path)
            project = Project.around(path, settings.src, settings.root)
            self._worlds[key] = _World(project, Resolver(project, catalogue), catalogue)
        world = self._worlds[key]
        return world.project.checked(source, path), world


def _findings(site: Site, settings: Settings) -> Iterable[Finding]:
    for rule in rules.all_rules():
        if settings.reports(rule.code, default=rule.on):
            finding = rule.check(site, settings)
            if finding is not None:
                yield finding


def _crash(source: Source, what: str) -> Finding:
    message = f"this file could not be judged ({what}); please report it at {ISSUES}"
    start = Position(1, 0)
    return Finding(CRASH, "internal-error", message, source.path, start, start, "", "", severity="error")


def _where(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
