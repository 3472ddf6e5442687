"""What a test asks of the body of an HTTP answer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_ownership.catalogue import body_names
from flake8_ownership.index import trees


def keys_asked(test: ast.expr) -> Iterator[ast.expr]:
    """Where a test asks for a key: `"data" not in answer`, `answer.get("result") != 1`."""
    for node in trees.nodes(test):
        match node:
            case (
                ast.Compare(left=ast.Constant(value=str()), ops=[ast.In() | ast.NotIn()])
                | ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str()), *_])
            ):
                yield node


def is_error_looked_for(node: ast.AST) -> bool:
    """Whether a part of the code looks for what services say of errors: `"error" in answer`, `answer.get("ok")`."""
    match node:
        case (
            ast.Subscript(slice=ast.Constant(value=str(key)), ctx=ast.Load())
            | ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(key)), *_])
            | ast.Compare(left=ast.Constant(value=str(key)), ops=[ast.In() | ast.NotIn()])
        ):
            return body_names.words().errors.search(key) is not None
    return False


def asked_of_texts(test: ast.expr) -> Iterator[str]:
    """The names of the responses whose bodies, as they are, a test asks for something: `response.text.isnumeric()`."""
    texts = body_names.words().texts
    asking = (part for part in trees.nodes(test) if isinstance(part, (ast.Call, ast.Compare)))
    for node in (inner for outer in asking for inner in ast.iter_child_nodes(outer)):
        match node:
            case (
                ast.Attribute(value=ast.Name(id=name), attr=part)
                | ast.Attribute(value=ast.Attribute(value=ast.Name(id=name), attr=part))
            ) if part in texts:
                yield name


def asked(test: ast.expr) -> Iterator[str]:
    """The names of which a test asks something, besides whether there is anything at all."""
    for node in trees.nodes(test):
        match node:
            case (
                ast.Attribute(value=ast.Name(id=name))
                | ast.Subscript(value=ast.Name(id=name))
                | ast.Call(args=[ast.Name(id=name), *_])
                | ast.Compare(ops=[ast.In() | ast.NotIn(), *_], comparators=[ast.Name(id=name), *_])
            ):
                yield name
            case ast.Compare(left=ast.Name(id=name), comparators=[ast.Constant(value=value), *_]) if value is not None:
                yield name
