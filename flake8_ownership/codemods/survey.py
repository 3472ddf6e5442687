"""What the project's other files use: how they come by their logger and their metrics, and what it depends on.

Read from the text of top-level lines, once a project; a vote of the files, of which each has one.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

from flake8_ownership.index.module import Module
from flake8_ownership.index.outlines import python_files
from flake8_ownership.index.project import Project

_MOST_FILES = 4_000
_MAKERS = ("getLogger", "get_logger", "getChild")
_MAKER = rf"(?:[\w.]+\.)?(?:{'|'.join(_MAKERS)})"
_DECLARED = re.compile(rf"^(\w+)(?:[ \t]*:[^=\n]+)?[ \t]*=[ \t]*({_MAKER})\(([^()\n]*)\)[ \t]*(?:#.*)?$", re.MULTILINE)
_CLIENT = re.compile(r"^(\w+)(?:[ \t]*:[^=\n]+)?[ \t]*=[ \t]*((?:\w+\.)*(?:StatsClient|DogStatsd))\(", re.MULTILINE)
_FROM = re.compile(r"^from[ \t]+([.\w]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^#\n(]+))", re.MULTILINE)
_IMPORT = re.compile(r"^import[ \t]+([^\n#]+)", re.MULTILINE)
_LOGGER = re.compile(r"^_*(log|logger)_?$", re.IGNORECASE)
_METRICS = re.compile(r"^_*(metrics?|statsd?|stats|dogstatsd|telemetry)_?$", re.IGNORECASE)
_LIBRARY = re.compile(
    r"^(?:from|import)[ \t]+(structlog|loguru|logfire|logging|prometheus_client|statsd|datadog|opentelemetry)\b",
    re.MULTILINE,
)
_METERS = re.compile(
    r"^from[ \t]+opentelemetry[ \t]+import[^\n]*\bmetrics\b|^(?:from|import)[ \t]+opentelemetry\.metrics", re.MULTILINE
)
# How failures are told, and a word without which they are not.
_TOLD = {
    "log": ("(", re.compile(r"log(?:ger|ging)?\.(?:exception|error|warning|critical)\(", re.IGNORECASE)),
    "sentry": ("capture_exception", re.compile(r"\bcapture_exception\(")),
    "opentelemetry": ("record_exception", re.compile(r"\.record_exception\(")),
}
_COUNTED = r"(?<![\w.]){name}\.(increment|incr|inc|count)\([ \t]*f?[\"']"
# Distributions by what they are imported as.
_DISTRIBUTIONS = {
    "structlog": "structlog",
    "loguru": "loguru",
    "logfire": "logfire",
    "prometheus-client": "prometheus_client",
    "statsd": "statsd",
    "datadog": "datadog",
    "opentelemetry-api": "opentelemetry",
    "opentelemetry-sdk": "opentelemetry",
}
_REQUIREMENT = re.compile(r"^\s*[\"']?([A-Za-z0-9][\w.-]*)", re.MULTILINE)


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


class Survey:
    """The habits of one project, read when first asked."""

    def __init__(self, root: Path, project: Project) -> None:
        self._root = root
        self._name_of = project.name_of
        self._owns = project.owns

    @property
    def loggers(self) -> list[Habit]:
        """Ways to come by a logger, the most frequent first."""
        return [habit for habit, _ in self._read[0].most_common()]

    @property
    def metrics(self) -> list[Habit]:
        """Ways to come by a metrics client or module of the project, the most frequent first."""
        return [habit for habit, _ in self._read[1].most_common()]

    @property
    def libraries(self) -> Counter[str]:
        """How many files import each of the libraries that log or count."""
        return self._read[2]

    @property
    def told_by(self) -> str:
        """What most files that report failures tell them, as `told_by` has it for one file."""
        told = self._read[3].most_common(1)
        return told[0][0] if told else ""

    @cached_property
    def _read(self) -> tuple[Counter[Habit], Counter[Habit], Counter[str], Counter[str]]:
        loggers: Counter[Habit] = Counter()
        metrics: Counter[Habit] = Counter()
        libraries: Counter[str] = Counter()
        told: Counter[str] = Counter()
        for number, path in enumerate(python_files(self._root)):
            if number == _MOST_FILES:
                break
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            told.update(filter(None, [told_by(text)]))
            meters = ["opentelemetry.metrics"] if "opentelemetry" in text and _METERS.search(text) else []
            libraries.update({*_LIBRARY.findall(text), *meters})
            imports = _FROM.findall(text)
            found = next(self._declared(text, path), None) or next(self._imported(imports, path, _LOGGER), None)
            if found is not None:
                loggers[found] += 1
            clients = [*self._clients(text, path), *self._imported(imports, path, _METRICS)]
            metrics.update(counting for client in clients[:1] if (counting := _counting(client, text)) is not None)
        return loggers, metrics, libraries, told

    def _declared(self, text: str, path: Path) -> Iterator[Habit]:
        if not any(maker in text for maker in _MAKERS):
            return
        for name, maker, arguments in _DECLARED.findall(text):
            if arguments.strip() in ("", "__name__"):
                yield Habit(name, maker=maker, arguments=arguments.strip(), path=path)

    def _clients(self, text: str, path: Path) -> Iterator[Habit]:
        for name, _ in _CLIENT.findall(text) if "StatsClient" in text or "DogStatsd" in text else ():
            yield Habit(name, self._name_of(path), name, path=path)

    def _imported(self, imports: Sequence[tuple[str, str, str]], path: Path, names: re.Pattern[str]) -> Iterator[Habit]:
        for module, many, one in imports:
            for item in re.sub(r"#.*", "", many or one).split(","):
                imported, _, alias = item.strip().partition(" as ")
                bound = alias.strip() or imported
                if names.match(bound) and imported.isidentifier():
                    absolute = self._absolute(module, path)
                    if absolute == "loguru" or self._owns(absolute):
                        yield Habit(bound, absolute, imported, path=path)

    def _absolute(self, module: str, path: Path) -> str:
        level = len(module) - len(module.lstrip("."))
        if not level:
            return module
        package = self._name_of(path).split(".")
        if path.name != "__init__.py":
            package = package[:-1]
        base = package[: len(package) - level + 1]
        return ".".join([*base, *filter(None, [module.lstrip(".")])])

    @cached_property
    def dependencies(self) -> frozenset[str]:
        """Libraries that log or count among what the project's metadata asks for, by import name."""
        found: set[str] = set()
        for name in _requirements(self._root):
            known = _DISTRIBUTIONS.get(re.sub(r"[-_.]+", "-", name).lower())
            if known is not None:
                found.add(known)
        return frozenset(found)


