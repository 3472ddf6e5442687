"""How a module comes by its logger: its own, else as the project's other files do, else the standard library's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from flake8_ownership.codemods import names
from flake8_ownership.codemods.additions import Additions, Refused
from flake8_ownership.codemods.dialects import Call, Logs, Need
from flake8_ownership.codemods.dialects.keywords import KeywordLogs
from flake8_ownership.codemods.dialects.loguru import LoguruLogs
from flake8_ownership.codemods.dialects.plain import PlainLogs
from flake8_ownership.codemods.dialects.stdlib import StdlibLogs
from flake8_ownership.codemods.survey import Habit, Survey
from flake8_ownership.index.module import Class, Function, Module
from flake8_ownership.index.scopes import END, Binding
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Bound, Either, Instance, Lib, Made, OwnInstance, Unknown, Value, Where
from flake8_ownership.settings import TRACKERS, Settings

_LIBRARIES = {
    "logging.Logger": "stdlib",
    "logging.LoggerAdapter": "stdlib",
    "picologging.Logger": "stdlib",
    "structlog.stdlib.BoundLogger": "structlog",
    "structlog.typing.FilteringBoundLogger": "structlog",
    "structlog.BoundLogger": "structlog",
    "loguru.logger": "loguru",
    "logfire": "logfire",
}
_NAMED = re.compile(r"^_*(log|logger)_?$|_(log|logger)$", re.IGNORECASE)
_SPEAKS = r"(?<![\w.]){name}\.(debug|info|warning|error|exception|critical)\("


class Loggers:
    """The loggers of one module; `quote` is the quote of its strings."""

    def __init__(
        self, module: Module, resolver: Resolver, settings: Settings, survey: Survey, additions: Additions, quote: str
    ) -> None:
        self._module = module
        self._resolver = resolver
        self._settings = settings
        self._wanted = settings.logging if settings.logging not in TRACKERS else "auto"
        self._survey = survey
        self._additions = additions
        self._quote = quote

    def of(self, function: Function) -> Logs:
        """What a function's logs are written with. Raises Refused where the function hides the logger's name."""
        hidden = names.bound_in(function)
        visible = [(library, name) for library, name in self._existing if name not in hidden]
        for library, expression in (*visible, *self._of_parameters(function), *self._of_class(function)):
            return self.written(library, expression)
        if self._existing:
            raise Refused(f"the function binds {self._existing[0][1]!r}, which hides the module's logger")
        library, name = self._of_module
        if name in hidden:
            raise Refused(f"the function binds {name!r}, which hides the module's logger")
        return self.written(library, name)

    def at_top(self, row: int) -> tuple[str, str]:
        """The library and name of a logger that the top of the module has bound before a row."""
        for library, name in self._existing:
            if all(binding.row < row for binding in self._module.body.bindings[name]):
                return library, name
        return self._of_module

    @property
    def _of_module(self) -> tuple[str, str]:
        """A logger that the module is given."""
        declared = self._additions.declared
        if "logger" not in declared:
            declared["logger"] = self._declare()
        return declared["logger"]

    def written(self, library: str, expression: str) -> Logs:
        """The dialect of a logger of some library."""
        match library:
            case "stdlib":
                return StdlibLogs(expression, self._quote)
            case "structlog":
                return KeywordLogs(expression, self._quote)
            case "logfire":
                return KeywordLogs(expression, self._quote, "_exc_info")
            case "loguru":
                return LoguruLogs(expression, self._quote)
        return PlainLogs(expression, self._quote)

    # -- what is there

    @cached_property
    def _existing(self) -> list[tuple[str, str]]:
        """Loggers at the top of the module, by library and name: those whose type is known first."""
        if ":" in self._wanted:
            return []
        known: list[tuple[str, str]] = []
        named: list[tuple[str, str]] = []
        for name, value in self._additions.at_top.items():
            if not self._is_there(name, self._module.body.bindings[name]):
                continue
            library = library_of(value)
            if library:
                known.append((library, name))
            elif isinstance(value, (Unknown, Made)) and _NAMED.search(name) and self._speaks(name):
                named.append(("plain", name))
        return [one for one in (*known, *named) if self._wanted in ("auto", one[0])]

    def _speaks(self, name: str) -> bool:
        """Whether the file logs with a name."""
        return re.search(_SPEAKS.format(name=re.escape(name)), self._module.text) is not None

    def _is_there(self, expression: str, bindings: Iterable[Binding]) -> bool:
        """Whether a logger is never None, as far as its bindings and the file's use of it tell."""
        if not any(map(_may_be_none, bindings)):
            return True
        name = re.escape(expression)
        asked = re.search(rf"\b(if|and|or)\s+(not\s+)?{name}\b(?!\.)|(?<![\w.]){name}\s+(is|and)\b", self._module.text)
        return self._speaks(expression) and asked is None

    def _of_parameters(self, function: Function) -> Iterator[tuple[str, str]]:
        """Loggers that the function is given, and keeps; one without a type is, where the function logs with it."""
        for name in _parameters(function):
            bindings = function.body.bindings.get(name, ())
            if not _NAMED.search(name) or len(bindings) != 1 or any(map(_may_be_none, bindings)):
                continue
            if not names.stays_bound(function, name):
                continue
            value = self._resolver.name(name, Where(function, END))
            library = library_of(value) or (
                "plain" if isinstance(value, Unknown) and _speaks_in(function, name) else ""
            )
            if library and self._wanted in ("auto", library):
                yield library, name

    def _of_class(self, function: Function) -> Iterator[tuple[str, str]]:
        """Loggers that the method's class keeps: `self.logger`."""
        owner = function.owner
        if owner is None or function.receiver is None or "classmethod" in function.decorator_names:
            return
        if len(function.body.bindings[function.receiver]) > 1:
            return
        attributes = {
            name for method in owner.all_functions for name in method.body.attributes
        } | owner.body.bindings.keys()
        for name in sorted(attributes):
            if _NAMED.search(name) and self._is_there(f"{function.receiver}.{name}", _given(owner, name)):
                library = library_of(self._resolver.attribute(OwnInstance(owner), name))
                if library and self._wanted in ("auto", library):
                    yield library, f"{function.receiver}.{name}"

    # -- what is declared

    def _declare(self) -> tuple[str, str]:
        """Gives the module a logger; returns its library and name."""
        if ":" in self._wanted:
            path, _, name = self._wanted.partition(":")
            if self._resolver.project.find(path) is None:
                where = self._settings.logging_path or "the option"
                raise Refused(f"{where}: logging: this project has no module {path!r}")
            bound = self._additions.object(path, name.partition(".")[0], own=True)
            return self._library_at(path, name), f"{bound}{name[len(name.partition('.')[0]) :]}"
        for habit in self._survey.loggers[:3]:
            declared = self._as_elsewhere(habit)
            if declared is not None:
                return declared
        library = self._wanted
        if library == "auto":
            asked = self._survey.dependencies
            library = next((one for one in ("structlog", "loguru", "logfire") if one in asked), "stdlib")
        name = self._additions.free("logger", "_logger", "log", "module_logger")
        match library:
            case "loguru":
                return library, self._additions.object("loguru", "logger", name)
            case "logfire":
                return library, self._additions.module("logfire")
            case "structlog":
                self._assign(name, f"{self._additions.module('structlog')}.get_logger", "")
            case _:
                self._assign(name, f"{self._additions.module('logging')}.getLogger", "__name__")
        return library, name

    def _as_elsewhere(self, habit: Habit) -> tuple[str, str] | None:
        """A logger come by as another file does; None where that cannot be done here."""
        there = self._resolver.project.at(habit.path)
        if there is None:
            return None
        library = library_of(self._resolver.name(habit.name, Where(there, END))) or "plain"
        if self._wanted not in ("auto", library):
            return None
        if habit.module:
            try:
                return library, self._additions.object(habit.module, habit.imported, habit.name)
            except Refused:
                return None
        maker = self._maker(habit, library)
        if maker is None:
            return None
        name = self._additions.free(habit.name, "logger", "_logger", "log", "module_logger")
        self._assign(name, maker, habit.arguments)
        return library, name

    def _maker(self, habit: Habit, library: str) -> str | None:
        """How this module writes what makes a logger elsewhere."""
        first, _, rest = habit.maker.partition(".")
        there = self._resolver.project.at(habit.path)
        assert there is not None
        binding = next(iter(there.body.bindings.get(first, ())), None)
        if binding is None or binding.kind != "import" or binding.block is not None:
            return None
        value = self._resolver.name(first, Where(there, END))
        path = value.path if isinstance(value, Lib) else value.api.name if isinstance(value, Bound) else ""
        if path in ("logging", "structlog"):
            return f"{self._additions.module(path)}.{rest}" if rest else None
        if path.partition(".")[0] in ("logging", "structlog"):
            package, _, last = path.partition(".")
            return f"{self._additions.module(package)}.{last}"
        if binding.imported and not binding.level and self._resolver.project.owns(binding.module) and not rest:
            try:
                return self._additions.object(binding.module, binding.imported, first)
            except Refused:
                return None
        return None

    def _assign(self, name: str, maker: str, arguments: str) -> None:
        self._additions.need(Need("", name, value=Call(maker, (arguments,) if arguments else ())))

    def _library_at(self, path: str, name: str) -> str:
        """The library of a logger in another module."""
        there = self._resolver.project.find(path)
        return (there and library_of(self._resolver.name(name, Where(there, END)))) or "plain"


