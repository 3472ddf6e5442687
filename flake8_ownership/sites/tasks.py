"""Where the failure of something handed to a task comes out: at an `await`, in a value, or nowhere."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from flake8_ownership.catalogue import world
from flake8_ownership.index import trees
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.spelling import written
from flake8_ownership.sites.handles import Uses, UsesOfName, is_wrapper, keeps_exceptions, waits
from flake8_ownership.sites.places import Place
from flake8_ownership.sites.results import looks_at
from flake8_ownership.sites.site import Handling
from flake8_ownership.sites.surroundings import Surroundings, spelled

_MOST_FOLLOWED = 20  # names and wrappers that one handle goes through


@dataclass(frozen=True, slots=True)
class Named:
    """An expression, and the function that it stands in."""

    expr: ast.expr
    function: Function


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a failure surfaces. `node` is the landmark to walk outwards from; `read` whether a captured failure is
    looked at; `callbacks` what is called when the task is done; `name` the variable or attribute that keeps it, and
    `keepers` those that outlive the function: attributes, and containers that it was put into. It `escapes` where it is
    handed to somebody who may look after it, and is `returned` where that is whoever called the function. `through` are
    the helpers of the project that the failure leaves first, the innermost first, each with the landmark in it."""

    node: ast.AST
    handling: Handling
    read: bool = False
    drained: bool = False
    callbacks: tuple[Named, ...] = ()
    name: str = ""
    keepers: tuple[Named, ...] = ()
    escapes: bool = False
    returned: bool = False
    through: tuple[tuple[Function, ast.AST], ...] = ()

    @property
    def is_waited_for(self) -> bool:
        """Whether the function waits for it, so that the failure comes out there."""
        return self.handling in ("here", "later", "grouped")

    def called_back(self, callbacks: tuple[Named, ...]) -> Outcome:
        """The same of a handle that has some callbacks more."""
        return replace(self, callbacks=(*self.callbacks, *callbacks)) if callbacks else self

    def given_to(self, caller: Outcome) -> Outcome:
        """What becomes of a handle that a helper returns, by what its caller does with it."""
        if caller.is_waited_for:
            return replace(caller, through=self.through)
        if caller.handling == "captured":
            return replace(caller, through=self.through).called_back(self.callbacks)
        kept = self if self.keepers and not caller.keepers else caller
        return replace(
            kept,
            callbacks=(*self.callbacks, *caller.callbacks),
            keepers=(*self.keepers, *caller.keepers),
            escapes=self.escapes or caller.escapes,
            returned=caller.returned,
            through=self.through,
        )


