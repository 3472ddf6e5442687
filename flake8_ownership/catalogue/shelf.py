"""Which catalogue files there are and which libraries they speak of, told by their first lines: few are read whole."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_IMPORTS = re.compile(r"^imports = (\[[^\]]*\])", re.MULTILINE)
_KIND = re.compile(r'^kind = "([^"]*)"', re.MULTILINE)


@cache
def _heads() -> dict[Path, str]:
    """What each catalogue file says before its first table, which is all that is read of most of them."""
    heads: dict[Path, str] = {}
    for path in (*sorted(FOLDER.glob("io/*.toml")), *sorted(FOLDER.glob("observers/*.toml"))):
        with path.open(encoding="utf-8") as file:
            heads[path] = file.read(1500).partition("\n[")[0]
    return heads


@cache
def files_by_import() -> dict[str, tuple[Path, ...]]:
    """The catalogue files that speak of a module, by the module's dotted name."""
    found: dict[str, tuple[Path, ...]] = {}
    for path, head in _heads().items():
        imports = _IMPORTS.search(head)
        for module in ast.literal_eval(imports[1]) if imports else ():
            found[module] = (*found.get(module, ()), path)
    return found


@cache
def files_by_kind() -> dict[str, tuple[Path, ...]]:
    """The catalogue files of the libraries that do one kind of I/O."""
    found: dict[str, tuple[Path, ...]] = {}
    for path, head in _heads().items():
        if path.parent.name == "io":
            kind = _KIND.search(head)
            name = kind[1] if kind else "other"
            found[name] = (*found.get(name, ()), path)
    return found


@cache
def globs() -> list[tuple[str, tuple[Path, ...]]]:
    """The modules that are named by a wildcard, with the files that speak of them."""
    return [(module, paths) for module, paths in files_by_import().items() if "*" in module]
