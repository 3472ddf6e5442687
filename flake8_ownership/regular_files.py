"""The only way in which other people's files are read: only regular files, and only up to a limit.

A pipe would make us wait for a writer, a device has no end, and the size that a file claims is not what it holds.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

LARGEST = 5_000_000  # bytes; a larger file is data, whatever its name says
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_CHUNK = 1 << 16
# What is wrong with a name that no system takes; Pythons say it in different words.
NO_NAME = "a NUL in its name"


def read_bytes(path: str | Path, most: int = LARGEST) -> bytes:
    """What a file holds. Raises OSError where it cannot be read, is not regular, or has more than `most` bytes."""
    try:
        _demand(os.stat(path))  # noqa: PTH116 - before it is opened, which a device could take for a command
        descriptor = os.open(path, _FLAGS)
    except ValueError:
        raise OSError(errno.EINVAL, NO_NAME, str(path)) from None
    try:
        return _read(descriptor, most)
    finally:
        os.close(descriptor)


def read_text(path: str | Path, most: int = LARGEST) -> str:
    """What a file holds as UTF-8, its line ends as newlines. Raises OSError, or UnicodeDecodeError."""
    return as_text(read_bytes(path, most))


def as_text(data: bytes) -> str:
    """UTF-8 with newlines alone as line ends. Raises UnicodeDecodeError."""
    return data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def is_regular(path: str | Path) -> bool:
    """Whether a path leads to a regular file; never raises."""
    return (found := status(path)) is not None and stat.S_ISREG(found.st_mode)


def is_folder(path: str | Path) -> bool:
    """Whether a path leads to a folder; never raises."""
    return (found := status(path)) is not None and stat.S_ISDIR(found.st_mode)


def exists(path: str | Path) -> bool:
    """Whether a path leads to anything; never raises."""
    return status(path) is not None


def status(path: str | Path) -> os.stat_result | None:
    """What the system says of what a path leads to; None where that is nothing, or where it can be no path at all."""
    try:
        return os.stat(path)  # noqa: PTH116 - pathlib raises for a name that is too long
    except (OSError, ValueError):
        return None


def _read(descriptor: int, most: int) -> bytes:
    status = os.fstat(descriptor)
    _demand(status)  # again: what stands under a name may change
    chunks: list[bytes] = []
    left, wanted = most + 1, status.st_size + 1
    while chunk := os.read(descriptor, min(wanted, left)):
        chunks.append(chunk)
        left -= len(chunk)
        wanted = _CHUNK
        if not left:
            raise OSError(errno.EFBIG, f"larger than {most:,} bytes")
    return b"".join(chunks)


def _demand(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
