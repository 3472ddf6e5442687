"""What may hear of an application's failures in ways that the catalogue does not list, judged by name alone.

An application object of a library is given something of the project by a call or decorator whose name, or by a keyword
that, is about errors or is one for middlewares; and what it is given reports.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from weakref import WeakMethod

from flake8_ownership.catalogue import Catalogue, registry, world
from flake8_ownership.catalogue.model import Boundary, Hook
from flake8_ownership.index.module import Class, Function, Module, last_name
from flake8_ownership.index.queries import Queries
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Lib, OwnClass, OwnFunction, OwnInstance, Table, Where, parts_of
from flake8_ownership.sites.handings import is_general
from flake8_ownership.sites.registrations import Registrations

_MOST_GIVEN = 40  # names in what one call is given
_MOST_DECORATORS = 8
# What takes classes that are no errors.
_CLASSES = frozenset({"add_middleware", "Middleware", "middleware"})

# Whether a function reports something: anywhere, or only in a handler around one of some calls.
Tells = Callable[[Function, frozenset[str]], bool]


@dataclass(frozen=True, slots=True)
class Listener:
    """Something of the project that reports, by its name, the package of the library that it is registered with, empty
    where that is not known, the row where that is done, and whether that is said to be `for_errors`."""

    name: str
    package: str
    row: int
    for_errors: bool = False


class Listeners:
    """Answers for one project; for the judgement of one file."""

    def __init__(
        self,
        resolver: Resolver,
        catalogue: Catalogue,
        registrations: Registrations[Hook],
        tells: Tells,
        kept: Queries[tuple[Listener, ...]],
        mark: int,
    ) -> None:
        self._resolver = resolver
        self._hooks = catalogue.hooks
        self._registrations = registrations
        # Held weakly, since whoever judges holds this.
        self._judge = WeakMethod(tells)
        # What each module registers, found out once for all files that ask; `mark` stands for the settings.
        self._kept = kept
        self._mark = mark
        self._words = world.names().listening
        self._about = re.compile("|".join(world.names().errors), re.IGNORECASE)

    def _tells_of(self, function: Function, inner: frozenset[str]) -> bool:
        tells = self._judge()
        return tells is not None and tells(function, inner)

    def of(
        self,
        boundary: Boundary,
        module: Module,
        known: Container[tuple[Path, int]] = (),
        *,
        for_errors: bool = False,
    ) -> str:
        """What may hear of failures at a boundary, in plain words; empty for nothing. What stands at a file and row of
        which all is `known` is left out, and what is not registered `for_errors`, if so asked."""
        for one in self._modules(module):
            for listener in self._in(one):
                is_meant = listener.for_errors or not for_errors
                if is_meant and self._hears(listener, boundary) and (one.path, listener.row) not in known:
                    return f"{listener.name} may be told of its failures: {one.path.name}, line {listener.row}"
        return ""

    def _modules(self, module: Module) -> Iterator[Module]:
        """The files that may register something; the file alone where it belongs to no project."""
        project = self._resolver.project
        if not project.folders:
            yield module
            return
        for path in project.holding(self._words, self._words) or ():
            found = project.at(path)
            if found is not None:
                yield found

    def _hears(self, listener: Listener, boundary: Boundary) -> bool:
        """Whether a library is the framework, one that it is made of, or one that the catalogue does not know."""
        package = listener.package
        if boundary.framework.lower().startswith(package) or package not in registry.packages():
            return True
        return package in self._hooks.packages_of(lambda hook: hook.is_for(boundary))

    def _in(self, module: Module) -> tuple[Listener, ...]:
        return self._kept.ask((self._mark, module), lambda: tuple(self._found(module)), ())

    def _found(self, module: Module) -> Iterator[Listener]:
        rows = {row for word in self._words for row in module.rows_of(word)}
        for scope in module.scopes_with(rows):
            for call, block in scope.body.calls:
                where = Where(scope, block=block)
                for expr in self._given(call):
                    name = self._reporting(expr, where)
                    made = call.func.func if isinstance(call.func, ast.Call) else call.func
                    package = self._package(made, where) if name else ""
                    if package:
                        yield Listener(name, package, call.lineno, self._is_for_errors(call, expr))
                for expr in self._passed_on(call):
                    name = self._reporting(expr, where)
                    if name:
                        yield Listener(name, "", call.lineno)
        for word in sorted(self._words):
            # What takes the place of a library's own handler does what that did, in the project's way.
            for scope, target, binding in module.writes_of(word):
                where = Where(scope, block=binding.block)
                value = self._resolver.value(binding.expr, where) if binding.expr is not None else None
                package = self._package(target.value, where)
                match value:
                    case OwnFunction(function) if function.is_own:
                        yield Listener(f"{function.name}()", package, target.lineno)
                    case OwnClass(cls) if self._class_tells(cls):
                        yield Listener(cls.name, package, target.lineno)
                    case Lib(path) if path.partition(".")[0] not in registry.packages():
                        # Nobody knows what it does, but it was put there for a reason.
                        yield Listener(path.rpartition(".")[2], package, target.lineno)
        for function in module.decorated_or_named(lambda _: False):
            where = Where(function.outer, block=function.block)
            for node in function.node.decorator_list[:_MOST_DECORATORS]:
                head = node.func if isinstance(node, ast.Call) else node
                specific = isinstance(node, ast.Call) and _is_specific(node)
                # `@bot.event` says by the function's name what it is for, and `bot` may be anything.
                named = function.name in self._words
                about = named or self._about.search(last_name(head))
                if about and not specific and self._tells_of(function, frozenset()):
                    package = self._package(head, where)
                    if package or named:
                        yield Listener(f"{function.name}()", package, function.row)

    def _given(self, call: ast.Call) -> Iterator[ast.expr]:
        """What a call is given for errors, or as a middleware."""
        made = call.func if isinstance(call.func, ast.Call) else call  # `app.middleware("http")(watch)`
        if (last_name(made) in self._words or self._fills(call)) and not _is_specific(call):
            yield from call.args
            yield from (keyword.value for keyword in call.keywords)
        else:
            yield from (keyword.value for keyword in call.keywords if keyword.arg in self._words)

    def _is_for_errors(self, call: ast.Call, given: ast.expr) -> bool:
        words = (last_name(call), *(keyword.arg or "" for keyword in call.keywords if keyword.value is given))
        return any(map(self._about.search, words))

    def _fills(self, call: ast.Call) -> bool:
        """Whether a call puts something into a list that has such a name: `app.middlewares.append(Watch())`."""
        match call.func:
            case ast.Attribute(value=ast.Attribute(attr=name), attr="append" | "extend" | "insert"):
                return name in self._words
        return False

    def _passed_on(self, call: ast.Call) -> Iterator[ast.expr]:
        """What a call is given for errors in a dict, by the names of arguments of an application made elsewhere."""
        for given in (*call.args, *(keyword.value for keyword in call.keywords)):
            if isinstance(given, ast.Dict):
                for key, value in zip(given.keys, given.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value in self._words:
                        yield value

    def _reporting(self, expr: ast.expr, where: Where) -> str:
        """The first function or class in an expression that reports, by its name; empty for none."""
        for node in islice(_named(expr), _MOST_GIVEN):
            found = self._resolver.value(node, where)
            # A table says for one error at a time what hears of it.
            for value in parts_of(found.element if isinstance(found, Table) else found):
                match value:
                    case OwnFunction(function) if function.is_own and self._tells_of(function, frozenset()):
                        return f"{function.name}()"
                    case OwnClass(cls) | OwnInstance(cls) if self._class_tells(cls):
                        return cls.name
        return ""

    def _class_tells(self, cls: Class) -> bool:
        return any(
            self._tells_of(method, frozenset() if self._about.search(method.name) else world.names().inner)
            for method in cls.all_functions
        )

    def _package(self, expr: ast.expr, where: Where) -> str:
        """The package of the library that what an expression denotes belongs to; empty where that is not known."""
        paths = self._registrations.paths_of(expr, where)
        own = self._resolver.project.find
        return next((top for path in paths if own(top := path.partition(".")[0]) is None), "")


def _named(expr: ast.expr) -> Iterator[ast.expr]:
    """The names and attributes in an expression: those of a dict whose key is one kind of error are left out."""
    waiting: list[ast.AST] = [expr]
    for node in waiting:
        match node:
            case ast.Name() | ast.Attribute():
                yield node
            case ast.keyword(value=value):
                waiting.append(value)
            case ast.Dict(keys=keys, values=values):
                waiting += [value for key, value in zip(keys, values, strict=True) if key is None or is_general(key)]
            case ast.Call(func=func, args=arguments, keywords=keywords):
                waiting += [func, *arguments, *keywords]
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                waiting += elements
        if len(waiting) > _MOST_GIVEN:
            return


def _is_specific(call: ast.Call) -> bool:
    """Whether the first thing that a call is given is one kind of error, by its name."""
    kind = call.args[0] if call.args else None
    is_class = isinstance(kind, (ast.Name, ast.Attribute)) and last_name(kind)[:1].isupper()
    return is_class and last_name(call) not in _CLASSES and not is_general(kind)
