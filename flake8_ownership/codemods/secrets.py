"""Secrets in the arguments of calls, which no log may show: an exception's text may hold a URL, and a token in it."""

from __future__ import annotations

import ast
import re
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from flake8_ownership.catalogue import secret_names
from flake8_ownership.codemods.secret_texts import in_secret_places, is_sql_of_secrets, leads_to_secret, text_of
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, Scope, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Instance, Nothing, OwnClass, Value, Where, parts_of
from flake8_ownership.sites.secret_words import says_secret

_WORD = re.compile(r"[\w.-]+")
_DEEPEST = 3  # locals made of locals


@lru_cache(maxsize=8)  # each finding of a function asks
def harmless_names(function: Function, resolver: Resolver) -> frozenset[str]:
    """The names in a function that are called like secrets and hold none: a database's session, a class."""
    named = {node.id for node in trees.nodes(function.node) if isinstance(node, ast.Name) and _is_secret(node.id)}
    where = Where(function)
    return frozenset(name for name in named if _is_object(resolver.name(name, where)))


def _is_object(value: Value) -> bool:
    """Whether a value is an object of a library or a class, or one of several such, or nothing."""
    parts = parts_of(value)
    return any(not isinstance(part, Nothing) for part in parts) and all(
        isinstance(part, (Instance, Nothing, OwnClass)) for part in parts
    )


def secret_passed(
    function: Function, statements: Sequence[ast.stmt], resolver: Resolver, *, in_text: bool = False
) -> str:
    """What is named like a secret among what the calls in some statements are given, or only among what is put into a
    text there (`in_text`), such as an URL; empty where nothing is."""
    harmless = harmless_names(function, resolver)
    for statement in statements:
        for node in trees.nodes(statement):
            if isinstance(node, ast.Call):
                for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                    told = not in_text or _makes_text(function, argument, _DEEPEST)
                    found = _secret_in(function, argument, harmless, _DEEPEST) if told else ""
                    if found:
                        return found
    return ""


def _makes_text(function: Function, expr: ast.expr, depth: int) -> bool:
    """Whether an expression puts values into a text, or names one that was made so."""
    match expr:
        case ast.JoinedStr() | ast.BinOp(op=ast.Add() | ast.Mod()) | ast.Call(func=ast.Attribute(attr="format")):
            return True
        case ast.Name(id=name) if depth:
            known = _made_texts(function)
            if (name, depth) not in known:
                made = (binding.expr for binding in function.body.bindings.get(name, ()) if binding.expr is not None)
                known[name, depth] = any(_makes_text(function, one, depth - 1) for one in made)
            return known[name, depth]
    return False


@lru_cache(maxsize=8)  # each finding of a function asks
def _made_texts(function: Function) -> dict[tuple[str, int], bool]:
    """Which locals, looked into so deep, are made by putting values into a text, as far as that was asked."""
    return {}


@lru_cache(maxsize=8)  # each finding of a function asks
def _found_secrets(function: Function) -> dict[tuple[str, int], str]:
    """The first secret that each local, looked into so deep, is made of, as far as that was asked."""
    return {}


def _secret_in(function: Function, expr: ast.expr, harmless: frozenset[str], depth: int) -> str:
    """What is named like a secret in an expression, or in what the locals that it names are made of."""
    return next(_secrets(function, expr, harmless, depth), "")


def _secrets(function: Function, expr: ast.expr, harmless: frozenset[str], depth: int) -> Iterator[str]:
    for node in trees.nodes(expr):
        match node:
            case ast.Name(id=name) if name in harmless:
                continue
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)) if _is_secret(name):
                yield name
            case ast.Constant(value=str(text)) if _WORD.fullmatch(text) and _is_called_secret(text):
                yield text
            case ast.Constant(value=str(text)) if leads_to_secret(text):
                yield text
            case ast.Name(id=name) if depth:
                known = _found_secrets(function)
                if (name, depth) not in known:
                    made = (one.expr for one in function.body.bindings.get(name, ()) if one.expr is not None)
                    inner = (_secret_in(function, one, harmless, depth - 1) for one in made)
                    known[name, depth] = next(filter(None, inner), "")
                yield from filter(None, [known[name, depth]])
    for one in _in_texts(trees.nodes(expr), _texts(function)):
        yield "a secret" if isinstance(one, ast.Constant) else ast.unparse(one)


