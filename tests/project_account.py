"""What the tool says of the sites of a generated project, and where that is not what was observed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flake8_ownership.check import Checker
from flake8_ownership.roads import explanation
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Operation as Told
from flake8_ownership.source import Source
from tests.project_oracle import Observed
from tests.project_programs import Project, Site
from tests.project_shapes import TAKEN_TO_REPORT

# The findings that tell of a loss, by how it ended when it was run.
_TELLING = {"raised": ("OWN101",), "lost": ("OWN20", "OWN302"), "task": ("OWN30",)}
_DOUBTS = frozenset({"unknown", "carried"})


@dataclass(frozen=True, slots=True)
class Said:
    """One ending of a road: where it is decided, and the codes of the findings that tell of it."""

    ending: str
    module: str
    function: str
    codes: frozenset[str]
    reason: str

    @property
    def is_doubt(self) -> bool:
        return self.ending in _DOUBTS and "without calling it" not in self.reason

    @property
    def is_policy(self) -> bool:
        return self.reason.endswith(TAKEN_TO_REPORT)


class Account:
    """What is said of one project, whose files lie in a folder."""

    def __init__(self, folder: Path, project: Project) -> None:
        self._folder = folder
        self._settings = Settings(root=folder, kind="application", enable=("OWN202",))
        self._checker = Checker()
        self._findings = [
            finding
            for name in project.files
            for finding in self._checker.check(*self._load(folder / f"{name}.py")).findings
        ]

    def _load(self, path: Path) -> tuple[Source, Settings]:
        return Source(str(path), path.read_text(encoding="utf-8")), self._settings

    def of(self, site: Site) -> list[Said]:
        """The endings of the roads from a site."""
        source, settings = self._load(self._folder / f"{site.module}.py")
        found = explanation.explained(self._checker, self._load, source, settings, site.row)
        said = []
        for road in found.roads.values():
            for node in (one for outwards in road.outwards for one in outwards.all()):
                if node.kind in ("ending", "limit"):
                    codes = frozenset(told.code for told in node.told)
                    module = node.filename.removesuffix(".py")
                    said.append(Said(node.ending or "unknown", module, node.function, codes, node.text))
        return said

    def naming(self, site: Site) -> Iterator[tuple[str, str, str]]:
        """The findings of a loss that name a site: code, module and function."""
        for finding in self._findings:
            module = Path(finding.filename).stem
            spots = {(module, finding.start.row)} | {
                (spot.filename.removesuffix(".py"), spot.row) for spot in finding.covers
            }
            if isinstance(finding.fact, Told):
                spots = {
                    (spot.filename.removesuffix(".py"), spot.row) for hole in finding.fact.holes for spot in hole.covers
                }
            if (site.module, site.row) in spots and finding.code[3] in "123":
                yield finding.code, module, finding.function


def disagreements(observed: list[Observed], said: list[Said], naming: list[tuple[str, str, str]]) -> Iterator[str]:
    """Where what is said of a site is not what was observed, in plain words."""
    naming = list(dict.fromkeys((*naming, *((code, one.module, one.function) for one in said for code in one.codes))))
    let_go = not said or any(one.is_doubt or one.is_policy for one in said)
    seen = [one for one in observed if one.ending != "unreached"]
    entered = frozenset().union(*(one.entered for one in seen))
    for one in seen:
        if one.ending == "reported":
            continue
        at = one.operation.module, one.operation.qualname
        if one.ending == "raised":
            if one.operation.ends_the_process:
                continue
            told = ("OWN101", *at) in naming
        else:
            told = any(
                code.startswith(_TELLING[one.ending]) and (module, function) in one.entered
                for code, module, function in naming
            )
        if not told and not let_go:
            yield f"{one.ending} in {at}, and nothing tells of it"
    endings = {one.ending for one in seen}
    for code, module, function in naming:
        if code == "OWN101":
            true = any(
                one.ending == "raised" and (one.operation.module, one.operation.qualname) == (module, function)
                for one in seen
            )
        else:
            true = bool(endings & {"lost", "task"}) and (module, function) in entered
        if not true:
            yield f"{code} in {(module, function)} tells of what did not happen"
    reported = any(one.ending == "reported" and not one.is_policy for one in said)
    if reported and seen and "reported" not in endings and not any(one.operation.ends_the_process for one in seen):
        yield "said to be reported, and nothing reports it"
