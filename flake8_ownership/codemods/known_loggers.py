"""What is known about a logger: its library, or which arguments it provably takes, and how to write logs with it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flake8_ownership.apis import ApiClass
from flake8_ownership.catalogue import Catalogue
from flake8_ownership.codemods.additions import Refused
from flake8_ownership.codemods.dialects import Logs
from flake8_ownership.codemods.dialects.keywords import KeywordLogs
from flake8_ownership.codemods.dialects.libraries import LOGGING
from flake8_ownership.codemods.dialects.loguru import LoguruLogs
from flake8_ownership.codemods.dialects.plain import PlainLogs
from flake8_ownership.codemods.dialects.stdlib import StdlibLogs
from flake8_ownership.codemods.manners import Manners, Told
from flake8_ownership.codemods.neighbours import PLAIN_FORM, Form
from flake8_ownership.codemods.proofs import Given, base
from flake8_ownership.codemods.speech import Speech, Speeches, Use, uses_of
from flake8_ownership.codemods.survey import Survey
from flake8_ownership.index import ancestry
from flake8_ownership.index.module import Module, Scope
from flake8_ownership.index.scopes import END, Binding
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Bound, Either, Instance, Lib, OwnFunction, OwnInstance, Unknown, Value, Where
from flake8_ownership.settings import Settings
from flake8_ownership.sites.reports import Reports

_LIBRARIES = {path: library.name for library in LOGGING for path in library.loggers}
# What loggers usually take: of those that the user names, and nobody knows.
_USUAL = Speech("exception", "traceback", frozenset({"debug", "info"}), ("error", "exc_info"))


@dataclass(frozen=True, slots=True)
class Logger:
    """A logger by the expression that denotes it; `speech` where its library is not known, and whether it `formats` its
    messages as the standard library's do."""

    library: str
    expression: str
    speech: Speech | None = None
    formats: bool = False

    @property
    def name(self) -> str:
        """The name that the expression starts with."""
        return self.expression.partition(".")[0]


