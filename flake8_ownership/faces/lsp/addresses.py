"""Addresses of documents and folders, and the paths that they stand for. A client may send any text as one."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from urllib.parse import unquote

from pygls.uris import from_fs_path, to_fs_path

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LONGEST = 100  # characters of a name that is made up


def scheme_of(uri: str) -> str:
    """What stands before the colon; nothing where the text is no address."""
    match = _SCHEME.match(uri)
    return match[1].lower() if match else ""


def path_at(uri: str) -> Path | None:
    """The path that an address stands for; None where no file or folder can have it."""
    try:
        path = to_fs_path(uri)
        return Path(path) if path and _is_possible(path) else None
    except ValueError:  # no address after all, or a NUL in it
        return None


def _is_possible(path: str) -> bool:
    try:
        os.lstat(path)
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
    return True


def address_of(path: Path) -> str:
    """The address of an absolute path."""
    try:
        return from_fs_path(str(path)) or path.as_uri()
    except ValueError:  # its name is no Unicode
        return path.as_uri()


def name_for(uri: str) -> str:
    """A file's name for what is on no disk."""
    last = unquote(uri).rpartition("/")[2].removesuffix(".py")
    return (re.sub(r"\W+", "_", last)[:_LONGEST] or "untitled") + ".py"
