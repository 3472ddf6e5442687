"""The cache on disk. Its entries may be lost, damaged or shared at any time, and never fail a run.

Entries are JSON, so that the worst a foreign file can do is to be ignored. A write goes to a file of its own, which
then takes the entry's place, so that runs side by side never see half of one.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import re
import secrets
import sys
import time
import types
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, Protocol, Union, get_args, get_origin, get_type_hints

import platformdirs

from flake8_ownership.regular_files import read_bytes

VARIABLE = "FLAKE8_OWNERSHIP_CACHE"  # a folder, or "off"
_DAY = 86_400
_OLDEST = 30 * _DAY
_MOST_BYTES = 200_000_000
_PACKAGE = Path(__file__).parent
NAME = "flake8-ownership"
TAG = "CACHEDIR.TAG"
_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55"
_TAGGED = _SIGNATURE + (
    b"\n# This file is a cache directory tag created by flake8-ownership.\n"
    b"# For information about cache directory tags see https://bford.info/cachedir/\n"
)
# The shapes of what is put into a cache: a state of this tool, two digits of a name, the rest of it.
_FINGERPRINT = re.compile(r"[0-9a-f]{20}")
_PAIR = re.compile(r"[0-9a-f]{2}")
_ENTRY = re.compile(r"[0-9a-f]{30}(\.json|\.[0-9a-f]{8}-[0-9]+)")


class Entries(Protocol):
    """What a checker asks for what it has found before, and tells what it finds."""

    def get(self, name: str) -> Any:
        """What was put under a name; None where there is nothing."""

    def put(self, name: str, value: object) -> None:
        """Keeps a value, if it can."""


class Cache:
    """Entries in one folder. Whatever the disk refuses, the run goes on without.

    A folder that holds anything, and no tag of ours, is not a cache: then the cache is a folder of its own inside it.
    """

    def __init__(self, folder: Path) -> None:
        self._root = folder if _may_be_ours(folder) else folder / NAME
        self._folder = self._root / fingerprint()
        self._readable = self._writable = self._root == folder or _may_be_ours(self._root)
        self._token = secrets.token_hex(4)

    @classmethod
    def usual(cls) -> Cache | None:
        """The cache that the environment names, else the one in the user's cache folder; None where it is off."""
        named = os.environ.get(VARIABLE, "")
        if named.lower() == "off":
            return None
        return cls(Path(named) if named else Path(platformdirs.user_cache_dir(NAME, appauthor=False)))

    def get(self, name: str) -> Any:
        """What was put under a name; None where there is nothing, or nothing that can be read."""
        path = self._path(name)
        if not self._readable or path.is_symlink():
            return None
        try:
            data = json.loads(read_bytes(path, _MOST_BYTES))
            if time.time() - path.stat().st_mtime > _DAY:
                os.utime(path)  # is still of use
        except (OSError, ValueError, RecursionError):
            return None
        return data

    def put(self, name: str, value: object) -> None:
        """Keeps a value, if the disk lets it."""
        if not self._writable:
            return
        path = self._path(name)
        draft = path.with_name(f"{path.stem}.{self._token}-{os.getpid()}")
        try:
            self._prepare(path.parent)
            draft.write_bytes(json.dumps(value, separators=(",", ":")).encode())
            draft.replace(path)
        except OSError:
            self._writable = False
            with suppress(OSError):
                draft.unlink()

    def _path(self, name: str) -> Path:
        key = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        return self._folder / key[:2] / f"{key[2:]}.json"

    def _prepare(self, folder: Path) -> None:
        """Makes a folder for entries. Raises OSError where something else is in its place, a link among others."""
        if not folder.is_dir():
            self._root.mkdir(parents=True, exist_ok=True)
            _tag(self._root)
            tag = self._root / TAG
            if time.time() - tag.stat().st_mtime > _DAY:
                tag.touch()
                sweep(self._root)
            folder.mkdir(parents=True, exist_ok=True)
        if folder.is_symlink() or self._folder.is_symlink():
            raise NotADirectoryError(errno.ENOTDIR, "a link", str(folder))


def _may_be_ours(folder: Path) -> bool:
    """Whether a folder is a cache of ours, or can become one: it has our tag, is empty, or is not there yet."""
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return True
    except OSError:
        return False
    # A tag that another run is just writing is the beginning of ours.
    return not names or _is_tagged(folder) or (names == [TAG] and _TAGGED.startswith(_read_tag(folder)))


def _is_tagged(folder: Path) -> bool:
    """Whether a folder says that it is a cache (https://bford.info/cachedir/), and whose."""
    signature, *comments = _read_tag(folder).split(b"\n")
    return signature == _SIGNATURE and any(line.startswith(b"#") and NAME.encode() in line for line in comments)


