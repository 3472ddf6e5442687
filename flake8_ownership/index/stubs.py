"""What classes and functions outside the project give, read from stubs of our own.

A stub is a module like any of the project's, except that its functions have no bodies and that nothing in it is the
project's own. What does I/O stands in the catalogue, which is asked first. Those of libraries are written by
`tools/returns.py`, and say what the members give of which the catalogue does not say it; each class and function of
such a file is read by itself, and only where it is asked for.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flake8_ownership.apis import file_stem
from flake8_ownership.index.module import Class, Function, Module
from flake8_ownership.regular_files import is_regular
from flake8_ownership.source import Source

_FOLDER = Path(__file__).parents[1] / "stubs" / "stdlib"
_LIBRARIES = _FOLDER.with_name("libraries")
_SECTION = re.compile(r"^# ([\w.]+)\n", re.MULTILINE)


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


@cache
def of_library(library: str, path: str) -> Class | Function | None:
    """A class or function of a library, by the names that the catalogue has for them."""
    head, sections = _sections(library)
    text = sections.get(path)
    if text is None:
        return None
    source = Source(str(_LIBRARIES / path), head + text)
    module = Module(path.rpartition(".")[0], _LIBRARIES / path, source, is_package=False, is_stub=True)
    name = path.rpartition(".")[2]
    return module.classes.get(name) or module.functions.get(name)


@cache
def _sections(library: str) -> tuple[str, dict[str, str]]:
    """What a stub imports, and the text of each of its classes and functions."""
    path = _LIBRARIES / f"{file_stem(library)}.pyi"
    if not is_regular(path):
        return "", {}
    head, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
    return head, dict(zip(parts[::2], parts[1::2], strict=True))
