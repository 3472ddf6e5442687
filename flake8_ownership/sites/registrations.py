"""What functions of the project are registered for: by a decorator, by being handed to a call or named in a class, or
by overriding a method. What each framework takes is data of the catalogue."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from flake8_ownership.apis import ApiClass
from flake8_ownership.catalogue.model import Argument, Boundary, Form, Hook
from flake8_ownership.catalogue.registry import Registry
from flake8_ownership.index import members, trees
from flake8_ownership.index.flow import Block
from flake8_ownership.index.module import Class, Function, Module, Scope, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import (
    Bound,
    Either,
    Instance,
    Lent,
    Lib,
    Made,
    OwnClass,
    OwnFunction,
    OwnInstance,
    Plain,
    Value,
    Where,
)

T = TypeVar("T", bound=Boundary | Hook)
Paths = tuple[str, ...]
_MOST_WRAPPERS = 3  # functions of the project around a framework's decorator
_LONGEST = 3  # attributes, one of another, that the catalogue does not list
_GENERAL = frozenset({"", "Exception", "BaseException"})


class _Handing(NamedTuple):
    """A call that is handed something, by position or keyword, in one of the forms."""

    call: ast.Call
    place: int | str
    form: Form
    expr: ast.expr
    block: Block | None


class Registrations(Generic[T]):
    """How the functions of one project are registered; for the judgement of one file."""

    def __init__(self, resolver: Resolver, registry: Registry[T]) -> None:
        self._resolver = resolver
        self._registry = registry
        self._handings: dict[Scope, dict[str, list[_Handing]]] = {}
        self._named: dict[Module, dict[str, list[tuple[ast.expr, Class, T]]]] = {}

    def of(self, function: Function) -> tuple[T, str] | None:
        """What a function is registered for, and the path of what registers it; None where nothing known does."""
        return self._decorated(function) or self._overriding(function) or self._mentioned(function)

    # -- by a decorator

    def _decorated(self, function: Function) -> tuple[T, str] | None:
        where = Where(function.outer, block=function.block)
        for node in function.node.decorator_list:
            found = self._by_decorator(node, where, _MOST_WRAPPERS)
            if found is not None:
                return found
        return None

    def _by_decorator(self, node: ast.expr, where: Where, left: int) -> tuple[T, str] | None:
        head = node.func if isinstance(node, ast.Call) else node
        found = self._agreed(self._paths_of(head, where), self._registry.decorated)
        if found is not None or not left:
            return found
        maker = self._resolver.value(head, where)
        # A function of the project stands around the framework's: it gives its decorator back, or is one itself.
        given = self._resolver.value(node, where) if isinstance(node, ast.Call) else maker
        match maker, given:
            case OwnFunction(wrapper), _ if wrapper.is_own and not isinstance(given, OwnFunction):
                each = [tuple(self._goes_by(one, bases=False)) for one in _each(given)]
                return self._agreed(each, self._registry.decorated)
            case _, OwnFunction(decorator) if decorator.is_own:
                return self._by_wrapper(decorator, left - 1)
        return None

    def _by_wrapper(self, decorator: Function, left: int) -> tuple[T, str] | None:
        """What a decorator of the project registers its function for: it hands it on, or applies another decorator."""
        arguments = [one.arg for one in (*decorator.node.args.posonlyargs, *decorator.node.args.args)]
        handed = next((name for name in arguments if name != decorator.receiver), None)
        if handed is None:
            return None
        for call, block in decorator.body.calls:
            where = Where(decorator, block=block)
            if not any(isinstance(one, ast.Name) and one.id == handed for one in call.args):
                continue
            found = self._by_decorator(call.func, where, left) or self._taken(call, handed, where)
            if found is not None:
                return found
        return None

    def _taken(self, call: ast.Call, handed: str, where: Where) -> tuple[T, str] | None:
        for one in _handings(call, where.block):
            if isinstance(one.expr, ast.Name) and one.expr.id == handed:
                found = self._taken_by(one, where)
                if found is not None:
                    return found
        return None

    # -- by overriding a method

    def _overriding(self, function: Function) -> tuple[T, str] | None:
        if function.owner is None or not function.owner.bases:
            return None
        for path in _library_bases(self._resolver, function.owner):
            found = self._registry.overridden(path, function.name)
            if found is not None:
                return found, path
        return None

    # -- by being mentioned

    def _mentioned(self, function: Function) -> tuple[T, str] | None:
        """What takes a function in one of the places where its name stands; the first that does."""
        for module in self._mentioning(function):
            if self._may_take(module):
                found = self._handed(function, module) or self._named_by_class(function, module)
                if found is not None:
                    return found
        return None

    def _mentioning(self, function: Function) -> Iterator[Module]:
        yield function.module
        project = self._resolver.project
        if isinstance(function.outer, Function) or not project.folders:
            return
        for path in project.mentioning(function.name) or ():
            module = project.at(path) if path != function.module.path else None
            if module is not None:
                yield module

    def _may_take(self, module: Module) -> bool:
        return any(module.holds(name) for name in self._registry.words)

    def _handed(self, function: Function, module: Module) -> tuple[T, str] | None:
        for scope in module.scopes_with(function.name):
            for one in self._handings_in(scope).get(function.name, ()):
                where = Where(scope, block=one.block)
                found = self._taken_by(one, where)
                if found is None or function not in _functions(self._resolver.value(one.expr, where)):
                    continue
                if one.form != "call" or not _is_guarded(scope, one.call):
                    return found
        return None

    def _handings_in(self, scope: Scope) -> dict[str, list[_Handing]]:
        if scope not in self._handings:
            found: dict[str, list[_Handing]] = {}
            for call, block in (*scope.body.calls, *_calls_in_heads(scope)):
                if last_name(call) in self._registry.takers:
                    for one in _handings(call, block):
                        found.setdefault(last_name(one.expr), []).append(one)
            self._handings[scope] = found
        return self._handings[scope]

    def _taken_by(self, handing: _Handing, where: Where) -> tuple[T, str] | None:
        def takes(path: str) -> T | None:
            return next((one for argument, one in self._registry.taking(path) if _fits(argument, handing)), None)

        return self._agreed(self._paths_of(handing.call.func, where), takes)

    def _named_by_class(self, function: Function, module: Module) -> tuple[T, str] | None:
        if module not in self._named:
            self._named[module] = self._named_in(module)
        for expr, cls, one in self._named[module].get(function.name, ()):
            if function in _functions(self._resolver.value(expr, Where(cls))):
                return one, cls.canonical
        return None

    def _named_in(self, module: Module) -> dict[str, list[tuple[ast.expr, Class, T]]]:
        """What the attributes of a module's classes name, for those that something known reads."""
        found: dict[str, list[tuple[ast.expr, Class, T]]] = {}
        for cls in module.every_class():
            for attribute in self._registry.attributes:
                known = self._registry.named_by(cls.name, attribute)
                for binding in cls.body.bindings.get(attribute, ()) if known is not None else ():
                    for _, form, expr in _forms(0, binding.expr):
                        if known is not None and form == known[0]:
                            found.setdefault(last_name(expr), []).append((expr, cls, known[1]))
        return found

    def _paths_of(self, expr: ast.expr, where: Where) -> list[Paths]:
        """What an expression may be, each by the paths that it goes by. Those of a member that neither the catalogue
        nor the project's class lists are put together from its type's."""
        names: list[str] = []
        while True:
            value = self._resolver.value(expr, where)
            found = [tuple(self._goes_by(one, bases=bool(names))) for one in _each(value)]
            if any(found) or not isinstance(expr, ast.Attribute) or len(names) == _LONGEST:
                return [tuple(".".join((path, *reversed(names))) for path in paths) for paths in found]
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
            case Lent(given):
                yield from self._goes_by(given, bases=bases)
            case OwnInstance(cls) | OwnClass(cls) if bases:
                yield from _library_bases(self._resolver, cls)

    def _agreed(self, each: Iterable[Paths], ask: Callable[[str], T | None]) -> tuple[T, str] | None:
        """What all that something may be answers; None where one answers nothing, or another thing."""
        found = [next(((one, path) for path in paths if (one := ask(path)) is not None), None) for paths in each]
        first = found[0] if found else None
        return first if first is not None and all(one and one[0] == first[0] for one in found) else None


