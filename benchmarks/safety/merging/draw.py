"""Draws functions that a fix has changed, to be judged as maintainers would: `draw.py SEED COUNT BEFORE AFTER OUT`.

BEFORE holds a folder for each project, AFTER the same with `fix --unsafe-fixes` run in each. The projects take turns,
and within a project the rules do, so that neither a large project nor a frequent rule fills the draw. OUT receives
`sample.jsonl`, a line a function (id, project, kind, file, function, rules), and `diffs/ID.diff`: what changes in that
function, and outside of those that the file had before. `draw.py again BEFORE AFTER OUT` writes the diffs of the same
functions once more, from another AFTER.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import json
import random
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

CONTEXT = 10


@dataclass
class Changed:
    """A function that a fix has changed, with the rules that had findings in it."""

    project: str
    file: str
    function: str
    diff: str
    rules: list[str] = field(default_factory=list)


def main(seed: str, *arguments: str) -> None:
    """Writes the sample, and prints how many functions each project has in it."""
    before, after, out = map(Path, arguments[-3:])
    (out / "diffs").mkdir(parents=True, exist_ok=True)
    if seed == "again":
        again(before, after, out)
        return
    found = {
        folder.name: list(changed(folder, after / folder.name, findings(folder))) for folder in sorted(before.iterdir())
    }
    drawn = draw(found, random.Random(int(seed)), int(arguments[0]))
    with (out / "sample.jsonl").open("w", encoding="utf-8") as lines:
        for number, one in enumerate(sorted(drawn, key=lambda one: (one.project, one.file, one.function)), start=1):
            (out / "diffs" / f"{number:03}.diff").write_text(one.diff, encoding="utf-8")
            kind = "application" if (before / one.project / ".git").exists() else "library"
            entry = {"id": f"{number:03}", "project": one.project, "kind": kind, "file": one.file}
            lines.write(json.dumps({**entry, "function": one.function, "rules": one.rules}) + "\n")
    for project, number in sorted(Counter(one.project for one in drawn).items()):
        print(project, number, "of", len(found[project]))


def again(before: Path, after: Path, out: Path) -> None:
    """Writes the diffs of a sample; an empty one where nothing changes any more."""
    sample = [json.loads(line) for line in (out / "sample.jsonl").read_text(encoding="utf-8").splitlines()]
    diffs = {
        (one.project, one.file, one.function): one.diff
        for name in {entry["project"] for entry in sample}
        for one in changed(before / name, after / name, set())
    }
    for entry in sample:
        diff = diffs.get((entry["project"], entry["file"], entry["function"]), "")
        (out / "diffs" / f"{entry['id']}.diff").write_text(diff, encoding="utf-8")
        if not diff:
            print(entry["id"], entry["project"], entry["file"], entry["function"], "is left alone")


def draw(found: dict[str, list[Changed]], chance: random.Random, count: int) -> list[Changed]:
    """Some of the changed functions: projects take turns, and in each its rules."""
    turns = [_by_turns(ones, chance) for ones in found.values()]
    rounds = zip_longest(*turns)
    return [one for ones in rounds for one in ones if one is not None][:count]


def _by_turns(ones: list[Changed], chance: random.Random) -> list[Changed]:
    chance.shuffle(ones)
    rules = defaultdict(list)
    for one in ones:
        rules[one.rules[0] if one.rules else ""].append(one)
    turns = []
    while any(rules.values()):
        turns += [left.pop() for left in rules.values() if left]
    return turns


def changed(before: Path, after: Path, found: set[tuple[str, str, str]]) -> Iterator[Changed]:
    """The functions of a project that a fix has changed; `found` is what `findings` says of it."""
    for path in sorted(before.rglob("*.py")):
        name = str(path.relative_to(before))
        if not path.is_file() or (after / name).read_bytes() == path.read_bytes():
            continue
        old, new = (file.read_text(encoding="utf-8").splitlines() for file in (path, after / name))
        starts, ends = _functions(old), _functions(new)
        hunks = _hunks(path, after / name)
        for function, lines in ends.items():
            if function in starts and old[starts[function]] != new[lines]:
                written = "\n".join(new[lines])
                others = [
                    place
                    for name, place in ends.items()
                    if name != function and (name in starts or not re.search(rf"\b{name}\b", written))
                ]
                text = _only(hunks, old, new, others)
                diff = "\n".join(difflib.unified_diff(old, text, f"a/{name}", f"b/{name}", "", "", CONTEXT, ""))
                rules = sorted(code for file, where, code in found if (file, where) == (name, function))
                yield Changed(before.name, name, function, diff + "\n", rules)


def _only(hunks: list[tuple[slice, slice]], old: list[str], new: list[str], others: list[slice]) -> list[str]:
    """The old lines with what changes outside of the new lines of some functions."""
    text = list(old)
    for gone, come in reversed(hunks):
        if not any(other.start < max(come.stop, come.start + 1) and come.start < other.stop for other in others):
            text[gone] = new[come]
    return text


def _hunks(before: Path, after: Path) -> list[tuple[slice, slice]]:
    """The lines that go and those that come in their place."""
    command = ["git", "diff", "--no-index", "-U0", "--no-color", str(before), str(after)]
    text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.findall(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", text, re.MULTILINE)
    return [(_lines(start, count), _lines(to, many)) for start, count, to, many in found]


def _lines(start: str, count: str) -> slice:
    length = int(count or 1)
    first = int(start) - bool(length)  # git names the line before an empty range
    return slice(first, first + length)


def _functions(lines: list[str]) -> dict[str, slice]:
    """Where the outermost functions and methods of a module stand: the first of a name, none if it does not parse."""
    found: dict[str, slice] = {}

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.setdefault(f"{prefix}{child.name}", slice(child.lineno - 1, child.end_lineno))
            elif isinstance(child, ast.ClassDef):
                visit(child, f"{prefix}{child.name}.")
            else:
                visit(child, prefix)

    with contextlib.suppress(SyntaxError):
        visit(ast.parse("\n".join(lines)), "")
    return found


def findings(folder: Path) -> set[tuple[str, str, str]]:
    """File, function and code of each finding of a project."""
    command = [sys.executable, "-m", "flake8_ownership", "check", "--output-format", "json", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found: set[tuple[str, str, str]] = set()
    functions: dict[str, dict[str, slice]] = {}
    for one in json.loads(done.stdout or "[]"):
        name, row = one["filename"], one["location"]["row"] - 1
        if name not in functions:
            functions[name] = _functions((folder / name).read_text(encoding="utf-8").splitlines())
        for function, lines in functions[name].items():
            if lines.start <= row < lines.stop:
                found.add((name, function, one["code"]))
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