@lru_cache(maxsize=8)  # each finding of a function asks
def given_as_secret(function: Function, resolver: Resolver) -> frozenset[str]:
    """The names and attributes, as written, that a function passes or keeps under a secret's name, whatever they are
    called themselves: `{"password": slug}`, `f"Bearer {user_id}"`, `token: str = key`; and those made of a secret."""
    nodes = trees.nodes(function.node)
    found: set[str] = set()
    values = [*_kept(function, nodes, harmless_names(function, resolver)), *_in_texts(nodes, _texts(function))]
    while values:  # what a secret was made of is one as well
        for written in _written(values.pop()):
            if written not in found:
                found.add(written)
                values += [one.expr for one in function.body.bindings.get(written, ()) if one.expr is not None]
    return frozenset(found | _made_of_secrets(function))


def _kept(function: Function, nodes: Sequence[ast.AST], harmless: frozenset[str]) -> Iterator[ast.expr]:
    """The values that some nodes keep or pass under a secret's name, or compare with a secret."""
    texts = _texts(function)
    for node in nodes:
        match node:
            case ast.Dict(keys=keys, values=values):
                yield from (value for key, value in zip(keys, values, strict=True) if key and _is_key(key, texts))
            case ast.keyword(arg=str(name), value=value) if _is_secret(name):
                yield value
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _assigned(target, value, texts)
            case ast.AnnAssign(target=target, annotation=annotation, value=ast.expr() as value):
                yield from [value] if _is_secret_type(annotation) else _assigned(target, value, texts)
            case ast.NamedExpr(target=target, value=value) | ast.AugAssign(target=target, value=value):
                yield from _assigned(target, value, texts)
            case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                yield from _assigned(target, value, texts)
            case ast.comprehension(target=target, iter=value):
                yield from _assigned(target, value, texts)
            case ast.arg(arg=name, annotation=ast.expr() as annotation) if _is_secret_type(annotation):
                yield ast.Name(name)
            case ast.Tuple(elts=[key, value]) if isinstance(key, ast.Constant) and _is_key(key, texts):
                yield value
            case ast.Compare(left=left, comparators=[right]):
                yield from [right] if _is_key(left, {}) else [left] if _is_key(right, {}) else []
            case ast.Call():
                yield from _passed(function, node, texts, harmless)


def _passed(
    function: Function, call: ast.Call, texts: Mapping[str, str], harmless: frozenset[str]
) -> Iterator[ast.expr]:
    """The arguments of a call that are secrets: all of `BasicAuth(user, password)`, what stands behind a secret's name
    in `headers.add("Authorization", value)`, the values of SQL, and what a parameter of the project's is called so."""
    name = last_name(call)
    values = (*call.args, *(keyword.value for keyword in call.keywords))
    known = [text_of(value.args[0] if _wraps(value) else value, texts) for value in values]  # type: ignore[attr-defined]
    if secret_names.uses().takes(name) or any(text and is_sql_of_secrets(text) for text in known):
        yield from values
        return
    for before, value in pairwise(call.args):
        if isinstance(before, ast.Name) and before.id in harmless:
            continue
        if _WORD.fullmatch(text_of(before, texts) or last_name(before)) and _is_key(before, texts):
            yield value
    for parameters in _parameters_of(function, name):
        yield from (value for taken, value in zip(parameters, call.args, strict=False) if _is_secret(taken))


def _wraps(expr: ast.expr) -> bool:
    """Whether an expression is a call around one argument: `text("UPDATE …")`."""
    return isinstance(expr, ast.Call) and len(expr.args) == 1


def _parameters_of(function: Function, name: str) -> Sequence[tuple[str, ...]]:
    """The names of the parameters that the functions and classes of that name take in the module."""
    return _signatures(function.module).get(name, ())


