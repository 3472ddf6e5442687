"""Some options from one place, which lie over those of another; and the texts of the files that they stand in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flake8_ownership.errors import ConfigError
from flake8_ownership.files import leads_out, read_own
from flake8_ownership.options import CODES, OPTIONS
from flake8_ownership.settings import Settings


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
            return settings.with_options(self.values, self.path, self.lines)
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


def bytes_of(path: Path) -> bytes:
    """What a file of settings holds. Raises ConfigError."""
    try:
        return read_own(path)
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror or error}") from None


def decoded(data: bytes, path: Path) -> str:
    """The text of a file of settings. Raises ConfigError that names the line that is no UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(str(path), f"cannot be read as UTF-8: {error.reason}", row) from None
