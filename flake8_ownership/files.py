"""The files of a project: which paths leave it, and how one is written and keeps its owner, mode, links, attributes."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from flake8_ownership.regular_files import LARGEST, as_text, read_bytes

# What says that a folder is that of a project, and of all projects that belong together.
MARKERS = ("pyproject.toml", "setup.cfg", "setup.py", ".git", ".hg")
# What says so where nothing better does: a copy of a repository without its history has these.
HINTS = (
    ".github",
    ".gitattributes",
    ".gitlab-ci.yml",
    ".gitmodules",
    ".pre-commit-config.yaml",
    ".dockerignore",
    "Dockerfile",
    "Pipfile",
    "environment.yml",
    "requirements.txt",
)
REPOSITORY = (".git", ".hg", "uv.lock", "pants.toml", "WORKSPACE")

# Flags that Windows lacks, or that only Windows has.
_AT_ONCE: int = getattr(os, "O_NONBLOCK", 0)
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)
_MOST_LINKS = 40  # on the way to one file; systems follow no more


class Refused(Exception):
    """Why a file is left as it is: a sentence that follows its name."""


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path, once all links are followed, leaves the repository around a folder, or the folder without one.

    What can be no path at all leads nowhere.
    """
    try:
        return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(repository(folder)))
    except ValueError:
        return False


def repository(folder: Path) -> Path:
    """The repository around a folder; the folder itself where there is none."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / ".git")), folder)


def link_out(path: Path, also: Iterable[Path] = ()) -> Path | None:
    """The first link on the way to a file that lies in a project which the file, once all are followed, does not.

    What git keeps is none of a project's files.     A link that lies in no project is its user's.
    `also` are folders, links followed, that count as projects where there is none around.
    """
    try:
        real = Path(os.path.realpath(path))
        here, left = Path(path.absolute().anchor), [*reversed(path.absolute().parts[1:])]
        links = 0
        while left and links < _MOST_LINKS:
            name = left.pop()
            place = here / name
            if name == "..":
                here = here.parent
            elif not place.is_symlink():
                here = place
            else:
                top = project(here, also)
                if top is not None and not (real.is_relative_to(top) and ".git" not in real.relative_to(top).parts):
                    return place
                links += 1
                target = place.readlink()
                here = Path(target.anchor) if target.is_absolute() else here
                left += reversed(target.parts[target.is_absolute() :])
    except (OSError, ValueError):  # no path at all, or one that has just changed: nothing is opened by it
        pass
    return None


def project(folder: Path, also: Iterable[Path] = ()) -> Path | None:
    """The project around a folder: its repository, or the nearest folder with a pyproject.toml, or where we stand.

    `also` as `link_out` has it. Links in the folder's own name are followed already.
    """
    around = (folder, *folder.parents)
    for mark in (".git", "pyproject.toml"):
        for above in around:
            if os.path.lexists(above / mark):
                return above
    return next((top for top in (Path(os.path.realpath(Path.cwd())), *also) if top in around), None)


def read_own(path: Path, most: int = LARGEST) -> bytes:
    """What a project's own file holds, such as its settings. Raises OSError, also for what a link has outside."""
    if link_out(path, [Path(os.path.realpath(path.parent))]) is not None:
        raise OSError(errno.EPERM, "a link leads out of the project", str(path))
    return read_bytes(path, most)


def read_own_text(path: Path) -> str:
    """As `read_own`, a text as `regular_files.read_text` has it. Raises UnicodeDecodeError too."""
    return as_text(read_own(path))


def create(path: Path, data: bytes) -> None:
    """Writes a file that does not exist yet, whole or not at all. Raises OSError, or Refused where it does by now."""
    draft = _draft(path, data, 0o666)
    try:
        _demand_none(path)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def put(path: Path, data: bytes) -> None:
    """Writes a file, new or not, at once: a draft takes its place, like it in owner and mode, but not in other names.

    Where the folder takes none, or the file is mounted by itself, it is written over. Follows no link. Raises OSError.
    """
    found = path.lstat() if os.path.lexists(path) else None
    try:
        draft = _draft(path, data, 0o666 if found is None else 0o600)
    except PermissionError:
        _write_into(path, data)
        return
    try:
        if found is not None:
            _made_alike(draft, path, found)
        draft.replace(path)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        _write_into(path, data)
    finally:
        draft.unlink(missing_ok=True)


