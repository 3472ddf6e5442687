"""Prints the lines of each folder of the package, its long modules and functions, and what imports in a circle.

    python tools/sizes.py               # the package of this checkout
    python tools/sizes.py ../before     # that of another one, to compare with
    python tools/sizes.py --check       # for `make lint`

A line is a line of the file, whatever stands in it. A function's lines run from its `def` to its last statement and
leave its docstring out, so that to explain a function never makes it longer. Two modules are in a circle where each
leads to the other by imports, at whatever depth and wherever they stand: first without the imports that only
annotations need, then with them.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import grimp

PACKAGE = "flake8_ownership"
LONG_MODULE = 300
LONG_FUNCTION = 40


def folders(sizes: dict[Path, int]) -> Iterator[str]:
    """A row for each folder, without its subfolders: its modules, and the lines of them."""
    modules = Counter(path.parent for path in sizes)
    for folder in sorted(modules):
        lines = sum(size for path, size in sizes.items() if path.parent == folder)
        yield f"{lines:7,}  {modules[folder]:3}  {folder.as_posix()}"
    yield f"{sum(sizes.values()):7,}  {len(sizes):3}  in all"


def functions(path: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each function of a module: its lines, and where it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1 if node.end_lineno else 0
            if ast.get_docstring(node, clean=False) is not None and len(node.body) > 1:
                lines -= (node.body[0].end_lineno or 0) - node.body[0].lineno + 1
            yield lines, f"{path.as_posix()}:{node.lineno} {node.name}"


def circles(*, annotations: bool) -> list[list[str]]:
    """The sets of modules that lead to one another, the largest first."""
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=not annotations, cache_dir=None)
    found = {
        frozenset({module, *circle})
        for module in graph.modules
        if (circle := graph.find_upstream_modules(module) & graph.find_downstream_modules(module))
    }
    return sorted((sorted(circle) for circle in found), key=lambda circle: (-len(circle), circle))


def section(title: str, rows: list[str]) -> None:
    print(f"\n{title}: {len(rows)}")
    for row in rows:
        print(f"  {row}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--check", action="store_true", help="say nothing, and fail where modules import in a circle")
    options = parser.parse_args()
    root: Path = options.root.resolve()
    sys.path.insert(0, str(root))
    if options.check:
        found = circles(annotations=False)
        sys.exit("\n".join(f"import one another: {' '.join(circle)}" for circle in found) or None)
    texts = {path.relative_to(root): path.read_text("utf-8") for path in sorted((root / PACKAGE).rglob("*.py"))}
    sizes = {path: len(text.splitlines()) for path, text in texts.items()}
    print("  lines  modules")
    for row in folders(sizes):
        print(row)
    long_modules = sorted(((size, path.as_posix()) for path, size in sizes.items() if size > LONG_MODULE), reverse=True)
    section(f"modules of more than {LONG_MODULE} lines", [f"{size:4}  {path}" for size, path in long_modules])
    all_functions = [found for path, text in texts.items() for found in functions(path, ast.parse(text))]
    long_functions = sorted((found for found in all_functions if found[0] > LONG_FUNCTION), reverse=True)
    section(
        f"functions of more than {LONG_FUNCTION} lines, of {len(all_functions):,}",
        [f"{size:4}  {place}" for size, place in long_functions],
    )
    section("circles of imports", [" ".join(circle) for circle in circles(annotations=False)])
    section("with the imports for annotations", [" ".join(circle) for circle in circles(annotations=True)])


if __name__ == "__main__":
    main()
