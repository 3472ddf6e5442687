"""Parses with LibCST only the exception handlers that a failure may meet, and pairs their nodes with those of `ast`.

Both trees are walked in one canonical order, landmark by landmark; the pairs spare the lint path LibCST's position
metadata, which costs many times the parse. Where the landmarks do not match, positions decide after all.
"""

from __future__ import annotations

import ast
import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from flake8_ownership.errors import SourceError
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, FunctionNode, Module

# LibCST's parser recurses natively, where no limit guards the stack, and takes time by the square of a chain of calls.
DEEPEST = 300
Handler = cst.ExceptHandler | cst.ExceptStarHandler
_Pairs = Iterable[tuple[ast.AST, cst.CSTNode]]


@dataclass(frozen=True, slots=True, eq=False)
class Island:
    """One exception handler of a function in both trees; `ast_of` pairs their landmarks."""

    function: Function
    handler: ast.ExceptHandler
    root: Handler
    ast_of: dict[cst.CSTNode, ast.AST]


def island(function: Function, handler: ast.ExceptHandler) -> Island:
    """Parses one handler of a function. Raises SourceError where LibCST cannot parse what Python can."""
    rows = function.module.source.lines[handler.lineno - 1 : handler.end_lineno]
    indent = rows[0][: len(rows[0]) - len(rows[0].lstrip())]
    above = [f"{indent}try:\n", f"{indent} pass\n"]
    if indent:
        above.insert(0, "if 1:\n")
    parsed = _parse("".join([*above, *rows]), function, handler)
    statement: cst.CSTNode = parsed.body[0]
    if isinstance(statement, cst.If):
        statement = statement.body.body[0]
    assert isinstance(statement, (cst.Try, cst.TryStar))
    root = statement.handlers[0]
    pairs = _pairs(function.module, handler, parsed, root, handler.lineno - len(above) - 1)
    return Island(function, handler, root, {node: twin for twin, node in pairs})


