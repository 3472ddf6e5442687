"""What one function does with each of its names that may hold a task: asks it, waits for it, hands it on, keeps it."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from flake8_ownership.catalogue import world
from flake8_ownership.index import trees
from flake8_ownership.index.module import last_name
from flake8_ownership.sites.surroundings import Surroundings, spelled, start_of

_READS = frozenset({"result", "exception", "add_done_callback"})
# What looks at a handle, or at a part of it, and does not hand it on.
_LOOKS = (ast.Attribute, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.If, ast.Expr)


@dataclass(slots=True)
class UsesOfName:
    """What a function does with one name. `reads` and `awaits` stand in the order of the text, `read` and `waited` are
    the first uses of all that ask or wait for it in any way; `handed_to` are the wrappers that are given it
    (`gather(…)`), `loop_variables` what loops over it bind, `keeper` the container or attribute that it is put into; it
    `escapes` where somebody else is given it, who may look after it."""

    reads: list[ast.expr] = field(default_factory=list)
    awaits: list[ast.expr] = field(default_factory=list)
    read: ast.expr | None = None
    waited: ast.expr | None = None
    callback: ast.expr | None = None
    handed_to: list[ast.Call] = field(default_factory=list)
    loop_variables: list[str] = field(default_factory=list)
    keeper: ast.expr | None = None
    escapes: bool = False

    def next_read(self, call: ast.Call) -> ast.expr | None:
        """Where the result is asked for after a call, since a name may have held another one before; the first time of
        all where that is never, as in a loop."""
        return _next(self.reads, call)

    def next_await(self, call: ast.Call) -> ast.expr | None:
        """Where it is awaited after a call, in the same way."""
        return _next(self.awaits, call)


def _next(uses: list[ast.expr], call: ast.Call) -> ast.expr | None:
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
            if any(not isinstance(surroundings.parents[node], _LOOKS) for node in loads):
                self._of(name).escapes = True

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
                uses.read = uses.read or call
                if last_name(call) == "add_done_callback" and call.args:
                    uses.callback = uses.callback or call.args[0]
                else:
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
                for name in dict.fromkeys(name for argument in call.args for name in _parts(argument)):
                    self._of(name).handed_to.append(call)

    def _kept(self, surroundings: Surroundings) -> None:
        for call, _ in self._function.body.calls:
            match call:
                case ast.Call(func=ast.Attribute(attr="add" | "append", value=container), args=[argument]):
                    if name := spelled(argument):
                        uses = self._of(name)
                        uses.keeper = uses.keeper or container
        for node in surroundings.parents:
            match node:
                case ast.Assign(targets=[ast.Attribute() as target], value=ast.Name(id=held)):
                    uses = self._of(held)
                    uses.keeper = uses.keeper or target
                case ast.For() | ast.comprehension():
                    variables = [part.id for part in trees.nodes(node.target) if isinstance(part, ast.Name)]
                    for name in dict.fromkeys(_parts(node.iter)):
                        self._of(name).loop_variables += variables


def is_wrapper(call: ast.Call) -> bool:
    """Whether a call hands on what it is given, as `gather` does; by its name alone."""
    return last_name(call) in world.wrapper_names()


def _parts(node: ast.expr) -> Iterator[str]:
    """The names and attributes in an expression, as they are spelled."""
    for child in trees.nodes(node):
        if isinstance(child, (ast.Name, ast.Attribute)):
            name = spelled(child)
            if name:
                yield name