@lru_cache(maxsize=4)  # each call of a function asks
def _signatures(module: Scope) -> Mapping[str, Sequence[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for one in module.every_function():
        places = [parameter.arg for parameter in (*one.node.args.posonlyargs, *one.node.args.args)]
        name = one.owner.name if one.owner is not None and one.name == "__init__" else one.name
        bound = one.owner is not None and "staticmethod" not in one.decorator_names
        found.setdefault(name, []).append(tuple(places[1:] if bound else places))
    return found


def _assigned(target: ast.expr, value: ast.expr, texts: Mapping[str, str]) -> Iterator[ast.expr]:
    """The values that an assignment keeps under a secret's name."""
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name) if _is_secret(name):
            yield value
        case ast.Subscript(slice=key) if _is_key(key, texts):
            yield value
        case ast.Starred(value=inner):
            yield from _assigned(inner, value, texts)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
            paired = len(values) == len(targets) and not any(
                isinstance(one, ast.Starred) for one in (*targets, *values)
            )
            for index, one in enumerate(targets):
                yield from _assigned(one, values[index] if paired else value, texts)


def _is_key(expr: ast.expr, texts: Mapping[str, str]) -> bool:
    """Whether what names a value, such as the key of a dictionary, says that it is a secret."""
    match expr:
        case ast.Constant(value=value):
            return _is_secret(str(value))
        case ast.Attribute(attr=name):
            return _is_secret(name)
        case ast.Name(id=name):
            return _is_secret(name) or _is_secret(texts.get(name, ""))
        case ast.Subscript(slice=key):
            return _is_key(key, texts)
    return False


def _is_secret(name: str) -> bool:
    return _is_called_secret(name) or says_secret(name)


def _is_called_secret(name: str) -> bool:
    return secret_names.names().handed_over.search(name.replace("-", "_")) is not None


def _is_secret_type(annotation: ast.expr) -> bool:
    """Whether an annotation is of a type for secrets, such as `SecretStr`."""
    return any(
        "Secret" in (last_name(node) if not isinstance(node, ast.Constant) else str(node.value))
        for node in trees.nodes(annotation)
        if isinstance(node, (ast.Name, ast.Attribute))
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    )


def _in_texts(nodes: Sequence[ast.AST], texts: Mapping[str, str]) -> Iterator[ast.expr]:
    inner = {id(node.left) for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)}
    for node in nodes:
        if isinstance(node, (ast.JoinedStr, ast.BinOp, ast.Call)) and id(node) not in inner:
            yield from in_secret_places(node, texts)


@lru_cache(maxsize=8)  # each finding of a function asks
def _texts(function: Function) -> Mapping[str, str]:
    """The texts that names denote in a function: those of its module, of the functions around it and its own."""
    scopes: list[Scope] = [function]
    while isinstance(scopes[-1], Function) and scopes[-1].outer is not None:
        scopes.append(scopes[-1].outer)
    return ChainMap(*map(_own_texts, (*scopes, function.module)))


@lru_cache(maxsize=32)  # each function of a module asks
def _own_texts(scope: Scope) -> dict[str, str]:
    """The texts that names denote by what a scope itself binds."""
    return {
        name: binding.expr.value
        for name, bindings in scope.body.bindings.items()
        for binding in bindings
        if isinstance(binding.expr, ast.Constant) and isinstance(binding.expr.value, str)
    }


def _made_of_secrets(function: Function) -> set[str]:
    """The locals that show a secret: `key = user.api_key` and then `user_id = key`."""
    made: dict[str, list[str]] = {}
    for name, bindings in function.body.bindings.items():
        for binding in bindings:
            for written in _written(binding.expr) if binding.expr is not None else ():
                made.setdefault(written, []).append(name)
    waiting = [written for written in made if _is_secret(written.rpartition(".")[2])]
    found: set[str] = set()
    while waiting:
        new = set(made.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def _written(expr: ast.AST) -> Iterator[str]:
    """The names and attributes whose value an expression shows."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Name, ast.Attribute)):
            yield _dotted(node)
        elif not isinstance(node, ast.Call):
            waiting += trees.children(node)
        elif last_name(node) in secret_names.uses().forms or last_name(node)[:1].isupper():
            receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
            waiting += (*receiver, *node.args, *(keyword.value for keyword in node.keywords))


def _dotted(expr: ast.expr) -> str:
    """The dotted name that an expression is; what it is of is left out where that is no name."""
    parts: list[str] = []
    while isinstance(expr, ast.Attribute):
        parts.append(expr.attr)
        expr = expr.value
    return ".".join([expr.id if isinstance(expr, ast.Name) else "", *reversed(parts)])
