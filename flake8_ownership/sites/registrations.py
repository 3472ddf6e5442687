"""What functions of the project are registered for: by decorators, by what takes them, by what they override."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar, cast

from flake8_ownership.catalogue.model import Boundary, Hook
from flake8_ownership.catalogue.registry import Registry
from flake8_ownership.index import ancestry
from flake8_ownership.index.module import Class, Function, Module, Scope, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import (
    Bound,
    Instance,
    Items,
    Lent,
    Lib,
    Made,
    OwnClass,
    OwnFunction,
    OwnInstance,
    Plain,
    Value,
    Where,
    parts_of,
)
from flake8_ownership.sites.handings import Handing, calls_in_heads, fits, forms, given_to, handings
from flake8_ownership.sites.runners import Runners

T = TypeVar("T", bound=Boundary | Hook)
Paths = tuple[str, ...]
_MOST_WRAPPERS = 3  # functions of the project around a framework's decorator
_MOST_MADE = 8  # decorators of a function whose name something else is registered by
_LONGEST = 3  # attributes, one of another, that the catalogue does not list


Found = tuple[T, str]  # what a function is registered for, and the path of what registers it


class Declared(NamedTuple, Generic[T]):
    """What a function is registered for where it is defined."""

    what: T
    by: str
    decorator: ast.expr | None


class Taken(NamedTuple, Generic[T]):
    """A call that takes a function, and where it stands; none where a class names it."""

    what: T
    by: str
    function: Function
    call: ast.Call | None = None
    where: Where | None = None


class Said(NamedTuple):
    """A call that a lambda makes which is handed on, the path of what takes it by which call, and where that stands."""

    by: str
    taker: ast.Call
    call: ast.Call
    where: Where
    module: Module


@dataclass(slots=True)
class Written:
    """What the texts of one project have to say of registrations, read once for all files that ask: what the calls of a
    scope hand on, by the last names of what is handed; what they are given of calls; whether a module has a word for
    it; and by which attributes."""

    handings: dict[tuple[Registry[Any], Scope], dict[str, list[Handing]]] = field(default_factory=dict)
    givings: dict[Scope, dict[str, list[Handing]]] = field(default_factory=dict)
    takes: dict[tuple[Registry[Any], Module], bool] = field(default_factory=dict)
    attributes: dict[tuple[Registry[Any], Module], list[str]] = field(default_factory=dict)


class Registrations(Generic[T]):
    """How the functions of one project are registered; for the judgement of one file."""

    def __init__(
        self,
        resolver: Resolver,
        registry: Registry[T],
        kept: Written,
    ) -> None:
        self._resolver = resolver
        self._registry = registry
        self._written = kept
        self._named: dict[Module, dict[Function, Found[T]]] = {}
        # The functions of one name that are handed on in a module, found at once.
        self._handed: dict[tuple[Module, str], dict[Function, Found[T]]] = {}
        self._run: dict[tuple[Module, str], dict[Function, Found[T]]] = {}
        self._wrappers: dict[tuple[Function, int], Found[T] | None] = {}
        self._runners = Runners(resolver, self._boundary)
        # Whether anything runs a coroutine to its end, which functions of the project may do with it.
        self._ends = any(isinstance(one, Boundary) and one.ends for one in registry.all)

    def of(self, function: Function) -> Found[T] | None:
        """What a function is registered for, and the path of what registers it; None where nothing known does."""
        declared = self.declared(function)
        return (declared.what, declared.by) if declared is not None else self._mentioned(function)

    def declared(self, function: Function) -> Declared[T] | None:
        """What a function is registered for where it is defined: by a decorator, which is given too, or as a method."""
        where = Where(function.outer, block=function.block)
        for node in function.node.decorator_list:
            found = self._by_decorator(node, where, _MOST_WRAPPERS)
            if found is not None:
                return Declared(*found, node)
        found = self._overriding(function)
        return Declared(*found, None) if found is not None else None

    def taken_in(self, module: Module) -> Iterator[Taken[T]]:
        """The functions that are handed on in a file, or named by its classes."""
        rows = {row for name in self._registry.takers for row in module.rows_of(name, called=True)}
        rows |= {row for name in self._registry.operated for row in module.rows_of(name)}
        for scope in sorted(module.scopes_with(rows), key=_kind_of):
            for one in chain.from_iterable(self._handings_in(scope).values()):
                where = Where(scope, block=one.block)
                found = self._taken_by(one, where)
                if found is not None:
                    for function in _functions(self._resolver.value(one.expr, where)):
                        yield Taken(found[0], found[1], function, one.call, where)
        for function, (what, by) in self._named_by_classes(module).items():
            yield Taken(what, by, function)

    def said_in(self, module: Module) -> Iterator[tuple[T, Said]]:
        """What the lambdas that are handed on in a file call: `set_exception_handler(lambda loop, context: …)`."""
        rows = {row for name in self._registry.takers for row in module.rows_of(name, called=True)}
        for scope in sorted(module.scopes_with(rows), key=_kind_of):
            for call, block in scope.body.calls:
                if last_name(call) not in self._registry.takers:
                    continue
                for place, expr in given_to(call):
                    if not isinstance(expr, ast.Lambda) or not isinstance(expr.body, ast.Call):
                        continue
                    where = Where(scope, block=block)
                    found = self._taken_by(Handing(call, place, "function", expr, block), where)
                    if found is not None:
                        yield found[0], Said(found[1], call, expr.body, where, module)

    def paths(self, function: Function) -> Iterator[str]:
        """The paths of what a function is decorated with, and of the libraries' classes above its own one."""
        where = Where(function.outer, block=function.block)
        for node in function.node.decorator_list:
            yield from self.paths_of(node.func if isinstance(node, ast.Call) else node, where)
        if function.owner is not None:
            yield from ancestry.names_of_bases(self._resolver, function.owner)

    def paths_of(self, expr: ast.expr, where: Where) -> list[str]:
        """The paths that what an expression may be goes by, the project's own functions among them."""
        own = [
            one.function.canonical
            for one in parts_of(self._resolver.value(expr, where))
            if isinstance(one, OwnFunction)
        ]
        return own or [path for paths in self._paths_of(expr, where) for path in paths]

    def _by_decorator(self, node: ast.expr, where: Where, left: int) -> Found[T] | None:
        head = node.func if isinstance(node, ast.Call) else node
        found = self._agreed(self._paths_of(head, where), self._registry.decorated)
        if found is not None or not left:
            return found
        maker = self._resolver.value(head, where)
        # A function of the project stands around the framework's: it gives its decorator back, or is one itself.
        given = self._resolver.value(node, where) if isinstance(node, ast.Call) else maker
        match maker, given:
            case OwnFunction(wrapper), _ if wrapper.is_own and not isinstance(given, OwnFunction):
                each = [tuple(self._goes_by(one, bases=False)) for one in parts_of(given)]
                return self._agreed(each, self._registry.decorated)
            case _, OwnFunction(decorator) if decorator.is_own:
                if (decorator, left) not in self._wrappers:
                    self._wrappers[decorator, left] = self._by_wrapper(decorator, left - 1)
                return self._wrappers[decorator, left]
        return None

    def _by_wrapper(self, decorator: Function, left: int) -> Found[T] | None:
        """What a decorator of the project registers its function for: it hands it on, or applies another decorator."""
        arguments = [one.arg for one in (*decorator.node.args.posonlyargs, *decorator.node.args.args)]
        handed = next((name for name in arguments if name != decorator.receiver), None)
        if handed is None:
            return None
        for call, block in decorator.body.calls:
            where = Where(decorator, block=block)
            named = [one for one in handings(call, block) if isinstance(one.expr, ast.Name) and one.expr.id == handed]
            found = self._by_decorator(call.func, where, left) if named else None
            for one in named:
                found = found or self._taken_by(one, where)
            if found is not None:
                return found
        return None

    def _overriding(self, function: Function) -> Found[T] | None:
        if function.owner is None or not function.owner.bases:
            return None
        # What a library's tools have written into the project is a base of the project's own.
        for path in ancestry.names_of_bases(self._resolver, function.owner, own=True):
            found = self._registry.overridden(path, function.name)
            if found is not None:
                return found, path
        return None

    def _mentioned(self, function: Function) -> Found[T] | None:
        """What takes a function in one of the places where its name stands; the first that does."""
        for module in self._mentioning(function):
            if not module.rows_using(function.name):
                continue
            if self._takes(module):
                for named in (self._handed_in(module, function.name), self._named_by_classes(module)):
                    if function in named:
                        return named[function]
            if self._ends and function.is_async:
                run = self._run_in(module, function.name)
                if function in run:
                    return run[function]
        return None

    def _run_in(self, module: Module, name: str) -> dict[Function, Found[T]]:
        """What runs the coroutines of functions of a name that a module gives to functions of the project."""
        key = module, name
        if key not in self._run:
            self._run[key] = {}
            for scope in module.scopes_with(module.rows_using(name)):
                for one in self._givings_in(scope).get(name, ()):
                    where = Where(scope, block=one.block)
                    found = self._runners.of(one, where)
                    if found is not None and not self._runners.is_caught(one.call, scope):
                        through = self._through(cast("Found[T]", found), scope)
                        for function in _functions(self._resolver.value(one.expr, where)):
                            self._run[key].setdefault(function, through)
        return self._run[key]

    def _givings_in(self, scope: Scope) -> dict[str, list[Handing]]:
        """What the calls of a scope are given that is the coroutine of a call, by the last name of what makes it."""
        if scope not in self._written.givings:
            found: dict[str, list[Handing]] = {}
            for call, block in scope.body.calls:
                if any(isinstance(given, ast.Call) for given in (*call.args, *(word.value for word in call.keywords))):
                    for one in handings(call, block):
                        if one.form == "call":
                            found.setdefault(last_name(one.expr), []).append(one)
            self._written.givings[scope] = found
        return self._written.givings[scope]

    def _boundary(self, handing: Handing, where: Where) -> tuple[Boundary, str] | None:
        found = self._taken_by(handing, where)
        return (found[0], found[1]) if found is not None and isinstance(found[0], Boundary) else None

    def _takes(self, module: Module) -> bool:
        """Whether anything stands in a module that takes functions."""
        key = self._registry, module
        if key not in self._written.takes:
            self._written.takes[key] = any(module.holds(name) for name in self._registry.words)
        return self._written.takes[key]

    def _attributes_in(self, module: Module) -> list[str]:
        """The attributes of classes by which a module may name functions."""
        key = self._registry, module
        if key not in self._written.attributes:
            self._written.attributes[key] = [name for name in self._registry.attributes if module.holds(name)]
        return self._written.attributes[key]

    def _mentioning(self, function: Function) -> Iterator[Module]:
        yield function.module
        project = self._resolver.project
        if isinstance(function.outer, Function) or not project.folders:
            return
        for path in project.using(function.name) or ():
            module = project.at(path) if path != function.module.path else None
            if module is not None:
                yield module

    def _handed_in(self, module: Module, name: str) -> dict[Function, Found[T]]:
        """What takes the functions of a name in a module."""
        key = module, name
        if key not in self._handed:
            self._handed[key] = {}
            for scope in module.scopes_with(module.rows_using(name)):
                for one in self._handings_in(scope).get(name, ()):
                    where = Where(scope, block=one.block)
                    found = self._taken_by(one, where)
                    if found is not None and (one.form != "call" or not self._runners.is_caught(one.call, scope)):
                        found = self._through(found, scope) if one.form == "call" else found
                        for function in _functions(self._resolver.value(one.expr, where)):
                            self._handed[key].setdefault(function, found)
        return self._handed[key]

    def _through(self, found: Found[T], scope: Scope) -> Found[T]:
        """What a coroutine's failure reaches that a function runs to its end: what the function is registered for."""
        if not isinstance(found[0], Boundary) or not found[0].ends or not isinstance(scope, Function):
            return found
        return self.of(scope) or found

    def _handings_in(self, scope: Scope) -> dict[str, list[Handing]]:
        key = self._registry, scope
        if key not in self._written.handings:
            found: dict[str, list[Handing]] = {}
            for call, block in (*scope.body.calls, *scope.body.operators, *calls_in_heads(scope)):
                if last_name(call) in self._registry.takers:
                    for one in handings(call, block):
                        found.setdefault(last_name(one.expr), []).append(one)
            self._written.handings[key] = found
        return self._written.handings[key]

    def _taken_by(self, handing: Handing, where: Where) -> Found[T] | None:
        def takes(path: str) -> T | None:
            return next((one for argument, one in self._registry.taking(path) if fits(argument, handing)), None)

        return self._agreed(self._paths_of(handing.call.func, where), takes)

    def _named_by_classes(self, module: Module) -> dict[Function, Found[T]]:
        """The functions that the attributes of a module's classes name, where something known reads them."""
        if module not in self._named:
            self._named[module] = self._named_in(module)
        return self._named[module]

    def _named_in(self, module: Module) -> dict[Function, Found[T]]:
        found: dict[Function, Found[T]] = {}
        attributes = self._attributes_in(module)
        for cls in module.every_class() if attributes else ():
            for attribute in attributes:
                known = self._registry.named_by(cls.name, attribute)
                for binding in cls.body.bindings.get(attribute, ()) if known is not None else ():
                    for _, form, expr in forms(0, binding.expr):
                        if known is not None and form == known[0]:
                            for function in _functions(self._resolver.value(expr, Where(cls))):
                                found[function] = known[1], cls.canonical
        return found

    def _paths_of(self, expr: ast.expr, where: Where) -> list[Paths]:
        """What an expression may be, each by the paths that it goes by. Those of a member that neither the catalogue
        nor the project's class lists are put together from its type's."""
        names: list[str] = []
        known: list[Paths] = []
        while True:
            value = self._resolver.value(expr, where)
            found = [tuple(self._goes_by(one, bases=bool(names))) for one in parts_of(value)]
            found = [tuple(".".join((path, *reversed(names))) for path in paths) for paths in found]
            if not any(known):
                known = found
            elif len(known) == len(found) == 1:
                # A member that has a type of its own goes by its place in what it belongs to as well.
                known = [known[0] + found[0]]
            if not isinstance(expr, ast.Attribute) or len(names) == _LONGEST:
                return known
            names.append(expr.attr)
            expr = expr.value

    def _goes_by(self, value: Value, *, bases: bool) -> Iterator[str]:
        match value:
            case Lib(path) | Made(path) | Plain(path):
                yield path
            case Bound(api):
                yield api.name
            case Instance(type):
                yield type.name
            case OwnFunction(function) if not function.is_own:
                yield function.canonical
            case OwnFunction(function) if bases:
                yield from self._made_by(function)
            case Lent(given):
                yield from self._goes_by(given, bases=bases)
            case OwnInstance(cls) | OwnClass(cls) if bases:
                yield from ancestry.names_of_bases(self._resolver, cls)

    def _made_by(self, function: Function) -> Iterator[str]:
        """What the name of a decorated function stands for, by its decorators: `@group() def cli()` makes a group."""
        circle = f"{function.name} is decorated with itself"
        made = self._resolver.listed((function, self._registry, "made"), lambda: self._makers(function), circle)
        for one in made.elements if isinstance(made, Items) else ():
            yield from self._goes_by(one, bases=False)

    def _makers(self, function: Function) -> Iterator[Value]:
        where = Where(function.outer, block=function.block)
        heads = (
            node.func if isinstance(node, ast.Call) else node for node in function.node.decorator_list[:_MOST_MADE]
        )
        for head in heads:
            for paths in self._paths_of(head, where):
                yield from (Made(self._registry.canonical(path)) for path in paths[:1])

    def _agreed(self, each: Iterable[Paths], ask: Callable[[str], T | None]) -> Found[T] | None:
        """What all that something may be answers; None where one answers nothing, or another thing."""
        found = [next(((one, path) for path in paths if (one := ask(path)) is not None), None) for paths in each]
        first = found[0] if found else None
        return first if first is not None and all(one and one[0] == first[0] for one in found) else None


def _kind_of(scope: Scope) -> int:
    """Modules come before classes, and those before functions."""
    return 0 if isinstance(scope, Module) else 1 if isinstance(scope, Class) else 2


def _functions(value: Value) -> list[Function]:
    return [one.function for one in parts_of(value) if isinstance(one, OwnFunction)]
