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
import re
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
# The reasons why nothing tells what a place is, in the words of the resolver, without the names in them. Only for a
# resolver whose Unknown has no code of its own.
_WORDS = (
    (r"the parameter \w+ has no annotation", "parameter without annotation"),
    (r"[\w.]+ can be anything", "Any or object"),
    (r"part of what (\S+) gave|what (\S+) gave", "result of the standard library"),
    (r"what a call of (\S+) gives", "what calling a library's type gives"),
    (r"\S+ is not called", "a library's attribute that is not called"),
    (r"none of what it may be has \w+", "no member of a union has it"),
    (r"\S+ is a part of a namespace that is not here", "another distribution's part of a namespace"),
    (r"\S+ may declare \w+", "a library's base class may declare it"),
    (r"\S+ does not say what \w+ is", "the class does not declare it"),
    (r"\S+ does not declare \w+", "the module does not declare it"),
    (r"\S+ is nothing that the catalogue lists", "unlisted member of a catalogued type"),
    (r"an attribute of (\w+)", r"an attribute of \1"),
    (r"an? (?:element|item) of .+", "an element of something"),
    (r".+ is the project's, but cannot be read", "the project's, but cannot be read"),
    (r"\S+ has no return annotation", "no return annotation, nothing inferred"),
    (r".+ is bound in a circle|\S+ calls itself|.+ import each other", "circle"),
    (r"\w+ is unbound|nothing in this file binds \w+", "unbound name"),
    (r"\w+ holds whatever it is given", "a name bound by a statement that gives no value"),
    (r"the annotation .+ does not parse", "the annotation does not parse"),
    (r"[\w.]+ is no .+", "excluded by a check"),
    (r"\S+ without its argument", "a call without its argument"),
    (r"[A-Za-z_]\w*", "an attribute that no member of a union has"),
)


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
    from flake8_ownership.sites.site import Identity

    where = Where(place.function, block=place.block)
    callee = target(place.expr)
    found = calls.identify(place)
    value = resolver.value(callee, where)
    if isinstance(found, Identity):
        status, code, reason = found.certainty, "", ""
        if status == "named":
            code, reason = _why(resolver.value(place.expr, where))
    else:
        status, code, reason = _refused(found)
    origin, dotted = _origin(value)
    if not origin and isinstance(found, Identity) and found.api:
        origin, dotted = _of_path(found.api), found.api
    return Row(
        path,
        place.expr.lineno,
        place.expr.col_offset,
        place.consumed,
        " ".join(ast.unparse(callee).split())[:80],
        status,
        code,
        reason,
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


# -- the words of a refusal


def _refused(refusal: Any) -> tuple[str, str, str]:
    """Status, code and reason of a place that is no site."""
    reason = refusal.reason
    if refusal.own or reason.startswith("the project's own"):
        lost = not refusal.own and ": " in reason
        return ("unfound", *_worded(refusal, reason.partition(": ")[2])) if lost else ("own", "", "")
    if reason.startswith("nothing tells what it is"):
        return "unknown", *_worded(refusal, reason.partition(": ")[2])
    return "no-io", "", reason


def _why(value: Any) -> tuple[str, str]:
    """Code and reason of an unknown value."""
    return _worded(value, getattr(value, "why", "") or getattr(value, "reason", "") or type(value).__name__)


def _worded(found: Any, reason: str) -> tuple[str, str]:
    code = getattr(found, "code", None)
    return (str(getattr(code, "value", code)) if code else normal(reason)), reason


def normal(reason: str) -> str:
    """A reason without the names in it, so that reasons can be counted."""
    for pattern, words in _WORDS:
        match = re.fullmatch(pattern, reason)
        if match is not None:
            return match.expand(words)
    return reason


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
            return "own", canonical
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
