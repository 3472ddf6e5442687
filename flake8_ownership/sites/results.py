"""Results that may contain exceptions: whether a use of them looks at the exceptions or skips them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from flake8_ownership.index import trees
from flake8_ownership.index.module import last_name

_MEASURES = frozenset({"len", "bool", "any", "all", "print", "pprint", "id", "type"})
_WHISPERS = frozenset({"debug", "info"})
_PAIRS = frozenset({"zip", "enumerate", "list", "tuple", "iter", "reversed", "sorted"})
_NOTHING = (ast.Pass, ast.Continue)


def looks_at(use: ast.Name, parents: Mapping[ast.AST, ast.AST]) -> bool:
    """Whether a use of results may tell somebody of the exceptions among them. In doubt it does."""
    parent = parents.get(use)
    node: ast.AST = use
    while isinstance(parent, ast.Call) and last_name(parent) in _PAIRS and node is not parent.func:
        node, parent = parent, parents.get(parent)
    match parent:
        case ast.Call() if node is not parent.func:
            return last_name(parent) not in _MEASURES | _WHISPERS
        case ast.Compare(ops=[ast.In() | ast.NotIn()]) if node is parent.comparators[0]:
            return False
        case ast.For() | ast.AsyncFor() if node is parent.iter:
            return not _drops(parent.body, _names(parent.target))
        case ast.comprehension() if node is parent.iter:
            return not _filters(parent, parents)
    return True


def _names(target: ast.expr) -> frozenset[str]:
    return frozenset(node.id for node in trees.nodes(target) if isinstance(node, ast.Name))


def _filters(part: ast.comprehension, parents: Mapping[ast.AST, ast.AST]) -> bool:
    """`[r for r in results if not isinstance(r, Exception)]`, and what only counts: `sum(1 for r in results if …)`."""
    names = _names(part.target)
    if any(_is_error(test, names) is False for test in part.ifs):
        return True
    whole = parents.get(part)
    made = getattr(whole, "elt", None)
    return isinstance(made, ast.Constant) and any(_is_error(test, names) for test in part.ifs)


def _drops(body: Sequence[ast.stmt], names: frozenset[str]) -> bool:
    """Whether a loop over results leaves the exceptions out: it begins by passing over them."""
    match body[0]:
        case ast.If(test=test, body=inner, orelse=other):
            is_error = _is_error(test, names)
            if is_error is True:
                return all(isinstance(one, _NOTHING) for one in inner)
            if is_error is False:
                return len(body) == 1 and all(isinstance(one, _NOTHING) for one in other)
    return False


def _is_error(test: ast.expr, names: frozenset[str]) -> bool | None:
    """True where a test asks whether a result is an exception, False where it asks for the opposite."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            answer = _is_error(operand, names)
            return None if answer is None else not answer
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), kind]) if name in names:
            kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
            return True if any(last_name(one).endswith(("Exception", "Error")) for one in kinds) else None
    return None