class Tasks:
    """Follows the task handles of one function."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    @property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return self._surroundings.parents

    @cached_property
    def _uses(self) -> Uses:
        return Uses(self._surroundings)

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

    def of_handle(self, call: ast.Call, *, awaited: bool) -> Outcome:
        """Where a failure comes out whose handle a call gives, or what comes of it once it is `awaited`."""
        awaits = self._parents.get(call) if awaited else None
        handle = awaits if isinstance(awaits, ast.Await) else call
        if awaited and handle is call:
            return Outcome(call, "kept", escapes=True)
        return self._follow(handle, detached=True, seen=set())

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

    def _follow(self, call: ast.expr, *, detached: bool, seen: set[ast.AST]) -> Outcome:
        """Where an awaitable that a wrapper gave is awaited, if it is."""
        if call in seen:
            return Outcome(call, "kept")
        if len(seen) > _MOST_FOLLOWED:
            return Outcome(call, "kept", escapes=True)
        seen.add(call)
        if waits(call):
            return Outcome(call, "here")
        if keeps_exceptions(call):
            parent = self._parents.get(call)
            awaited = parent if isinstance(parent, ast.Await) else call
            drained = self._uses.cancels_from <= call.lineno
            return Outcome(call, "captured", read=self._is_read(awaited), drained=drained)
        return self._given_to(self._climb(call), call, detached=detached, seen=seen)

    def _given_to(self, parent: ast.AST | None, call: ast.expr, *, detached: bool, seen: set[ast.AST]) -> Outcome:
        """What becomes of an awaitable, or its failure, by what stands around the call that gives it."""
        match parent:
            case ast.Await():
                return Outcome(call, "here")
            case ast.Call() if is_wrapper(parent):
                if last_name(parent) == "wait":
                    return Outcome(parent, "captured", read=self._is_read(parent, pair=True))
                if last_name(parent) == "as_completed":
                    return Outcome(parent, "later")
                return self._follow(parent, detached=detached, seen=seen)
            case ast.Call(func=ast.Attribute(attr="append" | "add", value=container)):
                return self._kept(call, container, seen)
            case ast.Attribute(attr="add_done_callback"):
                outer = self._parents.get(parent)
                callbacks = outer.args[:1] if isinstance(outer, ast.Call) else []
                return Outcome(call, "dropped", callbacks=self._named(callbacks))
            case ast.Assign(targets=[ast.Tuple() as targets], value=ast.Tuple() as values):
                return self._unpacked(call, targets, values, seen)
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
                return Outcome(call, "kept", name="its caller", returned=True)
            case ast.Expr():
                return Outcome(call, "dropped")
        # Whatever else is given the handle may look after it.
        return Outcome(call, "kept", escapes=True) if detached else Outcome(call, "here")

    def _made_later(self, call: ast.expr, maker: ast.Lambda, *, detached: bool) -> Outcome:
        """What a lambda gives to whoever calls it: a scheduler or a library's registry, which throws it away."""
        parent = self._climb(maker)
        if isinstance(parent, ast.keyword):
            parent = self._parents.get(parent)
        if isinstance(parent, ast.Call) and _is_listening(parent):
            return Outcome(call, "kept", escapes=True)
        if isinstance(parent, (ast.Call, ast.Assign, ast.AnnAssign)) and detached:
            return Outcome(call, "dropped")
        return Outcome(call, "kept", escapes=True) if detached else Outcome(call, "here")

    def _unpacked(self, call: ast.expr, targets: ast.Tuple, values: ast.Tuple, seen: set[ast.AST]) -> Outcome:
        """One handle of several that get their names at once: `first, second = create_task(…), create_task(…)`."""
        if call in values.elts and len(targets.elts) == len(values.elts):
            return self._kept(call, targets.elts[values.elts.index(call)], seen)
        return Outcome(call, "kept", name=written(targets), escapes=True)

    def _named(self, found: Iterable[ast.expr]) -> tuple[Named, ...]:
        return tuple(Named(expr, self._surroundings.function) for expr in found)

    def _kept(self, call: ast.expr, target: ast.expr, seen: set[ast.AST]) -> Outcome:
        """A handle that has a name: looks for where the function waits for it."""
        while isinstance(target, ast.Subscript):
            target = target.value  # one of a container's: who asks for them asks the container
        name = spelled(target)
        if not name or isinstance(target, (ast.Tuple, ast.List)):
            # Nothing else in the function can be told to be the same.
            return Outcome(call, "kept", name=written(target), escapes=True)
        if len(seen) > _MOST_FOLLOWED:
            return Outcome(call, "kept", name=name, escapes=True)
        uses = self._uses.of(name)
        callbacks = self._named([*uses.callbacks_of(call), *self._callbacks_in_loop(uses)])
        waited_for = self._waited_for(call, uses, name, callbacks, seen)
        if waited_for is not None:
            return waited_for
        copy = self._copies.get(name)
        if copy is not None and copy not in seen:
            seen.add(copy)
            return self._kept(call, copy, seen).called_back(callbacks)
        outlives = not isinstance(target, ast.Name) or self._is_outer(name)
        outcome = Outcome(
            call,
            "kept",
            callbacks=callbacks,
            name=name,
            keepers=self._named([target] if outlives else []),
            # Whoever has handed the container over may wait for what is in it.
            escapes=uses.escapes or (isinstance(target, ast.Name) and self._is_given(name)),
            returned=uses.returned,
        )
        for keeper in uses.kept_in:
            if keeper not in seen:
                seen.add(keeper)
                outcome = self._also(outcome, self._kept(call, keeper, seen))
        return outcome

    def _waited_for(
        self, call: ast.expr, uses: UsesOfName, name: str, callbacks: tuple[Named, ...], seen: set[ast.AST]
    ) -> Outcome | None:
        """Where the function waits for a handle that has a name, or reads how it ended; None where it does not."""
        read = uses.next_read(call)
        if read is not None:
            return Outcome(read, "later", name=name)
        awaited = uses.next_await(call)
        if awaited is not None:
            return Outcome(self._landmark(awaited), "later", name=name)
        for other in uses.handed_to:
            if other is not call:
                if last_name(other) == "wait":
                    is_read = self._is_read(other, pair=True) or self._read_in_loop(uses) is not None
                    return Outcome(other, "captured", read=is_read, callbacks=callbacks, name=name)
                return self._follow(other, detached=False, seen=seen).called_back(callbacks)
        in_loop = self._awaited_in_loop(uses)
        return Outcome(in_loop, "later", name=name) if in_loop is not None else None

    @staticmethod
    def _also(outcome: Outcome, keeper: Outcome) -> Outcome:
        """The same, where the handle is put into a container or attribute, too."""
        if outcome.handling != "kept":
            return outcome.called_back(keeper.callbacks)
        if keeper.handling != "kept":
            return keeper.called_back(outcome.callbacks)
        return replace(
            keeper,
            callbacks=(*outcome.callbacks, *keeper.callbacks),
            keepers=(*outcome.keepers, *keeper.keepers),
            escapes=outcome.escapes or keeper.escapes,
            returned=outcome.returned or keeper.returned,
        )

    def _is_outer(self, name: str) -> bool:
        """Whether a name is none of the function's own: a variable of the module, or of the function around it."""
        body = self._surroundings.function.body
        return name not in body.bindings or name in body.outer_names

    def _is_given(self, name: str) -> bool:
        """Whether a name is an argument of the function, and no other value."""
        function = self._surroundings.function
        given = trees.parameters(function.node.args)
        return any(one.arg == name != function.receiver for one in given) and name not in self._surroundings.variables

    @cached_property
    def _copies(self) -> dict[str, ast.Name]:
        """Another local name for the tasks that have one: `pending = set(tasks)`."""
        found: dict[str, ast.Name] = {}
        for node in self._parents:
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=other) as copy],
                    value=ast.Call(func=ast.Name(id="set" | "list" | "tuple"), args=[ast.Name(id=held)]),
                ) if held != other:
                    found.setdefault(held, copy)
        return found

    def _awaited(self, name: str) -> ast.AST | None:
        """Where the function awaits what has a name."""
        waited = self._uses.of(name).waited
        return self._landmark(waited) if waited is not None else None

    def _awaited_in_loop(self, uses: UsesOfName) -> ast.AST | None:
        """`for task in tasks: await task`, over a dict's values and items too, or `task.result()` there."""
        found = (self._awaited(each) for each in uses.loop_variables)
        return next((one for one in found if one is not None), None) or self._read_in_loop(uses)

    def _read_in_loop(self, uses: UsesOfName) -> ast.AST | None:
        """`for task in tasks: task.exception()`."""
        found = (self._uses.of(each).read for each in uses.loop_variables)
        return next((read for read in found if read is not None), None)

    def _callbacks_in_loop(self, uses: UsesOfName) -> Iterator[ast.expr]:
        """`for task in tasks: task.add_done_callback(…)`."""
        for each in uses.loop_variables[:_MOST_FOLLOWED]:
            yield from self._uses.of(each).callbacks[:_MOST_FOLLOWED]

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

    def _group(self, call: ast.Call) -> ast.AST | None:
        """The `async with` whose task group this call starts a task in."""
        if not isinstance(call.func, ast.Attribute):
            return None
        group = spelled(call.func.value)
        node: ast.AST = call
        while node in self._parents:
            node = self._parents[node]
            if isinstance(node, ast.AsyncWith) and any(
                item.optional_vars is not None and spelled(item.optional_vars) == group for item in node.items
            ):
                return node
        return None

    def _is_read(self, node: ast.AST, pair: bool = False) -> bool:
        """Whether the result of an expression is used; of a `pair`, whether its first part is."""
        parent = self._parents.get(node)
        if isinstance(parent, ast.Await) or (isinstance(parent, ast.Call) and waits(parent)):
            return self._is_read(parent, pair)
        if isinstance(parent, ast.Expr):
            return False
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            target = parent.targets[0]
            if pair and isinstance(target, ast.Tuple) and target.elts:
                target = target.elts[0]
            if isinstance(target, ast.Name):
                return any(looks_at(use, self._parents) for use in self._surroundings.loads.get(target.id, ()))
        return True


def _is_listening(call: ast.Call) -> bool:
    """Whether a call has an emitter call a listener for a named event: `page.on("close", …)`."""
    match call:
        case ast.Call(func=ast.Attribute(attr=verb), args=[ast.Constant(value=str()), _]):
            return verb in world.names().emitting
    return False
