"""The word lists of inserted code, read from `words.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def _read() -> dict[str, Any]:
    text = resources.files("flake8_ownership.codemods").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def words(name: str) -> frozenset[str]:
    """A list of words."""
    read = _read()
    return frozenset(str(read.get(name) or read["lists"][name]).split())


def table(*names: str) -> dict[str, Any]:
    """A table; an empty one where there is none of that name."""
    found: dict[str, Any] = _read()
    for name in names:
        found = found.get(name, {})
    return found
