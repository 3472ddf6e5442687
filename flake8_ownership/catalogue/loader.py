"""Reads one catalogue file, ours or a table of the user's, into a Library; refuses what it does not understand."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from flake8_ownership.apis import OUTCOMES, Api, ApiClass, Outcome, Role, Use
from flake8_ownership.catalogue import boundaries
from flake8_ownership.catalogue.model import Errors, Library, Pattern
from flake8_ownership.catalogue.reading import Place, Reader
from flake8_ownership.errors import CatalogueError

_USES: dict[str, tuple[Use, ...]] = {
    "await": ("await",),
    "async-with": ("async with",),
    "async-for": ("async for",),
    "call": ("call",),
    "with": ("with",),
    "for": ("for",),
    "await-or-async-with": ("await", "async with"),
    "await-or-async-for": ("await", "async for"),
}
_ROLES: dict[str, tuple[Role, tuple[Use, ...]]] = {
    **{key: ("io", uses) for key, uses in _USES.items()},
    "lazy": ("lazy", ()),
    "factory": ("factory", ()),
    "teardown": ("teardown", ("await", "call")),
    "buffered": ("buffered", ()),
    "pure": ("pure", ()),
    "await-props": ("io", ("await",)),
}
_INSTANCE_IO: dict[str, tuple[Use, ...]] = {
    "await-io": ("await",),
    "enter-io": ("async with",),
    "exit-io": ("async with",),
    "iter-io": ("async for",),
}
_GIVES: dict[str, Use] = {"await-returns": "await", "enter-returns": "async with", "iter-yields": "async for"}
_NO_USES = ("factory", "pure", "decorator")
_TOP = frozenset(
    {
        "library",
        "version",
        "kind",
        "imports",
        "sync",
        "instrumented-by",
        "notes",
        "source",
        "checked",
        "errors",
        "class",
        "function",
        "pattern",
        "reexports",
        "expires",
        *boundaries.KEYS,
    }
)
_CLASS = frozenset(
    {
        *_ROLES,
        *_INSTANCE_IO,
        *_GIVES,
        "kind",
        "aliases",
        "also",
        "sync",
        "quiet",
        "iter-quiet",
        "courtesy",
        "peer",
        "async-twin",
        "attrs",
        "returns",
        "call-io",
        "call-returns",
        "construct-io",
        "dynamic",
        "parts",
        "status",
        "parses",
        "outcome",
        "of-first",
        "of-owner",
        "notes",
    }
)
_FUNCTION = frozenset({"kind", "aliases", "use", "io", "returns", "quiet", "outcome", "outcome-if", "notes"})
_PATTERN = frozenset({"match", "kind", "dynamic", "pure", "notes"})
_ERRORS = frozenset({"general", "expected", "status", "telling", "hidden-by", "by-module", "notes"})


def read(path: Path) -> Library:
    """The library that a TOML file describes; raises CatalogueError that names file and key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(str(path), f"cannot be read: {error}") from None
    return build(table, str(path))


def build(
    table: Mapping[str, Any], path: str, place: Place = (), row: Callable[[Place], int | None] = lambda _: None
) -> Library:
    """The library that a parsed table describes; raises CatalogueError that names the key.

    `place` is where the table stands in the file, and `row` tells the row, from 1, of what stands at a place.
    """
    return _Builder(path, place, row).library(table)


