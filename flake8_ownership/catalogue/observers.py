"""Which library calls report a failure: reads the files in `observers/`.

Their types and factories are also handed out as an ordinary Library, so that `getLogger(__name__)` resolves to a
logger by the same way as `AsyncClient()` resolves to a client.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from flake8_ownership.apis import Api, ApiClass
from flake8_ownership.catalogue.model import Library
from flake8_ownership.errors import CatalogueError

Sort = Literal["log", "metric", "span", "capture", "print", "none"]
_SORTS: dict[str, Sort] = {
    "log": "log",
    "metric": "metric",
    "span": "span",
    "error_capture": "capture",
    "print": "print",
}
# The keys of a file, of its tables `hook` and `same` aside, which are for people; a test holds each file to them.
KEYS = {
    "": frozenset({"library", "version", "imports", "type", "function", "scope", "retry", "hook", "same"}),
    "type": frozenset(
        {
            "signal",
            "strength",
            "exc",
            "level",
            "values-unless",
            "aliases",
            "methods",
            "awaited",
            "maybe-await",
            "pure",
            "chain",
            "obtain",
            "attach",
            "typical-names",
            "notes",
        }
    ),
    "function": frozenset({"signal", "strength", "exc", "level", "values-unless", "returns", "notes"}),
    "scope": frozenset(
        {
            "signal",
            "strength",
            "forms",
            "records-exception",
            "async-aware",
            "swallows",
            "unless",
            "aliases",
            "measured",
            "notes",
        }
    ),
    "retry": frozenset(
        {
            "forms",
            "logs-by-default",
            "final-logged",
            "async-aware",
            "log-kwargs",
            "hook",
            "hook-keyword",
            "measured",
            "notes",
        }
    ),
}
# What a failure is at least logged at to be seen; 0 where the call decides its level itself.
WARNING = 30
LEVELS = {
    "trace": 5,
    "debug": 10,
    "info": 20,
    "notice": 25,
    "success": 25,
    "warning": 30,
    "warn": 30,
    "error": 40,
    "err": 40,
    "exception": 40,
    "failure": 50,
    "critical": 50,
    "fatal": 50,
}
LOUD = frozenset(method for method, level in LEVELS.items() if level >= WARNING)
LOG_METHODS = frozenset(LEVELS) | {"log", "msg"}


@dataclass(frozen=True, slots=True)
class Signal:
    """What one call tells, and how loudly. `exc` where it records the active exception by itself. Its tracebacks show
    the values of what stands in their lines, unless a file of the project has the word `values_unless`."""

    name: str
    sort: Sort
    level: int = 0
    strong: bool = True
    exc: bool = False
    values_unless: str = ""

    @property
    def is_report(self) -> bool:
        """Whether a failure told this way is seen: not by debug, info or print, nor by what is only context."""
        loud = self.sort != "log" or self.level == 0 or self.level >= WARNING
        return loud and self.sort not in ("print", "none") and self.strong


@dataclass(frozen=True, slots=True)
class ReportingScope:
    """A context manager or decorator, and what it does with an exception that leaves its body."""

    name: str
    sort: Sort
    forms: frozenset[str]
    records: bool
    async_aware: bool = True
    swallows: bool = False
    unless: tuple[str, ...] = ()
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Retry:
    """A retry helper: whether it reports failed attempts, by itself or through one of its keywords.

    `hook` is what makes such a report of a logger and a level, and `hook_keyword` the keyword that takes it; both are
    empty where the library has none.
    """

    name: str
    logs: bool
    final_logged: bool
    async_aware: bool
    keywords: frozenset[str]
    hook: str = ""
    hook_keyword: str = ""


@dataclass(frozen=True, slots=True)
class Observers:
    """One observer library."""

    library: Library
    signals: Mapping[str, Signal]
    scopes: Mapping[str, ReportingScope]
    retries: Mapping[str, Retry]


@cache
def read(path: Path) -> Observers:
    """The observers that a TOML file describes; raises CatalogueError that names file and key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return _build(table)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(str(path), f"cannot be read: {error}") from None
    except KeyError as error:
        raise CatalogueError(str(path), "missing", key=str(error.args[0])) from None


