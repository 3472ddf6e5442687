"""Which identifiers an inserted log carries: those whose evaluation cannot fail, cost or give a secret away."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from flake8_ownership.codemods.constructed import sure_fields
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.names import stays_bound
from flake8_ownership.codemods.proofs import is_mapped
from flake8_ownership.codemods.secrets import given_as_secret
from flake8_ownership.index import trees
from flake8_ownership.index.hints import instance
from flake8_ownership.index.module import Class, Function
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import OwnInstance, Where
from flake8_ownership.sites.context import SECRET, is_identifier

_MOST = 4  # identifiers in one log
_BARE = re.compile(r"^(id|uuid|guid|pk|slug)$")


@lru_cache(maxsize=8)  # each change of a finding asks
def identifiers(
    function: Function, first: ast.stmt, resolver: Resolver, *, attributes: bool = True, after_failure: bool = False
) -> tuple[Context, ...]:
    """The context of a function's logs, for a guard that starts at the statement `first`. Lists of ids may be long:
    they are logged where nothing else is at hand.

    Without `attributes` where reading one may fail `after_failure`: an ORM's object asks the database again.
    """
    found: dict[str, str] = {}
    secret = given_as_secret(function)
    read = _attributes(function, first, resolver, after_failure=after_failure) if attributes else ()
    for key, expression in (*_parameters(function), *_locals(function, first), *read):
        if expression not in secret:
            found.setdefault(key, expression)
    single = {key: expression for key, expression in found.items() if not key.lower().endswith("ids")}
    return tuple(Context(key, expression) for key, expression in list((single or found).items())[:_MOST])


def _parameters(function: Function) -> Iterator[tuple[str, str]]:
    """Id-like parameters that the function never unbinds."""
    for parameter in _names(function):
        if is_identifier(parameter) and stays_bound(function, parameter) and _never_rebound(function, parameter):
            yield parameter, parameter


def _locals(function: Function, first: ast.stmt) -> Iterator[tuple[str, str]]:
    """Id-like locals that are sure to be bound when `first` starts, and never from anything secret."""
    bound = dict.fromkeys(_bound_before(function, first))
    for name in bound:
        if is_identifier(name) and name not in function.body.outer_names and stays_bound(function, name):
            values = [
                binding.annotation if binding.expr is None else binding.expr
                for binding in function.body.bindings.get(name, ())
                if binding.kind != "narrowed"
            ]
            if all(value is not None and _tells_something(value) for value in values):
                yield name, name


def _tells_something(value: ast.expr) -> bool:
    """Whether what a local was given may be logged, and is worth it: no secret, and nothing that is the same each time
    or has yet to be filled."""
    if isinstance(value, (ast.Constant, ast.List, ast.Dict, ast.Set, ast.Tuple)):
        return False
    return not any(map(SECRET.search, _words(value)))


def _bound_before(function: Function, first: ast.stmt) -> Iterator[str]:
    """Names that are sure to be bound when a statement starts: by the statements before it in its own block and in the
    blocks around it, and by the loops that it stands in."""
    parents = _parents(function)
    node: ast.AST = first
    while node is not function.node:
        parent = parents.get(node)
        if parent is None:
            return
        for field_ in ("body", "orelse", "finalbody"):
            block = getattr(parent, field_, None)
            if isinstance(block, list) and node in block:
                for statement in block[: block.index(node)]:
                    yield from _bound_by(statement)
                if field_ == "body" and isinstance(parent, (ast.For, ast.AsyncFor)):
                    yield from _targets(parent.target)
        node = parent


@lru_cache(maxsize=8)  # each finding of a function asks
def _parents(function: Function) -> dict[ast.AST, ast.AST]:
    return trees.parents(function.node)


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from _targets(target)
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        yield from _targets(statement.target)


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _targets(element)


def _words(expr: ast.expr) -> Iterator[str]:
    """The names, attributes and keys that an expression is made of."""
    for node in ast.walk(expr):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _attributes(
    function: Function, first: ast.stmt, resolver: Resolver, *, after_failure: bool
) -> Iterator[tuple[str, str]]:
    """Id-like attributes of parameters: those which the function has read by then anyway, and the id that the annotated
    class of the project declares as data; other ids only where it declares none of its own. Of locals, those which
    `first` itself reads."""
    read = _read_before(function, first)
    for parameter in _names(function):
        if not stays_bound(function, parameter) or not _never_rebound(function, parameter):
            continue
        if parameter == function.receiver and "classmethod" in function.decorator_names:
            continue  # what a class has under the name of an id is a column or a default
        cls = _class_of(function, parameter, resolver)
        known = function.owner if parameter == function.receiver else cls
        mapped = known is not None and is_mapped(resolver, known)
        if mapped and after_failure:
            continue
        declared = set(filter(is_identifier, sure_fields(resolver, cls))) if cls is not None and not mapped else set()
        own = {"id"} & declared or {name for name in declared if _BARE.match(name)} or declared
        named = read.get(parameter, set()) | own
        for attribute in sorted(named, key=lambda name: (not _BARE.match(name), name)):
            if is_identifier(attribute):
                owner = _snake(function.owner) if parameter == function.receiver else parameter
                key = f"{owner}_{attribute}" if _BARE.match(attribute) else attribute
                if owner or key == attribute:
                    yield key, f"{parameter}.{attribute}"
    bound = set(_bound_before(function, first)) - set(_names(function))
    for name, attributes in _read_in([first]).items():
        if name in bound and stays_bound(function, name) and not SECRET.search(name):
            for attribute in sorted(filter(is_identifier, attributes)):
                yield f"{name}_{attribute}" if _BARE.match(attribute) else attribute, f"{name}.{attribute}"


def _snake(cls: Class | None) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.name).lower().strip("_") if cls else ""


def _names(function: Function) -> list[str]:
    arguments = function.node.args
    return [parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _never_rebound(function: Function, name: str) -> bool:
    return all(binding.kind in ("parameter", "narrowed") for binding in function.body.bindings.get(name, ()))


def _class_of(function: Function, parameter: str, resolver: Resolver) -> Class | None:
    """The class of the project that a parameter is annotated with, where that does not allow None."""
    binding = next((one for one in function.body.bindings.get(parameter, ()) if one.kind == "parameter"), None)
    if binding is None or (isinstance(binding.expr, ast.Constant) and binding.expr.value is None):
        return None
    annotation = binding.annotation
    if annotation is None or isinstance(annotation, (ast.BinOp, ast.Subscript)):
        return None
    if isinstance(annotation, ast.Constant) and not re.fullmatch(r"[\w.]+", str(annotation.value)):
        return None
    value = instance(resolver, annotation, Where(function, signature=True))
    return value.cls if isinstance(value, OwnInstance) else None


def _read_before(function: Function, first: ast.stmt) -> dict[str, set[str]]:
    """Attributes of names which the function is sure to have read when `first` has run, as it would anyway."""
    found = _read_in([first])
    for name, rows in _rows_of_reads(function).items():
        found.setdefault(name, set()).update(attribute for attribute, row in rows.items() if row < first.lineno)
    return found


@lru_cache(maxsize=8)  # each finding of a function asks
def _rows_of_reads(function: Function) -> dict[str, dict[str, int]]:
    """For each attribute of a name, the last row of the first statement of a function that is sure to read it."""
    found: dict[str, dict[str, int]] = {}
    for statement in function.node.body:
        for name, attributes in _read_in([statement]).items():
            for attribute in filter(is_identifier, attributes):
                found.setdefault(name, {}).setdefault(attribute, statement.end_lineno or statement.lineno)
    return found


def _read_in(statements: Iterable[ast.stmt]) -> dict[str, set[str]]:
    """Attributes of names which some statements are sure to read; methods that they call are none."""
    found: dict[str, set[str]] = {}
    for statement in statements:
        nodes = list(_unconditional(statement))
        called = {node.func for node in nodes if isinstance(node, ast.Call)}
        for node in nodes:
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute, ctx=ast.Load()) if node not in called:
                    found.setdefault(name, set()).add(attribute)
    return found


def _unconditional(node: ast.AST) -> Iterator[ast.AST]:
    """What evaluating a statement is sure to evaluate."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += reversed(_sure_parts(found))


def _sure_parts(node: ast.AST) -> Sequence[ast.AST]:
    """The parts of a node that evaluating it is sure to evaluate."""
    match node:
        case ast.If() | ast.IfExp() | ast.While():
            return [node.test]
        case ast.BoolOp():
            return node.values[:1]
        case ast.For() | ast.AsyncFor():
            return [node.iter]
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            return [node.generators[0].iter]
        case ast.With() | ast.AsyncWith():
            return [item.context_expr for item in node.items[:1]]
        case ast.Try() | ast.Lambda() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return []
        case ast.Match() | ast.Assert():
            return []
    return list(ast.iter_child_nodes(node))
