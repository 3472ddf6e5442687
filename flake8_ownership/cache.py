"""What was found before, on disk: entries by name that anybody may lose, spoil or share, and that never fail a run.

Entries are JSON, so that a foreign file can at worst be passed over. A write goes to a file of its own that then takes
the entry's place, so that runs side by side never see half of one.
"""

from __future__ import annotations

import dataclasses
import json
import os
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
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import platformdirs

VARIABLE = "FLAKE8_OWNERSHIP_CACHE"  # a folder, or "off"
_DAY = 86_400
_OLDEST = 30 * _DAY
_MOST_BYTES = 200_000_000
_PACKAGE = Path(__file__).parent
_SWEPT = "swept"


class Cache:
    """Entries in one folder. Whatever the disk refuses, the run goes on without."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / fingerprint()
        self._root = folder
        self._writable = True
        self._token = secrets.token_hex(4)

    @classmethod
    def usual(cls) -> Cache | None:
        """The cache that the environment names, else the one in the user's cache folder; None where it is off."""
        named = os.environ.get(VARIABLE, "")
        if named.lower() == "off":
            return None
        return cls(Path(named) if named else Path(platformdirs.user_cache_dir("flake8-ownership", appauthor=False)))

    def get(self, name: str) -> Any:
        """What was put under a name; None where there is nothing, or nothing that can be read."""
        try:
            with self._path(name).open("rb") as file:
                data = json.loads(file.read())
                if time.time() - os.fstat(file.fileno()).st_mtime > _DAY:
                    os.utime(file.fileno())  # is still of use
        except (OSError, ValueError, RecursionError):
            return None
        return data

    def put(self, name: str, value: object) -> None:
        """Keeps a value, if the disk lets it."""
        if not self._writable:
            return
        path = self._path(name)
        unfinished = path.with_suffix(f".{self._token}-{os.getpid()}")
        try:
            if not path.parent.is_dir():
                self._prepare(path.parent)
            unfinished.write_bytes(json.dumps(value, separators=(",", ":")).encode())
            unfinished.replace(path)
        except OSError:
            self._writable = False
            with suppress(OSError):
                unfinished.unlink()

    def _path(self, name: str) -> Path:
        key = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        return self._folder / key[:2] / f"{key[2:]}.json"

    def _prepare(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        swept = self._root / _SWEPT
        if not swept.exists():
            (self._root / ".gitignore").write_text("*\n", encoding="utf-8")
            (self._root / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n", encoding="utf-8")
            swept.touch()
        elif time.time() - swept.stat().st_mtime > _DAY:
            swept.touch()
            sweep(self._root)


def sweep(root: Path, most: int = _MOST_BYTES, oldest: float = _OLDEST) -> None:
    """Deletes the entries of a cache folder that nobody has used for long, in seconds, and then as many of the others
    as exceed `most` bytes, those that were used longest ago first."""
    left: list[tuple[float, int, Path]] = []
    for path in _entries(root):
        with suppress(OSError):
            found = path.stat()
            if time.time() - found.st_mtime > oldest:
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
    for folder in sorted((folder for folder in root.glob("*/**/") if folder != root), reverse=True):
        with suppress(OSError):
            folder.rmdir()  # refuses where it is not empty


def _entries(root: Path) -> Iterator[Path]:
    yield from root.glob("*/??/*")


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
