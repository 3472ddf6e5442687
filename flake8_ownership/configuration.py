"""Where settings come from: pyproject.toml, its overrides, flake8's own file, arguments. The later layer wins."""

from __future__ import annotations

import copy
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flake8_ownership.errors import ConfigError, OwnershipError
from flake8_ownership.flake8_file import Flake8File
from flake8_ownership.layer import Layer, bytes_of, decoded
from flake8_ownership.located_toml import Broken, Place, loads, rows_of
from flake8_ownership.option import shown
from flake8_ownership.regular_files import is_regular
from flake8_ownership.settings import TABLE, Settings, matches

ARGUMENTS = "the command line"


@dataclass(frozen=True)
class Configuration:
    """What one pyproject.toml says: its table, then its overrides in their order. `is_ours`: it has our table."""

    root: Path | None = None
    layers: tuple[Layer, ...] = ()
    is_ours: bool = False

    @classmethod
    def from_pyproject(cls, path: Path) -> Configuration:
        """Reads `[tool.flake8-ownership]`, every override checked; raises ConfigError that names file, line and key."""
        text = decoded(bytes_of(path), path)
        try:
            document = loads(text)
        except Broken as error:
            raise ConfigError(str(path), str(error), error.row, error.key) from None
        tools = document.get("tool", {})
        if isinstance(tools, dict) and TABLE not in tools:
            return cls(path.parent, (Layer({}, str(path)),))
        rows = rows_of(text, _TABLE)
        tools = _table(document, "tool", path, rows.get(("tool",)))
        header = rows.get(_TABLE)
        table = dict(_table(tools, TABLE, path, header))
        overrides = list(_overrides(table.pop("overrides", []), rows, str(path)))
        base = Layer(table, str(path), _of_options(table, rows, _TABLE))
        for layer in (base, *overrides):
            try:
                layer.over(Settings())
            except ConfigError as error:
                error.line = error.line or header
                raise
            layer.confine(path.parent)
        return cls(path.parent, (base, *overrides), True)

    def settings(self) -> Settings:
        """What holds before any layer."""
        return Settings(root=self.root)


_TABLE: Place = ("tool", TABLE)


def row_in(path: str, place: Place) -> int | None:
    """The row, from 1, of what stands at a place in the table of a pyproject.toml, or of the nearest around it.

    An override may hold it as well. None where the file cannot be read, or is none.
    """
    try:
        text = decoded(bytes_of(Path(path)), Path(path))
        loads(text)
    except (OwnershipError, Broken):
        return None
    rows = rows_of(text, _TABLE)
    overrides = {found[:4] for found in rows if found[:3] == (*_TABLE, "overrides") and len(found) > 3}
    for count in range(len(place), 0, -1):
        for base in (_TABLE, *sorted(overrides, key=str)):
            if (row := rows.get((*base, *place[:count]))) is not None:
                return row
    return None


def _of_options(table: Mapping[str, object], rows: Mapping[Place, int], place: Place) -> dict[str, int]:
    """The row of each option of a table that has one; a table within it may stand in many."""
    return {name: row for name in table if (row := rows.get((*place, name))) is not None}


def _table(around: Mapping[str, Any], key: str, path: Path, row: int | None) -> Mapping[str, Any]:
    found = around.get(key, {})
    if not isinstance(found, dict):
        what = "a list" if isinstance(found, list) else shown(found)
        raise ConfigError(str(path), f"expected a table, found {what}", row, key)
    return found


def _overrides(raw: object, rows: Mapping[Place, int], path: str) -> Iterator[Layer]:
    place = (*_TABLE, "overrides")
    if not isinstance(raw, list) or not all(isinstance(table, dict) for table in raw):
        raise ConfigError(path, "expected a list of tables", rows.get(place), "overrides")
    for number, table in enumerate(raw):
        values = dict(table)
        files = values.pop("files", None)
        if not isinstance(files, list) or not files or not all(isinstance(item, str) for item in files):
            row = rows.get((*place, number))
            raise ConfigError(path, "an override needs `files`, a list of glob patterns", row, "overrides")
        yield Layer(values, path, _of_options(values, rows, (*place, number)), tuple(files))


