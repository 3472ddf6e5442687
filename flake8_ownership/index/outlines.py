"""What a whole project's text tells without being parsed: which methods its classes define, enough to ask who could
stand behind an interface, and which files mention a function, enough to know where its calls can be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from flake8_ownership.errors import SourceError
from flake8_ownership.index.disk import Disk, fingerprint

_DEFINITION = re.compile(r"^([ \t]*)(class|def|async[ \t]+def)[ \t]+(\w+)([^\n]*)", re.MULTILINE)
_INTERFACE = re.compile(r"\bProtocol\b|\bABC\b|\bABCMeta\b")
# Each begins with a text of its own, which Python's `re` finds ten times as fast as a choice of them.
_NAMED = (re.compile(r"def(?<!\wdef)[ \t]+(\w+)"), re.compile(r"class(?<!\wclass)[ \t]+(\w+)"))
_ASSIGNED = re.compile(
    r"\.(?<!\bself\.)(?<!\bcls\.)(\w+)(?=[ \t]*[:=\[.])(?:[ \t]*(?::[^=\n]{1,80})?=(?!=)"
    r"|\[[^\]\n]{1,80}\][ \t]*=(?!=)|\.(?:append|add|setdefault|update)\()"
)
_KEPT = re.compile(r"\[[\"']?(?:\w+\.)*+(\w[\w.-]*+)[\"']?\][ \t]*=(?!=)")
_SET = re.compile(r"\bsetattr\([\w.]+,[ \t]*[\"'](\w+)[\"'],")
_RAISING = re.compile(
    r"(?:Session|Client)\((?:[^()]|\([^()]*\))*\b(?:raise_for_status=(?!False|None)|(?:event_hooks|trace_configs)=(?!None))"
)
_HOOKED = re.compile(r"\[[\"']event_hooks[\"']\]|\b\w+\.event_hooks\b")
# What is read once is not given back, and a list ends where another begins: no text takes longer than its length.
_FROM = re.compile(r"\bfrom[ \t]++(\.*+)([\w.]*+)[ \t]++import\b[ \t]*+(?:\(([^()]*+)|([^\n#]*+))")
_IMPORT = re.compile(r"^[ \t]*import[ \t]([^\n#]*)", re.MULTILINE)
_WORD = re.compile(r"\w+")
_MOST_FILES = 12
_MOST_KEPT = 32_000_000  # characters of text that are kept for the next reading of all files
_MOST_HOLDING = 60
_MOST_TESTED = 16_000_000  # characters of tests
_FEWEST = 12  # files that are more than a part of a program
_TESTS = re.compile(
    r"(^|/)(_?tests?|testing|examples?|demos?|tutorials?|cookbooks?|([^/]*[-_])?(deprecated|obsolete))/|"
    r"(^|/)(conftest\.py|test_[^/]*\.py|[^/]*_test\.py)$"
)
SKIPPED = frozenset({"site-packages", "dist-packages", "node_modules", "__pycache__", "venv", "env", "build", "dist"})


def methods_by_class(text: str) -> Iterator[frozenset[str]]:
    """The method names of each class of a file that is no interface itself."""
    open_classes: list[tuple[int, set[str] | None]] = []
    finished: list[set[str]] = []
    for found in _DEFINITION.finditer(text):
        indent = len(found[1].expandtabs())
        while open_classes and open_classes[-1][0] >= indent:
            open_classes.pop()
        if found[2] == "class":
            methods: set[str] | None = None if _INTERFACE.search(found[4]) else set()
            if methods is not None:
                finished.append(methods)
            open_classes.append((indent, methods))
        elif open_classes and open_classes[-1][1] is not None:
            open_classes[-1][1].add(found[3])
    return (frozenset(methods) for methods in finished if methods)


def python_files(folder: Path, disk: Disk | None = None) -> Iterator[Path]:
    """The Python files below a folder, in a stable order, without other people's code and without links."""
    disk = disk or Disk()
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        yield from (here / name for name in disk.files(here) if name.endswith(".py"))
        below = (name for name in disk.folders(here) if name not in SKIPPED and not name.startswith("."))
        waiting += reversed([here / name for name in below])


def is_test(path: Path, root: Path) -> bool:
    """Whether a file holds tests, by the names that test runners look for, examples, or what is out of use."""
    inside = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    return bool(_TESTS.search(inside.as_posix()))


@dataclass(slots=True)
class _Gathered:
    """What one reading of all files gives: the names of functions and classes, the method names of each class, and
    where attributes of other objects than `self`, and items, are assigned to."""

    names: set[str] = field(default_factory=set)
    writes: dict[str, list[Path]] = field(default_factory=dict)
    kept: dict[str, list[Path]] = field(default_factory=dict)
    classes: set[frozenset[str]] = field(default_factory=set)
    makes_raising_clients: bool = False