def _read_tag(folder: Path) -> bytes:
    try:
        return b"a link" if (folder / TAG).is_symlink() else read_bytes(folder / TAG, 10_000)
    except OSError:
        return b"nothing"


def _tag(root: Path) -> None:
    """Says that a folder is a cache of ours, and keeps it out of git; what is there already is left as it is."""
    for name, data in ((TAG, _TAGGED), (".gitignore", b"*\n")):
        with suppress(FileExistsError), (root / name).open("xb") as file:
            file.write(data)


def sweep(root: Path, most: int = _MOST_BYTES, oldest: float = _OLDEST) -> None:
    """Deletes the entries of a cache folder that nobody has used for long, in seconds, and then as many of the others
    as exceed `most` bytes, those that were used longest ago first. Whatever is not shaped as an entry is left alone."""
    if not _is_tagged(root):
        return
    left: list[tuple[float, int, Path]] = []
    folders: list[Path] = []
    for folder in (below for above in _folders(root, _FINGERPRINT) for below in (*_folders(above, _PAIR), above)):
        folders.append(folder)
        for path, found in _entries(folder) if _PAIR.fullmatch(folder.name) else ():
            if time.time() - found.st_mtime > oldest:
                with suppress(OSError):
                    path.unlink()
            else:
                left.append((found.st_mtime, found.st_size, path))
    excess = sum(size for _, size, _ in left) - most
    for _, size, path in sorted(left):
        if excess <= 0:
            break
        with suppress(OSError):
            path.unlink()
            excess -= size
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()  # refuses where it is not empty


def _folders(folder: Path, shape: re.Pattern[str]) -> list[Path]:
    """The folders in a folder whose names have a shape; no links."""
    try:
        with os.scandir(folder) as found:
            return [Path(one) for one in found if shape.fullmatch(one.name) and one.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def _entries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The entries in a folder, and drafts of entries that a run did not finish; no links."""
    with suppress(OSError), os.scandir(folder) as found:
        for one in found:
            if _ENTRY.fullmatch(one.name) and one.is_file(follow_symlinks=False):
                yield Path(one), one.stat(follow_symlinks=False)


@cache
def fingerprint() -> str:
    """What tells one state of this tool, and of what it stands on, from another."""
    parts = [sys.version, sys.implementation.name]
    for name in ("flake8-async-ownership", "libcst", "flake8"):
        with suppress(PackageNotFoundError):
            parts.append(f"{name} {version(name)}")
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            with suppress(OSError):
                found = Path(folder, name).stat()
                parts.append(f"{name} {found.st_size} {found.st_mtime_ns}")
    return blake2b("\n".join(parts).encode(), digest_size=10).hexdigest()


# -- facts as JSON

Decoder = Callable[[Any], Any]


def encoded(value: object) -> Any:
    """A value of dataclasses, tuples, sets, texts, numbers and None as JSON has it."""
    if isinstance(value, tuple):
        return [encoded(item) for item in value]
    if isinstance(value, frozenset):
        return [encoded(item) for item in sorted(value)]
    if dataclasses.is_dataclass(value):
        shape: Any = type(value)
        return [encoded(getattr(value, name)) for name in _hints(shape)]
    return value


@cache
def decoder(kind: Any) -> Decoder:
    """What makes values of a type from encoded ones; it raises ValueError or TypeError for any other data."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is None and dataclasses.is_dataclass(kind):
        make: Any = kind
        parts = [decoder(hint) for hint in _hints(make).values()]
        return lambda data: make(*(part(item) for part, item in zip(parts, _listed(data), strict=True)))
    if origin is Literal:
        return lambda data: _checked(data, data in arguments)
    if origin in (Union, types.UnionType):
        wanted = [argument for argument in arguments if argument is not type(None)]
        # Of several, none can be told from the others: only None is kept of them.
        inner = decoder(wanted[0]) if len(wanted) == 1 else lambda data: _checked(data, False)
        return lambda data: None if data is None else inner(data)
    if origin is tuple and arguments[-1] is not Ellipsis:
        parts = [decoder(argument) for argument in arguments]
        return lambda data: tuple(part(item) for part, item in zip(parts, _listed(data), strict=True))
    if origin in (tuple, frozenset):
        each = decoder(arguments[0])
        return lambda data: origin(map(each, _listed(data)))
    return lambda data: _checked(data, type(data) is kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {item.name: hints[item.name] for item in dataclasses.fields(kind)}


def _listed(data: Any) -> list[Any]:
    return list(_checked(data, type(data) is list))


def _checked(data: Any, fits: bool) -> Any:
    if not fits:
        raise ValueError("not what was encoded")
    return data