def library_of(value: Value) -> str:
    """The library of a logger (`stdlib`, `structlog`, `loguru`, `logfire`), empty for anything else."""
    match value:
        case Instance(known):
            return _LIBRARIES.get(known.name, "")
        case Lib(path) if not path.endswith(("Logger", "LoggerAdapter")):  # which are classes
            return _LIBRARIES.get(path, "")
        case Either(values):
            found = {library_of(part) for part in values}
            return found.pop() if len(found) == 1 else ""
    return ""


def _may_be_none(binding: Binding) -> bool:
    """Whether a name is bound to None, or its annotation allows that."""
    if isinstance(binding.expr, ast.Constant) and binding.expr.value is None:
        return True
    return (
        binding.annotation is not None
        and re.search(r"\b(None|Optional)\b", ast.unparse(binding.annotation)) is not None
    )


def _given(owner: Class, attribute: str) -> Iterator[Binding]:
    """The bindings of an attribute, and those of the parameters that it is bound to."""
    yield from owner.body.bindings.get(attribute, ())
    for method in owner.all_functions:
        for binding in method.body.attributes.get(attribute, ()):
            yield binding
            if isinstance(binding.expr, ast.Name):
                yield from method.body.bindings.get(binding.expr.id, ())


def _speaks_in(function: Function, name: str) -> bool:
    """Whether a function logs with a name."""
    return re.search(_SPEAKS.format(name=re.escape(name)), ast.unparse(function.node)) is not None


def _parameters(function: Function) -> set[str]:
    arguments = function.node.args
    return {parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