def _file(found: dict[str, list[Path]], name: str, path: Path) -> None:
    """Notes that a name stands in a file; of too many files no more than that they are too many."""
    paths = found.setdefault(name, [])
    if len(paths) <= _MOST_FILES:
        paths.append(path)


def module_name(path: Path) -> str:
    """The last name by which a file is imported."""
    return path.parent.name if path.name == "__init__.py" else path.stem


def _may_take(text: str, here: Path, name: str, path: Path) -> bool:
    """Whether a file in which a name stands may mean that of another file: unless it has one of its own, takes
    another's, or asks for it of what is not that file."""
    module, is_asked = module_name(path), f".{name}" in text
    has_another = any(name in pattern.findall(text) for pattern in _NAMED)
    for dots, parts, listed, line in _FROM.findall(text):
        taken = _WORD.findall(listed or line)
        if (name in taken or line[:1] == "*") and _may_hold(dots, parts, here, path):
            return True
        if is_asked and module in taken and _may_hold(dots, f"{parts}.{module}", here, path):
            return True
        has_another = has_another or name in taken
    if not has_another and re.search(rf"(?<![\w.]){name}\b", text):
        return True
    return is_asked and any(module in _WORD.findall(line) for line in _IMPORT.findall(text))


def _may_hold(dots: str, parts: str, here: Path, path: Path) -> bool:
    """Whether a dotted name of an import, behind its leading dots, may be that of a file, or of a package around it."""
    target = (path.parent if path.name == "__init__.py" else path.with_suffix("")).parts
    wanted = tuple(filter(None, parts.split(".")))
    if dots:
        up = here.parents[min(len(dots), len(here.parents)) - 1].parts
        return target[: len(up) + len(wanted)] == (*up, *wanted)
    return any(target[start : start + len(wanted)] == wanted for start in range(len(target)))


