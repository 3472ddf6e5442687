"""The skeleton of a program: what is left of it without its telemetry, whether that was there or has been inserted.

Two programs of one skeleton do the same but for what they log and count. Taken away are logs, counts, callbacks and
checks that tell of failures, handlers that do nothing but raise again, and names that only carry a value to the
statement after them.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence

LOGS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
_TELLS = LOGS | {"inc", "incr", "increment", "add_note", "add_done_callback", "raise_for_status"}
_MAKERS = frozenset({"getLogger", "get_logger", "Counter", "create_counter"})
_TELEMETRY = frozenset(
    {"logging", "structlog", "loguru", "prometheus_client", "opentelemetry", "contextlib", "asyncio"}
)
_TELEMETRY_NAMES = frozenset(
    {"logger", "log", "_logger", "get_logger", "getLogger", "app_log", "metrics", "Any", "Future"}
)
_COUNTER = "OPERATIONS"


def skeleton(text: str) -> str:
    """What a program does besides telling. Raises SyntaxError."""
    tree = _Bare().visit(ast.parse(text))
    return ast.unparse(ast.fix_missing_locations(tree))


# What a fix tells in a message, and what is put into one.
_IDENTIFIERS = re.compile(r" \((?:[\w.]+=(?:%s|\{[^{}]*\})(?:, )?)+\)")
_PUT = re.compile(r" ?(?:%s|\{[^{}]*\})")


def logged(text: str) -> Counter[str]:
    """The messages of a program's logs, whatever their level and what is put into them, and how often each is there."""
    return Counter(
        _PUT.sub("", _IDENTIFIERS.sub("", ast.unparse(node.args[0]).lstrip("f").strip("'\"")))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and _method(node) in LOGS and node.args
    )


