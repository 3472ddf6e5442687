"""Reads one catalogue file, ours or a table of the user's, into a Library; refuses what it does not understand."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from flake8_ownership.apis import Api, ApiClass, Role, Use
from flake8_ownership.catalogue.model import Errors, Library, Pattern
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
        "async-twin",
        "attrs",
        "returns",
        "call-io",
        "call-returns",
        "construct-io",
        "dynamic",
        "parts",
        "status",
        "notes",
    }
)
_FUNCTION = frozenset({"kind", "aliases", "use", "io", "returns", "quiet", "notes"})
_PATTERN = frozenset({"match", "kind", "dynamic", "pure", "notes"})
_ERRORS = frozenset({"general", "expected", "notes"})


def read(path: Path) -> Library:
    """The library that a TOML file describes; raises CatalogueError that names file and key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(str(path), f"cannot be read: {error}") from None
    return build(table, str(path))


def build(table: Mapping[str, Any], path: str) -> Library:
    """The library that a parsed table describes; raises CatalogueError that names the key."""
    build = _Builder(path)
    return build.library(table)


class _Builder:
    """Checks every key on the way, so that a typing error in a catalogue is never a silent gap."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._aliases: dict[str, str] = {}
        self._name = self._kind = ""
        self._sync = False

    def library(self, table: Mapping[str, Any]) -> Library:
        self._check(table, _TOP, "")
        self._name = self._text(table, "library", "")
        self._kind = self._text(table, "kind", "other")
        self._sync = bool(table.get("sync", False))
        classes = {name: self._class(name, row) for name, row in self._tables(table, "class")}
        functions = {name: self._function(name, row) for name, row in self._tables(table, "function")}
        errors = table.get("errors", {})
        self._check(errors, _ERRORS, "errors")
        return Library(
            name=self._name,
            version=self._text(table, "version", ""),
            kind=self._kind,
            imports=self._names(table, "imports"),
            classes=classes,
            functions=functions,
            aliases=self._aliases,
            patterns=tuple(self._pattern(row) for row in table.get("pattern", ())),
            reexports=self._names(table, "reexports"),
            errors=Errors(frozenset(self._names(errors, "general")), frozenset(self._names(errors, "expected"))),
        )

    def _class(self, name: str, row: Mapping[str, Any]) -> ApiClass:
        self._check(row, _CLASS, name)
        self._alias(name, [*self._names(row, "aliases"), *self._names(row, "also")])
        kind, quiet = self._text(row, "kind", self._kind), bool(row.get("quiet", False))
        returns = {member: given for given, members in row.get("returns", {}).items() for member in members}
        members: dict[str, Api] = {}
        for group, (role, uses) in _ROLES.items():
            for member in self._names(row, group):
                members[member] = Api(
                    f"{name}.{member}", self._name, kind, role, frozenset(uses), returns.get(member, ""), quiet
                )
        for member in returns.keys() - members.keys():
            members[member] = Api(f"{name}.{member}", self._name, kind, "factory", frozenset(), returns[member], quiet)
        call = None
        if "call-io" in row or "call-returns" in row:
            uses = _USES[self._text(row, "call-io", "").replace(" ", "-")] if "call-io" in row else ()
            call = Api(
                name,
                self._name,
                kind,
                "io" if uses else "factory",
                frozenset(uses),
                self._text(row, "call-returns", ""),
                quiet,
            )
        return ApiClass(
            name=name,
            library=self._name,
            kind=kind,
            members=members,
            attrs=dict(row.get("attrs", {})),
            call=call,
            io_uses=frozenset(use for key, uses in _INSTANCE_IO.items() if row.get(key) for use in uses),
            gives={use: row[key] for key, use in _GIVES.items() if key in row},
            construct_io=bool(row.get("construct-io", False)),
            sync=bool(row.get("sync", self._sync)),
            async_twin=self._text(row, "async-twin", ""),
            dynamic=self._text(row, "dynamic", ""),
            quiet=quiet,
            part_patterns=self._names(row, "parts"),
            status=frozenset(self._names(row, "status")),
        )

    def _function(self, name: str, row: Mapping[str, Any]) -> Api:
        self._check(row, _FUNCTION, name)
        self._alias(name, self._names(row, "aliases"))
        use = self._names(row, "use")
        role: Role = "io" if row.get("io", True) else "factory"
        if "factory" in use:
            role = "factory"
        elif use in (("pure",), ("decorator",)):
            role = "pure"
        uses: list[Use] = []
        for word in use:
            known = _USES.get(word.replace(" ", "-"))
            if known is None and word not in ("factory", "pure", "decorator"):
                self._fail(f"{name}.use", f"{word!r} is no use; expected one of {', '.join(_USES)}, factory, pure")
            uses += known or ()
        return Api(
            name,
            self._name,
            self._text(row, "kind", self._kind),
            role,
            frozenset(uses),
            self._text(row, "returns", ""),
            bool(row.get("quiet", False)),
        )

    def _pattern(self, row: Mapping[str, Any]) -> Pattern:
        self._check(row, _PATTERN, "pattern")
        return Pattern(
            self._text(row, "match", ""),
            self._text(row, "kind", self._kind),
            self._text(row, "dynamic", "await"),
            self._names(row, "pure"),
        )

    def _alias(self, name: str, others: Iterable[str]) -> None:
        for other in others:
            self._aliases[other] = name

    def _tables(self, table: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
        rows = table.get(key, {})
        if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
            self._fail(key, f'expected tables named by canonical name ([{key}."library.Name"])')
        return list(rows.items())

    def _names(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._fail(key, f"expected a list of strings, found {value!r}")
        return tuple(value)

    def _text(self, table: Mapping[str, Any], key: str, default: str) -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            self._fail(key, f"expected a string, found {value!r}")
        return str(value)

    def _check(self, table: Mapping[str, Any], known: frozenset[str], where: str) -> None:
        if not isinstance(table, dict):
            self._fail(where, f"expected a table, found {table!r}")
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                self._fail(
                    f"{where}.{key}".lstrip("."), "unknown key" + (f"; did you mean {near[0]!r}?" if near else "")
                )

    def _fail(self, key: str, message: str) -> None:
        raise CatalogueError(self._path, message, key=key)


Reader = Callable[[Path], Library]
