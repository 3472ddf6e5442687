"""Which lines of a text changed since a revision, as the repository's objects and index have the revision."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flake8_ownership import git
from flake8_ownership.errors import SourceError
from flake8_ownership.git import Repository
from flake8_ownership.revision import missing, revision_of
from flake8_ownership.source import Source

_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


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
    repository, commit = revision_of(path.parent, revision)
    name = path.relative_to(repository.top).as_posix()
    blob = _listing(repository, commit, name.rpartition("/")[0]).get(name) or _renames(
        repository, commit, git.modified(repository.index)
    ).get(name)
    if blob is None:
        return Changed(whole=True)
    if blob == _blob_of(source.to_bytes(source.text), len(blob)):
        return Changed()
    before = git.ask(repository, "cat-file", "blob", blob)
    if before is None:
        raise missing(repository, f"what {name} was at {revision}", revision)
    return compared(_lines(source.path, before), _plain(source.lines), path)


def demand(filename: str, revision: str) -> None:
    """Raises ConfigError as `since` does; the file itself need not exist."""
    revision_of(Path(os.path.abspath(filename)).parent, revision)


def compared(before: list[str], after: list[str], path: Path) -> Changed:
    """The rows of one text that differ from another, as git tells them. Raises ConfigError."""
    if before == after:
        return Changed()
    rows: set[int] = set()
    gaps: set[int] = set()
    for hunk in _HUNK.finditer(git.compare(_joined(before), _joined(after), path)):
        start, count = int(hunk[1]), int(hunk[2] or 1)
        if count:
            rows.update(range(start, start + count))
        else:
            gaps.add(start)
    return Changed(frozenset(rows), frozenset(gaps))


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def _lines(path: str, data: bytes) -> list[str]:
    try:
        return _plain(Source.from_bytes(path, data).lines)
    except SourceError:
        return _plain(data.decode("latin-1").splitlines())


def _plain(lines: list[str]) -> list[str]:
    return [line.rstrip("\r\n") for line in lines]


# -- what the repository has


@lru_cache(maxsize=1024)
def _listing(repository: Repository, commit: str, folder: str) -> dict[str, str]:
    """The files that a commit has in a folder: the object of each name."""
    below = [f"{folder}/"] if folder else []
    listed = git.ask(repository, "ls-tree", "-z", "--full-tree", commit, *below)
    if listed is None:
        raise missing(repository, f"what the folder {folder or '.'} held", commit)
    found: dict[str, str] = {}
    for entry in os.fsdecode(listed).split("\0"):
        facts, _, name = entry.partition("\t")
        if name:
            found[name] = facts.split()[2]
    return found


@lru_cache(maxsize=16)
def _renames(repository: Repository, commit: str, written: int) -> dict[str, str]:
    """For each file of the index that was renamed since a commit, the object that it was; `written` is the index's."""
    options = ("diff-index", "--cached", "--diff-filter=R", "--no-abbrev", "--raw", "-z")
    listed = git.ask(repository, *options, "-M", commit)
    if listed is None:  # some of their texts are missing: then those that are the same
        listed = git.ask(repository, *options, "-M100%", commit) or b""
    parts = os.fsdecode(listed).split("\0")
    return {after: facts.split()[2] for facts, after in zip(parts[0::3], parts[2::3], strict=False)}


def _blob_of(data: bytes, length: int) -> str:
    """The name that git gives to an object with this content; SHA-1 or SHA-256 by the length of its names."""
    digest = hashlib.sha1 if length == 40 else hashlib.sha256
    return digest(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
