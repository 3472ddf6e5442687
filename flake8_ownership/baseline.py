"""The baseline: a file that lists earlier findings, so that only new ones are reported. It never grows by itself.

A finding is known by its code, its file, the function around it, its call and its ordinal among the same there; not by
its line, which moves with every edit above it.
"""

from __future__ import annotations

import json
import os
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flake8_ownership import files, located_json, rules, sinks
from flake8_ownership.check import CRASH
from flake8_ownership.errors import ConfigError
from flake8_ownership.option import shown
from flake8_ownership.regular_files import exists, read_bytes, status
from flake8_ownership.rows import tokens_of
from flake8_ownership.rules import Finding
from flake8_ownership.settings import Settings
from flake8_ownership.source import Position

DEFAULT = "ownership-baseline.json"
OFF = "none"
STALE = "OWN001"
STALE_NAME = "stale-baseline"
VERSION = 1
_LARGEST = 100_000_000  # bytes
_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_SINGLE_QUOTED = re.compile(r"(\w*)('''|')(.*)\2", re.DOTALL)
_WORDS = (tokenize.NAME, tokenize.NUMBER, tokenize.STRING)


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """What a finding is known by. `path` is relative to the baseline's folder, with forward slashes."""

    path: str
    code: str
    function: str
    call: str
    ordinal: int = 0

    @property
    def sentence(self) -> str:
        where = f" in {self.function}" if self.function else ""
        return f"{self.code} {self.call}{where}"


_SHAPE = {item.name: int if item.name == "ordinal" else str for item in fields(Identity)}


