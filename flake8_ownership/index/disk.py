"""What the index sees of the file system: whatever it opens or looks for passes here, and is noted.

The notes of one file's judgement are what its verdicts depend on beside its own text, files that were looked for and
not found among them. A question is a text of words with NUL between them, its answer another text: "" for no.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType

from flake8_ownership.errors import SourceError
from flake8_ownership.index.notes import Noted
from flake8_ownership.regular_files import read_bytes
from flake8_ownership.source import Source


@dataclass(frozen=True, slots=True)
class _Listing:
    """The names in a folder, sorted, by what they are."""

    folders: tuple[str, ...]
    files: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        return fingerprint(
            "\0".join("\0".join(names) for names in (self.folders, ("/",), self.files, ("/",), self.links))
        )


class _Unread(set[Noted]):
    """Notes that nobody gathers, which would only grow."""

    def add(self, _note: Noted) -> None:
        pass


class Disk:
    """The file system as it was when it was first asked. `unsaved` are texts that stand for what it holds, by path."""

    def __init__(self, unsaved: Mapping[Path, str] = MappingProxyType({})) -> None:
        self.notes: set[Noted] = _Unread()
        self._unsaved = unsaved
        self._given: dict[Path, str] = {}
        self._answers: dict[str, str] = {}
        self._listings: dict[Path, _Listing] = {}

    # -- notes

    @contextmanager
    def apart(self) -> Iterator[set[Noted]]:
        """Gathers what is noted inside for itself: for a question that stands for all that it takes to answer it."""
        outer, self.notes = self.notes, set()
        try:
            yield self.notes
        finally:
            self.notes = outer

    def answer(self, question: str) -> str:
        """The answer to a question that was noted here, asked anew if need be."""
        if question not in self._answers:
            kind, _, path = question.partition("\0")
            self._answers[question] = self._answered(kind, Path(path))
        return self._answers[question]

    def _asked(self, kind: str, path: Path) -> str:
        question = f"{kind}\0{path}"
        self.notes.add(question)
        return self.answer(question)

    # -- questions

    def is_file(self, path: Path) -> bool:
        return bool(self._asked("file", path))

    def is_folder(self, path: Path) -> bool:
        return bool(self._asked("folder", path))

    def exists(self, path: Path) -> bool:
        return bool(self._asked("exists", path))

    def real(self, path: Path) -> Path:
        """Where a path leads once all links are followed."""
        return Path(self._asked("real", path))

    def digest(self, path: Path) -> str:
        """What tells one text of a file from another, whatever its line ends; empty where it cannot be read."""
        return self._asked("text", path)

    def folders(self, path: Path) -> tuple[str, ...]:
        """The names of the folders in a folder, sorted, links left out."""
        return self._entries(path).folders

    def files(self, path: Path) -> tuple[str, ...]:
        """The names of all else in a folder but links, sorted."""
        return self._entries(path).files

    def links(self, path: Path) -> tuple[str, ...]:
        """The names of the links in a folder, sorted."""
        return self._entries(path).links

    def read(self, path: Path) -> Source:
        """The text of a file. Raises SourceError where it cannot be read or decoded, or is too large."""
        question = f"text\0{path}"
        self.notes.add(question)
        source = self._read(path)
        if question not in self._answers:
            self._answers[question] = fingerprint(source.text)
        return source

    def _read(self, path: Path) -> Source:
        text = self._unsaved.get(path)
        if text is not None:
            return Source(str(path), text)
        return Source.from_bytes(str(path), self._bytes(path))

    def _bytes(self, path: Path) -> bytes:
        try:
            return read_bytes(path)
        except OSError as error:
            raise SourceError(str(path), f"cannot be read: {error.strerror or error}") from error

    # -- texts that the disk does not hold

    def given(self, path: Path, text: str) -> None:
        """From here on, a file holds this text: it is the one under check."""
        self._given[path] = fingerprint(text)
        self._forget(path)

    def changed(self, path: Path) -> None:
        """A file was written, or its unsaved text has changed."""
        self._given.pop(path, None)
        self._forget(path)

    def _forget(self, path: Path) -> None:
        for kind in ("text", "file", "exists"):
            self._answers.pop(f"{kind}\0{path}", None)

    # -- answers

    def _answered(self, kind: str, path: Path) -> str:
        match kind:
            case "file":
                return self._is_file(path)
            case "folder":
                return self._is_folder(path)
            case "exists":
                return self._exists(path)
            case "real":
                return self._real(path)
            case "text":
                return self._text(path)
            case "entries":
                return self._listed(path)
        raise ValueError(f"no such question: {kind}")

    def _is_file(self, path: Path) -> str:
        return "1" if path in self._given or path in self._unsaved or stat.S_ISREG(_mode(path)) else ""

    def _is_folder(self, path: Path) -> str:
        return "1" if stat.S_ISDIR(_mode(path)) else ""

    def _exists(self, path: Path) -> str:
        return self._is_file(path) or ("1" if _mode(path) else "")

    def _real(self, path: Path) -> str:
        try:
            return os.path.realpath(path)
        except ValueError:  # no path at all
            return str(path)

    def _text(self, path: Path) -> str:
        if path in self._given:
            return self._given[path]
        try:
            return self._fingerprint(path)
        except SourceError:
            return ""

    def _fingerprint(self, path: Path) -> str:
        """The fingerprint of a file's text; plain bytes are not decoded for it."""
        if path not in self._unsaved:
            data = self._bytes(path)
            if data.isascii() and b"\r" not in data and b"coding" not in data[:200]:
                return _digest(data)
        return fingerprint(self._read(path).text)

    def _entries(self, folder: Path) -> _Listing:
        self._asked("entries", folder)
        return self._listings[folder]

    def _listed(self, folder: Path) -> str:
        found: dict[str, list[str]] = {"folders": [], "files": [], "links": []}
        with suppress(OSError, ValueError), os.scandir(folder) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                found["folders" if is_folder else "links" if entry.is_symlink() else "files"].append(entry.name)
        self._listings[folder] = _Listing(*(tuple(sorted(names)) for names in found.values()))
        return self._listings[folder].fingerprint