class _Builder(Reader):
    """Checks every key on the way, so that a typing error in a catalogue is never a silent gap."""

    def __init__(self, path: str, place: Place, row: Callable[[Place], int | None]) -> None:
        super().__init__(path, place, row)
        self._aliases: dict[str, str] = {}
        self._name = self._kind = ""
        self._sync = False

    def library(self, table: Mapping[str, Any]) -> Library:
        self._check(table, _TOP)
        self._name = self._text(table, "library", "")
        self._kind = self._text(table, "kind", "other")
        self._sync = self._flag(table, "sync", False)
        version, imports = self._text(table, "version", ""), self._names(table, "imports")
        reexports = self._names(table, "reexports")
        classes, functions = self._tables(table, "class"), self._tables(table, "function")
        patterns = table.get("pattern", [])
        if not isinstance(patterns, list):
            self._fail("pattern", message="expected a list of tables ([[pattern]])")
        return Library(
            name=self._name,
            version=version,
            kind=self._kind,
            imports=imports,
            classes={name: self._class(name, row) for name, row in classes},
            functions={name: self._function(name, row) for name, row in functions},
            aliases=self._aliases,
            patterns=tuple(self._pattern(number, row) for number, row in enumerate(patterns)),
            reexports=reexports,
            expires=self._flag(table, "expires", False),
            errors=self._errors(table.get("errors", {})),
            boundaries=boundaries.build(table, self._path, self._top, self._row),
        )

    def _errors(self, row: Mapping[str, Any]) -> Errors:
        self._place = (*self._top, "errors")
        self._check(row, _ERRORS)
        general, expected, status, telling = (
            frozenset(self._names(row, key)) for key in ("general", "expected", "status", "telling")
        )
        hidden_by, by_module = self._text(row, "hidden-by", ""), self._flag(row, "by-module", False)
        return Errors(general, expected, status, telling, hidden_by, by_module)

    def _class(self, name: str, row: Mapping[str, Any]) -> ApiClass:
        self._place = (*self._top, "class", name)
        self._check(row, _CLASS)
        self._alias(name, [*self._names(row, "aliases"), *self._names(row, "also")])
        kind, quiet = self._text(row, "kind", self._kind), self._flag(row, "quiet", False)
        attrs = self._table(row, "attrs")
        return ApiClass(
            name=name,
            library=self._name,
            kind=kind,
            members=self._members(name, row, kind, quiet=quiet),
            attrs={attribute: self._text(attrs, attribute, "", "attrs") for attribute in attrs},
            call=self._call(name, row, kind, quiet=quiet),
            io_uses=frozenset(use for key, uses in _INSTANCE_IO.items() if self._flag(row, key, False) for use in uses),
            quiet_uses=frozenset({"async for"} if self._flag(row, "iter-quiet", False) else ()),
            gives={use: self._text(row, key, "") for key, use in _GIVES.items() if key in row},
            construct_io=self._flag(row, "construct-io", False),
            sync=self._flag(row, "sync", self._sync),
            async_twin=self._text(row, "async-twin", ""),
            dynamic=self._text(row, "dynamic", ""),
            quiet=quiet,
            part_patterns=self._names(row, "parts"),
            status=frozenset(self._names(row, "status")),
            parses=frozenset(self._names(row, "parses")),
            argument=0 if self._flag(row, "of-first", False) else -1,
            of_owner=self._flag(row, "of-owner", False),
        )

    def _members(self, name: str, row: Mapping[str, Any], kind: str, *, quiet: bool) -> dict[str, Api]:
        """What the methods of a class do, by their names."""
        given = self._table(row, "returns")
        returns = {member: type_ for type_ in given for member in self._names(given, type_, "returns")}
        outcomes = self._outcomes(row)
        courtesies, peers = frozenset(self._names(row, "courtesy")), frozenset(self._names(row, "peer"))
        members: dict[str, Api] = {}
        for group, (role, uses) in _ROLES.items():
            for member in self._names(row, group):
                members[member] = Api(
                    f"{name}.{member}",
                    self._name,
                    kind,
                    role,
                    frozenset(uses),
                    returns.get(member, ""),
                    quiet,
                    member in courtesies,
                    member in peers,
                    outcomes.get(member, ""),
                )
        for key, named in (("courtesy", courtesies), ("peer", peers)):
            for member in sorted(named - members.keys()):
                self._fail(key, message=f"{member!r} is no I/O of {name}")
        for member in returns.keys() - members.keys():
            members[member] = Api(f"{name}.{member}", self._name, kind, "factory", frozenset(), returns[member], quiet)
        return members

    def _call(self, name: str, row: Mapping[str, Any], kind: str, *, quiet: bool) -> Api | None:
        """What a call of an instance does; None where a class says nothing of it."""
        if "call-io" not in row and "call-returns" not in row:
            return None
        uses = self._use(self._text(row, "call-io", ""), "call-io") if "call-io" in row else ()
        return Api(
            name,
            self._name,
            kind,
            "io" if uses else "factory",
            frozenset(uses),
            self._text(row, "call-returns", ""),
            quiet,
        )

    def _function(self, name: str, row: Mapping[str, Any]) -> Api:
        self._place = (*self._top, "function", name)
        self._check(row, _FUNCTION)
        self._alias(name, self._names(row, "aliases"))
        use = self._names(row, "use")
        role: Role = "io" if self._flag(row, "io", True) else "factory"
        if "factory" in use:
            role = "factory"
        elif use in (("pure",), ("decorator",)):
            role = "pure"
        uses = [one for word in use if word not in _NO_USES for one in self._use(word, "use")]
        return Api(
            name,
            self._name,
            self._text(row, "kind", self._kind),
            role,
            frozenset(uses),
            self._text(row, "returns", ""),
            self._flag(row, "quiet", False),
            False,
            False,
            self._outcome(self._text(row, "outcome", "")),
            self._text(row, "outcome-if", ""),
        )

    def _outcomes(self, row: Mapping[str, Any]) -> dict[str, Outcome]:
        """How the results of a class's members hold failures, by member."""
        given = self._table(row, "outcome")
        return {member: self._outcome(word) for word in given for member in self._names(given, word, "outcome")}

    def _outcome(self, word: str) -> Outcome:
        known = next((one for one in ("", *OUTCOMES) if one == word), None)
        if known is None:
            self._fail("outcome", message=f"{word!r} is no outcome; expected one of {', '.join(OUTCOMES)}")
        return known

    def _pattern(self, number: int, row: Mapping[str, Any]) -> Pattern:
        self._place = (*self._top, "pattern", number)
        self._check(row, _PATTERN)
        return Pattern(
            self._text(row, "match", ""),
            self._text(row, "kind", self._kind),
            self._text(row, "dynamic", "await"),
            self._names(row, "pure"),
        )

    def _alias(self, name: str, others: Iterable[str]) -> None:
        for other in others:
            self._aliases[other] = name

    def _use(self, word: str, key: str) -> tuple[Use, ...]:
        known = _USES.get(word.replace(" ", "-"))
        if known is None:
            self._fail(key, message=f"{word!r} is no use; expected one of {', '.join(_USES)}, factory, pure")
        return known

    def _tables(self, table: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
        rows = table.get(key, {})
        if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
            self._fail(key, message=f'expected tables named by canonical name ([{key}."library.Name"])')
        return list(rows.items())
