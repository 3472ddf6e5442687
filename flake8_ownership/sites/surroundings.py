"""What is where in one function, looked up by name, row or place: without this index, every site would search."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from flake8_ownership.index import trees
from flake8_ownership.index.flow import Block, Place
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.scopes import Guard
from flake8_ownership.sites.ends import ON, RAISE, End, ends_of, ends_of_block
from flake8_ownership.sites.positions import Nest, end_of, start_of

_MOST_LEAVING = 20  # statements of a block that may leave it
_MOST_LEFT = 4  # blocks of an `if` that are left on the way to what runs next
# Calls that take a value and keep nothing of it, nor tell anybody.
FORMATTERS = frozenset(
    {
        "str",
        "repr",
        "type",
        "isinstance",
        "issubclass",
        "len",
        "format",
        "format_exc",
        "getattr",
        "hasattr",
        "format_exception",
        "print",
        "print_exc",
        "echo",
        "pformat",
        "dict",
        "list",
        "bool",
        "secho",
        "int",
        "any",
        "all",
        "print_exception",
    }
)
# What a value is part of that is given on.
_PARTS = (
    ast.keyword, ast.Dict, ast.List, ast.Tuple, ast.Set, ast.Starred, ast.FormattedValue, ast.JoinedStr, ast.BoolOp,
    ast.IfExp, ast.BinOp, ast.UnaryOp,
)  # fmt: skip
# Methods that put something into a container.
FILLERS = frozenset({"append", "add", "extend", "insert", "appendleft"})
_MOST_FOLLOWING = 3  # statements after a `try` among which another way is looked for
_MOST_SPELLED = 40  # nodes of an expression that still is a name for something


class Surroundings:
    """The index of one function. Whatever is asked for the first time is gathered in one walk."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self._guards: dict[Function, Nest[Guard]] = {}
        self._ends: dict[ast.stmt, frozenset[End]] = {}
        self._left: dict[ast.stmt, list[ast.If]] = {}

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node stands in, functions inside this one included."""
        return trees.parents(self.function.node)

    # -- by name

    @cached_property
    def loads(self) -> dict[str, list[ast.Name]]:
        """Where each name is read."""
        found: dict[str, list[ast.Name]] = {}
        for node in self.parents:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def raised(self) -> frozenset[str]:
        """The names in what is raised anywhere in the function."""
        raises = (node for node in self.parents if isinstance(node, ast.Raise) and node.exc is not None)
        return frozenset().union(*map(names_in, raises))

    @cached_property
    def returned(self) -> frozenset[str]:
        """The names in what the function returns."""
        return frozenset().union(*(names_in(expr) for expr, _ in self.function.body.returns))

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names that the function gives a value."""
        bindings = self.function.body.bindings
        return frozenset(name for name, ways in bindings.items() if any(way.kind == "value" for way in ways))

    def is_only_filled(self, name: str) -> bool:
        """Whether a variable of the function holds a container that things are put into, and that nobody reads."""
        body = self.function.body
        return name in self.variables - body.outer_names and all(map(self._is_filling, self.loads.get(name, ())))

    def _is_filling(self, load: ast.Name) -> bool:
        method = self.parents[load]
        call = self.parents.get(method)
        return (
            isinstance(method, ast.Attribute)
            and method.attr in FILLERS
            and isinstance(call, ast.Call)
            and call.func is method
            and isinstance(self.parents.get(call), ast.Expr)
        )

    def taker_of(self, load: ast.Name) -> ast.AST | None:
        """The call that a value is given to and that may keep it, or the statement that puts it into an object or hands
        it out; None where there is none."""
        node: ast.AST = load
        parent = self.parents.get(node)
        while isinstance(parent, _PARTS):
            node, parent = parent, self.parents.get(parent)
        match parent:
            case ast.Call(func=func):
                return parent if node is not func and last_name(func) not in FORMATTERS else None
            case ast.Assign(targets=targets, value=value) if value is node:
                return parent if any(isinstance(one, (ast.Attribute, ast.Subscript)) for one in targets) else None
        return parent if isinstance(parent, (ast.Yield, ast.Return)) else None

    def counted(self, node: ast.Try | ast.TryStar) -> Iterator[str]:
        """The variables in which a `try` counts what has not failed: `done += 1` after what it waits for, or in its
        `else`. What it counts before are attempts."""
        done = list(node.orelse)
        for statement in reversed(node.body):
            if any(isinstance(part, (ast.Await, ast.AsyncFor, ast.AsyncWith)) for part in trees.nodes(statement)):
                break
            done.append(statement)
        for statement in done:
            match statement:
                case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.Constant(value=int())):
                    yield name

    # -- by row or place

    @cached_property
    def handlers(self) -> dict[int, ast.ExceptHandler]:
        """The exception handlers by their row."""
        return {node.lineno: node for node in self.parents if isinstance(node, ast.ExceptHandler)}

    def goes_on(self, clause: ast.ExceptHandler) -> bool:
        """Whether what comes after its `try` runs after a handler, whatever the handler finds."""
        leaves = (ast.Return, ast.Raise, ast.Break, ast.Continue)
        return not any(isinstance(one, leaves) for part in clause.body for one in trees.nodes(part))

    def answers_no_after(self, clause: ast.ExceptHandler) -> bool:
        """Whether a function goes on after a handler, or with the next turn of its loop, and says no at its end."""
        on = not any(isinstance(one, (ast.Return, ast.Raise)) for part in clause.body for one in trees.nodes(part))
        match self.function.node.body[-1]:
            case ast.Return(value=ast.Constant(value=False)):
                return on
        return False

    def is_replaced(self, clause: ast.ExceptHandler) -> bool:
        """Whether what a `try` was to find is looked for in another way where it has not: `if found is None: found =
        await …` after it, in the same block.
        """
        node = self.parents.get(clause)
        if not isinstance(node, (ast.Try, ast.TryStar)):
            return False
        names = {
            one.id for part in node.body for one in trees.nodes(part) if isinstance(one, ast.Name) and _is_stored(one)
        }
        return bool(names) and any(
            isinstance(one, ast.If)
            and not names.isdisjoint(_missing(one.test))
            and any(isinstance(child, ast.Await) for part in one.body for child in trees.nodes(part))
            for one in self.following(node)[:_MOST_FOLLOWING]
        )

    def asked_again(self, node: ast.Try | ast.TryStar) -> Iterator[ast.expr]:
        """The objects whose methods a `try` awaits, and that the next statements await as well, with nothing in between
        that may leave: what is wrong with them shows there, where nothing catches it."""
        asked = {spelled(receiver) for part in node.body for receiver in _receivers(part)}
        for follower in self.following(node)[:_MOST_FOLLOWING] if asked else ():
            if not isinstance(follower, (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return)):
                return
            yield from (receiver for receiver in _receivers(follower) if spelled(receiver) in asked)

    def raises_after(self, node: ast.stmt) -> bool:
        """Whether whatever runs from the end of a statement to that of its function raises in the end, in any case."""
        inner: ast.AST = node
        while isinstance(inner, ast.stmt) and inner is not self.function.node:
            following = self.following(inner)
            if following:
                ends = self._ends_from(following[0])
                if "leave" in ends or "on" not in ends:
                    return ends == RAISE
            inner = self.outer_statement(inner)
            if isinstance(inner, (ast.For, ast.AsyncFor, ast.While)):
                return False
        return False

    def _ends_from(self, statement: ast.stmt) -> frozenset[End]:
        """How a block is left from one of its statements on."""
        if statement not in self._ends:
            ends: frozenset[End] = ON
            for one in reversed([statement, *self.following(statement)]):
                if one not in self._ends:
                    first = ends_of(one)
                    self._ends[one] = (first - ON) | ends if "on" in first else first
                ends = self._ends[one]
        return self._ends[statement]

    def outer_statement(self, node: ast.AST) -> ast.AST:
        """The statement around one, also where a handler is in between."""
        outer = self.parents.get(node, self.function.node)
        return self.parents.get(outer, self.function.node) if isinstance(outer, ast.ExceptHandler) else outer

    def following(self, node: ast.stmt) -> Sequence[ast.stmt]:
        """What stands after a statement in its block."""
        outer = self.parents.get(node)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(outer, name, None)
            if isinstance(block, list):
                index = bisect_left(block, start_of(node), key=start_of)
                if index < len(block) and block[index] is node:
                    return block[index + 1 :]
        return ()

    def left_before(self, node: ast.stmt) -> Sequence[ast.If]:
        """The `if` statements before one in its block, whose branches leave it, and which have no other."""
        outer = self.parents.get(node)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(outer, name, None)
            if isinstance(block, list) and block and start_of(block[0]) < start_of(node) <= start_of(block[-1]):
                leaving = self._leaving(block)
                return leaving[: bisect_left(leaving, start_of(node), key=start_of)]
        return ()

    def _leaving(self, block: list[ast.stmt]) -> list[ast.If]:
        """The `if` statements of a block that leave it where their condition holds."""
        if block[0] not in self._left:
            self._left[block[0]] = [
                one
                for one in block
                if isinstance(one, ast.If) and not one.orelse and "on" not in ends_of_block(one.body)
            ][:_MOST_LEAVING]
        return self._left[block[0]]

    def behind(self, node: ast.stmt) -> Iterator[ast.stmt]:
        """What runs after a statement: the rest of its block, then what stands after the `if` that the block is of."""
        for _ in range(_MOST_LEFT):
            yield from self.following(node)
            outer = self.parents.get(node)
            if not isinstance(outer, ast.If):
                return
            node = outer

    def calls_between(self, start: Place, end: Place) -> Sequence[tuple[ast.Call, Block | None]]:
        """The function's own calls that begin in a part of its text."""
        first = bisect_left(self._calls, start, key=_start_of_call)
        return self._calls[first : bisect_left(self._calls, end, key=_start_of_call)]

    @cached_property
    def _calls(self) -> list[tuple[ast.Call, Block | None]]:
        return sorted(self.function.body.calls, key=_start_of_call)

    def guards_around(self, place: Place) -> Iterator[Guard]:
        """The `try` and `with` statements around a place in its innermost function, the innermost first."""
        scope = self.function
        while inner := _function_at(scope, place):
            scope = inner
        if scope not in self._guards:
            self._guards[scope] = Nest(scope.body.guards)
        return self._guards[scope].around(place)

    def loops_around(self, place: Place) -> Iterator[ast.For | ast.AsyncFor]:
        """The `for` loops of the function itself around a place, the innermost first."""
        return self._loops.around(place)

    @cached_property
    def _loops(self) -> Nest[ast.For | ast.AsyncFor]:
        return Nest(self.function.body.loops)


