"""Expressions as they are written for a reader: on one line, the beginning of what is long."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from flake8_ownership.index import trees

_MOST_WRITTEN = 60  # characters, and so nodes, of an expression that is written out
_MOST_LITERAL = 200  # characters of a text, and bits of a number


def written(node: ast.expr, most: int = _MOST_WRITTEN) -> str:
    """An expression on one line, cut short where it is long. What is cut is not written first."""
    is_short = trees.is_small(node, most) and not any(map(_is_long, trees.nodes(node)))
    text = " ".join(ast.unparse(node if is_short else _cut(_beginning(node), [2 * most])).split())
    return text if is_short and len(text) <= most else text[: most - 3] + "..."


def _is_long(node: ast.AST) -> bool:
    """Whether a literal is longer than is worth writing."""
    match node:
        case ast.Constant(value=str() | bytes() as text):
            return len(text) > _MOST_LITERAL
        case ast.Constant(value=int(number)):
            return number.bit_length() > _MOST_LITERAL
    return False


def _beginning(node: ast.expr) -> ast.expr:
    """The part of a large expression that it begins with: of a chain of calls, the first."""
    while True:
        match node:
            case ast.Attribute(value=first) | ast.Subscript(value=first) | ast.Call(func=first):
                pass
            case ast.BinOp(left=first) | ast.Compare(left=first) | ast.BoolOp(values=[first, *_]):
                pass
            case _:
                return node
        if trees.is_small(first, _MOST_WRITTEN):
            return node
        node = first


def _cut(node: ast.expr, left: list[int]) -> ast.expr:
    """The first parts of an expression, as many as are `left`; an ellipsis stands for all others."""
    left[0] -= 1
    match node:
        case _ if left[0] < 0:
            return ast.Constant(...)
        case ast.Constant(value=str() | bytes() as text):
            return ast.Constant(text[:_MOST_LITERAL])
        case ast.Attribute(value=value, attr=name):
            return ast.Attribute(_cut(value, left), name)
        case ast.Subscript(value=value, slice=key):
            return ast.Subscript(_cut(value, left), _cut(key, left))
        case ast.Call(func=func, args=args, keywords=keywords):
            func, args = _cut(func, left), _cut_all(args, left)
            given = keywords[: max(left[0], 0)]
            return ast.Call(func, args, [ast.keyword(one.arg, _cut(one.value, left)) for one in given])
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return type(node)(_cut_all(elements, left))
        case ast.Dict(keys=keys, values=values):
            count = max(left[0] // 2, 0)
            return ast.Dict(keys[:count], [_cut(value, left) for value in values[:count]])
        case ast.BinOp(left=one, op=op, right=other):
            return ast.BinOp(_cut(one, left), op, _cut(other, left))
        case ast.BoolOp(op=op, values=values):
            return ast.BoolOp(op, _cut_all(values, left))
        case ast.UnaryOp(op=op, operand=value):
            return ast.UnaryOp(op, _cut(value, left))
        case ast.IfExp(body=body, test=test, orelse=orelse):
            body, test = _cut(body, left), _cut(test, left)
            return ast.IfExp(test, body, _cut(orelse, left))
        case ast.Lambda(args=args, body=body):
            return ast.Lambda(args, _cut(body, left))
        case ast.Await(value=value):
            return ast.Await(_cut(value, left))
    is_short = trees.is_small(node, _MOST_WRITTEN) and not any(map(_is_long, trees.nodes(node)))
    return node if is_short else ast.Constant(...)


def _cut_all(nodes: Sequence[ast.expr], left: list[int]) -> list[ast.expr]:
    return [_cut(node, left) for node in nodes[: max(left[0], 0)]]
