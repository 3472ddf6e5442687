#!/usr/bin/env python3
"""Draws calls at random from packages, to be labelled by hand; knows nothing of what the linter thinks of them.

    python benchmarks/accuracy/draw.py --packages FILE --count 100 --seed 1 > drawn.jsonl

A place is what an async function awaits, enters or iterates over, or hands to a task. Half of the places drawn have a
verb that some library's I/O has (`get`, `execute`), because most awaited calls are of the project's own functions and
say little about finding I/O.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packages import source_of

CATALOGUE = Path(__file__).parents[2] / "flake8_ownership" / "catalogue"
GROUPS = ("await", "async-with", "async-for", "await-or-async-with", "await-or-async-for", "lazy", "call")
TASKS = frozenset({"create_task", "ensure_future", "gather", "wait_for", "shield", "start_soon"})


def verbs() -> frozenset[str]:
    """The method names of all I/O that the catalogue's files list: data about libraries, not the linter's judgement."""
    found: set[str] = set()
    for path in (CATALOGUE / "io").glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in table.get("class", {}).values():
            for group in GROUPS:
                found.update(row.get(group, ()))
        found.update(name.rpartition(".")[2] for name in table.get("function", {}))
    return frozenset(found)


def places(tree: ast.Module) -> Iterator[tuple[ast.expr, str, str]]:
    """Every place in the async functions of a module, with how it is consumed and the function's name."""
    for function in ast.walk(tree):
        if isinstance(function, ast.AsyncFunctionDef):
            for node in own_nodes(function):
                for expr, site in consumed(node):
                    yield expr, site, function.name


def own_nodes(function: ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions and classes inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))


def consumed(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    if isinstance(node, ast.Await):
        yield node.value, "await"
    elif isinstance(node, ast.AsyncWith):
        yield from ((item.context_expr, "async with") for item in node.items)
    elif isinstance(node, ast.AsyncFor) or (isinstance(node, ast.comprehension) and node.is_async):
        yield node.iter, "async for"
    elif isinstance(node, ast.Call) and last_name(node.func) in TASKS:
        yield from ((argument, "task") for argument in node.args if isinstance(argument, ast.Call))


def last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def drawn(
    package: dict[str, str], known: frozenset[str], count: int, chance: random.Random
) -> Iterator[dict[str, object]]:
    root = source_of(package)
    plausible, others = [], []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if any(part in ("tests", "test", "testing", "migrations") for part in path.parts):
            continue
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError):
            continue
        for expr, site, function in places(tree):
            row = {
                "path": name,
                "line": expr.lineno,
                "col": expr.col_offset,
                "site": site,
                "expr": " ".join(ast.unparse(expr).split())[:100],
                "function": function,
            }
            (plausible if last_name(expr) in known else others).append(row)
    half = min(len(plausible), (count + 1) // 2)
    chosen = [*chance.sample(plausible, half), *chance.sample(others, min(len(others), count - half))]
    for number, row in enumerate(sorted(chosen, key=lambda row: (row["path"], row["line"])), start=1):
        yield {
            "id": f"{package['name']}#{number}",
            "package": package["name"],
            "version": package["version"],
            **row,
            "io": "",
            "evidence": "",
            "observed": "",
            "library": "",
            "note": "",
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100, help="places in all, shared evenly among the packages")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    packages = json.loads(arguments.packages.read_text(encoding="utf-8"))
    known = verbs()
    for package in packages:
        chance = random.Random(f"{arguments.seed}:{package['name']}")
        for row in drawn(package, known, -(-arguments.count // len(packages)), chance):
            print(json.dumps(row, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