class KnownLoggers:
    """Finds out about the loggers of one module's functions; `quote` is the quote of its strings."""

    def __init__(
        self,
        module: Module,
        resolver: Resolver,
        settings: Settings,
        survey: Survey,
        manners: Manners,
        quote: str,
    ) -> None:
        self._module = module
        self._resolver = resolver
        self._survey = survey
        self._manners = manners
        self._context = settings.context
        self._quote = quote
        self._speeches = Speeches(resolver)
        assert isinstance(resolver.libraries, Catalogue)
        self._reports = Reports(resolver, resolver.libraries, settings)

    def logger(self, expression: str, value: Value, scope: Scope, *, named: bool = False) -> Logger:
        """What is known of a logger that a scope has, which the user has `named` or not. Raises Refused where that is
        too little to report a failure with."""
        library = self._library(value)
        if library:
            return Logger(library, expression)
        uses = list(uses_of(scope.module, expression))
        speech = self._speeches.of(value, uses) or self._speeches.of(
            value, [*uses, *self._uses_elsewhere(scope.module, expression)]
        )
        if speech is None:
            # What nobody types, and formats as the standard library's loggers do, is one of those.
            formats = isinstance(value, Unknown) and any(use.formats for use in uses)
            if formats or (named and isinstance(value, Lib)):
                return Logger("plain", expression, _USUAL, formats)
            raise Refused("and nothing shows how to report a failure with it")
        self._check(expression, value, speech, scope)
        return Logger("plain", expression, speech, any(use.formats for use in uses))

    def takes(self, expression: str, value: Value, method: str, call: ast.Call, named: frozenset[str]) -> bool:
        """Whether a logger has a method that takes what a call gives, and keywords that are `named`."""
        given = frozenset(keyword.arg for keyword in call.keywords if keyword.arg) - named
        if any(isinstance(one, ast.Starred) for one in call.args) or not all(one.arg for one in call.keywords):
            return False
        uses = [*uses_of(self._module, expression), *self._uses_elsewhere(self._module, expression)]
        return self._speeches.takes(value, method, uses, Given(len(call.args), named, given))

    def written(self, logger: Logger, form: Form = PLAIN_FORM) -> Logs:
        """The dialect of a logger, in the form of the logs nearby."""
        match logger.library:
            case "stdlib":
                return StdlibLogs(logger.expression, self._quote, self.told("stdlib", form), form)
            case "structlog":
                return KeywordLogs(logger.expression, self._quote, form=form)
            case "logfire":
                return KeywordLogs(logger.expression, self._quote, "_exc_info", form)
            case "loguru":
                return LoguruLogs(logger.expression, self._quote, self.told("loguru", form), form)
        arguments = logger.formats and (form.values or self._manners.values) != "text"
        return PlainLogs(logger.expression, self._quote, logger.speech or _USUAL, arguments, form)

    def told(self, library: str, form: Form = PLAIN_FORM) -> Told:
        """How identifiers are written with a library that usually prints only the message: where they are read."""
        if self._context == "auto":
            survey = self._survey
            own = self._manners.extra and library == "stdlib"
            binds = survey.manners["prints bound"] > 0 and survey.manners["binds"] > 0
            read = own or ((survey.prints_extra and not self._manners.shown) if library == "stdlib" else binds)
        else:
            read = self._context == "extra"
        values = form.values or self._manners.values
        return "extra" if read else values or ("arguments" if library == "stdlib" else "text")

    def _library(self, value: Value) -> str:
        """The library of a logger, also of one whose class is the project's and leaves its methods as they are."""
        if not isinstance(value, OwnInstance):
            return library_of(value)
        bases = ancestry.lineage(self._resolver, value.cls)
        found = next((base for base in bases if isinstance(base, ApiClass) and base.name in _LIBRARIES), None)
        if found is None:
            return ""
        kept = (self._resolver.attribute(value, name) for name in ("exception", "error", "info", "debug"))
        return _LIBRARIES[found.name] if all(isinstance(one, Bound) for one in kept) else ""

    def _uses_elsewhere(self, module: Module, name: str) -> Iterator[Use]:
        """The calls that other files make on an object which a module imports, or on what they make as it does."""
        bindings = module.body.bindings.get(name, ())
        if len(bindings) != 1:
            return
        maker = bindings[0].expr
        if bindings[0].imported:
            yield from self._uses_of(module, bindings[0], lambda local: (local,))
        elif isinstance(maker, ast.Call) and isinstance(maker.func, ast.Name):
            made = module.body.bindings.get(maker.func.id, ())
            if len(made) == 1 and made[0].imported:
                yield from self._uses_of(module, made[0], None)

    def _uses_of(
        self, module: Module, imported: Binding, named: Callable[[str], Sequence[str]] | None
    ) -> Iterator[Use]:
        """The calls that other files make on what they import, or, if it is not `named`, on what they make with it."""
        origin = (base(module, imported), imported.imported or "")
        for path in self._survey.importers(*origin):
            there = self._resolver.project.at(path)
            if there is None or there is module:
                continue
            for local, found in there.body.bindings.items():
                if len(found) == 1 and (base(there, found[0]), found[0].imported) == origin:
                    for one in named(local) if named is not None else _made_with(there, local):
                        yield from uses_of(there, one)

    def _check(self, expression: str, value: Value, speech: Speech, scope: Scope) -> None:
        """Raises Refused where a method of the project's own is not known to report: the finding would stay."""
        found = self._resolver.attribute(value, speech.method)
        if not isinstance(found, OwnFunction):
            return
        call = ast.parse(f"{expression}.{speech.method}(error)", mode="eval").body
        for node in ast.walk(call):
            if isinstance(node, ast.expr):
                node.lineno, node.col_offset = END
        assert isinstance(call, ast.Call)
        if not any(report.loud for report in self._reports.of(call, Where(scope), "error")):
            settles = f'observers = ["{found.function.canonical}"] would say so'
            raise Refused(f"whose {speech.method}() is not known to report anything: {settles}")


def _made_with(module: Module, maker: str) -> Iterator[str]:
    """The names at the top of a module that are bound to what a call of a maker gives."""
    for name, bindings in module.body.bindings.items():
        made = bindings[0].expr if len(bindings) == 1 else None
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == maker:
            yield name


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
