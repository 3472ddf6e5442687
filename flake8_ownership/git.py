"""Runs git over a repository in such a way that nothing in it, and no configuration at all, has a say in what git does.

git runs whatever a repository's configuration names: a file monitor, a transport, a pager, a filter. It is therefore
given a folder of its own, with a configuration of ours, and only told where the repository keeps its objects and its
index. What else it needs to know, the names of branches and tags, is copied there.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flake8_ownership import git_process, object_store
from flake8_ownership.errors import ConfigError
from flake8_ownership.git_process import KEY
from flake8_ownership.regular_files import is_folder, is_regular, read_bytes, status

_MOST_TEXT = 10_000  # bytes of a file of git's that holds one line
_MOST_NAMES = 100_000_000  # bytes of a file of git's that holds many, and of a folder of such files
_MOST_FILES = 100_000  # in such a folder
# Files at the top of a repository that hold a revision's name or number.
_HEADS = ("HEAD", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD")
# What a repository's own configuration may say: the rest of it is not read.
_FORMATS = {"objectformat": ("sha1", "sha256"), "refstorage": ("files", "reftable")}
_UPSTREAM = r"^(branch\..*\.(remote|merge)|remote\..*\.fetch)$"


@dataclass(frozen=True)
class Repository:
    """Where a repository lies: `top` holds the checked-out files, `folder` is this worktree's own, `common` all's."""

    top: Path
    folder: Path
    common: Path

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def stamps(self) -> tuple[int, ...]:
        """What changes when git commits, checks out, fetches or names something here: an editor outlives all that."""
        own = ("HEAD", "logs/HEAD", "FETCH_HEAD")
        shared = ("packed-refs", "refs/heads", "refs/tags", "refs/remotes", "reftable", "shallow")
        paths = [*(self.folder / name for name in own), *(self.common / name for name in shared)]
        return tuple(map(modified, paths))

    def is_partial(self) -> bool:
        """Whether objects were left out when it was cloned."""
        with suppress(OSError):
            return b"promisor" in read_bytes(self.common / "config", _MOST_NAMES).lower()
        return False

    def is_shallow(self) -> bool:
        """Whether history was left out when it was cloned."""
        return is_regular(self.common / "shallow")


def modified(path: Path) -> int:
    """When a file was last written; 0 where it cannot be told."""
    found = status(path)
    return found.st_mtime_ns if found is not None else 0


def around(folder: Path) -> Repository:
    """The repository that a folder lies in. Raises ConfigError where it lies in none."""
    for above in (folder, *folder.parents):
        mark = above / ".git"
        own = mark
        if is_regular(mark):
            own = above / _line(mark).removeprefix("gitdir:").strip()
        if not is_folder(own):
            continue
        common = own / _line(own / "commondir") if is_regular(own / "commondir") else own
        if is_folder(common / "objects") and is_regular(own / "HEAD"):
            return Repository(above, own, common)
    raise ConfigError(str(folder), "lies in no git repository", key=KEY)


def _line(path: Path) -> str:
    try:
        return os.fsdecode(read_bytes(path, _MOST_TEXT)).strip().replace("\0", "")
    except OSError:
        return ""


def ask(repository: Repository, *arguments: str, names: bool = False, given: bytes = b"") -> bytes | None:
    """What git prints when it is `given` something to read, None where it fails. With `names`, it knows the branches,
    tags and HEAD of the repository.

    Raises ConfigError where git is missing, or does not come to an end.
    """
    git_process.refuse_if_endless(repository.top)
    if flaw := _flaw(repository.common / "objects", repository.stamps()):
        raise ConfigError(str(repository.top), f"git is not asked: {flaw}", key=KEY)
    with _room() as room:
        own = _own(repository, room)
        variables = {"GIT_DIR": str(own), "GIT_OBJECT_DIRECTORY": str(repository.common / "objects")}
        if is_regular(repository.index):
            variables["GIT_INDEX_FILE"] = str(repository.index)
        for path in _few(repository.folder.glob("sharedindex.*"), repository.folder):
            _copy(path, own)
        _copy(repository.common / "shallow", room)
        _configure(repository, room)
        if names:
            logs = ("logs",) if any("@{" in argument for argument in arguments) else ()
            _name(repository, room, own, ("refs", "reftable", *logs))
            variables |= _upstreams(repository, room) if logs else {}
        (room / "given-to-read").write_bytes(given)
        return git_process.run(room, arguments, variables, repository.top, reads="given-to-read")


@lru_cache(maxsize=1024)
def _flaw(store: Path, stamps: tuple[int, ...]) -> str:
    """What is wrong with a store of objects, looked at anew where `stamps` tell of a change in its repository."""
    return object_store.flaw(store)


def _own(repository: Repository, room: Path) -> Path:
    """Where the room has what is one worktree's: for a linked one, which shares the rest, in a folder of its own."""
    if repository.folder == repository.common:
        return room
    own = room / "own"
    own.mkdir()
    (own / "commondir").write_text("..\n", encoding="utf-8")
    shutil.copy(room / "HEAD", own)
    return own


