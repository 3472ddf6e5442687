"""Who calls a function: known only where every mention of it is a call that can be found."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field

from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.index.scopes import Block
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Either, OwnFunction, Unknown, Value, Where

# Decorators that change nothing about who calls a function.
_HARMLESS = frozenset(
    {
        "staticmethod",
        "classmethod",
        "wraps",
        "override",
        "final",
        "retry",
        "overload",
        "abstractmethod",
        "cache",
        "lru_cache",
        "asynccontextmanager",
        "contextmanager",
        "property",
        "cached_property",
    }
)


@dataclass(slots=True)
class _Mentions:
    calls: list[tuple[ast.Call, Function | None, Block | None]] = field(default_factory=list)
    count: int = 0


class Callers:
    """The calls of a module's functions in that module."""

    def __init__(self, module: Module, resolver: Resolver) -> None:
        self._module = module
        self._resolver = resolver
        self._mentions: dict[str, _Mentions] | None = None

    def of(self, function: Function) -> list[tuple[ast.Call, Function]] | None:
        """Every call of a function; None where there may be others, or none at all."""
        if not self._is_private(function) or function.decorator_names - _HARMLESS:
            return None
        mentions = self._all().get(function.name)
        if mentions is None or mentions.count != len(mentions.calls):
            return None
        found = []
        for call, caller, block in mentions.calls:
            if caller is None:
                return None
            callee = self._resolver.value(call.func, Where(caller, block=block))
            if not _is(callee, function):
                if isinstance(callee, Unknown):
                    return None
                continue
            found.append((call, caller))
        return found or None

    def _is_private(self, function: Function) -> bool:
        """Nothing outside the module is meant to call it: one leading underscore, or defined inside a function."""
        name = function.name
        if isinstance(function.outer, Function):
            return True
        return name.startswith("_") and not name.startswith("__")

    def _all(self) -> dict[str, _Mentions]:
        if self._mentions is None:
            self._mentions = defaultdict(_Mentions)
            for call, block in self._module.body.calls:
                self._mentions[last_name(call)].calls.append((call, None, block))
            for function in self._module.every_function():
                for call, block in function.body.calls:
                    self._mentions[last_name(call)].calls.append((call, function, block))
            for node in trees.nodes(self._module.source.tree):
                if isinstance(node, ast.Attribute):
                    self._mentions[node.attr].count += 1
                elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    self._mentions[node.id].count += 1
        return self._mentions


def _is(value: Value, function: Function) -> bool:
    match value:
        case OwnFunction(found):
            return found is function
        case Either(values):
            return any(_is(part, function) for part in values)
    return False
