"""Draws changed functions of fixed copies, to be judged as their maintainers would: `draw.py SEED COUNT FOLDER…`.

A folder is a git checkout whose working tree is the fixed text of what is committed. Each function is printed with its
diff; the packages take turns, so that no large one fills the draw.
"""

from __future__ import annotations

import ast
import difflib
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def main(seed: str, count: str, *folders: str) -> None:
    """Prints the functions that are drawn."""
    chance = random.Random(int(seed))
    left = {folder: list(changed(Path(folder))) for folder in folders}
    for found in left.values():
        chance.shuffle(found)
    drawn: list[tuple[str, str, str, str]] = []
    while len(drawn) < int(count) and any(left.values()):
        for folder, found in left.items():
            if found and len(drawn) < int(count):
                drawn.append((Path(folder).name, *found.pop()))
    for number, (package, path, function, diff) in enumerate(sorted(drawn), start=1):
        print(f"#{number} {package} {path} {function}\n{diff}")


def changed(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The functions of a checkout that a fix has changed: file, qualified name, diff."""
    for name in _git(folder, "diff", "--name-only").split():
        before = _functions(_git(folder, "show", f"HEAD:{name}"))
        after = _functions((folder / name).read_text(encoding="utf-8"))
        for function, text in after.items():
            old = before.get(function, [])
            if old != text:
                yield name, function, "\n".join(difflib.unified_diff(old, text, "before", "after", "", "", 8))


def _functions(text: str) -> dict[str, list[str]]:
    """The lines of the outermost functions and methods of a module."""
    found: dict[str, list[str]] = {}
    lines = text.splitlines()

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found[f"{prefix}{child.name}"] = lines[child.lineno - 1 : child.end_lineno]
            elif isinstance(child, ast.ClassDef):
                visit(child, f"{prefix}{child.name}.")
            else:
                visit(child, prefix)

    visit(ast.parse(text), "")
    return found


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
