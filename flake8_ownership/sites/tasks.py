"""Where the failure of something handed to a task comes out: at an `await`, in a value, or nowhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from flake8_ownership.catalogue import world
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.sites.calls import Place
from flake8_ownership.sites.results import looks_at
from flake8_ownership.sites.site import Handling

_READS = frozenset({"result", "exception", "add_done_callback"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a failure surfaces. `node` is the landmark to walk outwards from; `read` whether a captured failure is
    looked at; `callback` what is called when the task is done; `name` the variable or attribute that keeps it, and
    `escapes` whether that is handed to somebody who may look after it. `function` is where the callback and the keeper
    are named, where that is another function than the place stands in. `through` is a helper of the project that the
    failure leaves first, and the landmark in it."""

    node: ast.AST
    handling: Handling
    read: bool = False
    drained: bool = False
    callback: ast.expr | None = None
    name: str = ""
    escapes: bool = False
    function: Function | None = None
    through: tuple[Function, ast.AST] | None = None

    @property
    def keeper(self) -> str:
        """What outlives the function and has the handle: an attribute, or the container that it was put into."""
        return self.name if "." in self.name else ""


class Tasks:
    """Follows the task handles of one function."""

    def __init__(self, function: Function) -> None:
        self._function = function

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return trees.parents(self._function.node)

    def outcome(self, place: Place) -> Outcome:
        """Where the failure of a place comes out."""
        if place.wrapper is None:
            return Outcome(self._landmark(place.expr), "here")
        if place.flow == "grouped":
            return Outcome(self._group(place.wrapper) or place.wrapper, "grouped")
        if place.flow == "called":
            return Outcome(place.wrapper, "here")
        if place.flow == "captured":
            return Outcome(place.wrapper, "captured", read=self._is_read(place.wrapper, pair=True))
        return self._follow(place.wrapper, detached=place.flow == "detached", seen=set())

    def _landmark(self, expr: ast.expr) -> ast.AST:
        """The node that the walk outwards knows: the call itself, or the `await`, `with` or `for` around a name."""
        if isinstance(expr, ast.Call):
            return expr
        node: ast.AST = expr
        while node in self._parents:
            node = self._parents[node]
            if isinstance(node, (ast.Await, ast.AsyncWith, ast.AsyncFor, ast.comprehension, ast.Call)):
                break
        return node

    def _follow(self, call: ast.Call, *, detached: bool, seen: set[ast.AST]) -> Outcome:
        """Where an awaitable that a wrapper gave is awaited, if it is."""
        if call in seen:
            return Outcome(call, "kept")
        seen.add(call)
        if _keeps_exceptions(call):
            parent = self._parents.get(call)
            awaited = parent if isinstance(parent, ast.Await) else call
            return Outcome(call, "captured", read=self._is_read(awaited), drained=self._drains(call))
        parent = self._climb(call)
        match parent:
            case ast.Await():
                return Outcome(call, "here")
            case ast.Call() if self._is_wrapper(parent):
                if last_name(parent) == "wait":
                    return Outcome(parent, "captured", read=self._is_read(parent, pair=True))
                if last_name(parent) == "as_completed":
                    return Outcome(parent, "later")
                return self._follow(parent, detached=detached, seen=seen)
            case ast.Call(func=ast.Attribute(attr="append" | "add", value=container)):
                return self._kept(call, container, seen)
            case ast.Call(func=ast.Attribute(attr="add_done_callback")):
                return Outcome(call, "dropped", callback=parent.args[0] if parent.args else None)
            case ast.Attribute(attr="add_done_callback"):
                outer = self._parents.get(parent)
                callback = outer.args[0] if isinstance(outer, ast.Call) and outer.args else None
                return Outcome(call, "dropped", callback=callback)
            case (
                ast.Assign(targets=[target])
                | ast.AnnAssign(target=target)
                | ast.NamedExpr(target=target)
                | ast.AugAssign(target=target)
            ):
                return self._kept(call, target, seen)
            case ast.Attribute(attr="result" | "exception"):
                return Outcome(self._parents.get(parent, call), "later")
            case ast.Lambda():
                return self._made_later(call, parent, detached=detached)
            case ast.For(target=ast.Name(id=each)):
                return Outcome(self._awaited(each) or call, "later")
            case ast.AsyncWith() | ast.AsyncFor() | ast.For() | ast.withitem() | ast.comprehension():
                return Outcome(call, "later")
            case ast.Return() | ast.Yield():
                return Outcome(call, "kept", name="its caller", escapes=True)
            case ast.Expr():
                return Outcome(call, "dropped")
        # Whatever else is given the handle may look after it.
        return Outcome(call, "kept", escapes=True) if detached else Outcome(call, "here")

    def _made_later(self, call: ast.Call, maker: ast.Lambda, *, detached: bool) -> Outcome:
        """What a lambda gives to whoever calls it: a scheduler or a library's registry, which throws it away."""
        parent = self._climb(maker)
        if isinstance(parent, ast.keyword):
            parent = self._parents.get(parent)
        if isinstance(parent, (ast.Call, ast.Assign, ast.AnnAssign)) and detached:
            return Outcome(call, "dropped")
        return Outcome(call, "kept", escapes=True) if detached else Outcome(call, "here")

    def _kept(self, call: ast.Call, target: ast.expr, seen: set[ast.AST]) -> Outcome:
        """A handle that has a name: looks for where the function waits for it."""
        if isinstance(target, ast.Subscript):
            target = target.value  # one of a container's: who asks for them asks the container
        name = ast.unparse(target)
        callback = None
        reads: list[ast.expr] = []
        for other, _ in self._function.body.calls:
            if not isinstance(other.func, ast.Attribute) or ast.unparse(other.func.value) != name:
                continue
            if other.func.attr == "add_done_callback" and other.args:
                callback = callback or other.args[0]
            elif other.func.attr in _READS:
                reads.append(other)
        waits = [wait.expr for wait in self._function.body.waits if wait.consumed == "await"]
        awaits = [expr for expr in waits if ast.unparse(expr) == name]
        if reads or awaits:
            node = _next(reads or awaits, call)
            return Outcome(node if reads else self._landmark(node), "later", name=name)
        for other, _ in self._function.body.calls:
            if other is not call and self._is_wrapper(other) and any(_holds(argument, name) for argument in other.args):
                if last_name(other) == "wait":
                    read = self._is_read(other, pair=True) or self._read_in_loop(name) is not None
                    return Outcome(other, "captured", read=read, name=name)
                return self._follow(other, detached=False, seen=seen)
        awaited = self._awaited_in_loop(name)
        if awaited is not None:
            return Outcome(awaited, "later", name=name)
        copy = self._copy(name)
        if copy is not None and copy not in seen:
            return self._kept(call, copy, {*seen, target, copy})
        keeper = self._keeper(name)
        if keeper is None:
            return Outcome(call, "kept", callback=callback, name=name, escapes=self._escapes(name))
        outcome = self._kept(call, keeper, {*seen, target}) if target not in seen else Outcome(call, "kept", name=name)
        return replace(outcome, callback=callback or outcome.callback)

    def _copy(self, name: str) -> ast.Name | None:
        """Another local name for the tasks that have a name: `pending = set(tasks)`."""
        for node in self._parents:
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=other) as copy],
                    value=ast.Call(func=ast.Name(id="set" | "list" | "tuple"), args=[ast.Name(id=held)]),
                ) if held == name != other:
                    return copy
        return None

    def _keeper(self, name: str) -> ast.expr | None:
        """The container or attribute that a local name's handle is put into, None where there is none."""
        for other, _ in self._function.body.calls:
            match other:
                case ast.Call(func=ast.Attribute(attr="add" | "append", value=container), args=[argument]) if (
                    ast.unparse(argument) == name
                ):
                    return container
        for node in self._parents:
            match node:
                case ast.Assign(targets=[ast.Attribute() as target], value=ast.Name(id=held)) if held == name:
                    return target
        return None

    def _escapes(self, name: str) -> bool:
        """Whether a local name is handed to somebody else: an argument, a returned or yielded value, an item."""
        looked_at = (ast.Attribute, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.If, ast.Expr)
        return any(
            isinstance(node, ast.Name)
            and node.id == name
            and isinstance(node.ctx, ast.Load)
            and not isinstance(parent, looked_at)
            for node, parent in self._parents.items()
        )

    def _awaited_in_loop(self, name: str) -> ast.AST | None:
        """`for task in tasks: await task`, over a dict's values and items too, or `task.result()` there."""
        awaits = (self._awaited(each) for each in self._loop_targets(name))
        return next((found for found in awaits if found is not None), None) or self._read_in_loop(name)

    def _awaited(self, name: str) -> ast.AST | None:
        """Where the function awaits what has a name."""
        for wait in self._function.body.waits:
            if isinstance(wait.expr, ast.Name) and wait.expr.id == name:
                return self._landmark(wait.expr)
        return None

    def _read_in_loop(self, name: str) -> ast.AST | None:
        """`for task in tasks: task.exception()`."""
        for each in self._loop_targets(name):
            for call, _ in self._function.body.calls:
                match call.func:
                    case ast.Attribute(value=ast.Name(id=read), attr=attr) if read == each and attr in _READS:
                        return call
        return None

    def _loop_targets(self, name: str) -> Iterator[str]:
        """The variables of loops over what has a name."""
        for node in self._parents:
            if isinstance(node, (ast.For, ast.comprehension)) and _holds(node.iter, name):
                yield from (part.id for part in _parts(node.target) if isinstance(part, ast.Name))

    def _climb(self, node: ast.AST) -> ast.AST | None:
        """Through displays, comprehensions and conditional expressions to what consumes them."""
        parent = self._parents.get(node)
        while isinstance(
            parent,
            (
                ast.List,
                ast.Tuple,
                ast.Set,
                ast.Starred,
                ast.ListComp,
                ast.SetComp,
                ast.GeneratorExp,
                ast.IfExp,
                ast.DictComp,
                ast.Dict,
            ),
        ):
            parent = self._parents.get(parent)
        return parent

    def _is_wrapper(self, call: ast.Call) -> bool:
        return last_name(call) in world.wrapper_names()

    def _group(self, call: ast.Call) -> ast.AST | None:
        """The `async with` whose task group this call starts a task in."""
        if not isinstance(call.func, ast.Attribute):
            return None
        group = ast.unparse(call.func.value)
        node: ast.AST = call
        while node in self._parents:
            node = self._parents[node]
            if isinstance(node, ast.AsyncWith) and any(
                item.optional_vars is not None and ast.unparse(item.optional_vars) == group for item in node.items
            ):
                return node
        return None

    def _is_read(self, node: ast.AST, pair: bool = False) -> bool:
        """Whether the result of an expression is used; of a `pair`, whether its first part is."""
        parent = self._parents.get(node)
        if isinstance(parent, ast.Await):
            return self._is_read(parent, pair)
        if isinstance(parent, ast.Expr):
            return False
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            target = parent.targets[0]
            if pair and isinstance(target, ast.Tuple) and target.elts:
                target = target.elts[0]
            if isinstance(target, ast.Name):
                return self._reads(target)
        return True

    def _reads(self, target: ast.Name) -> bool:
        """Whether anything looks at the failures among the results that have a name."""
        return any(
            isinstance(node, ast.Name)
            and node.id == target.id
            and isinstance(node.ctx, ast.Load)
            and looks_at(node, self._parents)
            for node in self._parents
        )

    def _drains(self, call: ast.Call) -> bool:
        """Whether tasks are cancelled in the function before they are gathered: waiting for them is no loss."""
        return any(
            isinstance(other.func, ast.Attribute) and other.func.attr == "cancel" and other.lineno <= call.lineno
            for other, _ in self._function.body.calls
        )


def _next(uses: list[ast.expr], call: ast.Call) -> ast.expr:
    """The first use of a handle after the call that it is of, since a name may have held another one before; the first
    of all where none follows, as in a loop."""
    after = [use for use in uses if (use.lineno, use.col_offset) > (call.lineno, call.col_offset)]
    return (after or uses)[0]


def _keeps_exceptions(call: ast.Call) -> bool:
    return last_name(call) == "gather" and any(
        keyword.arg == "return_exceptions" and isinstance(keyword.value, ast.Constant) and bool(keyword.value.value)
        for keyword in call.keywords
    )


def _holds(node: ast.expr, name: str) -> bool:
    return any(ast.unparse(part) == name for part in _parts(node))


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    for child in trees.nodes(node):
        if isinstance(child, (ast.Name, ast.Attribute)):
            yield child
