"""What one function does with each of its names that may hold a task: asks it, waits for it, hands it on, keeps it."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

from flake8_ownership.catalogue import world
from flake8_ownership.index import trees
from flake8_ownership.index.module import last_name
from flake8_ownership.sites.positions import start_of
from flake8_ownership.sites.surroundings import Surroundings, spelled

_READS = frozenset({"result", "exception", "add_done_callback"})
# What looks at a handle, or at a part of it, and does not hand it on.
_LOOKS = (ast.Attribute, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.If, ast.While, ast.Expr, ast.FormattedValue)
_DISPLAYS = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Starred, ast.IfExp)
# Methods of a container that forget a handle, and whatever takes one and neither keeps nor asks it.
FORGETS = frozenset({"discard", "remove", "pop"})
_FILLS = frozenset({"add", "append"})
_MOST = 8  # callbacks of one task, and containers that it is put into
QUIET = FORGETS | {"print", "isinstance", "str", "repr", "type", "len", "bool", "id", "format", "debug", "info"}


@dataclass(slots=True)
class UsesOfName:
    """What a function does with one name. `reads` and `awaits` stand in the order of the text, `read` and `waited` are
    the first uses of all that ask or wait for it in any way; `handed_to` are the wrappers that are given it
    (`gather(…)`), `loop_variables` what loops over it bind, `callbacks` what is called once it is done, `keepers` the
    containers and attributes that it is put into; it `escapes` where somebody else is given it, who may look after it,
    and is `returned` where that is whoever called the function."""

    reads: list[ast.expr] = field(default_factory=list)
    awaits: list[ast.expr] = field(default_factory=list)
    read: ast.expr | None = None
    waited: ast.expr | None = None
    callbacks: list[ast.expr] = field(default_factory=list)
    handed_to: list[ast.Call] = field(default_factory=list)
    loop_variables: list[str] = field(default_factory=list)
    keepers: dict[str, ast.expr] = field(default_factory=dict)
    escapes: bool = False
    returned: bool = False

    def next_read(self, call: ast.expr) -> ast.expr | None:
        """Where the result is asked for after a call, since a name may have held another one before; the first time of
        all where that is never, as in a loop."""
        return _next(self.reads, call)

    def next_await(self, call: ast.expr) -> ast.expr | None:
        """Where it is awaited after a call, in the same way."""
        return _next(self.awaits, call)

    def callbacks_of(self, call: ast.expr) -> list[ast.expr]:
        """The first callbacks that it is given after a call, or the first of all."""
        return (
            self.callbacks[bisect_right(self.callbacks, start_of(call), key=start_of) :][:_MOST] or self.callbacks[:1]
        )

    @property
    def kept_in(self) -> Iterator[ast.expr]:
        """The first containers and attributes that it is put into."""
        return islice(self.keepers.values(), _MOST)


def _next(uses: list[ast.expr], call: ast.expr) -> ast.expr | None:
    if not uses:
        return None
    index = bisect_right(uses, start_of(call), key=start_of)
    return uses[index if index < len(uses) else 0]


class Uses:
    """The uses of all names of one function, gathered in one pass. `cancels_from` is the first row on which something
    is cancelled: to wait for tasks that were cancelled is no loss."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._found: dict[str, UsesOfName] = {}
        self._function = surroundings.function
        cancels = self._function.calls_named("cancel")
        self.cancels_from = min(
            (call.lineno for call, _ in cancels if isinstance(call.func, ast.Attribute)), default=1 << 30
        )
        self._asked()
        self._awaited()
        self._handed()
        self._kept(surroundings)
        for name, loads in surroundings.loads.items():
            for node in loads:
                self._given(name, node, surroundings.parents)

    def of(self, name: str) -> UsesOfName:
        """What the function does with a name, as `spelled` writes it."""
        return self._found.get(name) or UsesOfName()

    def _of(self, name: str) -> UsesOfName:
        return self._found.setdefault(name, UsesOfName())

    def _asked(self) -> None:
        calls = [call for name in _READS for call, _ in self._function.calls_named(name)]
        for call in sorted(calls, key=start_of):
            name = spelled(call.func.value) if isinstance(call.func, ast.Attribute) else ""
            if name:
                uses = self._of(name)
                if last_name(call) == "add_done_callback":
                    uses.callbacks += call.args[:1]
                else:
                    uses.read = uses.read or call
                    uses.reads.append(call)

    def _awaited(self) -> None:
        for wait in sorted(self._function.body.waits, key=lambda wait: start_of(wait.expr)):
            name = spelled(wait.expr)
            if name:
                uses = self._of(name)
                uses.waited = uses.waited or wait.expr
                if wait.consumed == "await":
                    uses.awaits.append(wait.expr)

    def _handed(self) -> None:
        for call, _ in self._function.body.calls:
            if is_wrapper(call):
                for name in dict.fromkeys(name for argument in call.args for name in _parts(argument, inner=False)):
                    self._of(name).handed_to.append(call)

    def _given(self, name: str, node: ast.Name, parents: Mapping[ast.AST, ast.AST]) -> None:
        """Notes who else gets what has a name, where it is read."""
        parent, inner = parents[node], cast(ast.AST, node)
        while isinstance(parent, _DISPLAYS):
            parent, inner = parents[parent], parent
        match parent:
            case ast.Return() | ast.Yield():
                self._of(name).returned = True
            case ast.Call(func=func) if last_name(func) in QUIET or (
                last_name(func) in _FILLS and (inner is node or isinstance(inner, ast.Tuple))
            ):
                pass
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) if inner is node:
                pass
            case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()) if value is node:
                pass
            case _ if inner is not node or not isinstance(parent, _LOOKS):
                self._of(name).escapes = True

    def _kept(self, surroundings: Surroundings) -> None:
        for call, _ in self._function.body.calls:
            match call:
                case ast.Call(func=ast.Attribute(attr=attribute, value=container), args=[argument]) if (
                    attribute in _FILLS
                ):
                    for name in filter(None, map(spelled, _shown(argument))):
                        self._of(name).keepers.setdefault(spelled(container), container)
        for node in surroundings.parents:
            match node:
                case ast.Assign(targets=[ast.Attribute() | ast.Subscript() as target], value=ast.Name(id=held)):
                    self._of(held).keepers.setdefault(spelled(target), target)
                case ast.For() | ast.comprehension():
                    variables = [part.id for part in trees.nodes(node.target) if isinstance(part, ast.Name)]
                    for name in dict.fromkeys(_parts(node.iter)):
                        self._of(name).loop_variables += variables


