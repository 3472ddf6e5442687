"""Makes the pages: what stands on each of them is put together here, and the templates say how it looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from flake8_ownership import sinks
from flake8_ownership.ownership import groups
from flake8_ownership.ownership.model import KINDS, STATES, Account, Call, Ending, Failure, Kind, Operation, State
from flake8_ownership.ownership.trend import Trend
from flake8_ownership.reports import words
from flake8_ownership.reports.html import chart, names

_PACKAGE = "flake8_ownership.reports.html"
# Failures of one ending that are drawn on a page, by what the ending means: a road that ends well is read by few.
_MOST_SHOWN: dict[State, int] = {"lost": 24, "framework": 12, "unclear": 6, "owned": 3}


def pages(account: Account, name: str, change: Trend | None = None) -> Iterator[tuple[str, str]]:
    """The files of the report, each with its name and text; `name` is the project's."""
    for static in names.STATIC:
        yield static, files(_PACKAGE).joinpath("static", static).read_text(encoding="utf-8")
    yield from _Site(account, name, change).pages()


class _Site:
    def __init__(self, account: Account, name: str, change: Trend | None) -> None:
        self._account = account
        self._change = change
        environment = Environment(
            loader=PackageLoader(_PACKAGE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            # Whatever a project holds, a page shows it, and no sign that nobody sees steers its reader.
            finalize=lambda value: sinks.page(value) if type(value) is str else value,
        )
        environment.globals.update(
            project=name,
            words=words,
            STATES=STATES,
            operation_page=lambda one: names.of_operation(one.id),
            file_page=names.of_file,
            line=names.of_line,
            broken=cache(_broken),
            place=cache(self._place),
            FRAMES=chart.FRAMES,
        )
        self._environment = environment

    def pages(self) -> Iterator[tuple[str, str]]:
        account = self._account
        yield (
            names.INDEX,
            self._made(
                "index.html",
                account=account,
                starts=groups.starts(account, 8),
                printed=groups.printed_by(account),
                groups=[
                    ("folder", groups.by_folder(account)),
                    ("library", groups.by_library(account)),
                    ("team", groups.by_team(account)),
                ],
                kinds=sorted({words.started(one) for one in account.operations}),
                change=self._change,
            ),
        )
        drawn = chart.chart(account.operations, lambda one: names.of_operation(one.id), self._file_link)
        yield names.MAP, self._made("map.html", chart=drawn, services=_by_service(account))
        files_ = _files(account)
        by_worst = sorted(
            files_.values(), key=lambda file: (-file.states["lost"], -file.states["framework"], file.path)
        )
        yield names.FILES, self._made("files.html", files=by_worst)
        for operation in account.operations:
            yield names.of_operation(operation.id), self._operation(operation)
        for path, file in files_.items():
            yield names.of_file(path), self._made("file.html", file=file, lines=_lines(file, account.sources[path]))

    def _made(self, template: str, **context: Any) -> str:
        return self._environment.get_template(template).render(**context)

    def _place(self, path: str, row: int) -> Markup:
        """A line of a file, as a link where the file has a page."""
        shown = _broken(path)
        if path not in self._account.sources:
            return Markup('<span class="place">{}:{}</span>').format(shown, row)
        return Markup('<a class="place" href="{}">{}:{}</a>').format(names.of_line(path, row), shown, row)

    def _file_link(self, path: str) -> str:
        return names.of_file(path) if path in self._account.sources else ""

    def _operation(self, operation: Operation) -> str:
        drawn = chart.chart([operation], lambda one: names.of_line(one.routine.path, one.routine.row), self._file_link)
        return self._made(
            "operation.html",
            operation=operation,
            chart=drawn,
            endings=list(_endings(operation, self._account)),
            routines=self._account.routines,
        )


@dataclass(slots=True)
class _Ended:
    """Where failures of an operation end, with those failures; `way` are the functions back to the operation."""

    ending: Ending
    state: State
    failures: list[Failure]
    way: tuple[str, ...]
    more: int = 0


def _endings(operation: Operation, account: Account) -> Iterator[_Ended]:
    """Where the failures of an operation end, worst first."""
    found: dict[tuple[Kind, str, int, str], list[Failure]] = {}
    for failure in operation.failures:
        ending = failure.ending
        found.setdefault((ending.kind, ending.path, ending.row, failure.within), []).append(failure)
    for key in sorted(found, key=lambda key: (KINDS.index(key[0]), -len(found[key]), key[1:])):
        failures = found[key]
        within = failures[0].within
        way = (within, *operation.way(within)) if within != operation.id else ()
        state = operation.state_of(key[0])
        shown = failures[: _MOST_SHOWN[state]]
        yield _Ended(failures[0].ending, state, shown, way, len(failures) - len(shown))


@dataclass(slots=True)
class _Service:
    name: str
    states: dict[State, int]
    operations: int


def _by_service(account: Account) -> list[_Service]:
    """What becomes of the failures of each service: of how many operations, at worst."""
    found: dict[str, list[State]] = {}
    for operation in account.operations:
        worst: dict[str, State] = {}
        for call, kind in operation.worst_by_call.items():
            name, state = f"{call.service.kind} {call.service.name}", operation.state_of(kind)
            worst[name] = min(worst.get(name, state), state, key=STATES.index)
        for name, state in worst.items():
            found.setdefault(name, []).append(state)
    services = [
        _Service(name, {one: states.count(one) for one in STATES}, len(states)) for name, states in found.items()
    ]
    return sorted(services, key=lambda one: (-one.states["lost"], -one.operations, one.name))


@dataclass(slots=True)
class _Mark:
    """What is known of a line: the worst that becomes of failures that begin or end there."""

    kind: Kind
    state: State
    notes: list[str]


@dataclass(slots=True)
class _File:
    path: str
    operations: list[Operation]
    calls: dict[Call, dict[Kind, int]]
    ends: dict[int, dict[Kind, set[str]]]
    states: dict[State, int]


def _files(account: Account) -> dict[str, _File]:
    """The files that have a part in any operation, in the order of their paths."""
    found = {path: _File(path, [], {}, {}, dict.fromkeys(STATES, 0)) for path in sorted(account.sources)}
    for operation in account.operations:
        if operation.routine.path in found:
            found[operation.routine.path].operations.append(operation)
            found[operation.routine.path].states[operation.state] += 1
        for call, kind in operation.worst_by_call.items():
            if call.path in found:
                counts = found[call.path].calls.setdefault(call, {})
                counts[kind] = counts.get(kind, 0) + 1
        for failure in operation.failures:
            ending = failure.ending
            if ending.path in found and ending.kind not in ("unknown", "public"):
                rows = found[ending.path].ends.setdefault(ending.row, {})
                rows.setdefault(ending.kind, set()).add(operation.id)
    return {path: file for path, file in found.items() if file.operations or file.calls or file.ends}


@dataclass(slots=True)
class _Line:
    number: int
    text: Markup
    mark: _Mark | None


def _lines(file: _File, source: Sequence[str]) -> list[_Line]:
    marks = _marks(file)
    # Escaped all at once, which is many times as fast as one by one.
    text = escape("\n".join(sinks.page(line.rstrip("\r\n\f").expandtabs(4)) for line in source))
    return [_Line(number, Markup(line), marks.get(number)) for number, line in enumerate(text.split("\n"), 1)]


def _broken(path: str) -> Markup:
    """A path that may be broken after each folder."""
    return Markup("/<wbr>").join(sinks.page(part) for part in path.split("/"))


def _marks(file: _File) -> dict[int, _Mark]:
    notes: dict[int, list[tuple[Kind, str]]] = {}
    for call, counts in file.calls.items():
        for kind in sorted(counts, key=KINDS.index):
            told = f"{call.call}: {words.KINDS[kind]} in {words.many(counts[kind], 'operation')}"
            notes.setdefault(call.row, []).append((kind, told))
    for row, kinds in file.ends.items():
        for kind, operations in kinds.items():
            told = words.ENDS[kind].format(words.many(len(operations), "operation"))
            notes.setdefault(row, []).append((kind, told))
    found: dict[int, _Mark] = {}
    for row, told_there in notes.items():
        kind = min((kind for kind, _ in told_there), key=KINDS.index)
        found[row] = _Mark(kind, words.STATE_OF[kind], list(dict.fromkeys(text for _, text in told_there)))
    return found
