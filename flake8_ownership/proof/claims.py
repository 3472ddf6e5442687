"""What the engine says of a project: the calls that can fail, and what each function makes of each failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from flake8_ownership import files, rules
from flake8_ownership.accounts import Checked
from flake8_ownership.cache import Cache
from flake8_ownership.catalogue import Catalogue
from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.ownership.model import Call
from flake8_ownership.ownership.names import Names, Place
from flake8_ownership.ownership.proved import Claim, Spot
from flake8_ownership.run import check_all
from flake8_ownership.search import discover
from flake8_ownership.sites.site import Consumed
from flake8_ownership.sites.site import Operation as Told
from flake8_ownership.sites.work import Left, Stretch, Work

_SETTLED = frozenset({"silenced", "detached", "reported"})


class Frame(NamedTuple):
    """A function of the project that was being executed: its file in full, the row of its `def` (0 for a lambda or the
    like), the row that was reached, and its qualified name."""

    path: str
    defined: int
    row: int
    name: str

    @property
    def is_inner(self) -> bool:
        """Whether it was defined in another function."""
        return "<locals>" in self.name

    @property
    def key(self) -> tuple[str, int]:
        """What tells the function from others."""
        return self.path, self.defined


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a road: the claim, and the functions that the failure is said to leave. Those are all of them
    unless it is partial."""

    claim: Claim
    leaves: tuple[Frame, ...] = ()
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """A call to inject failures at. `path` is its file in full, `kind` that of the service, in the catalogue's word,
    `let_go` why whoever ends its failure without a word may well have a reason for it."""

    number: int
    path: str
    call: Call
    kind: str
    consumed: Consumed
    codes: tuple[str, ...]
    let_go: str = ""


@dataclass(slots=True)
class _Function:
    work: Work
    root: Path
    path: str
    courses: dict[str, list[Stretch]] = field(default_factory=dict)


