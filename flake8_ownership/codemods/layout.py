"""How long a project's lines may be, by its own formatters' and linters' settings."""

from __future__ import annotations

import configparser
import re
import tomllib
from functools import cache
from pathlib import Path

from flake8_ownership.regular_files import exists, is_regular, read_text
from flake8_ownership.settings import LARGEST, Settings

DEFAULT = 88  # of black and ruff


def line_length(path: Path, settings: Settings) -> int:
    """The line length that holds for a file: the settings', else the default of formatters."""
    return settings.line_length or _nearest(path.absolute().parent) or DEFAULT


@cache
def _nearest(folder: Path) -> int:
    for candidate in (folder, *folder.parents):
        for name in ("ruff.toml", ".ruff.toml", "pyproject.toml"):
            found = _from_toml(candidate / name)
            if found:
                return found
        for name in ("setup.cfg", "tox.ini", ".flake8"):
            found = _from_ini(candidate / name)
            if found:
                return found
        if exists(candidate / ".git"):
            break
    return 0


def _from_toml(path: Path) -> int:
    try:
        table = tomllib.loads(read_text(path))
    except (OSError, ValueError, RecursionError):
        return 0
    tools = table.get("tool", {}) if path.name == "pyproject.toml" else {"ruff": table}
    for name in ("ruff", "black", "flake8") if isinstance(tools, dict) else ():
        tool = tools.get(name)
        if not isinstance(tool, dict):
            continue
        for key in ("line-length", "line_length", "max-line-length", "max_line_length"):
            length = tool.get(key)
            if type(length) is int and 0 < length <= LARGEST:
                return length
        if name != "flake8" and path.name == "pyproject.toml":
            return DEFAULT
    return 0


def _from_ini(path: Path) -> int:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(read_text(path))
    except (OSError, ValueError, configparser.Error):
        return 0
    for key in ("max-line-length", "max_line_length"):
        value = parser.get("flake8", key, fallback="")
        if re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
            return int(value)
    return 0


@cache
def oldest_python(folder: Path) -> tuple[int, int] | None:
    """The oldest Python that the project around a folder supports, None where its metadata does not say."""
    for candidate in (folder, *folder.parents):
        path = candidate / "pyproject.toml"
        if is_regular(path):
            try:
                table = tomllib.loads(read_text(path))
            except (OSError, ValueError, RecursionError):
                return None
            project = table.get("project", {})
            wanted = str(project.get("requires-python", "")) if isinstance(project, dict) else ""
            found = re.search(r">=?\s*(\d+)\.(\d+)", wanted)
            return (int(found[1]), int(found[2])) if found else None
    return None
