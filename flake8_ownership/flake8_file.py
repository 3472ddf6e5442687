"""What flake8's own file says to the other faces: our options in it, and which of our codes it ignores."""

from __future__ import annotations

import configparser
import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flake8.exceptions import ExecutionError
from flake8.utils import parse_files_to_codes_mapping

from flake8_ownership.errors import ConfigError
from flake8_ownership.layer import Layer, bytes_of, decoded
from flake8_ownership.option import shown
from flake8_ownership.options import BY_NAME, unknown
from flake8_ownership.regular_files import is_regular
from flake8_ownership.settings import Settings, matches

PREFIX = "ownership-"
_SECTION = "flake8"
_CHOSEN = re.compile(r"OWN\d{1,3}")


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
                if is_regular(above / name) and (found := cls.read(above / name)) is not None:
                    found.layer.confine(above)
                    return found
            if str(above.parent) == home:
                break
        return None

    @classmethod
    def read(cls, path: Path) -> Flake8File | None:
        """None where flake8 itself would pass the file over; a broken one that speaks of flake8 is a ConfigError."""
        data = bytes_of(path)
        parser = _Parser()
        try:
            parser.read_text(decoded(data, path), path)
        except ConfigError:
            if _SECTION.encode() in data:
                raise
            return None
        if _SECTION not in parser:
            return cls(Layer({}, str(path)), path.parent) if "flake8:local-plugins" in parser else None
        section = parser[_SECTION]
        layer = _layer(section, parser.rows, path)
        ignored = [*_ours(section.get("ignore", "")), *_ours(section.get("extend-ignore", ""))]
        by_file = _by_file(section.get("per-file-ignores", ""))
        layer.over(Settings())
        return cls(layer, path.parent, tuple(ignored), tuple(by_file))


def chosen(select: Iterable[str], extend: Iterable[str]) -> dict[str, object]:
    """What flake8's own `select` and `extend-select` say of our rules, as options of ours.

    A bare `OWN` lets all of them through, as flake8 wants it said of a plugin, and chooses none.
    """
    named = [code for code in select if _CHOSEN.fullmatch(code)]
    more = [code for code in extend if _CHOSEN.fullmatch(code)]
    if any("OWN".startswith(code) for code in select):
        named, more = [], [*named, *more]
    return {name: codes for name, codes in (("select", named), ("extend-select", more)) if codes}


class _Parser(configparser.RawConfigParser):
    """The parser that flake8 uses, which notes the row, from 1, of each of our options."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, int] = {}
        self._row = 0

    def read_text(self, text: str, path: Path) -> None:
        """Reads a whole file. Raises ConfigError."""
        lines = io.StringIO(text, newline=None).readlines()
        try:
            self.read_file(self._noted(lines), str(path))
        except configparser.Error as error:
            raise _broken(path, lines, error) from None

    def _noted(self, lines: list[str]) -> Iterator[str]:
        for self._row, line in enumerate(lines, 1):
            yield line
        self._row = 0

    def optionxform(self, optionstr: str) -> str:
        name = super().optionxform(optionstr)
        # It is asked about each option as its line is read, and later about those that are looked up.
        if self._row and name.startswith(PREFIX[:-1]) and (name not in self.rows or self._is_ours):
            self.rows[name] = self._row
        return name

    @property
    def _is_ours(self) -> bool:
        return self.sections()[-1:] == [_SECTION]


def _broken(path: Path, lines: list[str], error: configparser.Error) -> ConfigError:
    """What is wrong with a file that flake8 cannot read."""
    match error:
        case configparser.DuplicateOptionError():
            return ConfigError(str(path), "is given twice", error.lineno, str(error.option))
        case configparser.DuplicateSectionError():
            return ConfigError(str(path), "is given twice", error.lineno, str(error.section))
        case configparser.MissingSectionHeaderError():
            row, expected = error.lineno, "a section"
        case configparser.ParsingError():
            row, expected = error.errors[0][0], "NAME = VALUE"
        case _:
            return ConfigError(str(path), f"cannot be read: {' '.join(str(error).split())}")
    # What the error has of the line differs from one Python to the next.
    return ConfigError(str(path), f"expected {expected}, found {shown(lines[row - 1].strip())}", row)


def _layer(section: configparser.SectionProxy, rows: dict[str, int], path: Path) -> Layer:
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    for key, value in section.items():
        plain = key.replace("_", "-")
        if not plain.startswith(PREFIX):
            continue
        option = BY_NAME.get(plain.removeprefix(PREFIX))
        if option is None or option.kind == "tables":
            raise ConfigError(str(path), unknown(plain, PREFIX), rows.get(key), key)
        values[option.name] = option.parsed(value)
        if key in rows:
            lines[option.name] = rows[key]
    codes = (_codes(section.get(name, section.get(name.replace("-", "_"), ""))) for name in ("select", "extend-select"))
    values = chosen(*codes) | values
    return Layer(values, str(path), lines)


def _codes(text: str) -> list[str]:
    return re.findall(r"[A-Z]+\d*", text)


def _ours(text: str) -> list[str]:
    """Of the codes in a flake8 option, those that can name ours."""
    return [code for code in _codes(text) if code.startswith("OWN") or "OWN".startswith(code)]


def _by_file(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        pairs = parse_files_to_codes_mapping(text)
    except ExecutionError:  # flake8 itself says what is wrong with it
        return
    for pattern, codes in pairs:
        if ours := _ours(",".join(codes)):
            yield pattern.removeprefix("./"), tuple(ours)
