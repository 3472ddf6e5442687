"""What a project requires, and what it offers as an extra: only the former is there wherever it is installed."""

from __future__ import annotations

import ast
import configparser
import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from flake8_ownership.catalogue import world
from flake8_ownership.files import read_own_text

_NAME = re.compile(r"^\s*[\"']?([A-Za-z0-9][\w.-]*)(?P<rest>[^#\n]*)", re.MULTILINE)
# Files of requirements that are for developers, or for what not every installation has.
_FOR_SOME = re.compile(r"dev|test|doc|lint|optional|extra|ci|bench|example|type", re.IGNORECASE)


class Requirements:
    """The requirements in the metadata of the project at a root, by import name."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def requires(self, top: str) -> bool:
        """Whether every installation has a library."""
        return _bare(top) in self._read[0]

    def offers(self, top: str) -> bool:
        """Whether only an extra, or the developers, bring a library along."""
        return _bare(top) in self._read[1] - self._read[0]

    @property
    def are_listed(self) -> bool:
        """Whether the project says what it requires."""
        return bool(self._read[0])

    @property
    def offers_any(self) -> bool:
        return bool(self._read[1] - self._read[0])

    @cached_property
    def _read(self) -> tuple[frozenset[str], frozenset[str]]:
        always: set[str] = set()
        sometimes: set[str] = set()
        for line, required in self._lines():
            match = _NAME.match(line)
            if match is not None:
                conditional = ";" in match["rest"]
                (always if required and not conditional else sometimes).add(_imported(match[1]))
        return frozenset(always), frozenset(sometimes)

    def _lines(self) -> Iterator[tuple[str, bool]]:
        """Requirements as written, and whether they hold for every installation."""
        yield from self._of_pyproject(_table(self._root / "pyproject.toml"))
        yield from self._of_setup_cfg()
        yield from self._of_setup()
        yield from _of_table(_table(self._root / "Pipfile").get("packages"), True)
        for path in sorted((*self._root.glob("requirements*.txt"), *self._root.glob("requirements/*.txt"))):
            required = not _FOR_SOME.search(path.stem)
            yield from ((line, required) for line in _text(path).splitlines())

    def _of_pyproject(self, table: dict[str, Any]) -> Iterator[tuple[str, bool]]:
        project, tools = _dict(table.get("project")), _dict(table.get("tool"))
        yield from _of_list(project.get("dependencies"), True)
        for extra in _dict(project.get("optional-dependencies")).values():
            yield from _of_list(extra, False)
        for group in _dict(table.get("dependency-groups")).values():
            yield from _of_list(group, False)
        poetry = _dict(tools.get("poetry"))
        yield from _of_table(poetry.get("dependencies"), True)
        yield from _of_table(poetry.get("dev-dependencies"), False)
        for group in _dict(poetry.get("group")).values():
            yield from _of_table(_dict(group).get("dependencies"), False)
        for group in _dict(_dict(tools.get("pdm")).get("dev-dependencies")).values():
            yield from _of_list(group, False)

    def _of_setup_cfg(self) -> Iterator[tuple[str, bool]]:
        parser = configparser.ConfigParser(interpolation=None)
        with suppress(configparser.Error):
            parser.read_string(_text(self._root / "setup.cfg"))
        yield from _of_list(parser.get("options", "install_requires", fallback="").splitlines(), True)
        if parser.has_section("options.extras_require"):
            for _, lines in parser.items("options.extras_require"):
                yield from _of_list(lines.splitlines(), False)

    def _of_setup(self) -> Iterator[tuple[str, bool]]:
        """The plain lists of a `setup.py`."""
        try:
            tree = ast.parse(_text(self._root / "setup.py"))
        except (SyntaxError, ValueError):
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg in ("install_requires", "extras_require"):
                texts = (one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant))
                yield from ((text, node.arg == "install_requires") for text in texts if isinstance(text, str))


def _of_list(lines: object, required: bool) -> Iterator[tuple[str, bool]]:
    if isinstance(lines, list):
        yield from ((line, required) for line in lines if isinstance(line, str))


def _of_table(table: object, required: bool) -> Iterator[tuple[str, bool]]:
    """Names with their versions, as Poetry and Pipenv have them."""
    for name, value in _dict(table).items():
        optional = isinstance(value, dict) and (value.get("optional") is True or "markers" in value)
        yield name, required and not optional


def _imported(distribution: str) -> str:
    name = re.sub(r"[-_.]+", "-", distribution).lower()
    return _bare(world.imported_as(name))


def _bare(name: str) -> str:
    """A name in the one form that distributions and modules share: `sentry-sdk` is `sentry_sdk`."""
    return re.sub(r"[-_.]+", "", name).lower()


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except (ValueError, RecursionError):
        return {}


def _text(path: Path) -> str:
    try:
        return read_own_text(path)
    except (OSError, UnicodeDecodeError):
        return ""


def first_required(libraries: Iterable[str], requirements: Requirements) -> str:
    """The first of some libraries that every installation has; empty where there is none."""
    return next((one for one in libraries if requirements.requires(one)), "")