def is_too_deep(code: ast.AST) -> bool:
    """Whether a handler or a statement is nested more deeply than LibCST is trusted with."""
    waiting = [(code, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            return True
        waiting += ((child, depth + 1) for child in trees.children(node))
    return False


def _pairs(module: Module, tree: ast.AST, parsed: cst.Module, root: cst.CSTNode, shift: int) -> _Pairs:
    here = _ast_landmarks(tree, [])
    there = _cst_landmarks(root, [])
    if [_KINDS[type(node)] for node in here] == [_CST_KINDS[type(node)] for node in there]:
        return zip(here, there, strict=True)
    return _by_position(module, parsed, shift, here, there)


def _parse(text: str, function: Function, handler: ast.ExceptHandler) -> cst.Module:
    collecting = gc.isenabled()
    gc.disable()  # the parse allocates a quarter faster, and makes no circles
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise SourceError(
            str(function.module.path), f"LibCST cannot parse {function.qualname}: {error.message}", handler.lineno
        ) from error
    finally:
        if collecting:
            gc.enable()


_KINDS: dict[type[ast.AST], str] = {
    ast.Call: "call",
    ast.Await: "await",
    ast.With: "with",
    ast.AsyncWith: "with",
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.comprehension: "comp",
    ast.Try: "try",
    ast.TryStar: "try",
    ast.ExceptHandler: "handler",
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.Lambda: "lambda",
    ast.Yield: "yield",
    ast.YieldFrom: "yield",
    ast.Return: "return",
    ast.Raise: "raise",
    ast.Expr: "expr",
    ast.Assign: "assign",
    ast.AnnAssign: "annassign",
    ast.AugAssign: "augassign",
    ast.Delete: "del",
    ast.Pass: "pass",
    ast.Break: "break",
    ast.Continue: "continue",
    ast.Import: "import",
    ast.ImportFrom: "from",
    ast.Global: "global",
    ast.Nonlocal: "nonlocal",
    ast.Assert: "assert",
    ast.If: "if",
    ast.While: "while",
    ast.Match: "match",
    ast.ClassDef: "class",
}
_CST_KINDS: dict[type, str] = {
    cst.Call: "call",
    cst.Await: "await",
    cst.With: "with",
    cst.For: "for",
    cst.CompFor: "comp",
    cst.Try: "try",
    cst.TryStar: "try",
    cst.ExceptHandler: "handler",
    cst.ExceptStarHandler: "handler",
    cst.FunctionDef: "def",
    cst.Lambda: "lambda",
    cst.Yield: "yield",
    cst.Return: "return",
    cst.Raise: "raise",
    cst.Expr: "expr",
    cst.Assign: "assign",
    cst.AnnAssign: "annassign",
    cst.AugAssign: "augassign",
    cst.Del: "del",
    cst.Pass: "pass",
    cst.Break: "break",
    cst.Continue: "continue",
    cst.Import: "import",
    cst.ImportFrom: "from",
    cst.Global: "global",
    cst.Nonlocal: "nonlocal",
    cst.Assert: "assert",
    cst.If: "if",
    cst.While: "while",
    cst.Match: "match",
    cst.ClassDef: "class",
}


# -- the canonical order, in `ast`


def _ast_landmarks(node: ast.AST, found: list[ast.AST]) -> list[ast.AST]:
    kind = type(node)
    if kind in _KINDS:
        found.append(node)
    ordered = _ORDERED.get(kind)
    for child in trees.children(node) if ordered is None else ordered(node):
        if type(child) is not ast.Name and type(child) is not ast.Constant:
            _ast_landmarks(child, found)
    return found


# Children in the order of the text, which `ast`'s fields do not always keep.


def _of_call(node: ast.Call) -> Iterable[ast.AST]:
    if not node.keywords:
        return (node.func, *node.args)
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    arguments.sort(key=lambda argument: (argument.lineno, argument.col_offset))
    return (node.func, *arguments)


def _of_dict(node: ast.Dict) -> Iterable[ast.AST]:
    return (part for pair in zip(node.keys, node.values, strict=True) for part in pair if part is not None)


def _of_function(node: FunctionNode) -> Iterable[ast.AST]:
    returns = [node.returns] if node.returns is not None else []
    return (*node.decorator_list, *_parameters(node.args), *returns, *node.body)


def _of_class(node: ast.ClassDef) -> Iterable[ast.AST]:
    return (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords), *node.body)


_ORDERED: dict[type[ast.AST], Callable[..., Iterable[ast.AST]]] = {
    ast.Call: _of_call,
    ast.IfExp: lambda node: (node.body, node.test, node.orelse),
    ast.Dict: _of_dict,
    ast.FunctionDef: _of_function,
    ast.AsyncFunctionDef: _of_function,
    ast.Lambda: lambda node: (*_parameters(node.args), node.body),
    ast.ClassDef: _of_class,
}


def _parameters(args: ast.arguments) -> Iterator[ast.AST]:
    positional = [*args.posonlyargs, *args.args]
    defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(args.defaults)), *args.defaults]
    rest = [(args.vararg, None)] if args.vararg else []
    last = [(args.kwarg, None)] if args.kwarg else []
    pairs = [
        *zip(positional, defaults, strict=True),
        *rest,
        *zip(args.kwonlyargs, args.kw_defaults, strict=True),
        *last,
    ]
    for parameter, default in pairs:
        if parameter.annotation is not None:
            yield parameter.annotation
        if default is not None:
            yield default


# -- the canonical order, in LibCST