def _handings(call: ast.Call, block: Block | None) -> Iterator[_Handing]:
    """What a call is handed that may be a function, each with how."""
    given: Iterable[tuple[int | str, ast.expr]] = [
        *enumerate(call.args),
        *((keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg is not None),
    ]
    for place, expr in given:
        for at, form, named in _forms(place, expr):
            yield _Handing(call, at, form, named, block)


def _calls_in_heads(scope: Scope) -> Iterator[tuple[ast.Call, Block | None]]:
    """The calls in the annotations of the functions right inside a scope: `Annotated[Database, Depends(connect)]`."""
    for function in scope.all_functions:
        args = function.node.args
        for argument in (*args.posonlyargs, *args.args, *args.kwonlyargs):
            if isinstance(argument.annotation, ast.Subscript):
                for node in trees.nodes(argument.annotation):
                    if isinstance(node, ast.Call):
                        yield node, function.block


def _forms(place: int | str, expr: ast.expr | None) -> Iterator[tuple[int | str, Form, ast.expr]]:
    match expr:
        case ast.Name() | ast.Attribute():
            yield place, "function", expr
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            for element in elements:
                inner = _unwrapped(element)
                if isinstance(inner, (ast.Name, ast.Attribute)):
                    yield place, "list", inner
        case ast.Call(func=callee):
            inner = _unwrapped(expr)
            if inner is not expr:
                yield place, "function", inner
            elif isinstance(callee, (ast.Name, ast.Attribute)):
                yield place, "call", callee


def _unwrapped(expr: ast.expr) -> ast.expr:
    """What a `partial` holds, or else the expression itself."""
    match expr:
        case ast.Call(args=[ast.Name() | ast.Attribute() as held, *_]) if last_name(expr) == "partial":
            return held
    return expr


def _fits(argument: Argument, handing: _Handing) -> bool:
    if argument.form != handing.form:
        return False
    return handing.place in (argument.position, argument.keyword) or (argument.any and isinstance(handing.place, int))


def _each(value: Value) -> tuple[Value, ...]:
    return value.values if isinstance(value, Either) else (value,)


def _library_bases(resolver: Resolver, cls: Class) -> Iterator[str]:
    for base in members.lineage(resolver, cls):
        if not isinstance(base, Class):
            yield base.name if isinstance(base, ApiClass) else base


def _functions(value: Value) -> list[Function]:
    return [one.function for one in _each(value) if isinstance(one, OwnFunction)]


def _is_guarded(scope: Scope, call: ast.Call) -> bool:
    """Whether a general failure that comes out of a call is caught in its own scope."""
    for guard in scope.body.guards:
        match guard:
            case ast.Try(body=[first, *_] as body, handlers=handlers):
                inside = first.lineno <= call.lineno <= (body[-1].end_lineno or body[-1].lineno)
                if inside and any(_is_general(handler.type) for handler in handlers):
                    return True
    return False


def _is_general(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(one is None or last_name(one) in _GENERAL for one in kinds)