def _build(table: Mapping[str, Any]) -> Observers:
    name = table["library"]
    classes: dict[str, ApiClass] = {}
    functions: dict[str, Api] = {}
    aliases: dict[str, str] = {}
    signals: dict[str, Signal] = {}
    for path, row in table.get("type", {}).items():
        classes[path] = _type(name, path, row)
        aliases.update(dict.fromkeys(row.get("aliases", ()), path))
        for method in (*row.get("methods", ()), *row.get("awaited", ()), *row.get("maybe-await", ())):
            signals[f"{path}.{method}"] = _signal(f"{path}.{method}", row, method)
        for maker in row.get("obtain", ()):
            functions[maker] = Api(maker, name, "observer", "factory", returns=path)
    for path, row in table.get("function", {}).items():
        if row["signal"] in ("factory", "logger-object"):
            returns = row.get("returns", "")
            functions.setdefault(path, Api(path, name, "observer", "factory", returns=returns))
            if row["signal"] == "logger-object":
                aliases[path] = returns
        else:
            functions[path] = Api(path, name, "observer", "pure")
            signals[path] = _signal(path, row, path.rpartition(".")[2])
    _add_methods(classes, functions)
    scopes = {path: _scope(path, row) for path, row in table.get("scope", {}).items()}
    aliases.update((alias, path) for path, row in table.get("scope", {}).items() for alias in row.get("aliases", ()))
    return Observers(
        Library(name, table.get("version", ""), "observer", tuple(table["imports"]), classes, functions, aliases),
        signals,
        scopes,
        {path: _retry(path, row) for path, row in table.get("retry", {}).items()},
    )


def _type(library: str, path: str, row: Mapping[str, Any]) -> ApiClass:
    members = {}
    for group, role in (
        ("methods", "pure"),
        ("awaited", "pure"),
        ("maybe-await", "pure"),
        ("pure", "pure"),
        ("chain", "factory"),
    ):
        for method in row.get(group, ()):
            returns = path if role == "factory" else ""
            members[method] = Api(
                f"{path}.{method}", library, "observer", "factory" if returns else "pure", returns=returns
            )
    return ApiClass(path, library, "observer", members)


def _add_methods(classes: dict[str, ApiClass], functions: Mapping[str, Api]) -> None:
    """Factories that are methods (`Meter.create_counter`) become members of their type."""
    for path, api in functions.items():
        owner, _, method = path.rpartition(".")
        if owner in classes or owner.rpartition(".")[2][:1].isupper():
            known = classes.get(owner) or ApiClass(owner, api.library, "observer", {})
            classes[owner] = ApiClass(owner, known.library, known.kind, {**known.members, method: api})


def _signal(path: str, row: Mapping[str, Any], method: str) -> Signal:
    sort = _SORTS.get(row["signal"], "none")
    bare = method.removeprefix("a") if method.removeprefix("a") in LEVELS else method
    level = row.get("level", LEVELS.get(bare, 0)) if sort == "log" else 0
    exc = row.get("exc", False)
    return Signal(
        path,
        sort,
        level,
        row.get("strength", "strong") not in ("weak", "none"),
        exc if isinstance(exc, bool) else method in exc,
        row.get("values-unless", ""),
    )


def _scope(path: str, row: Mapping[str, Any]) -> ReportingScope:
    return ReportingScope(
        path,
        _SORTS.get(row["signal"], "none"),
        frozenset(row["forms"]),
        row.get("records-exception", False),
        row.get("async-aware", True),
        row.get("swallows", False),
        tuple(row.get("unless", ())),
        row.get("strength", "strong") not in ("weak", "none"),
    )


def _retry(path: str, row: Mapping[str, Any]) -> Retry:
    return Retry(
        path,
        row.get("logs-by-default", False),
        row.get("final-logged", False),
        row.get("async-aware", True),
        frozenset(row.get("log-kwargs", ())),
        row.get("hook", ""),
        row.get("hook-keyword", ""),
    )
