"""Reads what frameworks do with what their callees raise: the tables `[[boundary]]` and `[[hook]]` of a catalogue file.

A boundary is what a framework tells when a function raises that it calls, and how functions are registered with it; a
hook is how a project hears of such failures itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, get_args

from flake8_ownership.catalogue.model import Argument, Boundaries, Boundary, Form, Hook, Tells, Ways
from flake8_ownership.catalogue.reading import Place, Reader

KEYS = frozenset({"framework", "app", "boundary", "hook", "same"})
_WAYS = frozenset({"decorators", "handed", "methods", "attributes"})
_TOLD = frozenset({"what", "tells", "logger", "level", "mentions", "ends", "answers", "answered", "peers"})
_BOUNDARY = frozenset({"evidence", "notes", *_TOLD, *_WAYS})
_HOOK = frozenset({"hears", "calls", "given", "mentions", "of", "general", "local", "notes", *_WAYS})
_TELLS: tuple[Tells, ...] = get_args(Tells)
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
KINDS = (
    "route",
    "websocket route",
    "dependency",
    "middleware",
    "background task",
    "signal receiver",
    "startup hook",
    "shutdown hook",
    "task",
    "job",
    "consumer",
    "consumer loop",
    "event handler",
    "command",
    "slash command",
    "component",
    "resolver",
    "tool",
    "servicer method",
    "connection handler",
    "callback",
    "main coroutine",
)
_MOST_NAMES = 1_000  # that one text with braces may stand for
_BRACES = re.compile(r"\{([^{}]*)\}")
_PATH = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+"
_DECORATOR = re.compile(_PATH)
_HANDED = re.compile(rf"({_PATH}):(\*|\d+|[A-Za-z_]\w*)(\(\)|\[\])?")
_METHOD = re.compile(r"([\w*?.]+\.[\w*?]+)\.([\w*?]+|\[A-Z\]\*)")
_ATTRIBUTE = re.compile(r"([A-Za-z_]\w*)\.([A-Za-z_]\w*)(\[\])?")
_FORMS: dict[str | None, Form] = {None: "function", "()": "call", "[]": "list"}


def build(
    table: Mapping[str, Any], path: str, place: Place = (), row: Callable[[Place], int | None] = lambda _: None
) -> Boundaries:
    """The boundaries and hooks of a parsed catalogue file; raises CatalogueError that names file, row and key."""
    return _Builder(path, place, row).boundaries(table) if KEYS & table.keys() else Boundaries()


class _Builder(Reader):
    def boundaries(self, table: Mapping[str, Any]) -> Boundaries:
        library = self._text(table, "library", "")
        framework = self._text(table, "framework", library)
        app = self._text(table, "app", "")
        same = self._table(table, "same")
        aliases = {name: self._text(same, name, "", "same") for name in same}
        return Boundaries(
            tuple(
                self._boundary(number, entry, library, framework, app)
                for number, entry in enumerate(self._entries(table, "boundary"))
            ),
            tuple(self._hook(number, entry, framework) for number, entry in enumerate(self._entries(table, "hook"))),
            aliases,
        )

    def _entries(self, table: Mapping[str, Any], key: str) -> list[Any]:
        entries = table.get(key, [])
        if not isinstance(entries, list):
            self._fail(key, message=f"expected a list of tables ([[{key}]])")
        return entries

    def _boundary(
        self, number: int, entry: Mapping[str, Any], library: str, framework: str, app: str
    ) -> tuple[Boundary, Ways]:
        self._place = (*self._top, "boundary", number)
        self._check(entry, _BOUNDARY)
        self._demand(entry, "what", "tells")
        tells = next((one for one in _TELLS if one == self._text(entry, "tells", "")), None)
        if tells is None:
            self._fail("tells", message=f"{entry['tells']!r} is nothing told; expected one of {', '.join(_TELLS)}")
        boundary = Boundary(
            framework,
            self._one_of(entry, "what", KINDS),
            tells,
            self._text(entry, "logger", ""),
            self._one_of(entry, "level", ("", *_LEVELS)),
            self._names(entry, "mentions"),
            self._text(entry, "evidence", ""),
            library,
            self._flag(entry, "ends", False),
            app,
            tuple(match[0] for match in self._spelled(entry, "answers", _DECORATOR, "dotted paths")),
            tuple(match[0] for match in self._spelled(entry, "peers", _DECORATOR, "dotted paths")),
            self._text(entry, "notes", ""),
            self._flag(entry, "answered", False),
        )
        return boundary, self._ways(entry)

    def _hook(self, number: int, entry: Mapping[str, Any], framework: str) -> tuple[Hook, Ways]:
        self._place = (*self._top, "hook", number)
        self._check(entry, _HOOK)
        hears = self._names(entry, "hears")
        for one in hears:
            if one not in KINDS:
                self._fail("hears", message=f"{one!r} is no operation; expected one of {', '.join(KINDS)}")
        calls = tuple(self._spelled(entry, "calls", _DECORATOR, "dotted paths"))
        of = entry.get("of", -1)
        if not isinstance(of, int) or isinstance(of, bool):
            self._fail("of", message=f"expected a position, found {of!r}")
        local = self._flag(entry, "local", False)
        general = frozenset(match[0] for match in self._spelled(entry, "general", _DECORATOR, "dotted paths"))
        given = self._text(entry, "given", "").partition("=")
        hook = Hook(
            framework,
            frozenset(hears),
            frozenset(match[0] for match in calls),
            of,
            local,
            general,
            (given[0], given[2]) if given[1] else None,
            self._names(entry, "mentions"),
        )
        return hook, self._ways(entry)

    def _ways(self, entry: Mapping[str, Any]) -> Ways:
        decorators = self._spelled(entry, "decorators", _DECORATOR, "dotted paths")
        handed = self._spelled(entry, "handed", _HANDED, "a dotted path, a colon and an argument: app.add:1")
        methods = self._spelled(entry, "methods", _METHOD, "a dotted path of a class and a method's name")
        attributes = self._spelled(entry, "attributes", _ATTRIBUTE, "a class's name and an attribute's")
        return Ways(
            frozenset(match[0] for match in decorators),
            tuple((match[1], _argument(match[2], match[3])) for match in handed),
            tuple((match[1], match[2]) for match in methods),
            tuple((match[1], match[2], _FORMS[match[3]]) for match in attributes),
        )

    def _spelled(self, entry: Mapping[str, Any], key: str, form: re.Pattern[str], words: str) -> list[re.Match[str]]:
        """What the texts of a list stand for, each as a match of a form; `words` say what the form is."""
        found = []
        for text in self._names(entry, key):
            names = list(_spelled_out(text))
            if len(names) > _MOST_NAMES:
                self._fail(key, message=f"{text!r} stands for more than {_MOST_NAMES} names")
            for name in names:
                match = form.fullmatch(name)
                if match is None:
                    self._fail(key, message=f"{name!r} is not {words}")
                found.append(match)
        return found

    def _one_of(self, entry: Mapping[str, Any], key: str, known: Iterable[str]) -> str:
        word = self._text(entry, key, "")
        if word not in known:
            self._fail(key, message=f"{word!r} is none of {', '.join(filter(None, known))}")
        return word

    def _demand(self, entry: Mapping[str, Any], *keys: str) -> None:
        for key in keys:
            if key not in entry:
                self._fail(key, message="missing")


def _argument(which: str, form: str | None) -> Argument:
    if which == "*":
        return Argument(form=_FORMS[form], any=True)
    return Argument(int(which), form=_FORMS[form]) if which.isdigit() else Argument(keyword=which, form=_FORMS[form])


def _spelled_out(text: str) -> Iterator[str]:
    """The names that a text stands for, `{a,b}.c` for `a.c` and `b.c`; one more than allowed where there are more."""
    waiting, given = [text], 0
    while waiting and given <= _MOST_NAMES:
        one = waiting.pop()
        braces = _BRACES.search(one)
        if braces is None:
            given += 1
            yield one
        else:
            waiting += [one[: braces.start()] + part + one[braces.end() :] for part in braces[1].split(",")[::-1]]