class Snapshot(Disk):
    """A disk that holds nothing but some texts, by absolute path: for a machine that lacks the files."""

    def __init__(self, texts: Mapping[Path, str]) -> None:
        super().__init__(texts)
        self._texts = texts
        self._inside: dict[Path, set[str]] = {}
        for path in texts:
            name = path.name
            for folder in path.parents:
                known = self._inside.setdefault(folder, set())
                if name in known:
                    break
                known.add(name)
                name = folder.name + "/"

    def _read(self, path: Path) -> Source:
        if path not in self._texts:
            raise SourceError(str(path), "is not in the snapshot")
        return Source(str(path), self._texts[path])

    def _fingerprint(self, path: Path) -> str:
        return fingerprint(self._read(path).text)

    def _is_file(self, path: Path) -> str:
        return "1" if path in self._texts or path in self._given else ""

    def _exists(self, path: Path) -> str:
        return self._is_file(path) or self._is_folder(path)

    def _is_folder(self, path: Path) -> str:
        return "1" if path in self._inside else ""

    def _real(self, path: Path) -> str:
        return str(path)

    def _listed(self, folder: Path) -> str:
        names = sorted(self._inside.get(folder, ()))
        folders = tuple(name[:-1] for name in names if name.endswith("/"))
        self._listings[folder] = _Listing(folders, tuple(name for name in names if not name.endswith("/")), ())
        return self._listings[folder].fingerprint


def _mode(path: Path) -> int:
    """What a path leads to, as `stat` has it; 0 where that is nothing, or where it can be no path at all."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


def fingerprint(text: str) -> str:
    """A digest of a text, the same for any line ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _digest(text.encode("utf-8", "surrogatepass"))


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
