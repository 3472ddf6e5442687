"""What the user decided: one frozen value, checked once, the same whichever face it came through.

`OPTIONS` is the single list of options: the loader, the command line, flake8's own options, the JSON schema and the
reference page in the docs are all made from it.
"""

from __future__ import annotations

import difflib
import fnmatch
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from flake8_ownership.errors import ConfigError

TABLE = "flake8-ownership"
Kind = Literal["flag", "number", "text", "list", "choice", "tables"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name as users write it (`not-io`), the shape of its value, and what it does."""

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        return self.name.replace("-", "_")

    def checked(self, value: object) -> object:
        """The value as Settings holds it; raises ValueError that says what was expected."""
        match self.kind, value:
            case "flag", bool():
                return value
            case "number", int() if not isinstance(value, bool) and value >= 0:
                return value
            case "text", str():
                return value
            case "choice", str() if value in self.choices:
                return value
            case "list", list() if all(isinstance(item, str) for item in value):
                return tuple(value)
            case "tables", dict():
                return value
        raise ValueError(f"expected {self.expected}, found {value!r}")

    @property
    def expected(self) -> str:
        words = {
            "flag": "true or false",
            "number": "a whole number, 0 or more",
            "text": "a string",
            "list": "a list of strings",
            "tables": "a table",
            "choice": "one of " + ", ".join(self.choices),
        }
        return words[self.kind]


OPTIONS: tuple[Option, ...] = (
    Option("select", "list", "Codes or prefixes to report; everything that is on by default when empty."),
    Option("ignore", "list", "Codes or prefixes never to report."),
    Option("enable", "list", "Codes or prefixes of opt-in rules to report beside the others."),
    Option("exclude", "list", "Glob patterns of files and folders to leave out, relative to the project root."),
    Option("src", "list", "Source folders, relative to the project root, beside the ones that are found."),
    Option("io", "list", "Functions of your own whose call is I/O, by canonical name (`app.gateways.*.send`)."),
    Option("not-io", "list", "Calls that are no I/O whatever they look like, by canonical name."),
    Option("observers", "list", "Functions, decorators and context managers of your own that report a failure."),
    Option("metrics", "text", "The callable that counts, as `module:name` (`app.telemetry:metrics.increment`)."),
    Option("assume-third-party", "flag", "Count an awaited call of a library that the catalogue lacks as I/O."),
    Option("sync", "flag", "Judge blocking I/O calls in functions that are not async as well."),
    Option(
        "entry-log", "choice", "The level at which a fix announces the start of an operation.", ("info", "debug", "off")
    ),
    Option("fix-max-lines", "number", "A fix that would re-indent more lines than this guards each statement alone."),
    Option("line-length", "number", "The line length that fixes keep to; read from ruff, black or flake8 when 0."),
    Option("catalogue", "tables", "Libraries of your own, with the keys of the catalogue's files."),
)
_BY_NAME = {option.name: option for option in OPTIONS}


@dataclass(frozen=True)
class Settings:
    """What holds for one file. `root` is the folder that patterns and `src` are relative to."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    enable: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    src: tuple[str, ...] = ()
    io: tuple[str, ...] = ()
    not_io: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    metrics: str = ""
    assume_third_party: bool = True
    sync: bool = False
    entry_log: str = "info"
    fix_max_lines: int = 25
    line_length: int = 0
    catalogue: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    root: Path | None = None
    config_path: str = ""

    def reports(self, code: str, *, default: bool) -> bool:
        """Whether findings of `code` are wanted; `default` says whether its rule is on by itself."""
        wanted = _selectivity(code, self.select) if self.select else (1 if default else 0)
        wanted = max(wanted, _selectivity(code, self.enable))
        return wanted > _selectivity(code, self.ignore)

    def with_options(self, values: Mapping[str, object], path: str) -> Settings:
        """These settings with `values` (names as users write them) laid over them; raises ConfigError."""
        changes: dict[str, Any] = {}
        for name, value in values.items():
            option = _BY_NAME.get(name)
            if option is None:
                raise ConfigError(path, _unknown(name), key=name)
            try:
                changes[option.field] = option.checked(value)
            except ValueError as error:
                raise ConfigError(path, str(error), key=name) from None
        if "metrics" in changes and not re.fullmatch(r"([A-Za-z_][\w.]*:[A-Za-z_][\w.]*)?", changes["metrics"]):
            raise ConfigError(path, f"expected module:name, found {changes['metrics']!r}", key="metrics")
        return replace(self, **changes)


def _selectivity(code: str, prefixes: Iterable[str]) -> int:
    """The length of the longest prefix that names `code`, so that the more specific choice wins."""
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=0)


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, [*_BY_NAME, "overrides"], n=1)
    return "unknown option" + (f"; did you mean {near[0]!r}?" if near else "")