def _function_at(scope: Function, place: Place) -> Function | None:
    """The function right inside another one that holds a place."""
    index = bisect_right(scope.all_functions, place, key=lambda one: start_of(one.node))
    found = scope.all_functions[index - 1] if index else None
    return found if found is not None and place < end_of(found.node) else None


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _missing(test: ast.expr) -> Iterator[str]:
    """The variables that a condition finds without a value: `not found`, `found is None`."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            yield name
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            yield name
        case ast.BoolOp(values=values):
            for value in values:
                yield from _missing(value)


def spelled(node: ast.expr) -> str:
    """An expression as a name for what it denotes: `self.jobs[key]`; empty where it is too long to be one."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ast.unparse(node) if trees.is_small(node, _MOST_SPELLED) else ""


def _receivers(statement: ast.stmt) -> Iterator[ast.expr]:
    """The objects whose methods a statement awaits."""
    for node in trees.nodes(statement):
        match node:
            case ast.Await(value=ast.Call(func=ast.Attribute(value=receiver))) if spelled(receiver):
                yield receiver


def names_in(node: ast.AST) -> set[str]:
    return {child.id for child in trees.nodes(node) if isinstance(child, ast.Name)}


def _start_of_call(call: tuple[ast.Call, Block | None]) -> Place:
    return call[0].lineno, call[0].col_offset
