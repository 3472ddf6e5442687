"""Functions that are looked up by name, from a string: `getattr(jobs, "rate")`, `"shop.jobs:rate"`."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from flake8_ownership.catalogue import world
from flake8_ownership.index import generics
from flake8_ownership.index.module import Call, Function, Module, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Bound, Either, Lib, OwnFunction, Unknown, Value, Where

_DEEPEST = 3  # functions of the project that hand the text on


@dataclass(frozen=True, slots=True)
class _Texts:
    """What the texts of a module say of one name: the dotted paths that end in it, and whether the name alone is given
    to something that looks for it."""

    paths: tuple[tuple[str, ...], ...] = ()
    is_looked_up: bool = False


class Mentions:
    """Answers for the judgement of one file; each module is asked once for each name."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[tuple[Module, str], _Texts] = {}
        self._handed_on: dict[tuple[Function, str, int], bool] = {}

    def names(self, module: Module, function: Function) -> bool:
        """Whether some text of a module names a function."""
        key = module, function.name
        if key not in self._known:
            self._known[key] = self._found(*key)
        texts = self._known[key]
        owners = {*function.module.name.split("."), function.owner.name if function.owner is not None else ""}
        return texts.is_looked_up or any(path[-2] in owners for path in texts.paths)

    def _found(self, module: Module, name: str) -> _Texts:
        return _Texts(
            tuple(tuple(path.replace(":", ".").split(".")) for path in module.paths_to(name)),
            any(self._looks_up(call, argument, 0) for call, argument in module.calls_telling(name)),
        )

    def _looks_up(self, call: Call, argument: ast.expr, depth: int) -> bool:
        """Whether a call resolves names that it is given by an argument."""
        value = self._resolver.value(call.node.func, Where(call.scope, block=call.block))
        return self._does(value, call, argument, depth)

    def _does(self, value: Value, call: Call, argument: ast.expr, depth: int) -> bool:
        match value:
            case Either(values):
                return any(self._does(part, call, argument, depth) for part in values)
            case Lib(path):
                return world.looks_up(path)
            case Bound(api):
                return world.looks_up(api.name)
            case OwnFunction(function) if function.is_own and depth < _DEEPEST:
                names = [name for name, given in generics.pairs(function, call.node) if given is argument]
                return any(self._hands_on(function, name, depth + 1) for name in names)
            case Unknown():
                return world.looks_up(last_name(call.node))
        return False

    def _hands_on(self, function: Function, name: str, depth: int) -> bool:
        """Whether a function of the project gives what one of its parameters holds to something that looks it up."""
        key = function, name, depth
        if key not in self._handed_on:
            self._handed_on[key] = any(
                self._looks_up(Call(inner, function, block), one, depth)
                for inner, block, _ in function.calls_given(name)
                for one in (*inner.args, *(word.value for word in inner.keywords))
                if isinstance(one, ast.Name) and one.id == name
            )
        return self._handed_on[key]