def find_pyproject(path: Path) -> Path | None:
    """The nearest pyproject.toml at or above the folder of `path`, which need not exist."""
    absolute = path.absolute()
    for folder in (absolute, *absolute.parents):
        candidate = folder / "pyproject.toml"
        if is_regular(candidate):
            return candidate
    return None


class Settler:
    """Tells the settings of each file: every layer that holds for it, the later over the earlier.

    `arguments` are options by name, checked by `path`, which says where they were given. `folder` is where flake8 would
    be started; with `flake8_file` false its file is not read, because flake8 has read it already. `codes` are those
    that there are, where they are known: settings that name another are refused.
    """

    def __init__(
        self,
        arguments: Mapping[str, object] | None = None,
        path: str = ARGUMENTS,
        *,
        folder: Path | None = None,
        flake8_file: bool = True,
        isolated: bool = False,
        codes: Collection[str] = (),
    ) -> None:
        self._arguments = Layer(dict(arguments or {}), path)
        self._start = folder or Path.cwd()
        self._flake8_file: Flake8File | OwnershipError | None = None
        self._isolated = isolated
        self._codes = codes
        self._by_folder: dict[Path, Configuration | OwnershipError] = {}
        self._settled: dict[tuple[tuple[int, ...], tuple[str, ...]], Settings] = {}
        if flake8_file and not isolated:
            try:
                self._flake8_file = Flake8File.load(self._start)
            except OwnershipError as error:
                self._flake8_file = error

    def over(self, arguments: Mapping[str, object]) -> Settler:
        """The same, with more arguments over the others."""
        found = copy.copy(self)
        found._arguments = replace(self._arguments, values={**self._arguments.values, **arguments})
        found._settled = {}
        return found

    def settings(self, path: Path) -> Settings:
        """Raises ConfigError for a broken configuration, once for each of its files."""
        configuration, layers = self.layers(path)
        silent = self._flake8_file.silent(path) if isinstance(self._flake8_file, Flake8File) else ()
        key = (tuple(id(layer) for layer in layers), silent)
        if key not in self._settled:
            settings = configuration.settings()
            for layer in layers:
                settings = layer.over(settings)
                if self._codes:
                    layer.demand(self._codes)
            self._settled[key] = replace(settings, silent=silent) if silent else settings
        return self._settled[key]

    def layers(self, path: Path) -> tuple[Configuration, tuple[Layer, ...]]:
        """The configuration around a file, and every layer that holds for the file. Raises ConfigError."""
        folder = Path(os.path.abspath(path)).parent
        if folder not in self._by_folder:
            self._by_folder[folder] = self._configuration(folder)
        found = self._by_folder[folder]
        if isinstance(found, OwnershipError):
            raise found
        if isinstance(self._flake8_file, OwnershipError):
            raise self._flake8_file
        root = found.root or folder
        own = [layer for layer in found.layers if not layer.files or matches(path, root, layer.files)]
        others = [self._flake8_file.layer] if self._flake8_file is not None else []
        return found, (*own, *others, self._arguments)

    def _configuration(self, folder: Path) -> Configuration | OwnershipError:
        pyproject = None if self._isolated else find_pyproject(folder)
        if pyproject is None:
            return _NOTHING
        if pyproject.parent != folder:
            if pyproject.parent not in self._by_folder:
                self._by_folder[pyproject.parent] = self._configuration(pyproject.parent)
            return self._by_folder[pyproject.parent]
        try:
            found = Configuration.from_pyproject(pyproject)
        except OwnershipError as error:
            return error
        if found.is_ours or os.path.lexists(folder / ".git") or folder.parent == folder:
            return found
        # A package of a monorepo says nothing of us: what the repository says holds.
        outer = self._configuration(folder.parent)
        return outer if isinstance(outer, OwnershipError) or outer.is_ours else found


_NOTHING = Configuration()
