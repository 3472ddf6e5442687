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
from flake8_ownership.codemods.words import words
from flake8_ownership.index import trees
from flake8_ownership.index.hints import instance
from flake8_ownership.index.module import Class, Function
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import OwnInstance, Where
from flake8_ownership.sites.context import SECRET, is_identifier
from flake8_ownership.sites.secret_words import says_secret

_MOST = 4  # identifiers in one log
_MOST_AT_ALL = 2  # of what the call is not given
# Types of which no one value tells a case.
_MANY = re.compile(
    r"\b(bool|list|List|Sequence|Iterable|Iterator|Collection|set|Set|frozenset|dict|Dict|Mapping|Callable|tuple|Tuple)\b"
)
_BARE = re.compile(r"^(id|uuid|guid|pk|slug)$")


@lru_cache(maxsize=16)  # each change of a finding asks
def identifiers(
    function: Function,
    first: ast.stmt,
    resolver: Resolver,
    calls: tuple[ast.Call, ...] = (),
    named: tuple[str, ...] = (),
    *,
    attributes: bool = True,
    after_failure: bool = False,
) -> tuple[Context, ...]:
    """The context of a function's logs, for a guard that starts at the statement `first`: what is an identifier, is
    `named` so by the user, or tells the case and is given to one of the `calls` that may fail there.

    Without `attributes` where reading one may fail `after_failure`: an ORM's object asks the database again.
    """
    found: dict[str, str] = {}
    secret = given_as_secret(function)
    wanted = frozenset(named)
    read = _attributes(function, first, resolver, after_failure=after_failure) if attributes else ()
    given = _given(function, first, calls, attributes=attributes)
    for key, expression in (*_parameters(function, wanted), *_locals(function, first, wanted), *read, *given):
        if expression not in secret and expression not in found.values():
            found.setdefault(key, expression)
    if not found and calls:
        # What the function itself is given tells the case as well, if less of the call.
        names = (name for name in _names(function) if _is_telling(name) and _never_rebound(function, name))
        found = {name: name for name in names if name not in secret and not _is_many(function, name)}
        return tuple(Context(key, expression) for key, expression in list(found.items())[:_MOST_AT_ALL])
    return tuple(Context(key, expression) for key, expression in list(found.items())[:_MOST])


def _is_wanted(name: str, named: frozenset[str]) -> bool:
    """Whether the value of a name is one identifier."""
    return (name in named and not SECRET.search(name)) or (is_identifier(name) and _is_single(name))


def _is_id(name: str) -> bool:
    return _is_wanted(name, frozenset())


def _is_single(name: str) -> bool:
    """Whether a name is that of a thing, and no list, setting or object that works with it."""
    parts = name.lower().strip("_").split("_")
    if parts[-1].endswith("ids") or parts[-1] in words("never-telling"):
        return False
    return len(parts) < 3 or parts[0] not in words("instructions")


def _parameters(function: Function, named: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Id-like parameters that the function never unbinds."""
    for parameter in _names(function):
        if (
            _is_wanted(parameter, named)
            and stays_bound(function, parameter)
            and _never_rebound(function, parameter)
            and not _is_many(function, parameter)
        ):
            yield parameter, parameter


def _is_many(function: Function, name: str) -> bool:
    """Whether a parameter is annotated as a collection, a switch or a callable."""
    annotations = (one.annotation for one in function.body.bindings.get(name, ()) if one.annotation is not None)
    return any(_MANY.search(ast.unparse(one)) for one in annotations)


def _locals(function: Function, first: ast.stmt, named: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Id-like locals that are sure to be bound when `first` starts, and never from anything secret."""
    for name in dict.fromkeys(_bound_before(function, first)):
        if _is_wanted(name, named) and _is_told(function, name):
            yield name, name


def _is_told(function: Function, name: str) -> bool:
    """Whether what a local is bound to may be logged, whichever of its bindings holds."""
    if name in function.body.outer_names or not stays_bound(function, name):
        return False
    values = [
        binding.annotation if binding.expr is None else binding.expr
        for binding in function.body.bindings.get(name, ())
        if binding.kind not in ("narrowed", "parameter")
    ]
    return all(value is not None and _tells_something(value) for value in values)


def _given(
    function: Function, first: ast.stmt, calls: Sequence[ast.Call], *, attributes: bool
) -> Iterator[tuple[str, str]]:
    """What the calls that may fail are given that tells the case: names that are sure to be bound before, and plain
    attributes of the object."""
    if not calls:
        return
    parameters = {name for name in _names(function) if _never_rebound(function, name) and not _is_many(function, name)}
    bound = {name for name in _bound_before(function, first) if _is_told(function, name)}
    for node in (node for call in calls for node in _arguments(call)):
        match node:
            case ast.Name(id=name) if name in parameters | bound and _is_telling(name) and stays_bound(function, name):
                yield name, name
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if (
                attributes and owner == function.receiver and _is_telling(name) and _is_plain(function, name)
            ):
                yield name, f"{owner}.{name}"


def _arguments(call: ast.Call) -> Iterator[ast.AST]:
    """What a call is given, and what is put into a text for it; not what other calls work with."""
    waiting: list[ast.AST] = [
        *call.args,
        *(one.value for one in call.keywords if one.arg and not SECRET.search(one.arg)),
    ]
    while waiting:
        node = waiting.pop(0)
        yield node
        match node:
            case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                waiting += parts
            case ast.FormattedValue(value=part):
                waiting.append(part)
            case ast.Dict(values=parts):
                waiting += parts
            case ast.BinOp(left=left, right=right):
                waiting += [left, right]
            case ast.Call(func=ast.Name(id="str" | "Path" | "URL" | "quote")):
                waiting += node.args


def _is_telling(name: str) -> bool:
    """Whether a name is that of what tells a case where a call is given it."""
    parts = name.lower().strip("_").split("_")
    if SECRET.search(name) or says_secret(name) or parts[0] in words("personal"):
        return False
    return name.strip("_").lower() in words("telling") or (len(parts) > 1 and parts[-1] in words("telling-ends"))


def _is_plain(function: Function, name: str) -> bool:
    """Whether an attribute of a method's object is kept there by its class, and is nothing that is worked out."""
    owner = function.owner
    if owner is None or name in owner.functions:
        return False
    return any(name in method.body.attributes for method in owner.all_functions)


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
        if parameter in words("settings") or not parameter.strip("_"):
            continue  # which are the same for every case
        if parameter == function.receiver and "classmethod" in function.decorator_names:
            continue  # what a class has under the name of an id is a column or a default
        cls = _class_of(function, parameter, resolver)
        known = function.owner if parameter == function.receiver else cls
        mapped = known is not None and is_mapped(resolver, known)
        if mapped and after_failure:
            continue
        declared = set(filter(_is_id, sure_fields(resolver, cls))) if cls is not None and not mapped else set()
        own = {"id"} & declared or {name for name in declared if _BARE.match(name)} or declared
        named = read.get(parameter, set()) | own
        for attribute in sorted(named, key=lambda name: (not _BARE.match(name), name)):
            if _is_id(attribute):
                owner = _snake(function.owner) if parameter == function.receiver else parameter
                owner = "" if owner.count("_") > 1 else owner
                key = f"{owner}_{attribute}" if owner and _BARE.match(attribute) else attribute
                if key != "id":
                    yield key, f"{parameter}.{attribute}"
    bound = set(_bound_before(function, first)) - set(_names(function))
    for name, attributes in _read_in([first]).items():
        if name in bound and stays_bound(function, name) and not SECRET.search(name):
            for attribute in sorted(filter(_is_id, attributes)):
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
