"""`init`: writes a configuration into pyproject.toml, made from what the project shows, each line with its reason."""

from __future__ import annotations

import argparse
import difflib
import os
from collections.abc import Iterable
from pathlib import Path

from flake8_ownership import files, sinks
from flake8_ownership.configuration import find_pyproject
from flake8_ownership.database import Database
from flake8_ownership.errors import ConfigError, OutputError
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.reading import CLEAN, FOUND
from flake8_ownership.formats.entry import HOME
from flake8_ownership.formats.json import relative
from flake8_ownership.formats.settings import toml
from flake8_ownership.layer import bytes_of, decoded
from flake8_ownership.located_toml import Broken, loads
from flake8_ownership.regular_files import is_folder
from flake8_ownership.settings import TABLE, Settings
from flake8_ownership.source import Source

_HEAD = f"""[tool.{TABLE}]
# From what the project shows. What each option means: {HOME}/blob/main/docs/configuration.md
"""


def init(options: argparse.Namespace) -> int:
    """Adds the table to the nearest pyproject.toml, or prints what it would add.

    Raises ConfigError where the table is there already or the file cannot take one; OutputError where it cannot be
    written.
    """
    from flake8_ownership.codemods.proposal import Proposed, proposed

    folder = Path(options.folder)
    if not is_folder(folder):
        raise ConfigError(options.folder, "no such folder")
    path = find_pyproject(folder) or Path(os.path.abspath(folder)) / "pyproject.toml"
    data = bytes_of(path) if os.path.lexists(path) else None
    before = decoded(data, path) if data is not None else ""
    # The file that is to be marks the project; a module that need not exist stands for the folder.
    world = Database({path: before}).world(Source(str(folder / "example.py"), ""), Settings())
    found: Iterable[Proposed] = proposed(world.project, world.catalogue)
    after = _added(path, before, _HEAD + "".join(_line(one.option, one.value, one.why) for one in found))
    if options.diff:
        _print_diff(path, before, after)
        return FOUND
    _write(path, data, after)
    streams.note(f"{relative(str(path))}: has [tool.{TABLE}] now; `flake8-ownership check .` reads it")
    return CLEAN


def _line(option: str, value: object, why: Iterable[str]) -> str:
    comments = "".join(f"# {sinks.part(sentence)}\n" for sentence in why)
    return f"\n{comments}{option} = {toml(value)}\n"


def _added(path: Path, text: str, table: str) -> str:
    """A text with a table at its end. Raises ConfigError."""
    try:
        tools = loads(text).get("tool", {})
    except Broken as error:
        raise ConfigError(str(path), str(error), error.row, error.key) from None
    if isinstance(tools, dict) and TABLE in tools:
        raise ConfigError(str(path), f"has [tool.{TABLE}] already, and is left as it is")
    end = "\r\n" if "\r\n" in text else "\n"
    after = (f"{text.rstrip()}{end}{end}" if text.strip() else "") + table.replace("\n", end)
    try:
        loads(after)
    except Broken:
        raise ConfigError(str(path), f"takes no [tool.{TABLE}] at its end") from None
    return after


def _print_diff(path: Path, before: str, after: str) -> None:
    name = sinks.line(relative(str(path)))
    old, new = (text.splitlines(keepends=True) for text in (before, after))
    for line in difflib.unified_diff(old, new, name, name):
        streams.line(line.rstrip("\r\n"))


def _write(path: Path, before: bytes | None, text: str) -> None:
    """Writes the file, which holds `before` or is not there, and only where nobody saved it meanwhile."""
    if (link := files.link_out(path)) is not None:
        raise ConfigError(str(path), f"leads out of the project by the link {link}")
    try:
        if before is None:
            files.create(path, text.encode())
        else:
            files.replace(Path(os.path.realpath(path)), before, text.encode())
    except files.Refused as refused:
        raise OutputError(str(path), str(refused)) from None
    except OSError as error:
        raise OutputError(str(path), f"cannot be written: {error.strerror or error}") from error