class Outlines:
    """The Python files below some folders, tests aside; what is gathered from them is gathered when first asked."""

    def __init__(self, folders: Iterable[Path], disk: Disk) -> None:
        self._folders = tuple(folders)
        self._disk = disk
        # The numbers of the files in which each of the words stands that were looked for.
        self._holding: dict[str, list[int]] = {}
        # The texts of as many files as there is room for, None for those that cannot be read.
        self._kept: dict[Path, str | None] = {}
        self._room = _MOST_KEPT

    def gather(self) -> None:
        """Gathers what most questions ask for."""
        self._named  # noqa: B018 - kept from here on

    def let_go(self) -> None:
        """Keeps no text of any file; what was gathered from them stays."""
        self._kept.clear()
        self._room = _MOST_KEPT
        self.__dict__.pop("_tests", None)

    def implements(self, methods: frozenset[str]) -> bool:
        """Whether some class defines all of these methods."""
        return any(methods <= names for names in self._gathered.classes)

    def mentioning(self, name: str) -> tuple[Path, ...] | None:
        """The files in which the name of a function, class or module stands; None where they are too many."""
        return self._mentions.get(name, ())

    def using(self, name: str) -> tuple[Path, ...] | None:
        """Those of them in which the name stands except where it is defined; None where they all are too many."""
        paths = self.mentioning(name)
        return tuple(path for path in paths if path not in self._defining.get(name, ())) if paths is not None else None

    def writing(self, name: str) -> tuple[Path, ...] | None:
        """The files that assign to an attribute of that name of another object than `self`; None for too many."""
        found = self._gathered.writes.get(name, ())
        return tuple(found) if len(found) <= _MOST_FILES else None

    def keeping(self, key: str) -> tuple[Path, ...] | None:
        """The files that assign to an item under that key; None for too many."""
        found = self._gathered.kept.get(key, ())
        return tuple(found) if len(found) <= _MOST_FILES else None

    def holding(self, words: tuple[str, ...], others: Iterable[str] = ()) -> tuple[Path, ...] | None:
        """The files in which one of some words stands; None where they are too many to look at.

        `others` may be asked for next: they are looked for in the same reading of all files.
        """
        if not self._holding.keys() >= set(words):
            self._look_for({*words, *others} - self._holding.keys())
        found = {place for word in words for place in self._holding[word]}
        return tuple(self._files[place] for place in sorted(found)) if len(found) <= _MOST_HOLDING else None

    def _look_for(self, words: set[str]) -> None:
        """Finds out in which files each of some words stands; of too many no more than that they are too many."""
        patterns = {word: re.compile(rf"{re.escape(word)}(?<!\w{re.escape(word)})(?!\w)") for word in words}
        self._holding.update({word: [] for word in words})
        for place, text in self._numbered():
            for word, pattern in patterns.items():
                places = self._holding[word]
                if len(places) <= _MOST_HOLDING and word in text and pattern.search(text):
                    places.append(place)

    def has_only(self, path: Path) -> bool:
        """Whether there is no file besides."""
        return not any(one != path for one in self._files)

    def defines(self, pattern: re.Pattern[str]) -> bool:
        """Whether a function or class has a name that a pattern fits."""
        return any(map(pattern.search, self._gathered.names))

    def tests_hold(self, text: str) -> bool:
        """Whether a text stands in one of the tests."""
        return any(text in one for one in self._tests)

    @cached_property
    def _tests(self) -> list[str]:
        """The texts of the tests, as many as there is room for."""
        found, room = [], _MOST_TESTED
        for folder in self._folders:
            for path in python_files(folder, self._disk):
                if is_test(path, folder) and room > 0:
                    with suppress(SourceError):
                        found.append(self._disk.read(path).text)
                        room -= len(found[-1])
        return found

    def is_left_over(self, name: str) -> bool:
        """Whether one file defines a function or class of that name, and nothing of a whole program speaks of it: what
        several files define so is called by a convention."""
        return len(self._files) >= _FEWEST and len(self._mentions.get(name) or ()) == 1 and self.using(name) == ()

    def is_forgotten(self, name: str, path: Path) -> bool:
        """Whether a function that stands at the top of a file is used nowhere in a whole program: the other files that
        speak of one so called have one of their own, or take another's. What several files define so and none uses
        may be called by a convention."""
        if len(self._files) < _FEWEST or path not in self._defining.get(name, ()) or not self.using(name):
            return False
        others = (one for one in self._mentions.get(name) or () if one != path)
        return not any(_may_take(self._read(one) or "", one, name, path) for one in others)

    @property
    def makes_raising_clients(self) -> bool:
        """Whether some HTTP client is told to raise for a bad status by itself."""
        return self._gathered.makes_raising_clients

    def _texts(self) -> Iterator[tuple[Path, str]]:
        return ((self._files[place], text) for place, text in self._numbered())

    def _numbered(self) -> Iterator[tuple[int, str]]:
        for place, path in enumerate(self._files):
            text = self._kept[path] if path in self._kept else self._read(path)
            if text is not None:
                yield place, text

    def _read(self, path: Path) -> str | None:
        """The text of a file, None where it cannot be read; kept where there is room, for all files are read again for
        each word that nobody has asked for."""
        text: str | None = None
        with suppress(SourceError):
            text = self._disk.read(path).text
        size = len(text or "")
        if size <= self._room:
            self._room -= size
            self._kept[path] = text
        return text

    @cached_property
    def _gathered(self) -> _Gathered:
        found = _Gathered()
        for path, text in self._texts():
            for named in _NAMED:
                found.names.update(named.findall(text))
            for name in {*_ASSIGNED.findall(text), *(_SET.findall(text) if "setattr(" in text else ())}:
                _file(found.writes, name, path)
            for name in set(_KEPT.findall(text)):
                _file(found.kept, name, path)
            if "class " in text:
                found.classes.update(methods_by_class(text))
            if any(f"{option}=" in text for option in ("raise_for_status", "event_hooks", "trace_configs")):
                found.makes_raising_clients = found.makes_raising_clients or _RAISING.search(text) is not None
            if "event_hooks" in text and "raise_for_status" in text and _HOOKED.search(text):
                found.makes_raising_clients = True
        return found

    @property
    def _mentions(self) -> dict[str, tuple[Path, ...] | None]:
        return self._named[0]

    @property
    def _defining(self) -> dict[str, set[Path]]:
        """The files that define a name and do nothing else with it."""
        return self._named[1]

    @cached_property
    def _named(self) -> tuple[dict[str, tuple[Path, ...] | None], dict[str, set[Path]]]:
        # A second pass over all files: their words together are what a large project has no room for.
        names = {name for name in self._gathered.names if not name.startswith("__")}
        names.update(map(module_name, self._files))
        found: dict[str, list[Path]] = {}
        defining: dict[str, set[Path]] = {}
        for path, text in self._texts():
            words = _WORD.findall(text)
            for name in names.intersection(words):
                _file(found, name, path)
            defined = Counter(name for pattern in _NAMED for name in pattern.findall(text))
            standing = Counter(filter(defined.__contains__, words))
            for name, times in defined.items():
                if times == standing[name]:
                    defining.setdefault(name, set()).add(path)
        return {name: tuple(paths) if len(paths) <= _MOST_FILES else None for name, paths in found.items()}, defining

    @cached_property
    def digest(self) -> str:
        """What tells one state of all these files from another."""
        return fingerprint("\0".join(f"{path}\0{self._disk.digest(path)}" for path in self._files))

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        return tuple(
            path for folder in self._folders for path in python_files(folder, self._disk) if not is_test(path, folder)
        )