def told_by(text: str) -> str:
    """What a file mostly tells of failures: a `log`, `sentry` or an `opentelemetry` span; empty where it tells none."""
    calls = {name: len(pattern.findall(text)) if word in text else 0 for name, (word, pattern) in _TOLD.items()}
    most = max(calls, key=lambda name: (calls[name], name != "log"))
    return most if calls[most] else ""


def _counting(client: Habit, text: str) -> Habit | None:
    """A metrics client with the method by which a file counts with it; None where the file does not."""
    found = re.search(_COUNTED.format(name=re.escape(client.name)), text)
    return replace(client, maker=found[1]) if found else None


def _requirements(root: Path) -> Iterator[str]:
    """Names of distributions in a project's metadata, as written."""
    for path in sorted(root.glob("requirements*.txt")):
        yield from _REQUIREMENT.findall(_text(path))
    try:
        table = tomllib.loads(_text(root / "pyproject.toml"))
    except tomllib.TOMLDecodeError:
        return
    project = table.get("project", {})
    lines = project.get("dependencies", []) if isinstance(project, dict) else []
    if isinstance(lines, list):
        for line in lines:
            yield from _REQUIREMENT.findall(str(line))
    poetry = table.get("tool", {}).get("poetry", {}).get("dependencies", {})
    if isinstance(poetry, dict):
        yield from map(str, poetry)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


@lru_cache(maxsize=4)
def survey(project: Project) -> Survey:
    """The survey of a project, made once for as long as the project is held."""
    return Survey(project.root, project)


def closes_circle(module: Module, imported: str, project: Project) -> bool:
    """Whether importing a module of the project at the top of `module` would lead back to `module`.

    The packages around `module` are being imported already: none is run again for the sake of a part of it.
    """
    waiting, seen = [imported], {imported}
    around = set(accumulate(module.name.split("."), "{}.{}".format))
    while waiting:
        name = waiting.pop()
        if name == module.name:
            return True
        found = project.find(name)
        if found is None:
            continue
        if found.name == module.name:
            return True
        # A package is imported before its parts.
        names = ({name.rpartition(".")[0]} - around) | set(_imports(found))
        new = {one for one in names if one and project.owns(one)} - seen
        seen |= new
        waiting += new
    return False


def _imports(module: Module) -> Iterator[str]:
    """What a module's top-level statements import, as absolute names: modules, and names that may be modules."""
    for names in _IMPORT.findall(module.text):
        yield from (name.partition(" as ")[0].strip() for name in names.split(","))
    body = module.body
    for bindings in (*body.bindings.values(), body.stars):
        for binding in bindings:
            if binding.module or binding.level:
                package = module.package.split(".") if binding.level else []
                base = [*package[: len(package) - binding.level + 1], *filter(None, [binding.module])]
                yield ".".join(base)
                if binding.imported:
                    yield ".".join([*base, binding.imported])
