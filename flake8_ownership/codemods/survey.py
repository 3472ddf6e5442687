"""What the project's other files use: how they come by their logger and their metrics, and what they import.

Read from the text of top-level lines, once a project; a vote of the files, of which each has one. Tests, and what
others wrote, have none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

from flake8_ownership.codemods import manners
from flake8_ownership.codemods.dialects.libraries import CLIENTS, MAKERS, MODULES, SENTRY, SPANS, SUBMODULES
from flake8_ownership.codemods.words import words
from flake8_ownership.index.outlines import is_test, python_files
from flake8_ownership.index.project import Project
from flake8_ownership.regular_files import read_text
from flake8_ownership.requirements import Requirements

_MOST_FILES = 4_000
_MAKER = rf"(?:[\w.]+\.)?(?:{'|'.join(MAKERS)})"
_MADE = r"^(\w+)[ \t]*+(?::[^=\n]*+)?=[ \t]*"
_DECLARED = re.compile(rf"{_MADE}({_MAKER})\(([^()\n]*)\)[ \t]*(?:#.*)?$", re.MULTILINE)
_CLIENT = re.compile(rf"{_MADE}((?:\w+\.)*(?:{'|'.join(CLIENTS)}))\(", re.MULTILINE)
_FROM = re.compile(r"^from[ \t]+([.\w]+)[ \t]+import[ \t]+(?:\(((?:[^()#]++|#[^\n]*+)*+)\)|([^#\n(]+))", re.MULTILINE)
_LOGGER = re.compile(rf"^_*({'|'.join(words('loggers'))})_?$", re.IGNORECASE)
_METRICS = re.compile(rf"^_*({'|'.join(words('counters'))})_?$", re.IGNORECASE)
_LIBRARY = re.compile(rf"^(?:from|import)[ \t]+({'|'.join(map(re.escape, MODULES))})\b", re.MULTILINE)
_SUBMODULES = {
    module: re.compile(
        rf"^from[ \t]+{package}[ \t]+import[^\n]*\b{name}\b|^(?:from|import)[ \t]+{re.escape(module)}", re.MULTILINE
    )
    for module in SUBMODULES
    for package, _, name in [module.rpartition(".")]
}
# How failures are reported, and a word without which they are not.
_TOLD = {
    "log": ("(", re.compile(r"log(?:ger|ging)?\.(?:exception|error|warning|critical)\(", re.IGNORECASE)),
    SENTRY.name: (SENTRY.tells, re.compile(rf"\b{SENTRY.tells}\(")),
    SPANS.name: (SPANS.tells, re.compile(rf"\.{SPANS.tells}\(")),
}
_COUNTED = rf"(?<![\w.]){{name}}\.({'|'.join(words('counting'))})\([ \t]*f?[\"']"
# What logs: whatever is imported from the project under another name, and is spoken with as loggers are.
_SPEAKS = re.compile(r"(?<![\w.])(\w+)\.(?:exception|error|warning|critical)\(")
_ALWAYS = re.compile(r"^(?:from|import)[ \t]+(\w+)", re.MULTILINE)
_STRUCTURED = re.compile(
    rf"^[ \t]*(?:from|import)[ \t]+(?:{'|'.join(map(re.escape, sorted(words('structured'))))})\b", re.MULTILINE
)
_VENDORED = re.compile(rf"(^|/)_*({'|'.join(words('vendored'))})(/|$)", re.IGNORECASE)
_MOST_IMPORTERS = 8
_MANY_HANDLERS = 4  # that log, which show whether such handlers raise on
_MANY_SILENT = 20  # handlers, or files, that show it where hardly any handler logs
_SELDOM = 5  # of so many handlers that log, one at least raises on where that is a habit
_FEW = 10  # one log in so many


@dataclass(frozen=True, slots=True)
class Habit:
    """A way to come by an object. `name` is what it is bound to; imported from the absolute `module` as `imported`, or
    declared by calling `maker`, as written, with `arguments`. A metrics client counts by its method `maker`. `path` is
    a file that does so."""

    name: str
    module: str = ""
    imported: str = ""
    maker: str = ""
    arguments: str = ""
    path: Path = field(default=Path(), compare=False)


@dataclass(slots=True)
class _Read:
    """What one reading of all files gives. `importers` are the files that import an object, by module and name;
    `always` the libraries that some file imports at its top without a condition."""

    loggers: Counter[Habit] = field(default_factory=Counter)
    metrics: Counter[Habit] = field(default_factory=Counter)
    libraries: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    importers: dict[tuple[str, str], list[Path]] = field(default_factory=lambda: defaultdict(list))
    always: set[str] = field(default_factory=set)
    manners: Counter[str] = field(default_factory=Counter)
    structured: bool = False


class Survey:
    """The habits of one project, read when first asked."""

    def __init__(self, root: Path, project: Project) -> None:
        self._root = root
        self._name_of = project.name_of
        self._owns = project.owns
        self._folders = project.folders
        self._known: _Read | None = None
        self.requirements = Requirements(root)

    @property
    def loggers(self) -> list[Habit]:
        """Ways to come by a logger, the most frequent first."""
        return [habit for habit, _ in self._read.loggers.most_common()]

    @property
    def metrics(self) -> list[Habit]:
        """Ways to come by a metrics client or module of the project, the most frequent first."""
        return [habit for habit, _ in self._read.metrics.most_common()]

    @property
    def libraries(self) -> Counter[str]:
        """How many files import each of the libraries that log or count."""
        return self._read.libraries

    @property
    def told_by(self) -> str:
        """What most files that report failures tell them, as `told_by` has it for one file."""
        told = self._read.told.most_common(1)
        return told[0][0] if told else ""

    def importers(self, module: str, name: str) -> list[Path]:
        """Files that import an object of a module at their top, a few of them."""
        return self._read.importers.get((module, name), [])

    @property
    def manners(self) -> Counter[str]:
        """What is seen of how files write their logs."""
        return self._read.manners

    @property
    def prints_extra(self) -> bool:
        """Whether the project formats logs so that an `extra` is printed, or gives it to more than a few of them."""
        required = any(self.requirements.requires(one) for one in words("structured"))
        seen = self._read.manners
        return seen["extra"] * _FEW > seen["messages"] or self._read.structured or required

    @property
    def is_of_many_files(self) -> bool:
        """Whether the project has so many files that it would show what it logs with, if it logged."""
        return self._read.manners["files"] >= _MANY_SILENT

    @property
    def has_many_handlers(self) -> bool:
        """Whether so many handlers of the project end or raise on what they catch that its way of telling is seen."""
        return self._read.manners["ended"] >= _MANY_HANDLERS

    @property
    def raises_on(self) -> bool:
        """Whether handlers of the project log what they raise on, as far as it has so many that this would be seen."""
        seen = self._read.manners
        if seen["ended"] < _MANY_HANDLERS:
            return seen["handlers"] < _MANY_SILENT and not self.is_of_many_files
        return seen["raised on"] * _SELDOM >= seen["ended"]

    def always_imports(self, top: str) -> bool:
        """Whether some file imports a library at its top without a condition."""
        return top in self._read.always

    @property
    def _read(self) -> _Read:
        if self._known is None:
            self._known = _Read()
            for number, path in enumerate(chain.from_iterable(map(python_files, self._folders))):
                if number == _MOST_FILES:
                    break
                if not self.is_aside(path):
                    try:
                        self._take_in(path, read_text(path), self._known)
                    except (OSError, UnicodeDecodeError):
                        continue
        return self._known

    def is_aside(self, path: Path) -> bool:
        """Whether a file is a test, or what others wrote: what it has is nothing for the project's own files."""
        inside = path.relative_to(self._root) if path.is_relative_to(self._root) else path
        return is_test(path, self._root) or _VENDORED.search(inside.parent.as_posix()) is not None

    def _take_in(self, path: Path, text: str, read: _Read) -> None:
        read.told.update(filter(None, [told_by(text)]))
        submodules = {module for module, pattern in _SUBMODULES.items() if pattern.search(text)}
        read.libraries.update({*_LIBRARY.findall(text), *submodules})
        read.always.update(_ALWAYS.findall(text))
        read.manners.update(manners.counted(text))
        read.structured = read.structured or _STRUCTURED.search(text) is not None
        spoken = set(_SPEAKS.findall(text))
        imported = list(self._imported(text, path))
        for habit in imported:
            if habit.name in spoken or _LOGGER.match(habit.name) or habit.imported in MAKERS:
                found = read.importers[habit.module, habit.imported]
                if len(found) < _MOST_IMPORTERS:
                    found.append(path)
        logger = next(self._declared(text, path), None) or next(
            (one for one in imported if _LOGGER.match(one.name) or one.name in spoken), None
        )
        if logger is not None:
            read.loggers[logger] += 1
        clients = [*self._clients(text, path), *(one for one in imported if _METRICS.match(one.name))]
        own = [client for client in clients if self._owns(client.module)]
        read.metrics.update(counting for client in own[:1] if (counting := _counting(client, text)) is not None)

    def _declared(self, text: str, path: Path) -> Iterator[Habit]:
        if not any(maker in text for maker in MAKERS):
            return
        for name, maker, arguments in _DECLARED.findall(text):
            if arguments.strip() in ("", "__name__"):
                yield Habit(name, maker=maker, arguments=arguments.strip(), path=path)

    def _clients(self, text: str, path: Path) -> Iterator[Habit]:
        for name, _ in _CLIENT.findall(text) if any(client in text for client in CLIENTS) else ():
            yield Habit(name, self._name_of(path), name, path=path)

    def _imported(self, text: str, path: Path) -> Iterator[Habit]:
        """What a file imports by name at its top, in the order of the text."""
        for module, many, one in _FROM.findall(text):
            for item in re.sub(r"#.*", "", many or one).split(","):
                imported, _, alias = item.strip().partition(" as ")
                if imported.isidentifier():
                    yield Habit(alias.strip() or imported, self._absolute(module, path), imported, path=path)

    def _absolute(self, module: str, path: Path) -> str:
        level = len(module) - len(module.lstrip("."))
        if not level:
            return module
        package = self._name_of(path).split(".")
        if path.name != "__init__.py":
            package = package[:-1]
        base = package[: len(package) - level + 1]
        return ".".join([*base, *filter(None, [module.lstrip(".")])])


def told_by(text: str) -> str:
    """What a file mostly tells of failures: a `log`, `sentry` or an `opentelemetry` span; empty where it tells none."""
    calls = {name: len(pattern.findall(text)) if word in text else 0 for name, (word, pattern) in _TOLD.items()}
    most = max(calls, key=lambda name: (calls[name], name != "log"))
    return most if calls[most] else ""


def _counting(client: Habit, text: str) -> Habit | None:
    """A metrics client with the method by which a file counts with it; None where the file does not."""
    found = re.search(_COUNTED.format(name=re.escape(client.name)), text)
    return replace(client, maker=found[1]) if found else None


@lru_cache(maxsize=4)
def survey(project: Project) -> Survey:
    """The survey of a project, made once for as long as the project is held."""
    return Survey(project.root, project)
