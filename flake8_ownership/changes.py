"""Which lines of a text changed since a revision, as git knows the revision. Only git's objects and index are read."""

from __future__ import annotations

import difflib
import os
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flake8_ownership.errors import ConfigError, SourceError
from flake8_ownership.source import Source


@dataclass(frozen=True, slots=True)
class Changed:
    """The rows, from 1, that are new or other than before; and the rows after which some were taken out.

    `whole`: the revision lacks the file.
    """

    rows: frozenset[int] = frozenset()
    gaps: frozenset[int] = frozenset()
    whole: bool = False

    def touches(self, first: int, last: int, *, ends: bool = False) -> bool:
        """Whether any row from `first` to `last` changed, or went from between them; with `ends`, from below them."""
        if self.whole:
            return True
        rows = range(first, last + 1)
        return any(row in self.rows for row in rows) or any(row in self.gaps for row in (rows if ends else rows[:-1]))


def since(source: Source, revision: str) -> Changed:
    """What changed in a text since `revision`; since where `HEAD` left it, with `revision...`.

    A file that the revision lacks is new from its first to its last line, unless it was renamed. Raises ConfigError
    where there is no repository, or the revision is not in it.
    """
    path = Path(os.path.abspath(source.path))
    top, commit = _place(path, revision)
    name = path.relative_to(top).as_posix()
    before = _blob(top, commit, name)
    if before is None and (earlier := _renamed_from(top, commit, name)):
        before = _blob(top, commit, earlier)
    return Changed(whole=True) if before is None else _compared(_lines(source.path, before), _plain(source.lines))


def demand(filename: str, revision: str) -> None:
    """Raises ConfigError as `since` does, for a file of which nothing need be known."""
    _place(Path(os.path.abspath(filename)), revision)


def _place(path: Path, revision: str) -> tuple[Path, str]:
    top = _top(path.parent)
    return top, _commit(top, revision, _stamps(top))


def _compared(before: list[str], after: list[str]) -> Changed:
    rows: set[int] = set()
    gaps: set[int] = set()
    for kind, _, _, start, end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "delete":
            gaps.add(start)
        elif kind != "equal":
            rows.update(range(start + 1, end + 1))
    return Changed(frozenset(rows), frozenset(gaps))


def _lines(path: str, data: bytes) -> list[str]:
    try:
        return _plain(Source.from_bytes(path, data).lines)
    except SourceError:
        return _plain(data.decode("latin-1").splitlines())


def _plain(lines: list[str]) -> list[str]:
    return [line.rstrip("\r\n") for line in lines]


def _top(folder: Path) -> Path:
    for above in (folder, *folder.parents):
        if (above / ".git").exists():
            return above
    raise ConfigError(str(folder), "lies in no git repository", key="diff-base")


@lru_cache(maxsize=64)
def _commit(top: Path, revision: str, stamps: tuple[int, ...]) -> str:
    """The commit that a revision names; looked up anew where `stamps` tell that branches moved."""
    name = revision.removesuffix("...")
    found = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found is not None and name != revision:
        found = _git(top, "merge-base", found.decode().strip(), "HEAD")
    if found is not None:
        return found.decode().strip()
    if (_git(top, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true":
        wanted = f"the history between {name} and HEAD" if name != revision else name
        said = f"this clone is shallow and lacks {wanted}: `git fetch --unshallow`, or fetch-depth: 0 in a workflow"
    elif name != revision:
        said = f"{name} is no revision here that shares a history with HEAD"
    else:
        said = f"{revision!r} is no revision of this repository"
    raise ConfigError(str(top), said, key="diff-base")


def _stamps(top: Path) -> tuple[int, ...]:
    """When git last committed, checked out or fetched here: an editor outlives many commits."""
    folder = top / ".git"
    try:
        if folder.is_file():
            folder = top / folder.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    except (OSError, UnicodeDecodeError):
        return ()
    files = (folder / name for name in ("HEAD", "logs/HEAD", "FETCH_HEAD"))
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


def _blob(top: Path, commit: str, name: str) -> bytes | None:
    return _git(top, "cat-file", "blob", f"{commit}:{name}")


def _renamed_from(top: Path, commit: str, name: str) -> str:
    listed = _git(top, "diff-index", "--cached", "-M", "--diff-filter=R", "--name-status", "-z", commit) or b""
    parts = listed.decode(errors="surrogateescape").split("\0")
    pairs = zip(parts[1::3], parts[2::3], strict=False)
    return next((before for before, after in pairs if after == name), "")


def _git(top: Path, *arguments: str) -> bytes | None:
    """What git printed; None where it failed. A hook's own variables would point it elsewhere."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    try:
        done = subprocess.run(["git", *arguments], cwd=top, env=environment, capture_output=True, check=False)
    except FileNotFoundError:
        raise ConfigError(str(top), "needs git, which is not installed", key="diff-base") from None
    return done.stdout if done.returncode == 0 else None


_OF_HOOKS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"})
