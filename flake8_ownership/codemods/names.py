"""Names that inserted code uses: those that the module has already, and free ones for those that it lacks."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import lru_cache

from flake8_ownership.codemods import proofs
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, Module
from flake8_ownership.index.scopes import END
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Lib, OwnModule, Value, Where

ERRORS = ("error", "exc", "failure")  # what a handler calls what it has caught, where nothing nearby shows it
_MOST_VALUES = 9
_DELETES = re.compile(r"\bdel\b")


def at_top(module: Module, resolver: Resolver) -> dict[str, Value]:
    """What the names are that statements at the very top of the module bind, whatever branch it takes, and that nothing
    deletes, apart from those that a class would not see."""
    return {
        name: resolver.name(name, Where(module, END))
        for name, bindings in module.body.bindings.items()
        if all(binding.block is None for binding in bindings)
        and not is_private(name)
        and not proofs.deletes(module, name)
    }


def is_private(name: str) -> bool:
    """Whether a name is another one in each class that says it: `__log` is `_Order__log` in `Order`."""
    return name.startswith("__") and not name.endswith("__")


def first(values: Mapping[str, Value], is_wanted: Callable[[Value], bool]) -> str | None:
    """The first name whose value is the one that is wanted."""
    return next((name for name, value in values.items() if is_wanted(value)), None)


def names_module(path: str) -> Callable[[Value], bool]:
    """A test for values that are the module of a dotted path."""
    return lambda value: (
        (isinstance(value, Lib) and value.path == path) or (isinstance(value, OwnModule) and value.module.name == path)
    )


@lru_cache(maxsize=8)  # each finding of a function asks
def used_in(function: Function) -> frozenset[str]:
    """Every name that a function mentions, at any depth: what a new local name must not collide with."""
    found: set[str] = set()
    for node in trees.nodes(function.node):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            found.update(node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return frozenset(found)


# Functions that show their caller's local names, or run a text that sees them, when no namespace is passed.
_SHOWING = {"locals": 0, "vars": 0, "dir": 0, "eval": 1, "exec": 1}
_SHOWS = re.compile(rf"\b(?:{'|'.join(_SHOWING)})\s*\(|\b(?:f_locals|_getframe|currentframe)\b")


def shows_locals(function: ast.stmt, text: str) -> bool:
    """Whether a function, or one inside it, hands all of its local names to somebody: `"{a}".format(**locals())`. The
    `text` is that of the function, or of more."""
    return _SHOWS.search(text) is not None and any(map(_shows, trees.nodes(function)))


def _shows(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _SHOWING.get(name) == len(args)
        case ast.Attribute(attr=name):
            return name in ("f_locals", "_getframe", "currentframe")
        case ast.Name(id=name):
            return name in ("_getframe", "currentframe")
    return False


def read_in(statements: ast.Module) -> set[str]:
    """The names that some statements read."""
    return {node.id for node in trees.nodes(statements) if isinstance(node, ast.Name)}


def stored_in(statements: ast.Module) -> set[str]:
    """The names that some statements bind."""
    found: set[str] = set()
    for node in trees.nodes(statements):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
    return found


def bound_in(function: Function) -> set[str]:
    """Names that a function or the functions around it bind: these hide a module's own."""
    found: set[str] = set()
    scope: object = function
    while isinstance(scope, Function):
        found |= scope.body.bindings.keys() - scope.body.outer_names
        scope = scope.outer
    return found


def stays_bound(function: Function, name: str) -> bool:
    """Whether a function never deletes a name."""
    return name not in _deleted_in(function)


@lru_cache(maxsize=8)  # each finding of a function asks
def _deleted_in(function: Function) -> frozenset[str]:
    if not _DELETES.search(function.text):
        return frozenset()
    targets = [one for node in trees.nodes(function.node) if isinstance(node, ast.Delete) for one in node.targets]
    return frozenset(target.id for target in targets if isinstance(target, ast.Name))


def free(candidates: Iterable[str], taken: Set[str]) -> str:
    """The first candidate that is not taken; the last one with a number where all are."""
    last = "name"
    for candidate in candidates:
        last = candidate
        if candidate not in taken:
            return candidate
    number = 2
    while f"{last}_{number}" in taken:
        number += 1
    return f"{last}_{number}"


def several_free(candidates: Sequence[str], taken: Set[str]) -> tuple[str, ...]:
    """Names that are free, the candidates first: enough for values of different types in one function."""
    found: list[str] = []
    for _ in range(_MOST_VALUES):
        found.append(free(candidates, taken | set(found)))
    return tuple(found)
