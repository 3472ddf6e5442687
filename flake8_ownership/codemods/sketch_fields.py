"""How the fields of LibCST's nodes are filled from those of `ast`, kind by kind; Python has many kinds."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import libcst as cst

from flake8_ownership.codemods.nodes import fill
from flake8_ownership.codemods.operators import OPERATORS

if TYPE_CHECKING:
    from flake8_ownership.codemods.sketch import Sketch

_Fields = dict[str, Any]
_Filling = Callable[["Sketch", Any], _Fields]


def filling(twin: ast.AST) -> _Filling:
    """What gives the fields of the node of an `ast` node."""
    return _FIELDS.get(type(twin), _nothing if isinstance(twin, ast.stmt) else _unknown)


def _nothing(_: Sketch, __: ast.AST) -> _Fields:
    return {}


def _unknown(sketch: Sketch, twin: ast.AST) -> _Fields:
    """Whatever else there is: a node that holds what is inside."""
    inside = [child for child in ast.iter_child_nodes(twin) if isinstance(child, (ast.expr, ast.pattern))]
    return {"elements": _elements(sketch, inside)}


def _elements(sketch: Sketch, twins: Iterable[ast.AST]) -> list[Any]:
    return [
        sketch.new(cst.StarredElement, value=sketch.of(twin.value))
        if isinstance(twin, ast.Starred)
        else sketch.new(cst.Element, value=sketch.of(twin))
        for twin in twins
    ]


def _arguments(sketch: Sketch, args: Sequence[ast.expr], keywords: Sequence[ast.keyword]) -> list[Any]:
    """The arguments of a call or a class, in the order of the text."""
    found: list[ast.expr | ast.keyword] = [*args, *keywords]
    if args and keywords:
        found.sort(key=lambda one: (one.lineno, one.col_offset))
    made = []
    for one in found:
        name = sketch.new(cst.Name, value=one.arg) if isinstance(one, ast.keyword) and one.arg else None
        star = "**" if isinstance(one, ast.keyword) and not one.arg else "*" if isinstance(one, ast.Starred) else ""
        value = one.value if isinstance(one, (ast.keyword, ast.Starred)) else one
        made.append(sketch.new(cst.Arg, keyword=name, star=star, value=sketch.of(value)))
    return made


def _parameters(sketch: Sketch, given: ast.arguments) -> Any:
    positional = [*given.posonlyargs, *given.args]
    defaults = [*[None] * (len(positional) - len(given.defaults)), *given.defaults, None, *given.kw_defaults, None]
    params = [
        sketch.new(
            cst.Param,
            name=sketch.new(cst.Name, value=one.arg),
            annotation=_annotation(sketch, one.annotation),
            default=sketch.of(default),
        )
        for one, default in zip([*positional, given.vararg, *given.kwonlyargs, given.kwarg], defaults, strict=True)
        if one is not None
    ]
    return sketch.new(
        cst.Parameters, posonly_params=(), params=params, kwonly_params=(), star_arg=None, star_kwarg=None
    )


def _annotation(sketch: Sketch, twin: ast.expr | None) -> Any:
    return sketch.new(cst.Annotation, annotation=sketch.of(twin)) if twin is not None else None


def _function(sketch: Sketch, twin: Any) -> _Fields:
    return {
        "decorators": [sketch.new(cst.Decorator, decorator=sketch.of(one)) for one in twin.decorator_list],
        "name": sketch.new(cst.Name, value=twin.name),
        "params": _parameters(sketch, twin.args),
        "returns": _annotation(sketch, twin.returns),
        "body": sketch.block(twin.body),
        "asynchronous": _ASYNCHRONOUS if isinstance(twin, ast.AsyncFunctionDef) else None,
    }


def _class(sketch: Sketch, twin: Any) -> _Fields:
    return {
        "decorators": [sketch.new(cst.Decorator, decorator=sketch.of(one)) for one in twin.decorator_list],
        "name": sketch.new(cst.Name, value=twin.name),
        "bases": _arguments(sketch, twin.bases, ()),
        "keywords": _arguments(sketch, (), twin.keywords),
        "body": sketch.block(twin.body),
    }


def _tested(sketch: Sketch, twin: Any) -> _Fields:
    orelse: Any = None
    if len(twin.orelse) == 1 and isinstance(twin.orelse[0], ast.If) and twin.orelse[0].col_offset == twin.col_offset:
        orelse = sketch.of(twin.orelse[0])  # elif
    else:
        orelse = sketch.last(cst.Else, twin.orelse)
    return {"test": sketch.of(twin.test), "body": sketch.block(twin.body), "orelse": orelse}


def _try(sketch: Sketch, twin: Any) -> _Fields:
    kind = cst.ExceptStarHandler if isinstance(twin, ast.TryStar) else cst.ExceptHandler
    return {
        "body": sketch.block(twin.body),
        "handlers": [sketch.of(handler, kind) for handler in twin.handlers],
        "orelse": sketch.last(cst.Else, twin.orelse),
        "finalbody": sketch.last(cst.Finally, twin.finalbody),
    }


def _as(sketch: Sketch, name: Any) -> Any:
    return sketch.new(cst.AsName, name=name) if name is not None else None


def _handler(sketch: Sketch, twin: Any) -> _Fields:
    name = sketch.new(cst.Name, value=twin.name) if twin.name else None
    return {"type": sketch.of(twin.type), "name": _as(sketch, name), "body": sketch.block(twin.body)}


def _with(sketch: Sketch, twin: Any) -> _Fields:
    return {
        "items": [
            sketch.new(cst.WithItem, item=sketch.of(one.context_expr), asname=_as(sketch, sketch.of(one.optional_vars)))
            for one in twin.items
        ],
        "body": sketch.block(twin.body),
        "asynchronous": _ASYNCHRONOUS if isinstance(twin, ast.AsyncWith) else None,
    }


def _for(sketch: Sketch, twin: Any) -> _Fields:
    return {
        "target": sketch.of(twin.target),
        "iter": sketch.of(twin.iter),
        "body": sketch.block(twin.body),
        "orelse": sketch.last(cst.Else, twin.orelse),
        "asynchronous": _ASYNCHRONOUS if isinstance(twin, ast.AsyncFor) else None,
    }


def _case(sketch: Sketch, twin: Any) -> _Fields:
    guard = sketch.of(twin.guard)
    return {"pattern": sketch.of(twin.pattern), "guard": guard, "body": sketch.block(twin.body)}


def _match_as(sketch: Sketch, twin: Any) -> _Fields:
    name = sketch.new(cst.Name, value=twin.name) if twin.name else None
    return {"pattern": sketch.of(twin.pattern), "name": name}


def _returned(sketch: Sketch, twin: Any) -> _Fields:
    kind = cst.ConcatenatedString if sketch.is_put_together(twin.value) else None
    return {"value": sketch.of(twin.value, kind)}


def _raised(sketch: Sketch, twin: Any) -> _Fields:
    cause = sketch.new(cst.From, item=sketch.of(twin.cause)) if twin.cause is not None else None
    return {"exc": sketch.of(twin.exc), "cause": cause}


def _assigned(sketch: Sketch, twin: Any) -> _Fields:
    targets = [sketch.new(cst.AssignTarget, target=sketch.of(target)) for target in twin.targets]
    return {"targets": targets, "value": sketch.of(twin.value)}


def _annotated(sketch: Sketch, twin: Any) -> _Fields:
    annotation = _annotation(sketch, twin.annotation)
    return {"target": sketch.of(twin.target), "annotation": annotation, "value": sketch.of(twin.value)}


def _logical(sketch: Sketch, twin: Any) -> _Fields:
    """`a and b and c`, which LibCST reads as `(a and b) and c`."""
    left, *middle, right = sketch.all(twin.values)
    operator = OPERATORS[type(twin.op)]
    for one in middle:
        left = sketch.new(cst.BooleanOperation, left=left, operator=operator, right=one)
    return {"left": left, "operator": operator, "right": right}


def _calculated(sketch: Sketch, twin: Any) -> _Fields:
    return {"left": sketch.of(twin.left), "operator": OPERATORS[type(twin.op)], "right": sketch.of(twin.right)}


def _compared(sketch: Sketch, twin: Any) -> _Fields:
    targets = [
        sketch.new(cst.ComparisonTarget, operator=OPERATORS[type(operator)], comparator=sketch.of(one))
        for operator, one in zip(twin.ops, twin.comparators, strict=True)
    ]
    return {"left": sketch.of(twin.left), "comparisons": targets}


def _dict(sketch: Sketch, twin: Any) -> _Fields:
    elements = [
        sketch.new(cst.DictElement, key=sketch.of(key), value=sketch.of(value))
        if key is not None
        else sketch.new(cst.StarredDictElement, value=sketch.of(value))
        for key, value in zip(twin.keys, twin.values, strict=True)
    ]
    return {"elements": elements}


def _subscript(sketch: Sketch, twin: Any) -> _Fields:
    parts = [twin.slice]
    if isinstance(twin.slice, ast.Tuple) and twin.slice.elts:
        first = twin.slice.elts[0]
        if (first.lineno, first.col_offset) == (twin.slice.lineno, twin.slice.col_offset):  # no parentheses around it
            parts = twin.slice.elts
    slices = [
        sketch.new(
            cst.SubscriptElement,
            slice=sketch.of(one) if isinstance(one, ast.Slice) else sketch.new(cst.Index, value=sketch.of(one)),
        )
        for one in parts
    ]
    return {"value": sketch.of(twin.value), "slice": slices}


def _formatted(sketch: Sketch, parts: Iterable[ast.expr]) -> list[Any]:
    """The expressions in a text; what stands around them holds no code."""
    return sketch.all(one for one in parts if not isinstance(one, ast.Constant))


def _comprehended(sketch: Sketch, twin: Any) -> _Fields:
    made = sketch.all(twin.generators)
    for outer, inner in pairwise(made):
        fill(outer, {"inner_for_in": inner})
    parts = ("key", "value") if isinstance(twin, ast.DictComp) else ("elt",)
    return {**{name: sketch.of(getattr(twin, name)) for name in parts}, "for_in": made[0]}


def _generator(sketch: Sketch, twin: Any) -> _Fields:
    ifs = [sketch.new(cst.CompIf, test=sketch.of(test)) for test in twin.ifs]
    return {"target": sketch.of(twin.target), "iter": sketch.of(twin.iter), "ifs": ifs}


def _same(**names: str) -> _Filling:
    """For nodes whose fields differ in their names at most."""
    pairs = tuple(names.items())
    return lambda sketch, twin: {name: sketch.of(getattr(twin, field)) for name, field in pairs}


_ASYNCHRONOUS = cst.Asynchronous()
_FIELDS: dict[type[ast.AST], _Filling] = {
    ast.AnnAssign: _annotated,
    ast.Assert: _same(test="test", msg="msg"),
    ast.Assign: _assigned,
    ast.AsyncFor: _for,
    ast.AsyncFunctionDef: _function,
    ast.AsyncWith: _with,
    ast.Attribute: lambda sketch, twin: {
        "value": sketch.of(twin.value),
        "attr": sketch.new(cst.Name, value=twin.attr),
    },
    ast.AugAssign: _same(target="target", value="value"),
    ast.Await: _same(expression="value"),
    ast.BinOp: _calculated,
    ast.BoolOp: _logical,
    ast.Call: lambda sketch, twin: {
        "func": sketch.of(twin.func),
        "args": _arguments(sketch, twin.args, twin.keywords),
    },
    ast.ClassDef: _class,
    ast.Compare: _compared,
    ast.Constant: lambda _, twin: {"value": str(twin.value)} if twin.value is not ... else {},
    ast.Delete: lambda sketch, twin: {"target": sketch.new(cst.Tuple, elements=_elements(sketch, twin.targets))},
    ast.Dict: _dict,
    ast.DictComp: _comprehended,
    ast.ExceptHandler: _handler,
    ast.Expr: _same(value="value"),
    ast.For: _for,
    ast.FormattedValue: lambda sketch, twin: {
        "expression": sketch.of(twin.value),
        "format_spec": _formatted(sketch, twin.format_spec.values if twin.format_spec is not None else ()),
    },
    ast.FunctionDef: _function,
    ast.GeneratorExp: _comprehended,
    ast.If: _tested,
    ast.IfExp: _same(body="body", test="test", orelse="orelse"),
    ast.JoinedStr: lambda sketch, twin: {"parts": _formatted(sketch, twin.values)},
    ast.Lambda: lambda sketch, twin: {"params": _parameters(sketch, twin.args), "body": sketch.of(twin.body)},
    ast.List: lambda sketch, twin: {"elements": _elements(sketch, twin.elts)},
    ast.ListComp: _comprehended,
    ast.Match: lambda sketch, twin: {"subject": sketch.of(twin.subject), "cases": sketch.all(twin.cases)},
    ast.MatchAs: _match_as,
    ast.Name: lambda _, twin: {"value": twin.id},
    ast.NamedExpr: _same(target="target", value="value"),
    ast.Raise: _raised,
    ast.Return: _returned,
    ast.Set: lambda sketch, twin: {"elements": _elements(sketch, twin.elts)},
    ast.SetComp: _comprehended,
    ast.Slice: _same(lower="lower", upper="upper", step="step"),
    ast.Subscript: _subscript,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Tuple: lambda sketch, twin: {"elements": _elements(sketch, twin.elts)},
    ast.UnaryOp: lambda sketch, twin: {
        "operator": OPERATORS[type(twin.op)],
        "expression": sketch.of(twin.operand),
    },
    ast.While: _tested,
    ast.With: _with,
    ast.Yield: _same(value="value"),
    ast.YieldFrom: lambda sketch, twin: {"value": sketch.new(cst.From, item=sketch.of(twin.value))},
    ast.comprehension: _generator,
    ast.match_case: _case,
}
if sys.version_info >= (3, 12):
    _FIELDS[ast.TypeAlias] = lambda sketch, twin: {"name": sketch.of(twin.name), "value": sketch.of(twin.value)}