def _write_into(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | _NO_LINK | _BINARY), "wb") as file:
        _write(file, data)


def replace(path: Path, before: bytes, after: bytes) -> None:
    """Replaces the content of a file that holds `before`. Raises OSError, or Refused for what had better stay as it is.

    A new file takes the old one's place at once. Where that could not be like the old one in owner, group, mode, hard
    links and extended attributes, the old one is written over instead, with a copy beside it until that is done.
    """
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise Refused("is a link, which is not followed")
    if link_out(path) is not None:
        raise Refused("lies outside, behind a link, which is not followed")
    if not stat.S_ISREG(found.st_mode):
        raise Refused("is not a regular file")
    if not found.st_mode & stat.S_IWUSR:
        raise Refused("is read-only, and was left alone")
    _demand(path.read_bytes(), before)
    draft = _draft(path, after, 0o600)
    try:
        if found.st_nlink == 1 and _made_alike(draft, path, found):
            _demand(path.read_bytes(), before)  # once more: whoever saved it meanwhile keeps what they wrote
            try:
                draft.replace(path)
            except OSError as error:
                if error.errno != errno.EBUSY:  # which a file that is mounted by itself gives
                    raise
            else:
                return
    finally:
        draft.unlink(missing_ok=True)
    _write_over(path, before, after)


def _demand(data: bytes, before: bytes) -> None:
    if data != before:
        raise Refused("changed while it was being rewritten, and was left alone")


def _demand_none(path: Path) -> None:
    if os.path.lexists(path):
        raise Refused("was created by something else in the meantime, and was left alone")


def _draft(path: Path, data: bytes, mode: int) -> Path:
    """A new file beside another, on the disk before anything depends on it."""
    draft = path.with_name(f".{path.name[:50]}.{secrets.token_hex(4)}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write(file, data)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _write(file: BinaryIO, data: bytes) -> None:
    file.seek(0)
    file.write(data)
    file.truncate()
    file.flush()
    os.fsync(file.fileno())


def _made_alike(draft: Path, path: Path, found: os.stat_result) -> bool:
    """Gives a draft what else a file has; says whether they are alike now. Only Linux tells all of it."""
    if sys.platform != "linux":
        return False
    wanted = (found.st_uid, found.st_gid, found.st_mode)
    with suppress(OSError):
        given = draft.stat()
        if (given.st_uid, given.st_gid) != wanted[:2]:
            os.chown(draft, *wanted[:2])
        draft.chmod(stat.S_IMODE(found.st_mode))  # after the owner, whose change clears some bits
        attributes = _attributes(path)
        for name, value in attributes.items():
            os.setxattr(draft, name, value)
        made = draft.stat()
        return (made.st_uid, made.st_gid, made.st_mode) == wanted and _attributes(draft) == attributes
    return False


def _attributes(path: Path) -> dict[str, bytes]:
    """Extended attributes, access control lists among them; none where the file system has none."""
    if sys.platform != "linux":
        return {}
    try:
        return {name: os.getxattr(path, name) for name in os.listxattr(path)}
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            return {}
        raise


def _write_over(path: Path, before: bytes, after: bytes) -> None:
    """Writes into the file itself. What it held is put back where that fails, and left beside it if even that does."""
    copy = _draft(path, before, 0o600)
    keeps = False
    try:
        with path.open("r+b") as file:
            _demand(file.read(), before)
            try:
                _write(file, after)
            except BaseException:
                keeps = True
                _write(file, before)
                keeps = False
                raise
    except OSError as error:
        if keeps:
            raise OSError(error.errno, f"{error.strerror}; what it held is in {copy.name}", str(path)) from error
        raise
    finally:
        if not keeps:
            copy.unlink(missing_ok=True)