class Claims:
    """Of the files below some folders, as `flake8-ownership report` would judge them; `root` is that of the tests."""

    def __init__(self, paths: Sequence[Path], root: Path, *, cached: bool = True) -> None:
        self.root = files.repository(root)
        self.errors: list[str] = []
        self._settler = Settler()
        settings = self._settler.settings(paths[0] / "any.py" if paths[0].is_dir() else paths[0])
        self.catalogue = Catalogue(settings.catalogue, settings.config_path)
        self._names = Names(self.root)
        self._functions: dict[tuple[str, int], _Function] = {}
        checked = list(self._checked(paths, cached=cached))
        calls = self._names.calls(
            (stretch, one.root) for one in checked for work in one.works for stretch in work.stretches
        )
        kinds: dict[str, str] = {}
        for one in checked:
            for work in one.works:
                path = self._names.path(one.root, work.key.path)
                function = self._functions[self._full(path), work.key.row] = _Function(work, one.root, path)
                for stretch in work.stretches:
                    call = calls[self._names.place(stretch.origin, one.root)]
                    function.courses.setdefault(call.id, []).append(stretch)
                    kinds[call.id] = stretch.service.kind
        consumed, codes, let_go = self._consumed(checked), self._codes(checked), self._let_go(checked)
        self.sites = [
            Site(
                number,
                self._full(call.path),
                call,
                kinds[call.id],
                consumed.get((place, call.call), "await"),
                tuple(sorted(codes.get(place[:2], ()))),
                let_go.get((place, call.call), ""),
            )
            for number, (place, call) in enumerate(sorted(calls.items()))
        ]

    def _checked(self, paths: Sequence[Path], *, cached: bool) -> Iterator[Checked]:
        settler = self._settler
        checker = Checker(cache=Cache.usual() if cached else None, works=True)
        for outcome in check_all(discover(map(str, paths), settler), settler, checker):
            if outcome.checked is not None:
                yield outcome.checked
            elif outcome.error is not None:
                self.errors.append(str(outcome.error))

    def _full(self, path: str) -> str:
        return str((self.root / path).resolve())

    def _consumed(self, checked: Iterable[Checked]) -> Mapping[tuple[Place, str], Consumed]:
        return {
            (Place(self._names.path(one.root, one.path), site.start.row, site.start.column), site.call): site.consumed
            for one in checked
            for site, _ in one.sites
        }

    def _let_go(self, checked: Iterable[Checked]) -> Mapping[tuple[Place, str], str]:
        return {
            (Place(self._names.path(one.root, one.path), site.start.row, site.start.column), site.call): why
            for one in checked
            for site, _ in (*one.relays, *one.sites)
            if site.verdict == "silenced" and (why := site.may_be_let_go)
        }

    def _codes(self, checked: Iterable[Checked]) -> Mapping[tuple[str, int], set[str]]:
        """The findings that tell of a failure that is lost, by the rows of the calls that fail."""
        found: dict[tuple[str, int], set[str]] = {}
        for one in checked:
            for finding in one.findings:
                rule = rules.by_code(finding.code)
                if rule is None or not rule.tells_of_loss:
                    continue
                spots = [(one.path, finding.start.row), *((spot.filename, spot.row) for spot in finding.covers)]
                if isinstance(finding.fact, Told):
                    spots += [(spot.filename, spot.row) for hole in finding.fact.holes for spot in hole.covers]
                for path, row in spots:
                    found.setdefault((self._names.path(one.root, path), row), set()).add(finding.code)
        return found

    @property
    def paths(self) -> frozenset[str]:
        """The files, in full, in which failures begin or pass."""
        return frozenset({path for path, _ in self._functions} | {site.path for site in self.sites})

    def spot(self, frame: Frame) -> Spot:
        """A function that was being executed, as a report names it."""
        known = self._functions.get(frame.key)
        path = Path(frame.path)
        inside = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        return Spot(inside.as_posix(), frame.row, known.work.key.function if known is not None else frame.name)

    def left(self, road: Sequence[Frame]) -> Left:
        """What is said of failures that leave the last function of a road, if work begins there."""
        followed = self._followed(road)
        known = self._functions.get(followed[-1].key) if followed else None
        return known.work.begin.left if known is not None else ""

    def _followed(self, road: Sequence[Frame]) -> list[Frame]:
        """A road without what decorators put around a function: what they make of a failure is said of that itself."""
        return [one for one in road if not one.is_inner or one.key in self._functions]

    def of(self, site: Site, road: Sequence[Frame]) -> Said:
        """What is said of a failure of a site that goes out by the functions of a road, the innermost first."""
        followed = self._followed(road)
        passed: list[Frame] = []
        for place, frame in enumerate(followed):
            known = self._functions.get(frame.key)
            if known is None:
                return self._so_far(passed, f"{frame.name} is not among the functions that are followed")
            stretch = _only(_at(known.courses.get(site.call.id, ()), frame, is_first=place == 0))
            if stretch is None:
                return self._so_far(passed, f"nothing single is said of it in {known.work.name}()")
            path = self._names.path(known.root, stretch.path)
            if stretch.course in _SETTLED:
                return Said(Claim(stretch.course, path, stretch.row, stretch.reason))
            if stretch.course != "leaves":
                return self._so_far(passed, f"{stretch.course}: {stretch.reason}")
            is_last = place + 1 == len(followed)
            if stretch.looked_after and not (is_last and known.work.begin.left):
                return self._so_far(passed, f"{known.work.name}() is taken to look after its failures")
            passed.append(frame)
            if is_last:
                if stretch.reason:
                    return self._so_far(passed, stretch.reason)
                return Said(Claim("leaves", known.path, known.work.key.row, known.work.begin.reason), tuple(passed))
        return Said(Claim(reason="it was reached from no function of the project"))

    def _so_far(self, passed: Sequence[Frame], reason: str) -> Said:
        """What is said where a road is followed no further."""
        if not passed:
            return Said(Claim(reason=reason))
        last = self._functions[passed[-1].key]
        return Said(Claim("leaves", last.path, last.work.key.row, reason), tuple(passed), is_partial=True)


def _at(stretches: Sequence[Stretch], frame: Frame, *, is_first: bool) -> list[Stretch]:
    """Those about what is being executed: the call itself in the innermost function; in others, a call of a function
    of the project that runs it, on the row that was reached where there is one."""
    if is_first:
        return [one for one in stretches if not one.road]
    passing = [one for one in stretches if one.road]
    return [one for one in passing if one.road[-1].row == frame.row] or passing


def _only(stretches: list[Stretch]) -> Stretch | None:
    """The one that all come to; None where they differ, or there is none."""
    courses = {(one.course, one.row if one.course in _SETTLED else 0) for one in stretches}
    return stretches[0] if len(courses) == 1 else None
