"""How long a project's lines may be, by its own formatters' and linters' settings."""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flake8_ownership.files import read_own_text
from flake8_ownership.option import LARGEST
from flake8_ownership.regular_files import exists, is_regular
from flake8_ownership.settings import Settings

DEFAULT = 88  # of black and ruff


@dataclass(frozen=True, slots=True)
class _Limit:
    """A line length, and whether a linter complains of longer lines; None where no setting says so."""

    length: int = 0
    is_held: bool | None = None


def line_length(path: Path, settings: Settings) -> int:
    """The line length that holds for a file: the settings', else the default of formatters."""
    return settings.line_length or _nearest(path.absolute().parent).length or DEFAULT


def breaks_texts(path: Path, settings: Settings, lines: Iterable[str]) -> bool:
    """Whether a text that is longer than a line is broken in a file: a linter would complain of it, or a length is set
    and no line of the file is longer."""
    limit = _nearest(path.absolute().parent)
    length = settings.line_length or limit.length
    if limit.is_held is not None or not length:
        return bool(limit.is_held)
    return all(len(line.rstrip("\r\n").expandtabs(8)) <= length for line in lines)


@cache
def _nearest(folder: Path) -> _Limit:
    for candidate in (folder, *folder.parents):
        inis = [_from_ini(candidate / name) for name in ("setup.cfg", "tox.ini", ".flake8")]
        for name in ("ruff.toml", ".ruff.toml", "pyproject.toml"):
            found = _from_toml(candidate / name)
            if found:
                held = _is_selected(_table(_tools(candidate / name).get("ruff")))
                return _Limit(found, False if any(one.is_held is False for one in inis) else held)
        for ini in inis:
            if ini.length:
                return ini
        if exists(candidate / ".git"):
            break
    return _Limit()


def _is_selected(ruff: Mapping[str, Any]) -> bool | None:
    """Whether ruff complains of long lines; None where its settings do not say so."""
    found: dict[bool, int] = {}
    for table in (ruff, _table(ruff.get("lint"))):
        for key, selects in (("select", True), ("extend-select", True), ("ignore", False), ("extend-ignore", False)):
            codes = table.get(key)
            for code in codes if isinstance(codes, list) else ():
                size = 0 if code == "ALL" else len(code) if code in _LONG_LINES else -1
                found[selects] = max(found.get(selects, -1), size)
    if found.get(False, -1) >= 0:  # the more exact one counts
        return found.get(True, -1) > found[False]
    return True if found.get(True, -1) >= 0 else None


_LONG_LINES = ("E501", "E50", "E5", "E")


def _from_toml(path: Path, *, extended: bool = False) -> int:
    tools = _tools(path)
    for name in ("ruff", "black", "flake8"):
        tool = tools.get(name)
        if not isinstance(tool, dict):
            continue
        for key in ("line-length", "line_length", "max-line-length", "max_line_length"):
            length = tool.get(key)
            if type(length) is int and 0 < length <= LARGEST:
                return length
        extends = tool.get("extend")
        if name == "ruff" and isinstance(extends, str) and not extended:
            found = _from_toml(path.parent / Path(extends).name, extended=True) if _is_beside(extends) else 0
            if found:
                return found
        if name != "flake8" and path.name == "pyproject.toml":
            return DEFAULT
    return 0


def _is_beside(path: str) -> bool:
    """Whether a path names a file in the same folder: no other is looked at."""
    return Path(path).name == path.removeprefix("./")


def _from_ini(path: Path) -> _Limit:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(read_own_text(path))
    except (OSError, ValueError, configparser.Error):
        return _Limit()
    ignored = " ".join(parser.get("flake8", key, fallback="") for key in ("ignore", "extend-ignore", "extend_ignore"))
    is_ignored = not {*re.split(r"[\s,]+", ignored)}.isdisjoint(_LONG_LINES)
    for key in ("max-line-length", "max_line_length"):
        value = parser.get("flake8", key, fallback="")
        if re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
            return _Limit(int(value), not is_ignored)
    return _Limit(is_held=False if is_ignored else None)


@cache
def quote(folder: Path) -> str:
    """The quote that the project's formatter makes of all strings; empty where it has none, or leaves them alone."""
    for candidate in (folder, *folder.parents):
        for name in ("ruff.toml", ".ruff.toml", "pyproject.toml"):
            tools = _tools(candidate / name)
            formats = _table(_table(tools.get("ruff")).get("format"))
            style = formats.get("quote-style", "")
            if style in ("single", "double"):
                return "'" if style == "single" else '"'
            if style == "preserve" or _table(tools.get("black")).get("skip-string-normalization") is True:
                return ""
            if "format" in _table(tools.get("ruff")) or "black" in tools:
                return '"'
        if exists(candidate / ".git"):
            break
    return ""


def _tools(path: Path) -> dict[str, Any]:
    """The tables of a project's tools."""
    try:
        table = tomllib.loads(read_own_text(path))
    except (OSError, ValueError, RecursionError):
        return {}
    return _table(table.get("tool")) if path.name == "pyproject.toml" else {"ruff": table}


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


@cache
def oldest_python(folder: Path) -> tuple[int, int] | None:
    """The oldest Python that the project around a folder supports, None where its metadata does not say."""
    for candidate in (folder, *folder.parents):
        path = candidate / "pyproject.toml"
        if is_regular(path):
            try:
                table = tomllib.loads(read_own_text(path))
            except (OSError, ValueError, RecursionError):
                return None
            project = table.get("project", {})
            wanted = str(project.get("requires-python", "")) if isinstance(project, dict) else ""
            found = re.search(r">=?\s*(\d+)\.(\d+)", wanted)
            return (int(found[1]), int(found[2])) if found else None
    return None
