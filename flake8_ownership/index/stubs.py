"""What the standard library's classes and functions give, read from stubs of our own.

A stub is a module like any of the project's, except that its functions have no bodies and that nothing in it is the
project's own. What of the standard library does I/O stands in the catalogue, which is asked first.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flake8_ownership.index.module import Class, Function, Module
from flake8_ownership.regular_files import is_regular
from flake8_ownership.source import Source

_FOLDER = Path(__file__).parents[1] / "stubs" / "stdlib"


@cache
def find(path: str) -> Class | Function | None:
    """The class, function or method of a dotted path such as `asyncio.Queue`, by whatever submodule it is reached."""
    top, *names = path.split(".")
    found: Module | Class | None = _module(top)
    for name in names[:-1]:
        if found is not None and name in found.classes:
            found = found.classes[name]
    if found is None or not names:
        return None
    return found.classes.get(names[-1]) or found.functions.get(names[-1])


def class_named(path: str) -> Class | None:
    """The class of a dotted path."""
    found = find(path)
    return found if isinstance(found, Class) else None


def function_named(path: str) -> Function | None:
    """The function or method of a dotted path."""
    found = find(path)
    return found if isinstance(found, Function) else None


@cache
def _module(name: str) -> Module | None:
    path = _FOLDER / f"{name}.pyi"
    if not is_regular(path):
        return None
    source = Source(str(path), path.read_text(encoding="utf-8"))
    return Module(name, path, source, is_package=False, is_stub=True)