def compare(before: bytes, after: bytes, path: Path) -> bytes:
    """The changes from one text to another as git prints them, without a line around them. Raises ConfigError."""
    with _room() as room:
        names = []
        for name, data in (("before", before), ("after", after)):
            (room / name).write_bytes(data)
            names.append(str(room / name))
        options = ("--no-index", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--text")
        printed = git_process.run(room, ("diff", *options, "--", *names), {}, path, succeeds=(0, 1))
    if printed is None:
        raise ConfigError(str(path), "git cannot compare it with what it was", key=KEY)
    return printed


@contextmanager
def _room() -> Iterator[Path]:
    """A folder of git's own, with an empty tree of files to stand in."""
    with tempfile.TemporaryDirectory(prefix="flake8-ownership-", ignore_cleanup_errors=True) as name:
        room = Path(name)
        for folder in ("refs", "objects", "tree"):
            (room / folder).mkdir()
        (room / "HEAD").write_text("ref: refs/heads/none\n", encoding="utf-8")
        (room / "nothing").touch()
        (room / "config").write_text("[core]\n\tbare = false\n", encoding="utf-8")
        yield room


def _configure(repository: Repository, room: Path) -> None:
    """Tells git the format of the repository: the only settings of it that no reader can do without."""
    if not _copy(repository.common / "config", room, "given"):
        return
    text = read_bytes(room / "given", _MOST_NAMES).lower()
    if not any(name.encode() in text for name in _FORMATS):
        return
    lines = ["[core]", "\tbare = false", "\trepositoryformatversion = 1", "[extensions]"]
    for key, value in _given(room, rf"^extensions\.({'|'.join(_FORMATS)})$", repository.top):
        name = key.rpartition(".")[2]
        if value.lower() in _FORMATS[name]:
            lines.append(f"\t{name} = {value.lower()}")
    (room / "config").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _upstreams(repository: Repository, room: Path) -> dict[str, str]:
    """Which branches follow which, for `@{upstream}`; as variables, in which no name can pass for a setting."""
    variables: dict[str, str] = {}
    count = 0
    if (room / "given").exists():
        for key, value in _given(room, _UPSTREAM, repository.top):
            variables |= {f"GIT_CONFIG_KEY_{count}": key, f"GIT_CONFIG_VALUE_{count}": value}
            count += 1
    return variables | {"GIT_CONFIG_COUNT": str(count)} if count else {}


def _given(room: Path, pattern: str, path: Path) -> list[tuple[str, str]]:
    """What the copy of a repository's configuration says under some keys; what it includes is not followed."""
    options = ("--file", str(room / "given"), "--no-includes", "--null", "--get-regexp", pattern)
    printed = os.fsdecode(git_process.run(room, ("config", *options), {}, path) or b"")
    pairs = (entry.partition("\n") for entry in printed.split("\0"))
    return [(key, value) for key, _, value in pairs if re.search(pattern, key)]


def _name(repository: Repository, room: Path, own: Path, folders: tuple[str, ...]) -> None:
    """Copies what branches, tags and HEAD name. Raises ConfigError where that is more than any repository has."""
    for name in _HEADS:
        _copy(repository.folder / name, own)
    _copy(repository.common / "packed-refs", room)
    for name in folders:
        _copy_below(repository.common / name, room / name)
        if own != room:
            _copy_below(repository.folder / name, own / name)


def _copy_below(folder: Path, target: Path) -> None:
    """Copies the regular files below a folder, of which none is reached by a link. Raises ConfigError for too many."""
    if folder.is_symlink():
        return
    target.mkdir(exist_ok=True)
    found = (Path(base, name) for base, folders, names in os.walk(folder) for name in (*folders, *names))
    for path in _few(found, folder):
        there = target / path.relative_to(folder)
        if stat.S_ISDIR(path.lstat().st_mode):
            there.mkdir(exist_ok=True)
        else:
            _copy(path, there.parent)


def _few(paths: Iterable[Path], place: Path) -> Iterator[Path]:
    """The paths themselves. Raises ConfigError where they are more, or hold more, than any repository has of them."""
    left = _MOST_NAMES
    for number, path in enumerate(paths):
        with suppress(OSError):
            left -= path.lstat().st_size
        if number >= _MOST_FILES or left < 0:
            raise ConfigError(str(place), "holds too much for what git keeps there", key=KEY)
        yield path


def _copy(path: Path, folder: Path, name: str = "") -> bool:
    """Copies a regular file, and nothing else, into a folder; says whether there was one."""
    if path.is_symlink():
        return False
    try:
        (folder / (name or path.name)).write_bytes(read_bytes(path, _MOST_NAMES))
    except OSError:
        return False
    return True
