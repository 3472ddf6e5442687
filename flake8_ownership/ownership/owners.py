"""Which team owns a file, by the repository's CODEOWNERS: as GitHub and GitLab read it, the last line that fits."""

from __future__ import annotations

import re
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from flake8_ownership import files
from flake8_ownership.globs import Pattern

PLACES = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")
_SECTION = re.compile(r"\^?\[[^\]]+\](\[\d+\])?(?P<owners>\s.*|)")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_MOST_RULES = 5_000  # of which the last ones count, as the last that fits does
_MOST_STARS = 20  # of one pattern, which takes its time to be made ready


class CodeOwners:
    """The owners of the files below a folder; nobody where no CODEOWNERS can be read."""

    def __init__(self, text: str = "") -> None:
        rules: deque[tuple[str, tuple[str, ...]]] = deque(maxlen=_MOST_RULES)
        count = 0
        usual: tuple[str, ...] = ()
        for line in text.splitlines():
            words = line.partition(" #")[0].strip()
            if not words or words.startswith("#"):
                continue
            section = _SECTION.fullmatch(words)
            if section is not None:
                usual = _owners(section["owners"].split())
                continue
            first, *owners = _WORD.findall(words) or [""]
            rules.append((first, _owners(owners) if owners else usual))
            count += 1
        # What is right in a folder: unlike git, nothing below that.
        patterns = ((_pattern(first), first.endswith("/*"), found) for first, found in rules)
        self._lines = [(pattern, is_flat, found) for pattern, is_flat, found in patterns if pattern is not None]
        self.note = f"the last {_MOST_RULES:,} of its {count:,} rules are read" if count > _MOST_RULES else ""
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, path: str) -> tuple[str, ...]:
        """The owners of a file, by its path from the repository's root."""
        if path not in self._known:
            self._known[path] = next(self._found(path), ())
        return self._known[path]

    def _found(self, path: str) -> Iterator[tuple[str, ...]]:
        folder = path.rpartition("/")[0]
        for pattern, is_flat, owners in reversed(self._lines):
            if pattern.match_file(path) is not None and not (is_flat and pattern.match_file(folder) is not None):
                yield owners

    @property
    def is_empty(self) -> bool:
        return not self._lines


def of_repository(root: Path, say: Callable[[str], object]) -> CodeOwners:
    """The owners of a repository's files, by the first CODEOWNERS that it has; where not all of that counts, it is
    said."""
    for name in PLACES:
        try:
            found = CodeOwners(files.read_own(root / name).decode("utf-8", "replace"))
        except OSError:
            continue
        if found.note:
            say(f"{name}: {found.note}")
        return found
    return CodeOwners()


def _owners(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if "@" in word)


def _pattern(text: str) -> Pattern | None:
    """A pattern of CODEOWNERS; None for one that is no pattern there."""
    if text.startswith("!") or text.count("*") > _MOST_STARS:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return Pattern(text)
        except (ValueError, re.error):
            return None