def is_wrapper(call: ast.Call) -> bool:
    """Whether a call hands on what it is given, as `gather` does; by its name alone."""
    return last_name(call) in world.wrapper_names()


def waits(expr: ast.expr) -> bool:
    """Whether an expression is a call that waits for what it is given by itself: `run_until_complete(…)`."""
    return isinstance(expr, ast.Call) and last_name(expr) in world.waiter_names()


def keeps_exceptions(expr: ast.expr) -> bool:
    """Whether an expression is a `gather` whose exceptions are results."""
    return (
        isinstance(expr, ast.Call)
        and last_name(expr) == "gather"
        and any(
            keyword.arg == "return_exceptions" and isinstance(keyword.value, ast.Constant) and bool(keyword.value.value)
            for keyword in expr.keywords
        )
    )


def _shown(node: ast.expr) -> list[ast.expr]:
    """An expression, or the elements of the tuple that it is."""
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _parts(node: ast.expr, *, inner: bool = True) -> Iterator[str]:
    """The names and attributes in an expression, as they are spelled; without those that an `inner` wrapper is given,
    which hands them on itself."""
    waiting: list[ast.AST] = [node]
    for child in waiting:
        if isinstance(child, (ast.Name, ast.Attribute)) and (name := spelled(child)):
            yield name
        if inner or not (isinstance(child, ast.Call) and is_wrapper(child)):
            waiting += ast.iter_child_nodes(child)
