"""Where a project is told itself of the failures that reach a framework: exception handlers, middlewares, signals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flake8_ownership.catalogue import Catalogue, exception_names, world
from flake8_ownership.catalogue.model import Boundary, Hook
from flake8_ownership.index import ancestry, trees
from flake8_ownership.index.module import Class, Function, Module, last_name
from flake8_ownership.index.queries import Queries
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import OwnFunction, Where
from flake8_ownership.sites.registrations import Registrations, Said

_GENERAL = frozenset({"Exception", "BaseException"})
_SERVER_ERROR = 500


Heard = Literal["everything", "errors", "answers", "traceback"]


@dataclass(frozen=True, slots=True)
class Hooked:
    """A function of the project that a framework tells of failures, and where that is said: a file and a row.

    Without a function it is a call that a lambda makes, `said`, or a library that reports them by itself. `by` is the
    path of what sets it. With `only`, it hears only of that function, or of the methods of that class. One that is set
    for `errors` does not hear of those that the framework answers a request with; one for `answers` hears of these
    alone; one for the `traceback` has the framework print that.
    """

    function: Function | None
    by: str
    path: Path
    row: int
    only: Class | Function | None = None
    hears: Heard = "everything"
    said: Said | None = None

    @property
    def sets_up(self) -> Module | None:
        """The module of what hears; None for a library."""
        return self.said.module if self.said is not None else self.function.module if self.function else None


# What a module sets: which hook, None for what reports everything by itself, and where.
Set = tuple[tuple[Hook | None, Hooked], ...]


class Hooks:
    """The hooks of one project; for the judgement of one file."""

    def __init__(
        self, resolver: Resolver, catalogue: Catalogue, registrations: Registrations[Hook], kept: Queries[Set]
    ) -> None:
        self._resolver = resolver
        self._registry = catalogue.hooks
        self._registrations = registrations
        # All that is ever looked for in the texts of a project, in one reading of them.
        self._words = self._registry.all_words | {name_of_app(one) for one in catalogue.boundaries.all if one.app}
        # What each module sets, found out once for all files that ask.
        self._kept = kept
        self._known: dict[Boundary, tuple[Hooked, ...]] = {}

    def of(self, boundary: Boundary, function: Function) -> tuple[Hooked, ...]:
        """What hears of a failure of a function at a boundary; nothing where that cannot be told."""
        return tuple(hooked for hooked in self._all_of(boundary, function) if hooked.hears != "answers")

    def of_answers(self, boundary: Boundary, function: Function) -> tuple[Hooked, ...]:
        """What may hear of errors that a function answers a request with."""
        return tuple(hooked for hooked in self._all_of(boundary, function) if hooked.hears != "errors")

    def printed(self, boundary: Boundary, function: Function) -> tuple[str, ...] | None:
        """What stands with the traceback of a function that the project has a framework print, which it does not print
        by itself; None where it prints none."""
        hooks = [hook for hook in self._registry.all if hook.given is not None and hook.is_for(boundary)]
        if hooks and any(hooked.hears == "traceback" for hooked in self._heard_at(boundary, function)):
            return hooks[0].mentions
        return None

    def _all_of(self, boundary: Boundary, function: Function) -> tuple[Hooked, ...]:
        around = ancestry.lineage(self._resolver, function.owner) if function.owner is not None else ()
        scopes = {None, function, *around}
        heard = self._heard_at(boundary, function)
        return tuple(hooked for hooked in heard if hooked.only in scopes and hooked.hears != "traceback")

    def _heard_at(self, boundary: Boundary, function: Function) -> tuple[Hooked, ...]:
        """All that is set for a boundary."""
        if boundary not in self._known:
            alone = not self._resolver.project.folders
            modules = (function.module,) if alone else self._holding(boundary)
            found = [(hook, hooked) for module in modules for hook, hooked in self._of_module(module)]
            heard = (hooked for hook, hooked in found if hook is None or hook.is_for(boundary))
            self._known[boundary] = tuple(dict.fromkeys(heard))
        return self._known[boundary]

    def are_too_many(self, boundary: Boundary) -> bool:
        """Whether too many files of the project could set a hook for a boundary to look at them."""
        return self._paths(boundary) is None

    def _holding(self, boundary: Boundary) -> Iterator[Module]:
        """The files that can set a hook: in which the name of one stands."""
        for path in self._paths(boundary) or ():
            module = self._resolver.project.at(path)
            if module is not None:
                yield module

    def lacks(self, app: str) -> bool:
        """Whether no file of the project names the class of an application."""
        return self._resolver.project.holding((app,), self._words) == ()

    def _paths(self, boundary: Boundary) -> tuple[Path, ...] | None:
        words = self._registry.words_of(lambda hook: hook.is_for(boundary))
        return self._resolver.project.holding(words, self._words) if words else ()

    def _of_module(self, module: Module) -> Set:
        return self._kept.ask(module, lambda: tuple(self._in(module)), ())

    def _in(self, module: Module) -> Iterator[tuple[Hook | None, Hooked]]:
        for function in module.decorated_or_named(self._registry.may_override):
            found = self._declared(function)
            if found is not None:
                only = self._heard_of(function) if found[0].local else None
                if only is not None or not found[0].local:
                    yield found[0], Hooked(function, found[1], module.path, function.row, only, found[2])
        for taken in self._registrations.taken_in(module):
            if taken.what.given is not None and taken.call is not None and not _is_given(taken.call, *taken.what.given):
                continue
            heard = self._heard(taken.what, taken.call, taken.where)
            if heard is not None:
                row = taken.call.lineno if taken.call is not None else taken.function.row
                yield taken.what, Hooked(taken.function, taken.by, module.path, row, None, heard)
        for hook, said in self._registrations.said_in(module):
            heard = self._heard(hook, said.taker, said.where)
            if heard is not None:
                yield hook, Hooked(None, said.by, module.path, said.taker.lineno, None, heard, said)
        yield from self._set_up(module)

    def _declared(self, function: Function) -> tuple[Hook, str, Heard] | None:
        """The hook that a function is where it is defined, the path of what makes it one, and what it hears of."""
        declared = self._registrations.declared(function)
        if declared is not None:
            node = declared.decorator
            where = Where(function.outer, block=function.block)
            heard = self._heard(declared.what, node if isinstance(node, ast.Call) else None, where)
            return (declared.what, declared.by, heard) if heard is not None else None
        for path in self._registrations.paths(function):
            # A decorator for events, which tells by the function's name of which: `@bot.event`.
            hook = self._registry.overridden(path.rpartition(".")[0], function.name)
            if hook is not None:
                return hook, path, "everything"
        return None

    def _heard_of(self, function: Function) -> Class | Function | None:
        """What a local hook hears of: the function that its decorator is an attribute of, or its class."""
        for node in function.node.decorator_list:
            match node.func if isinstance(node, ast.Call) else node:
                case ast.Attribute(value=owner):
                    value = self._resolver.value(owner, Where(function.outer, block=function.block))
                    if isinstance(value, OwnFunction) and value.function is not function:
                        return value.function
        return function.owner

    def _heard(self, hook: Hook, call: ast.Call | None, where: Where | None) -> Heard | None:
        """What a hook hears of: that for which its call asks. None where it asks for some errors only."""
        if call is None or where is None or hook.of < 0:
            return "everything"
        if hook.of >= len(call.args):
            return None
        kind = call.args[hook.of]
        if isinstance(kind, ast.Call) and any(last_name(one) in _GENERAL for one in kind.args):
            return "errors"  # a filter for errors: `ExceptionTypeFilter(Exception)`
        if last_name(kind) in _GENERAL or (isinstance(kind, ast.Constant) and kind.value == _SERVER_ERROR):
            return "errors"
        if hook.general and not hook.general.isdisjoint(self._registrations.paths_of(kind, where)):
            return "errors"
        # By its last name, or by the number of a status.
        is_of_answers = isinstance(kind, ast.Constant) or last_name(kind).endswith(exception_names.words().answers)
        return "answers" if is_of_answers else None

    def _set_up(self, module: Module) -> Iterator[tuple[Hook | None, Hooked]]:
        """What reports by itself once a call has set it up, or has the framework do so."""
        for path, hook in self._registry.calls.items():
            for call, scope, block in module.calls_of(path.rpartition(".")[2]):
                known = self._registrations.paths_of(call.func, Where(scope, block=block))
                if path not in map(self._registry.canonical, known):
                    continue
                if hook.given is None:
                    yield None, Hooked(None, path, module.path, call.lineno)
                elif _is_given(call, *hook.given):
                    yield hook, Hooked(None, path, module.path, call.lineno, hears="traceback")


def _is_given(call: ast.Call, keyword: str, value: str) -> bool:
    """Whether a call is given a text, under a keyword or by its position."""
    given = (*call.args, *(one.value for one in call.keywords if one.arg == keyword))
    return any(isinstance(one, ast.Constant) and one.value == value for one in given)


def passes_on(function: Function) -> bool:
    """Whether a handler of the event loop's keeps the failure that it is given, or hands it to anything but the
    loop."""
    arguments = [one.arg for one in (*function.node.args.posonlyargs, *function.node.args.args)]
    told = set(arguments[-1:])
    for name, bindings in function.body.bindings.items():
        told.update(name for one in bindings if one.expr is not None and _names(one.expr) & told)
    kept = (
        node.value
        for node in trees.nodes(function.node)
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None and _is_kept(node)
    )
    handed = (
        given
        for call, _ in function.body.calls
        if last_name(call) not in world.names().passing
        for given in (*call.args, *(word.value for word in call.keywords))
    )
    return any(_names(value) & told for value in (*kept, *handed))


def _is_kept(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(target, (ast.Attribute, ast.Subscript)) for target in targets)


def _names(expr: ast.AST) -> set[str]:
    return {node.id for node in trees.nodes(expr) if isinstance(node, ast.Name)}


def name_of_app(boundary: Boundary) -> str:
    """The last name of the class of the application that a boundary needs; empty where it needs none."""
    return boundary.app.rpartition(".")[2]
