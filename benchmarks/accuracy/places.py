#!/usr/bin/env python3
"""Asks the linter what it knows of every consumed place of a package: the one module here that looks inside the linter.

    python benchmarks/accuracy/places.py FOLDER          # one JSON object a line, file by file

A place is what a function awaits, enters, iterates over or hands to a task (`Calls.places`). Each gets a status:

own         the project's own function or object, judged where it is defined
unfound     taken for the project's own, but what it is was not found: a circle of imports, a module that is not there
catalogued  I/O that the catalogue lists
assumed     a call of a library outside the catalogue, which counts as I/O
no-io       known, and no I/O
named       I/O by its name alone: nothing tells what it is
unknown     nothing tells what it is
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

STATUSES = ("own", "catalogued", "assumed", "no-io", "unfound", "named", "unknown")
OPEN = ("named", "unknown")
UNSETTLED = ("unfound", *OPEN)
UNPARSED = "not parsed:"


@dataclass(frozen=True, slots=True)
class Row:
    """One place. `code` and `reason` say why nothing tells what it is; `origin` is where the callee comes from: "own",
    "stdlib", a library's top-level module, or empty; `name` is its dotted name. `called` where it is called, and
    `at` is where the callee's last name starts, by line and byte; None where it ends with no name, or is run in a
    thread, so that the call names another function."""

    path: str
    line: int
    column: int
    consumed: str
    call: str
    status: str
    code: str = ""
    reason: str = ""
    origin: str = ""
    name: str = ""
    called: bool = True
    at: tuple[int, int] | None = None

    @property
    def key(self) -> tuple[str, int, int, str]:
        return self.path, self.line, self.column, self.call


def ask(folder: Path, limit: float) -> tuple[list[Row], str]:
    """All places of a package, asked in a process of its own; and in words what kept it from being all of them."""
    command = [sys.executable, __file__, str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=limit)
        unparsed = done.stderr.count(UNPARSED)
        text, lack = done.stdout, f"{unparsed} files do not parse" if unparsed else ""
    except subprocess.CalledProcessError as error:
        text, lack = error.stdout, f"crash: {error.stderr.strip().splitlines()[-1]}"
    except subprocess.TimeoutExpired as error:
        found = error.stdout or b""
        text, lack = found.decode() if isinstance(found, bytes) else found, f"cut off after {limit:.0f} s"
    whole = text[: text.rfind("\n") + 1]
    return [_read(json.loads(line)) for line in whole.splitlines()], lack


def _read(data: dict[str, Any]) -> Row:
    return Row(**{**data, "at": tuple(data["at"]) if data["at"] else None})


def rows(folder: Path) -> Iterator[Row]:
    """Every place of every file below a folder, tests and what does not parse aside."""
    from flake8_ownership.check import Checker
    from flake8_ownership.errors import SourceError
    from flake8_ownership.settings import Settings
    from flake8_ownership.source import Source

    checker, settings = Checker(), Settings()
    for path in files(folder):
        try:
            source = Source.from_bytes(str(path), path.read_bytes())
            source.tree  # noqa: B018 - a checker must not hold what does not parse
            yield from _of_file(checker, settings, source, path.relative_to(folder).as_posix())
        except SourceError as error:
            print(UNPARSED, error, file=sys.stderr)


def files(folder: Path) -> list[Path]:
    """The Python files of a package, in order, without its tests."""
    return [
        path for path in sorted(folder.rglob("*.py")) if not {"tests", "test"} & set(path.relative_to(folder).parts)
    ]


def _of_file(checker: Any, settings: Any, source: Any, name: str) -> Iterator[Row]:
    from flake8_ownership.sites.calls import Calls

    module, world = checker.module(source, settings)
    calls = Calls(world.resolver, world.catalogue, settings, world.summaries)
    for function in module.every_function():
        for place in calls.places(function):
            yield _row(calls, world.resolver, place, name)


def _row(calls: Any, resolver: Any, place: Any, path: str) -> Row:
    from flake8_ownership.index.values import Where
    from flake8_ownership.sites import unknown_calls
    from flake8_ownership.sites.site import Identity

    where = Where(place.function, block=place.block)
    callee = target(place.expr)
    found = calls.identify(place)
    value = resolver.value(callee, where)
    unknown = unknown_calls.at(place, found, resolver)
    origin, dotted = _origin(value)
    if not origin and isinstance(found, Identity) and found.api:
        origin, dotted = _of_path(found.api), found.api
    return Row(
        path,
        place.expr.lineno,
        place.expr.col_offset,
        place.consumed,
        " ".join(ast.unparse(callee).split())[:80],
        _status(found, unknown),
        unknown.code if unknown is not None else "",
        unknown.reason if unknown is not None else "",
        origin,
        dotted,
        isinstance(place.expr, ast.Call),
        None if place.wrapper is place.expr else _last_name_of(callee),
    )


def target(expr: ast.expr) -> ast.expr:
    """What is called, or what stands there where nothing is."""
    return expr.func if isinstance(expr, ast.Call) else expr


def _last_name_of(node: ast.expr) -> tuple[int, int] | None:
    match node:
        case ast.Name():
            return node.lineno, node.col_offset
        case ast.Attribute(attr=name, end_lineno=int(line), end_col_offset=int(column)):
            return line, column - len(name.encode())
    return None


def _status(found: Any, unknown: Any) -> str:
    """What is known of a place, whose callee is identified or refused."""
    if unknown is not None:
        return "named" if unknown.named else "unfound" if unknown.own else "unknown"
    if hasattr(found, "certainty"):
        return str(found.certainty)
    return "own" if found.own or found.reason.startswith("the project's own") else "no-io"


# -- where a value comes from


def _origin(value: Any) -> tuple[str, str]:
    """Where a callee comes from and its dotted name, whatever class of value says so; empty where nothing tells."""
    for part in getattr(value, "values", ()):
        found = _origin(part)
        if found[0]:
            return found
    for name in ("function", "cls", "module"):
        own = getattr(value, name, None)
        canonical = getattr(own, "canonical", None)
        if canonical:
            return ("own" if own.is_own else _of_path(canonical)), canonical
    for name in ("api", "type"):
        known = getattr(value, name, None)
        if getattr(known, "name", None):
            return _of_path(known.name), known.name
    path = getattr(value, "path", None) or (getattr(value, "what", None) or "")
    if isinstance(path, str) and path:
        return _of_path(path), path
    for name in ("result", "element", "instance"):
        inner = getattr(value, name, None)
        if inner is not None and not isinstance(inner, bool):
            return _origin(inner)
    return "", ""


def _of_path(path: str) -> str:
    top = path.partition(".")[0]
    if not top.isidentifier():
        return ""
    return "stdlib" if top in sys.stdlib_module_names or "." not in path else top


def main() -> int:
    folder = Path(sys.argv[1]).resolve()
    for row in rows(folder):
        print(json.dumps(asdict(row), ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
