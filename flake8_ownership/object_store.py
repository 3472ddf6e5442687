"""What lies where a repository keeps its objects, looked at before git opens it: git would wait for a pipe."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from flake8_ownership.regular_files import exists, is_folder, is_regular, read_bytes

_DEEPEST = 3  # folders within one another in which git looks for anything
_MOST = 1_000_000  # files and folders that any repository has there
_MOST_TEXT = 100_000  # bytes of a list of other stores


def flaw(store: Path) -> str:
    """Why git had better not look for objects in a folder, or in those that it names in turn; empty if it may."""
    waiting, seen, left = [store], {os.path.realpath(store)}, _MOST
    while waiting:
        current = waiting.pop()
        for entry in _below(current, _DEEPEST):
            left -= 1
            if not left:
                return f"{store} holds too much for what git keeps there"
            if not entry.is_file(follow_symlinks=False) and not is_regular(entry.path) and exists(entry.path):
                return f"{entry.path} is not a regular file"
        for other in _alternates(current):
            real = os.path.realpath(other)
            if real not in seen and is_folder(real):
                seen.add(real)
                waiting.append(Path(real))
    return ""


def _below(folder: str | Path, depth: int) -> Iterator[os.DirEntry[str]]:
    """What is no folder in one, and in those within it, links to folders followed."""
    with suppress(OSError), os.scandir(folder) as listing:
        for entry in listing:
            if not (is_folder(entry.path) if entry.is_symlink() else entry.is_dir()):
                yield entry
            elif depth > 1:
                yield from _below(entry.path, depth - 1)


def _alternates(store: Path) -> Iterator[Path]:
    """The other stores that one names, in all ways in which git could read the names."""
    try:
        lines = read_bytes(store / "info/alternates", _MOST_TEXT).split(b"\n")
    except OSError:
        return
    for line in lines:
        names = [line]
        if line.startswith(b'"'):
            with suppress(ValueError, SyntaxError):
                names.append(ast.literal_eval(f"b{line.decode('ascii')}"))
        for name in names:
            if name and b"\0" not in name:
                yield store / os.fsdecode(name)