_FIELDS: dict[type, tuple[str, ...]] = {
    cst.Call: ("func", "args"),
    cst.Arg: ("value",),
    cst.Await: ("expression",),
    cst.Attribute: ("value",),
    cst.Subscript: ("value", "slice"),
    cst.SubscriptElement: ("slice",),
    cst.Index: ("value",),
    cst.Slice: ("lower", "upper", "step"),
    cst.Comparison: ("left", "comparisons"),
    cst.ComparisonTarget: ("comparator",),
    cst.UnaryOperation: ("expression",),
    cst.BinaryOperation: ("left", "right"),
    cst.BooleanOperation: ("left", "right"),
    cst.IfExp: ("body", "test", "orelse"),
    cst.Lambda: ("params", "body"),
    cst.Yield: ("value",),
    cst.From: ("item",),
    cst.Tuple: ("elements",),
    cst.List: ("elements",),
    cst.Set: ("elements",),
    cst.Dict: ("elements",),
    cst.Element: ("value",),
    cst.StarredElement: ("value",),
    cst.DictElement: ("key", "value"),
    cst.StarredDictElement: ("value",),
    cst.NamedExpr: ("target", "value"),
    cst.GeneratorExp: ("elt", "for_in"),
    cst.ListComp: ("elt", "for_in"),
    cst.SetComp: ("elt", "for_in"),
    cst.DictComp: ("key", "value", "for_in"),
    cst.CompFor: ("target", "iter", "ifs", "inner_for_in"),
    cst.CompIf: ("test",),
    cst.FormattedString: ("parts",),
    cst.ConcatenatedString: ("left", "right"),
    cst.FormattedStringExpression: ("expression", "format_spec"),
    cst.Annotation: ("annotation",),
    cst.Parameters: ("posonly_params", "params", "star_arg", "kwonly_params", "star_kwarg"),
    cst.Param: ("annotation", "default"),
    cst.Decorator: ("decorator",),
    cst.SimpleStatementLine: ("body",),
    cst.SimpleStatementSuite: ("body",),
    cst.IndentedBlock: ("body",),
    cst.Expr: ("value",),
    cst.Return: ("value",),
    cst.Raise: ("exc", "cause"),
    cst.Assert: ("test", "msg"),
    cst.Assign: ("targets", "value"),
    cst.AssignTarget: ("target",),
    cst.AnnAssign: ("target", "annotation", "value"),
    cst.AugAssign: ("target", "value"),
    cst.Del: ("target",),
    cst.If: ("test", "body", "orelse"),
    cst.Else: ("body",),
    cst.While: ("test", "body", "orelse"),
    cst.Match: ("subject", "cases"),
    cst.MatchCase: ("guard", "body"),
    cst.With: ("items", "body"),
    cst.WithItem: ("item", "asname"),
    cst.For: ("target", "iter", "body", "orelse"),
    cst.Try: ("body", "handlers", "orelse", "finalbody"),
    cst.TryStar: ("body", "handlers", "orelse", "finalbody"),
    cst.ExceptHandler: ("type", "body"),
    cst.ExceptStarHandler: ("type", "body"),
    cst.Finally: ("body",),
    cst.FunctionDef: ("decorators", "params", "returns", "body"),
    cst.AsName: ("name",),
    cst.ClassDef: ("decorators", "bases", "keywords", "body"),
    cst.Module: ("body",),
}


def _cst_landmarks(node: object, found: list[cst.CSTNode]) -> list[cst.CSTNode]:
    kind: type = type(node)
    if kind is list or kind is tuple:
        for child in node:  # type: ignore[attr-defined]
            _cst_landmarks(child, found)
        return found
    if kind in _CST_KINDS:
        found.append(node)  # type: ignore[arg-type]
    for name in _FIELDS.get(kind, ()):
        child = getattr(node, name)
        if child is not None and type(child) is not cst.Name:
            _cst_landmarks(child, found)
    return found


# -- where the orders differ


def _by_position(
    module: Module, parsed: cst.Module, shift: int, here: Sequence[ast.AST], there: Sequence[cst.CSTNode]
) -> Iterator[tuple[ast.AST, cst.CSTNode]]:
    """Pairs landmarks of one kind that start at one place; what has no partner stays without one."""
    positions = MetadataWrapper(parsed, unsafe_skip_copy=True).resolve(PositionProvider)
    waiting: dict[tuple[str, int, int], deque[cst.CSTNode]] = {}
    for node in there:
        start = positions[node.target if isinstance(node, cst.CompFor) else node].start
        key = (_CST_KINDS[type(node)], start.line + shift, start.column)
        waiting.setdefault(key, deque()).append(node)
    for twin in here:
        place = twin.target if isinstance(twin, ast.comprehension) else twin
        position = module.source.position(place.lineno, place.col_offset)  # type: ignore[attr-defined]
        partners = waiting.get((_KINDS[type(twin)], position.row, position.column))
        if partners:
            yield twin, partners.popleft()