class Baseline:
    """The identities of one file, which need not exist yet. `rows` are those of the first entry for each path."""

    def __init__(
        self,
        path: Path,
        known: Iterable[Identity] = (),
        lines: Sequence[str] = (),
        rows: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self.path = path
        self.known = frozenset(known)
        self._lines = lines
        self._rows = rows
        self._by_path: dict[str, set[Identity]] = {}
        for identity in self.known:
            self._by_path.setdefault(identity.path, set()).add(identity)

    def split(
        self, findings: Iterable[Finding], filename: str, settings: Settings
    ) -> tuple[list[Finding], Finding | None]:
        """The findings of a file that are new; and one that names the entries for the file which no finding matches."""
        entries = self._by_path.get(relative(filename, self.path.parent), set())
        found = list(identities(findings, self.path.parent))
        gone = sorted(entries - {identity for identity, _ in found})
        gone = [identity for identity in gone if is_wanted(identity.code, settings)]
        new = [finding for identity, finding in found if identity not in entries]
        return new, _stale(gone, filename) if gone else None

    def missing_files(self) -> Iterator[Finding]:
        """A finding, at its row of the baseline, for each entry whose file is no longer there."""
        for name in sorted(self._by_path):
            if not exists(self.path.parent / name):
                yield _stale(sorted(self._by_path[name]), str(self.path), self._rows.get(name, 1), f" with {name}")

    def text(self) -> str:
        """The file's content: sorted, an entry a line, so that two branches merge."""
        entries = ",\n".join(
            "    " + sinks.document(asdict(one), indent=None, exact=True) for one in sorted(self.known)
        )
        return f'{{\n  "version": {VERSION},\n  "findings": [' + (f"\n{entries}\n  " if entries else "") + "]\n}\n"

    def _there(self) -> bytes:
        """What the file holds. Raises Refused where that is not a baseline."""
        data = read_bytes(self.path, _LARGEST)
        if not _is_baseline(data):
            raise files.Refused("is not a baseline, and is not overwritten; delete it first")
        return data

    def write(self, before: Baseline | None = None) -> None:
        """Writes the file, whole or not at all, over nothing but a baseline: `before`, where that is given. Raises
        ConfigError."""
        data = self.text().encode()
        try:
            if before is not None:
                files.replace(self.path, "\n".join(before._lines).encode(), data)
            elif os.path.lexists(self.path):
                files.replace(self.path, self._there(), data)
            else:
                files.create(self.path, data)
        except files.Refused as refused:
            raise ConfigError(str(self.path), str(refused)) from None
        except OSError as error:
            raise ConfigError(str(self.path), f"cannot be written: {error.strerror or error}") from error


def location(settings: Settings) -> Path | None:
    """Where the baseline of a file's project lies, or would lie; None where the settings want none."""
    if settings.baseline == OFF:
        return None
    return (settings.root or Path.cwd()) / (settings.baseline or DEFAULT)


def of(settings: Settings) -> Baseline | None:
    """The baseline that holds for a file. Raises ConfigError where it is named and missing, or is none."""
    path = location(settings)
    if path is None:
        return None
    found = status(path)
    if found is None:
        if not settings.baseline:
            return None
        said = "no such file; `flake8-ownership baseline write` makes a baseline"
        raise settings.fault("baseline", said, str(path))
    try:
        return _read(path, _bounds(settings), found.st_mtime_ns, found.st_size)
    except OSError as error:
        raise settings.fault("baseline", f"cannot be read: {error.strerror or error}", str(path)) from None


def writable(settings: Settings) -> Path | None:
    """As `location`. Raises ConfigError where that leads out of the project."""
    path = location(settings)
    if path is not None:
        _confine(path, _bounds(settings))
    return path


def _bounds(settings: Settings) -> Path | None:
    """The folder whose project the baseline must not leave by a link; None where the user said in full where it is."""
    return None if Path(settings.baseline).is_absolute() else settings.root or Path.cwd()


def _confine(path: Path, bounds: Path | None) -> None:
    if bounds is not None and (files.leads_out(path, bounds) or files.link_out(path) is not None):
        raise ConfigError(str(path), "leads out of the project", key="baseline")
    if bounds is not None and ".git" in path.parts:
        raise ConfigError(str(path), "lies in a folder of git's", key="baseline")


def _is_baseline(data: bytes) -> bool:
    """Whether a file's content is a baseline's, of whatever version."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.keys() == {"version", "findings"}


@lru_cache(maxsize=16)
def _read(path: Path, bounds: Path | None, changed: int, size: int) -> Baseline:
    """Read once for all files of a run, and again when it has changed. Raises OSError, and ConfigError."""
    _confine(path, bounds)
    try:
        text, document = located_json.loads(read_bytes(path, _LARGEST))
    except located_json.Broken as error:
        raise ConfigError(str(path), str(error), error.row) from None
    if not isinstance(document, dict):
        raise ConfigError(str(path), f"expected a baseline, found {shown(document)}", 1)
    rows = located_json.rows_of(text)
    version, entries = document.get("version"), document.get("findings")
    if version != VERSION or isinstance(version, bool):
        said = f"expected a baseline of version {VERSION}, found {shown(version)}"
        raise ConfigError(str(path), said, rows.get(("version",), 1), key="version")
    if not isinstance(entries, list):
        said = f"expected a list, found {shown(entries)}"
        raise ConfigError(str(path), said, rows.get(("findings",), 1), key="findings")
    known: list[Identity] = []
    first: dict[str, int] = {}
    for number, entry in enumerate(entries):
        if fault := _fault(entry):
            name, said = fault
            row = rows["findings", number]
            raise ConfigError(str(path), said, row, key=f"findings[{number}]{name and f'.{name}'}")
        known.append(Identity(**entry))
        first.setdefault(entry["path"], rows["findings", number])
    return Baseline(path, known, text.split("\n"), first)


def _fault(entry: Any) -> tuple[str, str] | None:
    """What keeps an entry from being one: the key, where it is one's, and the words."""
    if not isinstance(entry, dict):
        return "", f"expected an object, found {shown(entry)}"
    for name, kind in _SHAPE.items():
        if name not in entry:
            return "", f"lacks {name}; an entry has {', '.join(_SHAPE)}"
        if type(entry[name]) is not kind:
            return name, f"expected {'a number' if kind is int else 'a text'}, found {shown(entry[name])}"
    for name in entry:
        if name not in _SHAPE:
            return "", f"no entry has {shown(name)}; it has {', '.join(_SHAPE)}"
    return None


def identities(findings: Iterable[Finding], folder: Path) -> Iterator[tuple[Identity, Finding]]:
    """Each finding with what it is known by; the order of the findings gives the ordinals."""
    seen: Counter[Identity] = Counter()
    for finding in findings:
        if finding.code in (CRASH, STALE):
            continue
        path = relative(finding.filename, folder)
        plain = Identity(path, finding.code, finding.function, normalised(finding.call))
        yield Identity(path, plain.code, plain.function, plain.call, seen[plain]), finding
        seen[plain] += 1


def normalised(call: str) -> str:
    """A callee without what a formatter changes: spaces, line breaks, comments, trailing commas, the kind of quotes."""
    if _NAME.fullmatch(call):
        return call
    plain = " ".join(call.split())
    for text in (call, plain):
        try:
            return _joined([token for token in tokens_of(text) if token.type not in (tokenize.COMMENT, tokenize.NL)])
        except ValueError:
            continue
    return plain


def _joined(tokens: Sequence[tokenize.TokenInfo]) -> str:
    """The text of tokens, with a space only where two would become another one."""
    text, before = "", tokenize.OP
    for place, token in enumerate(tokens):
        after = tokens[place + 1].string if place + 1 < len(tokens) else ""
        if token.string == "," and after in (*")]}",):
            continue
        apart = before in _WORDS and (token.type in _WORDS or (before == tokenize.NUMBER and token.string[0] == "."))
        text += " " * apart + (_double_quoted(token.string) if token.type == tokenize.STRING else token.string)
        before = token.type
    return text


def _double_quoted(string: str) -> str:
    """A string in double quotes, where it holds none."""
    match = _SINGLE_QUOTED.fullmatch(string)
    if match is None or '"' in string:
        return string
    prefix, quotes, content = match.groups()
    marks = '"' * len(quotes)
    return prefix + marks + (content if "r" in prefix.lower() else content.replace("\\'", "'")) + marks


def relative(filename: str, folder: Path) -> str:
    """A path relative to a folder, with forward slashes; neither need exist."""
    try:
        return Path(os.path.relpath(filename, folder)).as_posix()
    except ValueError:  # another drive
        return Path(filename).as_posix()


def is_wanted(code: str, settings: Settings) -> bool:
    """Whether findings of a code are asked for at all: an entry that nobody asks for is not gone."""
    rule = rules.by_code(code)
    return settings.reports(code, default=rule.on if rule is not None else True)


def _stale(gone: list[Identity], filename: str, row: int = 1, of: str = "") -> Finding:
    shown = ", ".join(identity.sentence for identity in gone[:3]) + (", …" if len(gone) > 3 else "")
    message = f"the baseline holds what is gone{of} ({shown}): `flake8-ownership baseline prune` takes it out"
    start = Position(row, 0)
    return Finding(STALE, STALE_NAME, message, filename, start, start, "", "", severity="error")
