"""What calls are given that no log may show: the text of an exception may hold an URL, and with it a token."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, last_name

_SECRET = re.compile(
    r"passw|passphrase|secret|token|api_?key|apikey|authori[sz]ation|(^|_)auth$|credential|cookie|session_?(id|key)$|"
    r"(^|_)dsn$|private_?key|signature|(^|_)jwt|bearer|(^|_)otp|cvv|connection_string|(database|db|redis)_url",
    re.IGNORECASE,
)
# The end of a text that a secret follows: `Bearer …`, `?api_key=…`.
_LEADS_TO_SECRET = re.compile(
    r"((^|\W)(bearer|basic|token)\s*:?\s+|[\w-]*(token|key|secret|passw\w*|signature|sig|auth)=)(%s|\{\w*\})?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w.-]+")
# Calls that give their argument back in another form.
_FORMS = frozenset({"str", "repr", "format", "quote", "quote_plus", "encode", "b64encode", "hex", "join"})
_DEEPEST = 3  # locals made of locals


def secret_passed(function: Function, statements: Sequence[ast.stmt], *, in_text: bool = False) -> str:
    """What is named like a secret among what the calls in some statements are given, or only among what is put into a
    text there (`in_text`), such as an URL; empty where nothing is."""
    for statement in statements:
        for node in trees.nodes(statement):
            if isinstance(node, ast.Call):
                for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                    told = not in_text or _makes_text(function, argument, _DEEPEST)
                    found = next(_secrets(function, argument, _DEEPEST), "") if told else ""
                    if found:
                        return found
    return ""


def _makes_text(function: Function, expr: ast.expr, depth: int) -> bool:
    """Whether an expression puts values into a text, or names one that was made so."""
    match expr:
        case ast.JoinedStr() | ast.BinOp(op=ast.Add() | ast.Mod()) | ast.Call(func=ast.Attribute(attr="format")):
            return True
        case ast.Name(id=name) if depth:
            made = (binding.expr for binding in function.body.bindings.get(name, ()) if binding.expr is not None)
            return any(_makes_text(function, one, depth - 1) for one in made)
    return False


def _secrets(function: Function, expr: ast.expr, depth: int) -> Iterator[str]:
    for node in trees.nodes(expr):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)) if _is_secret(name):
                yield name
            case ast.Constant(value=str(text)) if _WORD.fullmatch(text) and _is_secret(text):
                yield text
            case ast.Constant(value=str(text)) if _LEADS_TO_SECRET.search(text):
                yield text
            case ast.Name(id=name) if depth:
                for binding in function.body.bindings.get(name, ()):
                    if binding.expr is not None:
                        yield from _secrets(function, binding.expr, depth - 1)


@lru_cache(maxsize=8)  # each finding of a function asks
def given_as_secret(function: Function) -> frozenset[str]:
    """The names and attributes, as written, that a function passes or keeps under a secret's name, whatever they are
    called themselves: `{"password": slug}`, `f"Bearer {user_id}"`."""
    found: set[str] = set()
    for node in trees.nodes(function.node):
        match node:
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and _is_secret(str(key.value)):
                        found.update(_written(value))
            case ast.keyword(arg=str(name), value=value) if _is_secret(name):
                found.update(_written(value))
            case ast.Assign(targets=targets, value=value) if any(map(_is_secret_target, targets)):
                found.update(_written(value))
            case ast.JoinedStr(values=parts):
                for before, part in pairwise(parts):
                    text = before.value if isinstance(before, ast.Constant) else ""
                    if _LEADS_TO_SECRET.search(str(text)):
                        found.update(_written(part))
            case ast.BinOp(left=left, right=right) if _ends_before_secret(left):
                found.update(_written(right))
            case ast.Call(func=ast.Attribute(value=value, attr="format")) if _ends_before_secret(value):
                for argument in node.args:
                    found.update(_written(argument))
            case ast.Tuple(elts=[ast.Constant(value=str(key)), value]) if _is_secret(key):
                found.update(_written(value))
    return frozenset(found)


def _is_secret(name: str) -> bool:
    return bool(_SECRET.search(name.replace("-", "_")))


def _is_secret_target(target: ast.expr) -> bool:
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _is_secret(name)
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return _is_secret(key)
    return False


def _ends_before_secret(expr: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and _LEADS_TO_SECRET.search(node.value)
        for node in ast.walk(expr)
    )


def _written(expr: ast.AST) -> Iterator[str]:
    """The names and attributes whose value an expression shows."""
    if isinstance(expr, (ast.Name, ast.Attribute)):
        yield ast.unparse(expr)
    elif isinstance(expr, ast.Call):
        if last_name(expr) in _FORMS:
            receiver = [expr.func.value] if isinstance(expr.func, ast.Attribute) else []
            for argument in (*receiver, *expr.args, *(keyword.value for keyword in expr.keywords)):
                yield from _written(argument)
    else:
        for child in ast.iter_child_nodes(expr):
            yield from _written(child)