class Configuration:
    """One pyproject.toml's table: settings for the project, and overrides for some of its files."""

    def __init__(
        self, base: Settings, overrides: tuple[tuple[tuple[str, ...], Mapping[str, object]], ...] = ()
    ) -> None:
        self.base = base
        self._overrides = overrides

    def for_file(self, path: Path) -> Settings:
        """The settings that hold for `path`, later overrides over earlier ones."""
        settings = self.base
        for patterns, values in self._overrides:
            if self.base.root is not None and matches(path, self.base.root, patterns):
                settings = settings.with_options(values, settings.config_path)
        return settings

    @classmethod
    def from_pyproject(cls, path: Path) -> Configuration:
        """Reads `[tool.flake8-ownership]`; raises ConfigError that names file, line and key."""
        text = _read(path)
        try:
            table = _table(tomllib.loads(text), path)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise ConfigError(str(path), f"not valid TOML: {error}", int(line[1]) if line else None) from None
        base = Settings(root=path.parent, config_path=str(path))
        try:
            overrides = _overrides(table.pop("overrides", []), base, str(path))
            return cls(base.with_options(table, str(path)), overrides)
        except ConfigError as error:
            error.line = _line_of(text, error.key)
            raise


def _table(document: Mapping[str, Any], path: Path) -> dict[str, Any]:
    tools = document.get("tool", {})
    table = tools.get(TABLE, {}) if isinstance(tools, dict) else {}
    if not isinstance(table, dict):
        raise ConfigError(str(path), f"expected a table, found {table!r}", key=TABLE)
    return table


def _overrides(raw: object, base: Settings, path: str) -> tuple[tuple[tuple[str, ...], Mapping[str, object]], ...]:
    if not isinstance(raw, list) or not all(isinstance(table, dict) for table in raw):
        raise ConfigError(path, "expected a list of tables", key="overrides")
    checked = []
    for table in raw:
        values = dict(table)
        files = values.pop("files", None)
        if not isinstance(files, list) or not files or not all(isinstance(item, str) for item in files):
            raise ConfigError(path, "an override needs `files`, a list of glob patterns", key="overrides")
        base.with_options(values, path)
        checked.append((tuple(files), values))
    return tuple(checked)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"cannot be read: {error}") from None


def _line_of(text: str, key: str | None) -> int | None:
    """The row of `key` below our table's header; of the header itself where the key is not on a row of its own."""
    header = re.search(rf"^\s*\[+tool\.[\"']?{TABLE}\b", text, re.MULTILINE)
    start = header.start() if header else 0
    place = (
        re.search(rf"^\s*\[*[\"']?(?:tool\.{TABLE}\.)?{re.escape(key)}\b", text[start:], re.MULTILINE) if key else None
    )
    if place is None and header is None:
        return None
    offset = start + (place.end() if place else header.end() - start if header else 0)
    return text.count("\n", 0, offset) + 1


def matches(path: Path, root: Path, patterns: Iterable[str]) -> bool:
    """Whether a glob names `path`, its name, or a folder that it lies in, relative to `root`."""
    try:
        parts = path.absolute().relative_to(root.absolute()).parts
    except ValueError:
        parts = path.parts
    names = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    for pattern in patterns:
        plain = pattern.rstrip("/")
        if any(fnmatch.fnmatch(name, plain) for name in names):
            return True
        if "/" not in plain and any(fnmatch.fnmatch(part, plain) for part in parts):
            return True
    return False


def find_pyproject(path: Path) -> Path | None:
    """The nearest pyproject.toml at or above the folder of `path`, which need not exist."""
    absolute = path.absolute()
    for folder in (absolute, *absolute.parents):
        candidate = folder / "pyproject.toml"
        if candidate.is_file():
            return candidate
    return None


assert {option.field for option in OPTIONS} <= {item.name for item in fields(Settings)}
