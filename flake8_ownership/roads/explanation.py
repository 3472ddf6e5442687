"""What is known of a row: its calls, the roads of their failures, the guards on it, and every finding that it is an end
of, in whichever file that stands."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from flake8_ownership import rules
from flake8_ownership.accounts import Checked
from flake8_ownership.check import Checker
from flake8_ownership.errors import OwnershipError
from flake8_ownership.index.project import Project, repository_root
from flake8_ownership.outstanding import NOT_TOLD, Outstanding, outstanding
from flake8_ownership.roads.inwards import Inwards
from flake8_ownership.roads.node import Explanation, Node, Road, Told
from flake8_ownership.roads.outwards import Outwards
from flake8_ownership.roads.uses import Users
from flake8_ownership.rules import Finding, SiteRule
from flake8_ownership.settings import Settings
from flake8_ownership.sites.calls import Calls
from flake8_ownership.sites.places import Place
from flake8_ownership.sites.site import Operation, Site, Spot, Task
from flake8_ownership.sites.verdicts import Verdicts
from flake8_ownership.source import Position, Source
from flake8_ownership.stack import deeply

# Gives the text and settings of a file. Raises OwnershipError.
Load = Callable[[Path], tuple[Source, Settings]]
_End = tuple[str, int, int]
_MOST_FILES = 60  # whose findings are looked at


def explained(checker: Checker, load: Load, source: Source, settings: Settings, row: int) -> Explanation:
    """What is known of a row of a file. Raises OwnershipError where the file cannot be judged."""
    calls = checker.explain(source, settings, row)
    drawn = deeply(lambda: _Drawn(checker, source, settings, row))
    found = Explanation(drawn.root, calls, drawn.roads, drawn.guards, [])
    if any(node.ending in ("open", "public", "unknown") for node in found.nodes()):
        found.limits += drawn.beyond
    # Only now: another file that is judged may cost the project its trees.
    _tell(found, drawn, checker, load, source, settings, row)
    return found


def explained_around(
    checker: Checker, load: Load, source: Source, settings: Settings, row: int
) -> tuple[Explanation, int]:
    """What is known of a row; where that is nothing, of the row on which the innermost call around it starts. With the
    row that it is about. Raises OwnershipError."""
    found = explained(checker, load, source, settings, row)
    if found.is_empty and (start := _start_of_call(source, row)) is not None:
        return explained(checker, load, source, settings, start), start
    return found, row


def _start_of_call(source: Source, row: int) -> int | None:
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    around = [node for node in calls if node.lineno <= row <= (node.end_lineno or node.lineno)]
    return max((node.lineno for node in around), default=None)


class _Drawn:
    """The trees of a row, before anybody has looked for findings."""

    def __init__(self, checker: Checker, source: Source, settings: Settings, row: int) -> None:
        module, world = checker.module(source, settings)
        calls = Calls(world.resolver, world.catalogue, settings, world.summaries)
        self._verdicts = Verdicts(module, calls, world.resolver, world.catalogue, settings, world.summaries)
        users = Users(world.resolver, calls, self._verdicts.entries)
        self._outwards = Outwards(self._verdicts, users)
        self._inwards = Inwards(self._verdicts, users, self._outwards)
        self.path = self._verdicts.judge.path_of(module)
        self.root = world.project.root
        self.spots: dict[_End, Road] = {}
        self.roads: dict[Position, Road] = {}
        for function in module.every_function():
            if function.first_row <= row <= function.end_row:
                for place in users.places(function):
                    if place.expr.lineno <= row <= (place.expr.end_lineno or row):
                        self._draw(place, source)
        self.beyond = list(_beyond(world.project))
        self.guards = list(self._inwards.guards_at(module, row))

    def _draw(self, place: Place, source: Source) -> None:
        start = source.span(place.expr)[0]
        escapes = self._verdicts.judge.passing(place)
        if not escapes or start in self.roads:
            return
        road = self.roads[start] = Road(start)
        self.spots[_end(self._verdicts.spot(place.function, place.expr))] = road
        if escapes[0].call is not place.expr:
            road.inwards = self._inwards.inside(place)
        told = set()
        for escape in escapes:
            if escape.failure not in told:
                told.add(escape.failure)
                road.outwards += self._outwards.road(place, escape.failure, escape.call)


def _beyond(project: Project) -> Iterator[str]:
    """Where callers are not looked for."""
    top = repository_root(project.root, project.disk)
    if not project.folders:
        yield "callers in other files are not looked for: nothing marks the folder of a project"
    elif top != project.root:
        name = project.root.relative_to(top).as_posix()
        yield f"callers outside of {name} are not looked for: it is a project by itself"


def _tell(
    found: Explanation,
    drawn: _Drawn,
    checker: Checker,
    load: Load,
    source: Source,
    settings: Settings,
    row: int,
) -> None:
    """Adds the findings of all files on the roads to what is drawn."""
    files = list(dict.fromkeys([drawn.path, *(node.spot.filename for node in found.nodes() if node.spot is not None)]))
    if len(files) > _MOST_FILES:
        found.limits.append(f"the findings of {len(files) - _MOST_FILES} more files on its way are not looked at")
    here = os.path.abspath(source.path)
    for name in files[:_MOST_FILES]:
        path = drawn.root / name
        try:
            one, held = (source, settings) if os.path.abspath(path) == here else load(_beside(path, source))
            checked = checker.check(one, held)
            told = outstanding(checked, one, held)
        except OwnershipError as error:
            found.limits.append(f"the findings of {name} are not known: {error.message}")
            continue
        _tell_of(found, drawn, name, checked, told, row)


def _beside(path: Path, source: Source) -> Path:
    """A file by a path that is told as that of the file asked about is: from the working directory, or in full."""
    if Path(source.path).is_absolute():
        return path
    try:
        return Path(os.path.relpath(path))
    except ValueError:  # on another drive
        return path


def _tell_of(found: Explanation, drawn: _Drawn, name: str, checked: Checked, told: Outstanding, row: int) -> None:
    nodes = list(found.nodes())
    seen = set()
    # What is told may stand elsewhere than what was found: a comment has waived a part.
    for finding in (*checked.findings, *told.findings):
        if (finding.code, finding.start) in seen:
            continue
        seen.add((finding.code, finding.start))
        ends = _ends(finding, name)
        roads = [road for end, road in drawn.spots.items() if end in ends]
        is_here = any(end[:2] == (drawn.path, row) for end in ends)
        is_guard = name == drawn.path and finding.guard_row == row
        deciding = [node for node in nodes if _decides(node, finding, name)]
        if not (roads or is_here or is_guard or deciding):
            continue
        here = {end for end in ends if end in drawn.spots or end[:2] == (drawn.path, row)}
        one = _told(finding, name, told, here)
        for node in deciding:
            node.told.append(one)
        for road in roads:
            road.told.append(one)
        if roads or is_here or is_guard:
            found.told.append(one)


def _end(spot: Spot) -> _End:
    return spot.filename, spot.row, spot.column


def _ends(finding: Finding, name: str) -> set[_End]:
    """The calls that a finding is about: where it stands, and those that fail."""
    ends = {(name, finding.start.row, finding.start.column), *map(_end, finding.covers)}
    if isinstance(finding.fact, Operation):
        # All of them: the finding itself names the first ones.
        for hole in finding.fact.holes:
            start = hole.site.start
            ends |= {(name, start.row, start.column), *map(_end, hole.covers)}
    return ends


def _decides(node: Node, finding: Finding, name: str) -> bool:
    """Whether a finding tells of what is decided at an ending."""
    spot, fact = node.spot, finding.fact
    if node.kind != "ending" or spot is None or (node.filename, node.function) != (name, getattr(fact, "function", "")):
        return False
    match fact:
        case Operation():
            return node.ending in ("open", "boundary", "public")
        case Task():
            return node.ending == "silenced" or (node.ending == "detached" and fact.start.row == spot.row)
        case Site():
            return node.ending == "silenced" and fact.ruling.guard_row == spot.row and _is_lost(finding)
    return False


def _is_lost(finding: Finding) -> bool:
    """Whether a finding is about what ends a failure."""
    rule = rules.by_code(finding.code)
    return isinstance(rule, SiteRule) and rule.at_guard


def _told(finding: Finding, name: str, told: Outstanding, here: set[_End]) -> Told:
    """A finding, and what keeps it from being told of the calls that were asked about."""
    start = finding.start
    same = [one for one in told.findings if one.code == finding.code]
    fate = ""
    if not any((one.start == start and not here) or _ends(one, name) & here for one in same):
        waived = any((one.code, one.start) == (finding.code, start) for one in told.waived)
        fate = "waived by a comment" if waived else NOT_TOLD
    framework = finding.fact.framework if isinstance(finding.fact, Operation) else ""
    return Told(finding.code, finding.name, name, start.row, start.column, fate, framework)
