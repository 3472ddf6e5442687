"""Where settings come from: pyproject.toml, its overrides, flake8's own file, arguments. The later layer wins."""

from __future__ import annotations

import configparser
import copy
import os
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flake8.exceptions import ExecutionError
from flake8.options.config import load_config
from flake8.utils import parse_files_to_codes_mapping

from flake8_ownership.errors import ConfigError, OwnershipError
from flake8_ownership.files import leads_out
from flake8_ownership.settings import BY_NAME, CODES, OPTIONS, TABLE, Settings, matches, unknown

PREFIX = "ownership-"
ARGUMENTS = "the command line"


@dataclass(frozen=True)
class Layer:
    """Some options from one place. `files` are the globs, below the root, that it holds for: all where it is empty.

    `path` is a file or says what else it is; `lines` has the row, from 1, of each option that stands in a file.
    """

    values: Mapping[str, object]
    path: str
    lines: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    def origin(self, name: str) -> str:
        """Where an option was set, as people and editors follow it."""
        row = self.lines.get(name)
        where = f"{self.path}:{row}" if row is not None else self.path
        return f"{where} (for {', '.join(self.files)})" if self.files else where

    def over(self, settings: Settings) -> Settings:
        """Raises ConfigError that names file, line and key."""
        try:
            return settings.with_options(self.values, self.path)
        except ConfigError as error:
            error.line = self.lines.get(error.key or "")
            raise

    def demand(self, codes: Collection[str]) -> None:
        """Raises ConfigError for a code or prefix that names none of `codes`: a slip, or a rule of another version."""
        for name in CODES:
            value = self.values.get(name)
            for code in value if isinstance(value, list) else ():
                if not any(known.startswith(code) for known in codes):
                    raise ConfigError(self.path, f"no rule starts with {code}", self.lines.get(name), name)

    def confine(self, folder: Path) -> None:
        """Raises ConfigError for a path that leads out of the repository around `folder`, whose options these are."""
        for option in OPTIONS:
            value = self.values.get(option.name) if option.names == "path" else None
            for name in (value,) if isinstance(value, str) else value if isinstance(value, list) else ():
                if leads_out(folder / name, folder):
                    said = f"leads out of the project: {name!r}; only the command line may"
                    raise ConfigError(self.path, said, self.lines.get(option.name), option.name)


@dataclass(frozen=True)
class Configuration:
    """What one pyproject.toml says: its table, then its overrides in their order. `is_ours`: it has our table."""

    root: Path | None = None
    layers: tuple[Layer, ...] = ()
    is_ours: bool = False

    @classmethod
    def from_pyproject(cls, path: Path) -> Configuration:
        """Reads `[tool.flake8-ownership]`, every override checked; raises ConfigError that names file, line and key."""
        text = _read(path)
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise ConfigError(str(path), f"not valid TOML: {error}", int(line[1]) if line else None) from None
        rows = rows_of(text)
        header = _first(rows, _TABLE)
        tools = _table(document, "tool", path, _first(rows, ("tool",)))
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
        return cls(path.parent, (base, *overrides), TABLE in tools)

    def settings(self) -> Settings:
        """What holds before any layer."""
        return Settings(root=self.root)


# Where a value stands in a TOML document: keys, and numbers of the items of a list.
Place = tuple[str | int, ...]
_TABLE: Place = ("tool", TABLE)


