"""What the catalogue says of frameworks is what they do: tried with the real ones, as `tests/boundaries` has them.

A program runs anew where the development environment has its libraries. What the others showed stands beside them, as
`benchmarks/boundaries.py` has recorded it in environments of their own.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from flake8_ownership.catalogue import loader, registry
from flake8_ownership.catalogue.model import Boundary
from tests.boundary_programs import FOLDER, Seen, dependencies, programs, scenarios

BOUNDARIES = [boundary for one in registry.ours() for boundary, _ in one.boundaries]
FILES = sorted(registry.FOLDER.glob("*.toml"))
GROUPS = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))[
    "dependency-groups"
]
PINNED = {entry for group in GROUPS.values() for entry in group if isinstance(entry, str)}
LIVE = [program for program in programs() if set(dependencies(program)) <= PINNED]
INSTALLED = [
    path
    for path in FILES
    if path.stem == "stdlib" or any(one.startswith(f"{loader.read(path).name}==") for one in PINNED)
]


@cache
def recorded(name: str) -> dict[str, Seen]:
    return scenarios((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


def claims(name: str) -> dict[str, Boundary]:
    """What the catalogue claims on the evidence of a program, by its scenarios."""
    found = {}
    for boundary in BOUNDARIES:
        program, _, scenario = boundary.evidence.partition("/")
        if program == name:
            found[scenario or boundary.what] = boundary
    return found


def problems(boundary: Boundary, seen: Seen) -> list[str]:
    """Where a claim differs from what was seen."""
    by = f"{boundary.logger} {boundary.level}" if boundary.logger else "stderr" if boundary.tells != "nothing" else ""
    pattern = re.escape(by).replace(r"\*", r"[\w.]+")
    heard = any(re.fullmatch(pattern, one) for one in seen.by) if by else not seen.by
    return [
        *([f"tells {boundary.tells!r}, seen {seen.tells!r}"] if boundary.tells != seen.tells else []),
        *([] if heard else [f"by {by!r}, seen {seen.by}"]),
        *([] if seen.mentions == set(boundary.mentions) else [f"mentions {boundary.mentions}, seen {seen.mentions}"]),
    ]


@pytest.mark.parametrize("program", LIVE, ids=lambda path: path.stem)
def test_a_framework_does_what_the_catalogue_says(program: Path) -> None:
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    seen = scenarios(done.stdout)
    claimed = claims(program.stem)
    assert claimed
    assert [(what, found) for what, one in claimed.items() if (found := problems(one, seen[what]))] == []
    # The record that people read is not of another time.
    assert seen == recorded(program.stem)


@pytest.mark.parametrize("boundary", BOUNDARIES, ids=lambda one: f"{one.library}: {one.what}")
def test_what_the_catalogue_says_was_seen(boundary: Boundary) -> None:
    program, _, scenario = boundary.evidence.partition("/")
    assert problems(boundary, recorded(program)[scenario or boundary.what]) == []


@pytest.mark.parametrize(
    "boundary", [one for one in BOUNDARIES if one.answers], ids=lambda one: f"{one.library}: {one.what}"
)
def test_nobody_is_told_of_an_error_that_is_an_answer(boundary: Boundary) -> None:
    assert recorded(boundary.evidence)[f"{boundary.what}, an answer"].tells == "nothing"


def test_each_program_is_the_evidence_of_something() -> None:
    assert {boundary.evidence.partition("/")[0] for boundary in BOUNDARIES} == {one.stem for one in programs()}
    assert [one.name for one in FOLDER.glob("*.txt")] and {one.stem for one in FOLDER.glob("*.txt")} == {
        one.stem for one in programs()
    }


def test_most_used_frameworks_are_tried_each_time() -> None:
    assert len(LIVE) >= 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_program_tries_the_version_that_the_catalogue_names(path: Path) -> None:
    """Of the framework itself, which is one of what the program needs."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    for entry in raw.get("boundary", ()):
        program = FOLDER / f"{entry['evidence'].partition('/')[0]}.py"
        needs = {re.sub(r"\[.*\]", "", one) for one in dependencies(program)}
        assert f"{raw['library']}=={raw['version']}" in needs or path.stem == "stdlib"


@pytest.mark.parametrize("path", INSTALLED, ids=lambda path: path.stem)
def test_what_takes_functions_is_there_in_the_library(path: Path) -> None:
    """The modules, classes and functions; what a class has is not always an attribute of it."""
    library = loader.read(path).boundaries
    entries = [*library.boundaries, *library.hooks]
    names = {name for _, ways in entries for name in (*ways.decorators, *(one for one, _ in ways.handed))}
    bases = {name for _, ways in entries for name, _ in ways.methods if "*" not in name}
    assert [name for name in sorted(bases) if not is_there(name)] == []
    assert [name for name in sorted(names) if not is_there(name) and not is_there(name.rpartition(".")[0])] == []


def is_there(name: str) -> bool:
    """Whether a dotted path names something of an installed library."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for part in parts[count:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def test_a_claim_that_was_not_seen_is_found() -> None:
    boundary = Boundary("F", "route", "traceback", "f.log", "ERROR", ("path",))
    assert problems(boundary, Seen("traceback", ("g ERROR", "f.log ERROR"), frozenset({"path"}))) == []
    assert problems(boundary, Seen("message", ("f.log ERROR",), frozenset({"path"}))) == [
        "tells 'traceback', seen 'message'"
    ]
    assert len(problems(boundary, Seen("traceback", ("f ERROR",), frozenset()))) == 2
    assert problems(Boundary("F", "route", "nothing"), Seen("traceback", ("f ERROR",), frozenset())) != []
