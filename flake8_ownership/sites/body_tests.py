"""What a test asks of the body of an HTTP answer, and whether what stands under it says that something is wrong."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from flake8_ownership.catalogue import body_names
from flake8_ownership.catalogue.observers import LOUD
from flake8_ownership.index import trees
from flake8_ownership.index.module import last_name

_TELLS = LOUD | {"print", "echo", "secho"}


def complains(block: Sequence[ast.stmt]) -> bool:
    """Whether a block raises, or says what is wrong."""
    return any(
        isinstance(one, ast.Raise)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Call) and last_name(one.value) in _TELLS)
        for one in block
    )


def keys_asked(test: ast.expr) -> Iterator[ast.expr]:
    """Where a test asks for a key: `"data" not in answer`, `answer.get("result") != 1`."""
    for node in trees.nodes(test):
        match node:
            case (
                ast.Compare(left=ast.Constant(value=str()), ops=[ast.In() | ast.NotIn()])
                | ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str()), *_])
            ):
                yield node


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
