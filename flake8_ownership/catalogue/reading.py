"""Takes tables of a catalogue file apart, and says by file, row and key what is not as it should be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from flake8_ownership.errors import CatalogueError

Place = tuple[str | int, ...]


class Reader:
    """Of one file. `place` is where its first table stands, `row` tells the row of what stands at a place."""

    def __init__(self, path: str, place: Place, row: Callable[[Place], int | None]) -> None:
        self._path = path
        self._top = self._place = place  # of the table that is being read
        self._row = row

    def _table(self, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            self._fail(key, message=f"expected a table, found {value!r}")
        return value

    def _names(self, table: Mapping[str, Any], key: str, *around: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._fail(*around, key, message=f"expected a list of strings, found {value!r}")
        return tuple(value)

    def _text(self, table: Mapping[str, Any], key: str, default: str, *around: str) -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            self._fail(*around, key, message=f"expected a string, found {value!r}")
        return value

    def _flag(self, table: Mapping[str, Any], key: str, default: bool) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            self._fail(key, message=f"expected true or false, found {value!r}")
        return value

    def _check(self, table: Mapping[str, Any], known: frozenset[str]) -> None:
        if not isinstance(table, dict):
            self._fail(message=f"expected a table, found {table!r}")
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                self._fail(key, message="unknown key" + (f"; did you mean {near[0]!r}?" if near else ""))

    def _fail(self, *keys: str, message: str) -> NoReturn:
        place = (*self._place, *keys)
        raise CatalogueError(self._path, message, self._row(place), dotted(place))


def dotted(place: Place) -> str:
    """A place as TOML writes it."""
    parts = (key if isinstance(key, int) or re.fullmatch(r"[\w-]+", key) else f'"{key}"' for key in place)
    return ".".join(map(str, parts))
