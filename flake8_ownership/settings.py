"""What the user decided: one frozen value, checked once, the same whichever face it came through."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flake8_ownership.errors import ConfigError
from flake8_ownership.options import BY_NAME, OPTIONS, SEVERITIES, unknown

TABLE = "flake8-ownership"
_NAMING = ("baseline", "diff-base", "boundaries", "logging", "metrics")  # options that name what may be missing


@dataclass(frozen=True)
class Settings:
    """What holds for one file. `root` is the folder that patterns, `src` and the baseline are relative to,
    `config_path` where the catalogue's tables were given, `logging_path` and `metrics_path` where those options were.

    `rows` are options that name what may be missing, each with the file and the row where it stands.
    `silent` are codes or prefixes that flake8's own file ignores: no option of ours brings them back, in any face.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    enable: tuple[str, ...] = ()
    min_severity: str = "info"
    exclude: tuple[str, ...] = ()
    src: tuple[str, ...] = ()
    environment: str = ""
    baseline: str = ""
    diff_base: str = ""
    io: tuple[str, ...] = ()
    not_io: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    metrics: str = ""
    logging: str = "auto"
    style: str = "ownership"
    assume_third_party: bool = True
    tests: bool = False
    boundaries: tuple[str, ...] = ()
    sync: bool = False
    kind: str = "auto"
    discipline: str = "operations"
    granularity: str = "operation"
    context: str = "auto"
    identifiers: tuple[str, ...] = ()
    entry_log: str = "auto"
    entry_message: str = ""
    failure_message: str = ""
    failure_metric: str = ""
    success_metric: str = ""
    fix_max_lines: int = 25
    line_length: int = 0
    catalogue: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    root: Path | None = None
    config_path: str = ""
    logging_path: str = field(default="", compare=False)
    metrics_path: str = field(default="", compare=False)
    silent: tuple[str, ...] = ()
    rows: tuple[tuple[str, str, int], ...] = field(default=(), compare=False, repr=False)

    def fault(self, name: str, message: str, path: str, key: str | None = None) -> ConfigError:
        """What is wrong with what an option names, `path`: at the option's row of a file, where it has one."""
        for option, file, row in self.rows:
            if option == name:
                return ConfigError(file, f"{path}: {message}", row, name)
        return ConfigError(path, message, key=key)

    def __getstate__(self) -> dict[str, object]:
        """As other processes get it: the default catalogue, which nothing can change, does not travel."""
        return {**self.__dict__, "catalogue": dict(self.catalogue)}

    def reports(self, code: str, *, default: bool) -> bool:
        """Whether findings of `code` are wanted; `default` says whether its rule is on by itself."""
        if code.startswith(self.silent):
            return False
        named = (*self.select, *self.extend_select)
        wanted = 1 if default and not self.select else 0
        # A prefix chooses among the rules that are on; only a whole code switches one on.
        if default or code in named:
            wanted = max(wanted, _selectivity(code, named))
        wanted = max(wanted, _selectivity(code, self.enable))
        return wanted > _selectivity(code, self.ignore)

    def wants(self, severity: str) -> bool:
        """Whether findings of a severity are wanted."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.min_severity)

    def with_options(self, values: Mapping[str, object], path: str, rows: Mapping[str, int] | None = None) -> Settings:
        """These settings with `values` (names as users write them) laid over them; raises ConfigError.

        `rows` has the row of those that stand in a file.
        """
        changes: dict[str, Any] = {}
        for name, value in values.items():
            option = BY_NAME.get(name)
            if option is None:
                raise ConfigError(path, unknown(name), key=name)
            try:
                changes[option.field] = option.checked(value)
            except ValueError as error:
                raise ConfigError(path, str(error), key=name) from None
        named = [name for name in _NAMING if name in values]
        if named:
            kept = [known for known in self.rows if known[0] not in named]
            changes["rows"] = (*kept, *((name, path, rows[name]) for name in named if rows and name in rows))
        if "catalogue" in changes:
            changes["config_path"] = path
        if "logging" in changes:
            changes["logging_path"] = path
        if "metrics" in changes:
            changes["metrics_path"] = path
        return replace(self, **changes)


def _selectivity(code: str, prefixes: Iterable[str]) -> int:
    """The length of the longest prefix that names `code`, so that the more specific choice wins."""
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=0)


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


assert {option.field for option in OPTIONS} <= {item.name for item in fields(Settings)}