def row_in(path: str, place: Place) -> int | None:
    """The row, from 1, of what stands at a place in the table of a pyproject.toml, or of the nearest around it.

    An override may hold it as well. None where the file cannot be read, or is none.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
        tomllib.loads(text)
    except (OSError, ValueError):
        return None
    rows = rows_of(text)
    overrides = {found[:4] for found in rows if found[:3] == (*_TABLE, "overrides") and len(found) > 3}
    for count in range(len(place), 0, -1):
        for base in (_TABLE, *sorted(overrides, key=str)):
            if (row := rows.get((*base, *place[:count]))) is not None:
                return row
    return None


def rows_of(text: str) -> dict[Place, int]:
    """The row, from 1, of every table and key in a text that is TOML: tomllib keeps no lines.

    A statement is the fewest lines that are TOML by themselves.
    """
    found: dict[Place, int] = {}
    if "tool" not in text:
        return found
    around: Place = ()
    statement, first = "", 1
    for row, line in enumerate(text.split("\n"), 1):
        if not statement:
            first = row
        elif not re.search(r"[\]}]|\"{3}|'{3}", line):  # which ends no value of many lines
            statement += line + "\n"
            continue
        statement += line + "\n"
        try:
            value = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        if statement.lstrip().startswith("["):
            around = _header(value, found)
            found[around] = first
        else:
            for place in _places(value, around):
                found.setdefault(place, first)
        statement = ""
    return found


def _header(value: Any, found: Mapping[Place, int]) -> Place:
    """The place of a table, from its header alone; below a list of tables it is in the last of them."""
    place: Place = ()
    while value:
        if isinstance(value, list):
            (value,) = value
            place = (*place, sum(1 for known in found if known[:-1] == place and isinstance(known[-1], int)))
        else:
            ((key, value),) = value.items()
            place = (*place, key)
            items = sum(1 for known in found if known[:-1] == place and isinstance(known[-1], int))
            if items and isinstance(value, dict) and value:
                place = (*place, items - 1)
    return place


def _places(value: object, around: Place) -> Iterator[Place]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield (*around, key)
        yield from _places(below, (*around, key))


def _of_options(table: Mapping[str, object], rows: Mapping[Place, int], place: Place) -> dict[str, int]:
    """The row of each option of a table that has one; a table within it may stand in many."""
    return {name: row for name in table if (row := _first(rows, (*place, name))) is not None}


def _first(rows: Mapping[Place, int], place: Place) -> int | None:
    return min((row for known, row in rows.items() if known[: len(place)] == place), default=None)


def _table(around: Mapping[str, Any], key: str, path: Path, row: int | None) -> Mapping[str, Any]:
    found = around.get(key, {})
    if not isinstance(found, dict):
        what = "a list" if isinstance(found, list) else repr(found)
        raise ConfigError(str(path), f"expected a table, found {what}", row, key)
    return found


def _overrides(raw: object, rows: Mapping[Place, int], path: str) -> Iterator[Layer]:
    place = (*_TABLE, "overrides")
    if not isinstance(raw, list) or not all(isinstance(table, dict) for table in raw):
        raise ConfigError(path, "expected a list of tables", _first(rows, place), "overrides")
    for number, table in enumerate(raw):
        values = dict(table)
        files = values.pop("files", None)
        if not isinstance(files, list) or not files or not all(isinstance(item, str) for item in files):
            row = _first(rows, (*place, number))
            raise ConfigError(path, "an override needs `files`, a list of glob patterns", row, "overrides")
        yield Layer(values, path, _of_options(values, rows, (*place, number)), tuple(files))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"cannot be read: {error}") from None


def find_pyproject(path: Path) -> Path | None:
    """The nearest pyproject.toml at or above the folder of `path`, which need not exist."""
    absolute = path.absolute()
    for folder in (absolute, *absolute.parents):
        candidate = folder / "pyproject.toml"
        if candidate.is_file():
            return candidate
    return None


@dataclass(frozen=True)
class Flake8File:
    """What flake8's own file (setup.cfg, tox.ini or .flake8) says: our options, and which of our codes it ignores.

    flake8 drops what it ignores by itself; the other faces read it here, so that all of them say the same.
    """

    layer: Layer
    folder: Path
    ignored: tuple[str, ...] = ()
    ignored_by_file: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def silent(self, path: Path) -> tuple[str, ...]:
        """Codes or prefixes that flake8 would not tell for a file."""
        found = [*self.ignored]
        for pattern, codes in self.ignored_by_file:
            if matches(path, self.folder, [pattern]):
                found += codes
        return tuple(dict.fromkeys(found))

    @classmethod
    def load(cls, folder: Path) -> Flake8File | None:
        """The file that flake8 would read when started in `folder`; raises ConfigError for an option of ours."""
        home = os.path.expanduser("~")  # noqa: PTH111 - as flake8 has it
        for above in (folder, *folder.parents):
            for name in ("setup.cfg", "tox.ini", ".flake8"):
                if (above / name).is_file() and (found := cls.read(above / name)) is not None:
                    found.layer.confine(above)
                    return found
            if str(above.parent) == home:
                break
        return None

    @classmethod
    def read(cls, path: Path) -> Flake8File | None:
        """None where flake8 itself would pass the file over; a broken one that speaks of flake8 is a ConfigError."""
        try:
            parser, _ = load_config(str(path), [])
        except (configparser.Error, UnicodeDecodeError) as error:
            if b"flake8" in path.read_bytes():
                raise _broken(path, error) from None
            return None
        if "flake8" not in parser:
            return cls(Layer({}, str(path)), path.parent) if "flake8:local-plugins" in parser else None
        section = parser["flake8"]
        layer = _layer(section, path)
        ignored = [*_ours(section.get("ignore", "")), *_ours(section.get("extend-ignore", ""))]
        by_file = _by_file(section.get("per-file-ignores", ""))
        layer.over(Settings())
        return cls(layer, path.parent, tuple(ignored), tuple(by_file))


def _broken(path: Path, error: configparser.Error | UnicodeDecodeError) -> ConfigError:
    """What is wrong with a file that flake8 cannot read."""
    match error:
        case configparser.DuplicateOptionError():
            return ConfigError(str(path), "is given twice", error.lineno, str(error.option))
        case configparser.DuplicateSectionError():
            return ConfigError(str(path), "is given twice", error.lineno, str(error.section))
        case configparser.MissingSectionHeaderError():
            return ConfigError(str(path), f"expected a section, found {error.line.strip()!r}", error.lineno)
        case configparser.ParsingError():
            row, line = error.errors[0]
            return ConfigError(str(path), f"expected NAME = VALUE, found {line}", row)
        case _:
            return ConfigError(str(path), f"cannot be read: {' '.join(str(error).split())}")


def _layer(section: configparser.SectionProxy, path: Path) -> Layer:
    text = path.read_text(encoding="utf-8")
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    for key, value in section.items():
        plain = key.replace("_", "-")
        if not plain.startswith(PREFIX):
            continue
        place = re.search(rf"^{re.escape(key)}\s*[=:]", text, re.MULTILINE | re.IGNORECASE)
        line = text.count("\n", 0, place.start()) + 1 if place else None
        option = BY_NAME.get(plain.removeprefix(PREFIX))
        if option is None or option.kind == "tables":
            raise ConfigError(str(path), unknown(plain, PREFIX), line, key)
        values[option.name] = option.parsed(value)
        if line is not None:
            lines[option.name] = line
    return Layer(values, str(path), lines)


def _ours(text: str) -> list[str]:
    """Of the codes in a flake8 option, those that can name ours."""
    codes = re.findall(r"[A-Z]+\d*", text)
    return [code for code in codes if code.startswith("OWN") or "OWN".startswith(code)]


def _by_file(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        pairs = parse_files_to_codes_mapping(text)
    except ExecutionError:  # flake8 itself says what is wrong with it
        return
    for pattern, codes in pairs:
        if ours := _ours(",".join(codes)):
            yield pattern.removeprefix("./"), tuple(ours)


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
        if found.is_ours or (folder / ".git").exists() or folder.parent == folder:
            return found
        # A package of a monorepo says nothing of us: what the repository says holds.
        outer = self._configuration(folder.parent)
        return outer if isinstance(outer, OwnershipError) or outer.is_ours else found


_NOTHING = Configuration()