class _Bare(ast.NodeTransformer):
    """Makes the skeleton of a tree, from the inside out."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                left = _flat([statement for statement in block if not _tells(statement)])
                needed = field == "body" and not isinstance(node, ast.Module)
                setattr(node, field, left or ([ast.Pass()] if needed else []))
        return node

    def visit_Module(self, node: ast.Module) -> ast.AST:
        node.body = [statement for statement in node.body if not _serves_telemetry(statement)]
        self.generic_visit(node)
        node.body = [one for one in node.body if not (isinstance(one, ast.FunctionDef) and _is_empty(one.body))]
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        node.names = [one for one in node.names if one.name not in _TELEMETRY_NAMES]
        return node if node.names else None

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        self.generic_visit(node)
        before = ""
        while before != (before := ast.unparse(ast.fix_missing_locations(node))):
            _Carried(node).visit(node)
            self.generic_visit(node)
        if isinstance(node.body[-1], ast.Return) and node.body[-1].value is None:
            node.body = node.body[:-1] or [ast.Pass()]
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Constant) and node.value.value is None:
            node.value = None
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.generic_visit(node)
        if node.name not in {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}:
            node.name = None
        return node

    def visit_With(self, node: ast.With) -> ast.AST:
        return self._with(node)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AST:
        return self._with(node)

    def _with(self, node: ast.With | ast.AsyncWith) -> ast.AST:
        """`suppress` is a handler that does nothing."""
        self.generic_visit(node)
        for index, item in enumerate(node.items):
            call = item.context_expr
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "suppress":
                inner = node.items[index + 1 :]
                body: list[ast.stmt] = [type(node)(inner, node.body)] if inner else node.body
                caught = call.args[0] if len(call.args) == 1 else ast.Tuple(call.args, ast.Load())
                guarded = ast.Try(body, [ast.ExceptHandler(caught, None, [ast.Pass()])], [], [])
                return type(node)(node.items[:index], [guarded]) if index else guarded
        return node


class _Carried(ast.NodeTransformer):
    """Puts a value where the name stands that carries it to the next statement of a function, and nowhere else."""

    def __init__(self, function: ast.AST) -> None:
        names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
        self.loads = Counter(node.id for node in names if isinstance(node.ctx, ast.Load))
        self.stores = Counter(node.id for node in names if isinstance(node.ctx, ast.Store))

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, self._carried(block))
        if isinstance(node, ast.Try) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.Return):
            body = _returning(node.body, node.orelse[0])
            if body is not None:
                node.body, node.orelse = body, []
        return node

    def _carried(self, block: Sequence[ast.stmt]) -> list[ast.stmt]:
        left: list[ast.stmt] = []
        for statement in block:
            returning = _returning(left, statement) if isinstance(statement, ast.Return) else None
            carried = self._inlined(left[-1], statement) if left else None
            if returning is not None:
                left = returning
            elif carried is not None:
                left[-1] = carried
            elif isinstance(statement, ast.Assign) and self._is_dropped(statement):
                left.append(ast.Expr(statement.value))
            else:
                left.append(statement)
        return left

    def _is_dropped(self, statement: ast.Assign) -> bool:
        return all(isinstance(one, ast.Name) and not self.loads[one.id] for one in statement.targets)

    def _inlined(self, before: ast.stmt, after: ast.stmt) -> ast.stmt | None:
        """The second of two statements with what the first gave its only name, where nothing else reads it."""
        match before:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if self.loads[name] == self.stores[name]:
                head = _head(after)
                used = [one for one in ast.walk(head) if isinstance(one, ast.Name) and one.id == name] if head else []
                if len(used) == 1 and isinstance(used[0].ctx, ast.Load):
                    return ast.NodeTransformer.visit(_Substituted(used[0], value), after)
        return None


class _Substituted(ast.NodeTransformer):
    def __init__(self, name: ast.Name, value: ast.expr) -> None:
        self.name, self.value = name, value

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.value if node is self.name else node


def _head(statement: ast.stmt) -> ast.AST | None:
    """What a statement works out before anything else."""
    match statement:
        case ast.Expr() | ast.Assign() | ast.Return() | ast.AugAssign() | ast.AnnAssign():
            return statement
        case ast.If(test=head) | ast.For(iter=head) | ast.Match(subject=head):
            return head
    return None


def _returning(block: Sequence[ast.stmt], last: ast.Return) -> list[ast.stmt] | None:
    """A block that ends by giving a name its value, on each way, with a return in place of that."""
    if not block or not isinstance(last.value, ast.Name):
        return None
    *rest, end = block
    changed = _returning_end(end, last.value.id, last)
    return [*rest, changed] if changed is not None else None


def _returning_end(end: ast.stmt, name: str, last: ast.Return) -> ast.stmt | None:
    match end:
        case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
            return ast.Return(value)
        case ast.Raise() | ast.Return():
            return end
        case ast.If(orelse=[_, *_]):
            body, orelse = _returning(end.body, last), _returning(end.orelse, last)
            if body is not None and orelse is not None:
                return ast.If(end.test, body, orelse)
        case ast.With() | ast.AsyncWith():
            body = _returning(end.body, last)
            if body is not None:
                return type(end)(end.items, body)
        case ast.Match():
            bodies = [_returning(case.body, last) for case in end.cases]
            if all(body is not None for body in bodies):
                cases = [
                    ast.match_case(case.pattern, case.guard, body or [])
                    for case, body in zip(end.cases, bodies, strict=True)
                ]
                return ast.Match(end.subject, cases)
        case ast.Try(orelse=[]):
            bodies = [_returning(block, last) for block in (end.body, *(handler.body for handler in end.handlers))]
            if all(body is not None for body in bodies):
                body, *others = (one or [] for one in bodies)
                handlers = [
                    ast.ExceptHandler(handler.type, handler.name, other)
                    for handler, other in zip(end.handlers, others, strict=True)
                ]
                return ast.Try(body, handlers, [], end.finalbody)
    return None


def _flat(block: Sequence[ast.stmt]) -> list[ast.stmt]:
    """A block without tries that have no handlers, branches that do nothing, and the `else` of what leaves."""
    left: list[ast.stmt] = []
    for statement in block:
        if isinstance(statement, ast.Try):
            while statement.handlers and _only_raises(statement.handlers[-1].body):
                statement.handlers.pop()
            if not statement.handlers:
                statement.body, statement.orelse = _flat([*statement.body, *statement.orelse]), []
                if not statement.finalbody:
                    left += statement.body
                    continue
        if isinstance(statement, ast.If):
            if _is_empty(statement.body) and not statement.orelse:
                continue
            if statement.orelse and _leaves(statement.body):
                orelse, statement.orelse = statement.orelse, []
                left += [statement, *orelse]
                continue
        if isinstance(statement, ast.For) and _is_empty(statement.body) and not statement.orelse:
            continue
        left.append(statement)
    bare = [statement for statement in left if not isinstance(statement, ast.Pass)]
    return bare or left[:1]


def _leaves(block: Sequence[ast.stmt]) -> bool:
    last = block[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and _leaves(last.body) and _leaves(last.orelse)
    if isinstance(last, (ast.With, ast.AsyncWith)):
        return _leaves(last.body)
    return isinstance(last, (ast.Return, ast.Raise, ast.Break, ast.Continue))


def _is_empty(block: Sequence[ast.stmt]) -> bool:
    return all(isinstance(statement, ast.Pass) for statement in block)


def _only_raises(block: Sequence[ast.stmt]) -> bool:
    return len(block) == 1 and isinstance(block[0], ast.Raise) and block[0].exc is None


def _method(node: ast.AST) -> str:
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


def _tells(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Expr):
        return False
    return _method(statement.value) in _TELLS or ast.unparse(statement).startswith(f"{_COUNTER}.")


def _serves_telemetry(statement: ast.stmt) -> bool:
    """Whether a statement at the top of a module imports or makes what tells."""
    match statement:
        case ast.Import(names=names):
            return all(alias.name.partition(".")[0] in _TELEMETRY for alias in names)
        case ast.ImportFrom(module=module):
            return (module or "").partition(".")[0] in _TELEMETRY
        case ast.Assign(value=ast.Call(func=func)):
            return ast.unparse(func).rpartition(".")[2] in _MAKERS
    return False
