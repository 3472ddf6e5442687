"""Which calls are I/O: resolves every expression that a function waits for, through the index and the catalogue."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import islice

from flake8_ownership.apis import Api, ApiClass, Wrapper
from flake8_ownership.catalogue import Catalogue, world
from flake8_ownership.index import ancestry, calling, generics, overriding, usages
from flake8_ownership.index.flow import Block
from flake8_ownership.index.module import Class, Definition, Function, Scope, last_name
from flake8_ownership.index.project import STDLIB
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import (
    Adapted,
    Bound,
    Closure,
    Coroutine,
    Either,
    Hop,
    Instance,
    Items,
    Lent,
    Lib,
    Made,
    Manager,
    Many,
    Nothing,
    OwnClass,
    OwnFunction,
    OwnInstance,
    OwnModule,
    Pending,
    Plain,
    Super,
    Table,
    Unknown,
    Value,
    Where,
    lack,
)
from flake8_ownership.settings import Settings
from flake8_ownership.sites.site import Consumed, Evidence, Identity, Step
from flake8_ownership.sites.summaries import Summaries
from flake8_ownership.sites.switches import Switches


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """An expression that is consumed where I/O may happen.

    `wrapper` is the call that it was handed to (`gather(…)`, `create_task(…)`), None where it is consumed directly.
    Where that is a helper of the project, `helper` is the place in it at which what it was handed is consumed, and
    `others` are further ones: it does one or the other.
    """

    expr: ast.expr
    consumed: Consumed
    block: Block | None
    function: Function
    wrapper: ast.Call | None = None
    flow: str = "propagates"
    helper: Place | None = None
    others: tuple[Place, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether a synchronous function does its work at this place: called there, or run by a thread."""
        return self.consumed == "call" or self.wrapper is self.expr


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a place is no site: by some words, or by what it is. `own` where that is sure to be the project's own.

    Most are never read, so the words are found for those who read them: `why` prints them.
    """

    words: str = ""
    value: Value | None = None
    own: bool = False

    @property
    def reason(self) -> str:
        found = self.lack
        if found is not None:
            return f"{_OWN}: {found.why}" if found.own else f"nothing tells what it is: {found.why}"
        return self.words or (_no(self.value) if self.value is not None else "")

    @property
    def lack(self) -> Unknown | None:
        """What is lacking where nothing tells what it is."""
        tells = bool(self.words) or self.value is None or bool(_no(self.value))
        return None if tells or self.value is None else lack(self.value)

    @property
    def steps(self) -> tuple[Step, ...]:
        return _steps(self.value) if self.value is not None else ()


_OPEN = Refusal("it is not known yet")
_DEEPEST_HELPERS = 4  # helpers that hand on what they are given to one another
_MOST_RUN = 8  # places of a helper at which it may consume what it is given


class Calls:
    """Tells for the functions of one project which of their calls are I/O."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue, settings: Settings, summaries: Summaries) -> None:
        self._resolver = resolver
        self._catalogue = catalogue
        self._settings = settings
        self._foreign: dict[Class, bool] = {}
        self._consumed: dict[tuple[Function, str, bool, int], tuple[Place, ...]] = {}
        self._calls: dict[ast.expr, ast.Call] = {}
        self._wrappings: dict[Function, list[tuple[ast.Call, Block | None]]] = {}
        self._summaries = summaries
        self._mark = summaries.mark(settings)
        self._lists: dict[Function, dict[str, list[tuple[ast.expr, Block | None]]]] = {}

    # -- where a function waits

    def places(self, function: Function) -> Sequence[Place]:
        """Every expression of a function that is awaited, entered, iterated or handed to a task."""
        key = self._mark, function
        return self._summaries.places.ask(key, lambda: tuple(self._all_places(function)), ())

    def _all_places(self, function: Function) -> Iterator[Place]:
        handed: dict[ast.expr, Place] = {}
        for place in self.started(function):
            handed.setdefault(place.expr, place)
        for wait in function.body.waits:
            if wait.expr in handed:
                yield handed.pop(wait.expr)
            elif self._wrapper(wait.expr, Where(function, block=wait.block)) is None:
                yield Place(wait.expr, wait.consumed, wait.block, function)
        yield from handed.values()
        if self._settings.sync and not function.is_async:
            yield from self._called(function)

    def called(self, function: Function) -> Iterator[Place]:
        """Every call of a synchronous function that a thread may run, with what it hands to tasks."""
        yield from self.places(function)
        if not self._settings.sync:
            yield from self._called(function)

    def _called(self, function: Function) -> Iterator[Place]:
        for call, block in function.body.calls:
            yield Place(call, "call", block, function)

    def started(self, function: Function) -> Iterator[Place]:
        """What a function hands to tasks, to library wrappers and to helpers of the project."""
        names = world.wrapper_names()
        seen: set[ast.expr] = set()
        handed: dict[ast.expr, Place] = {}
        helped: list[Place] = []
        for call, block in function.body.calls:
            if last_name(call) in names or isinstance(call.func, ast.Call):
                handed.update((place.expr, place) for place in self._handed(function, call, block, seen))
            given = (*call.args, *(keyword.value for keyword in call.keywords))
            if any(_may_be_run(argument, function) for argument in given):
                helped += self._helped(function, call, block)
        yield from handed.values()
        for place in helped:
            # A helper that is handed on itself runs there.
            outer = handed.get(place.wrapper) if place.wrapper is not None else None
            yield replace(place, flow=outer.flow) if outer is not None else place

    def own_callees(self, place: Place) -> tuple[Function, ...]:
        """Every function of the project that a place may call: of a method, those that stand for it in subclasses."""
        return self._summaries.callees.ask((self._mark, place), lambda: self._own_callees(place), ())

    def _own_callees(self, place: Place) -> tuple[Function, ...]:
        target = self._target(place)
        if target is None or _is_run_for_others(place):
            return ()
        value = self._resolver.value(target, Where(place.function, block=place.block))
        found: dict[Function, None] = {}
        for part in usages.parts(value):
            function = self._run_at(place, part) or self._made_by(place, part)
            if function is not None:
                found.update(dict.fromkeys(self._reached(place, target, part, function)))
        return tuple(found)

    def _reached(self, place: Place, target: ast.expr, callee: Value, function: Function) -> tuple[Function, ...]:
        """The methods that a place may call which calls a method: by `super` that alone."""
        receiver = callee.receiver if isinstance(callee, OwnFunction) else None
        owner = receiver.cls if isinstance(receiver, OwnInstance) else function.owner
        named = target.value if isinstance(target, ast.Attribute) else None
        if owner is None or (isinstance(named, ast.Call) and last_name(named) == "super"):
            return (function,)
        if not isinstance(callee, OwnFunction) or callee.function is not function:
            return (function, *usages.overrides(self._resolver, function))
        method: Scope = place.function
        while isinstance(method, Function) and method.owner is None:
            method = method.outer
        own = isinstance(named, ast.Name) and isinstance(method, Function) and named.id == method.receiver
        within = method if own and isinstance(method, Function) else None
        return overriding.reached(self._resolver, function, owner, within)

    def decorated(self, place: Place) -> tuple[Function, ...]:
        """The functions that a decorator's wrapper calls at a place: those that are decorated with it."""
        wrapper = place.function
        if not isinstance(place.expr, ast.Call) or not isinstance(place.expr.func, ast.Name):
            return ()
        decorator = wrapper.outer
        while isinstance(decorator, Function) and not _is_given(decorator, place.expr.func.id):
            decorator = decorator.outer
        if not isinstance(decorator, Function) or place.expr.func.id in wrapper.body.bindings:
            return ()
        while isinstance(decorator.outer, Function):
            decorator = decorator.outer
        return usages.decorated(self._resolver, decorator)

    def _target(self, place: Place) -> ast.expr | None:
        """The callee of a place, or the function that it hands out."""
        target: ast.expr = place.expr
        if place.wrapper is not place.expr:
            return target.func if isinstance(target, ast.Call) else target
        wrapper = self._wrapper(place.expr, Where(place.function, block=place.block))
        position = wrapper.argument if wrapper is not None else 0
        if not isinstance(position, int) or not isinstance(target, ast.Call) or len(target.args) <= position:
            return None
        return target.args[position]

    def _made_by(self, place: Place, value: Value) -> Function | None:
        """The coroutine's function where a synchronous function of the project makes the coroutine and hands it out."""
        if not isinstance(value, OwnFunction) or value.function.is_async or not isinstance(place.expr, ast.Call):
            return None
        given = self._resolver.value(place.expr, Where(place.function, block=place.block))
        return given.function if isinstance(given, Coroutine) else None

    def _run_at(self, place: Place, value: Value) -> Function | None:
        found = value.function if isinstance(value, OwnFunction) else None
        runs = found is not None and found.is_own and (found.is_async or place.blocks)
        return found if runs else None

    def _handed(self, function: Function, call: ast.Call, block: Block | None, seen: set[ast.expr]) -> Iterator[Place]:
        """What a wrapper is given to await or to run; what was `seen` through a name before is left out."""
        where = Where(function, block=block)
        wrapper = self._wrapper(call, where)
        if wrapper is None:
            return
        if wrapper.flow == "scheduled":
            yield from self._scheduled(function, call, block, wrapper)
            return
        if wrapper.gets in ("callable", "adapter"):
            yield Place(call, "task", block, function, call, wrapper.flow)
            return
        if wrapper.flow == "manages":
            return
        consumed: Consumed = "async with" if wrapper.flow == "entered" else "task"
        arguments = call.args if wrapper.argument == "*" else call.args[wrapper.argument : wrapper.argument + 1]
        for argument in arguments:
            for leaf, inner in self._leaves(argument, function, block, seen):
                if consumed == "task" and self._wrapper(leaf, Where(function, block=inner)) is not None:
                    continue
                yield Place(leaf, consumed, inner, function, call, wrapper.flow)

    def _scheduled(self, function: Function, call: ast.Call, block: Block | None, wrapper: Wrapper) -> Iterator[Place]:
        """`loop.call_soon(asyncio.create_task, work())`: what a function is given that the loop is to call."""
        position = 0 if wrapper.argument == "*" else wrapper.argument
        if len(call.args) <= position:
            return
        path = _path(self._resolver.value(call.args[position], Where(function, block=block)))
        inner = self._catalogue.wrapper(path) if path else None
        if inner is not None and inner.gets == "coroutine" and inner.flow == "detached":
            for argument in call.args[position + 1 :]:
                for leaf, place in self._leaves(argument, function, block, set()):
                    yield Place(leaf, "task", place, function, call, inner.flow)

    # -- helpers of the project

    def _helped(self, function: Function, call: ast.Call, block: Block | None) -> Iterator[Place]:
        """What a call of the project's own function hands it to await, to call, or to run as a task."""
        where = Where(function, block=block)
        helper, given = self._applied(call, where)
        if helper is None or helper is function:
            return
        for name, argument in generics.pairs(helper, given):
            if isinstance(argument, ast.Call) and self._wrapper(argument, where) is not None:
                continue
            called = _called(argument)
            inner = self._run_by(helper, given, name, calls=called is not None)
            run = self._made(called) if called is not None else argument
            if inner and isinstance(run, ast.Call):
                inside = function.body.inner.get(argument, block) if isinstance(argument, ast.Lambda) else block
                yield Place(run, "task", inside, function, call, inner[0].flow, inner[0], inner[1:])

    def _applied(self, call: ast.Call, where: Where) -> tuple[Function | None, ast.Call]:
        """The function of the project that a call runs, itself or through a wrapper that is handed it, and the call as
        it is made there."""
        wrapper = self._wrapper(call, where)
        if wrapper is not None:
            at = wrapper.argument
            if wrapper.gets != "callable" or not isinstance(at, int) or len(call.args) <= at:
                return None, call
            call = ast.Call(call.args[at], call.args[at + 1 :], call.keywords)
        value = self._resolver.value(call.func, where)
        return (value.function if isinstance(value, OwnFunction) and value.function.is_own else None), call

    def _made(self, function: ast.expr) -> ast.Call:
        """The call that a helper makes of what it is handed, where that is written: the same for all that ask."""
        if isinstance(function, ast.Call):
            return function
        if function not in self._calls:
            self._calls[function] = ast.copy_location(ast.Call(function, [], []), function)
        return self._calls[function]

    def _run_by(
        self, helper: Function, call: ast.Call, name: str, *, calls: bool, depth: int = _DEEPEST_HELPERS
    ) -> tuple[Place, ...]:
        """Where a function may consume, in one call of it, an awaitable that it is given under a name, or what comes of
        a function that it is given and `calls`."""
        key = helper, name, calls, depth
        if key not in self._consumed:
            found = self._running(helper, name, calls=calls, depth=depth)
            self._consumed[key] = tuple(islice(found, _MOST_RUN))
        places = self._consumed[key]
        switches = Switches(helper, call) if len(places) > 1 else None
        return tuple(one for one in places if switches is None or switches.lead_to(one.expr, one.block))

    def _running(self, helper: Function, name: str, *, calls: bool, depth: int) -> Iterator[Place]:
        if not _is_given(helper, name):
            return

        def is_it(expr: ast.expr) -> bool:
            return isinstance(expr, ast.Call) and _is_name(expr.func, name) if calls else _is_name(expr, name)

        flows: dict[ast.expr, str] = {}
        for call, block in self._wrapping(helper):
            wrapper = self._wrapper(call, Where(helper, block=block))
            if wrapper is None or wrapper.gets == "adapter" or wrapper.flow in ("manages", "entered"):
                continue
            if wrapper.gets == "callable":
                at = 0 if wrapper.argument == "*" else wrapper.argument
                if calls and any(_is_name(argument, name) for argument in call.args[at : at + 1]):
                    yield Place(call.args[at], "task", block, helper, call, wrapper.flow)
                flows[call] = wrapper.flow
                continue
            for argument in call.args:
                given = argument.value if isinstance(argument, ast.Starred) else argument
                flows[given] = wrapper.flow
                if is_it(given):
                    yield Place(given, "task", block, helper, call, wrapper.flow)
        for wait in helper.body.waits:
            if wait.consumed == "await" and is_it(wait.expr):
                yield Place(wait.expr, "await", wait.block, helper)
        for call, block, _ in helper.calls_given(name) if depth else ():
            if not any(_is_name(argument, name) for argument in (*call.args, *(one.value for one in call.keywords))):
                continue
            # It hands on what it is given to another helper.
            other, given = self._applied(call, Where(helper, block=block))
            for parameter, argument in generics.pairs(other, given) if other is not None else ():
                if other is None or not _is_name(argument, name):
                    continue
                inner = self._run_by(other, given, parameter, calls=calls, depth=depth - 1)
                if inner:
                    flow = flows.get(call, inner[0].flow)
                    yield Place(argument, "task", block, helper, call, flow, inner[0], inner[1:])

    def _wrapping(self, function: Function) -> Sequence[tuple[ast.Call, Block | None]]:
        """The calls of a function that may be some of a wrapper, by their names."""
        if function not in self._wrappings:
            names = world.wrapper_names()
            self._wrappings[function] = [
                one for one in function.body.calls if last_name(one[0]) in names or isinstance(one[0].func, ast.Call)
            ]
        return self._wrappings[function]

    def _wrapper(self, expr: ast.expr, where: Where) -> Wrapper | None:
        if not isinstance(expr, ast.Call):
            return None
        if isinstance(expr.func, ast.Call):
            # sync_to_async(function)(arguments)
            inner = self._wrapper(expr.func, where)
            return inner if inner is not None and inner.gets == "adapter" else None
        if last_name(expr) not in world.wrapper_names():
            return None
        path = _path(self._resolver.value(expr.func, where))
        return self._catalogue.wrapper(path) if path else None

    def _leaves(
        self, expr: ast.expr, function: Function, block: Block | None, seen: set[ast.expr], depth: int = 3
    ) -> Iterator[tuple[ast.expr, Block | None]]:
        """The coroutine expressions in an argument: through displays, comprehensions and names bound to them."""
        match expr:
            case ast.Starred(value=value):
                yield from self._leaves(value, function, block, seen, depth)
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                for element in elements:
                    yield from self._leaves(element, function, block, seen, depth)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                inner = function.body.inner.get(expr, block)
                yield from self._leaves(expr.elt, function, inner, seen, depth)
            case ast.IfExp():
                yield from self._leaves(expr.body, function, block, seen, depth)
                yield from self._leaves(expr.orelse, function, block, seen, depth)
            case ast.Name() if depth:
                for inside, inner in self._held_by(expr, function, block):
                    if inside not in seen:
                        seen.add(inside)
                        yield from self._leaves(inside, function, inner, seen, depth - 1)
            case ast.Call():
                yield expr, block

    def _held_by(
        self, name: ast.Name, function: Function, block: Block | None
    ) -> Iterator[tuple[ast.expr, Block | None]]:
        """What a name is bound to, and what is put into the list of that name."""
        for binding in function.body.reaching(name.id, (name.lineno, name.col_offset), block):
            if binding.kind == "value" and binding.expr is not None and not binding.route:
                yield binding.expr, binding.block
        yield from self._appended(function).get(name.id, ())

    def _appended(self, function: Function) -> Mapping[str, Sequence[tuple[ast.expr, Block | None]]]:
        if function not in self._lists:
            found: dict[str, list[tuple[ast.expr, Block | None]]] = {}
            for call, block in (*function.calls_named("append"), *function.calls_named("add")):
                if isinstance(call.func, ast.Attribute) and call.args and isinstance(call.func.value, ast.Name):
                    found.setdefault(call.func.value.id, []).append((call.args[0], block))
            self._lists[function] = found
        return self._lists[function]

    # -- what is waited for

    def identify(self, place: Place) -> Identity | Refusal:
        """What a place's callee is where it is I/O, else why it is not."""
        key = self._mark, place.expr, place.block, place.consumed, place.wrapper is place.expr
        return self._summaries.identities.ask(key, lambda: self._identified(place), _OPEN)

    def _identified(self, place: Place) -> Identity | Refusal:
        where = Where(place.function, block=place.block)
        if place.wrapper is place.expr:
            return self._run_in_thread(place, where)
        if _is_run_for_others(place):
            return Refusal("it is judged where the function is handed over")
        if isinstance(place.expr, ast.Call):
            explicit = self._by_protocol(place, place.expr.func, where)
            if explicit is not None:
                return explicit
            callee = self._resolver.value(place.expr.func, where)
            if isinstance(callee, Adapted):
                return self._judge_callable(callee.function, place.expr.func, where)
            named = self._named_by_user(callee, where)
            if named is not None:
                return named
            coroutine = calling.coroutine(self._resolver, callee)
            if coroutine is not None:
                return self._judge(coroutine, place.expr, place.consumed, where)
        return self._judge(self._resolver.value(place.expr, where), place.expr, place.consumed, where)

    def _by_protocol(self, place: Place, func: ast.expr, where: Where) -> Identity | Refusal | None:
        """`await x.__aenter__()` is judged as `async with x`, `await x.__anext__()` as a step of `async for`."""
        consumed = _PROTOCOL.get(func.attr) if isinstance(func, ast.Attribute) else None
        if consumed is None or not isinstance(func, ast.Attribute):
            return None
        value = self._resolver.value(func.value, where)
        if isinstance(value, (Unknown, OwnInstance, OwnClass, Super)):
            return None
        return self._judge(value, func.value, consumed, where)

    def _run_in_thread(self, place: Place, where: Where) -> Identity | Refusal:
        """`to_thread(function, …)`: the synchronous catalogue applies to the function."""
        assert place.wrapper is not None
        call = place.wrapper
        adapted = call.func if isinstance(call.func, ast.Call) else call
        wrapper = self._wrapper(adapted, where)
        position = 0 if wrapper is None or wrapper.argument == "*" else wrapper.argument
        if len(adapted.args) <= position:
            return Refusal("it is handed no function")
        target = adapted.args[position]
        if isinstance(call.func, ast.Name | ast.Attribute) and wrapper is not None and wrapper.gets == "adapter":
            return Refusal("it only makes an asynchronous twin of a function")
        value = self._resolver.value(target, where)
        return self._judge_callable(value, target, where)

    def _judge_callable(self, value: Value, expr: ast.expr, where: Where) -> Identity | Refusal:
        match value:
            case Closure(node, place):
                inner = self._resolver.value(node.body, place)
                if isinstance(inner, Nothing) and isinstance(node.body, ast.Call):
                    # That a call gives nothing does not tell what it does.
                    inner = self._resolver.value(node.body.func, place)
                return self._judge(inner, node.body, "call", place)
            case Bound(api, owner) if api.is_io:
                return self._identity(api, owner, value, where)
            case Lib(path):
                return self._judge_library_callable(path, value, where)
            case Made(path) if self._assumable(path, where):
                return self._assumed(path, value, where)
            case Either(values):
                return self._any([self._judge_callable(part, expr, where) for part in values])
        return _refused(value)

    def _judge_library_callable(self, path: str, value: Value, where: Where) -> Identity | Refusal:
        """A function, class or method of a library that a thread is to run."""
        api = self._catalogue.function(path)
        owner, _, name = path.rpartition(".")
        cls = self._catalogue.type_named(owner) if api is None and owner else None
        if api is None and cls is not None:
            api = self._catalogue.member(cls, name)
        if api is not None and api.is_io:
            return self._identity(api, cls, value, where)
        if api is None and self._assumable(path, where):
            return self._assumed(path, value, where)
        return Refusal(f"{path} does no I/O", value)

    def _judge(self, value: Value, expr: ast.expr, consumed: Consumed, where: Where) -> Identity | Refusal:
        match value:
            case Pending(api, owner):
                if consumed != "call" and api.role == "io" and not api.uses - {"call", "with", "for"}:
                    twin = self._twin(api, owner)
                    if twin is None:
                        return Refusal(f"{api.name} is synchronous: it is done before anything is awaited")
                    return self._identity(twin, owner, value, where)
                if consumed == "call" and not api.uses & {"call", "with", "for"}:
                    return Refusal(f"{api.name} is asynchronous: nothing happens before it is awaited")
                return self._identity(api, owner, value, where)
            case Instance(known, maker) if consumed != "call":
                # What is waited for is a result: the evidence is for the callee that gave it.
                source = self._resolver.value(expr.func, where) if isinstance(expr, ast.Call) else value
                return self._judge_instance(known, maker, source, consumed, where)
            case Made() if consumed != "call":
                return self._judge_made(value, expr, consumed, where)
            case Many(element) if consumed == "task":
                return self._judge(element, expr, consumed, where)
            case Either(values):
                return self._any([self._judge(part, expr, consumed, where) for part in values])
            case Coroutine(function=Function() as function) | Many(function=Function() as function) if (
                consumed != "call" and self._stands_for_foreign(function)
            ):
                return Identity(
                    function.canonical,
                    None,
                    "other",
                    self._evidence(value, where),
                    "assumed",
                    steps=_steps(value),
                )
            case Unknown(own=False):
                return self._by_name(value, expr, consumed, where)
        return _refused(value)

    def _stands_for_foreign(self, function: Function) -> bool:
        """Whether a method belongs to an interface that nothing in the project implements: then what stands behind it
        comes from outside, typed by hand."""
        cls = function.owner
        if cls is None or not self._settings.assume_third_party:
            return False
        if cls not in self._foreign:
            methods = frozenset(name for name in cls.functions if not name.startswith("_"))
            self._foreign[cls] = (
                ancestry.is_protocol(cls) and bool(methods) and not self._resolver.project.implements(methods)
            )
        return self._foreign[cls]

    def _twin(self, api: Api, owner: ApiClass | None) -> Api | None:
        """The asynchronous API behind a synchronous annotation, where the code awaits it all the same."""
        twin = self._catalogue.type_named(owner.async_twin) if owner is not None and owner.async_twin else None
        return self._catalogue.member(twin, api.name.rpartition(".")[2]) if twin is not None else None

    def _judge_instance(
        self, known: ApiClass, maker: Api | None, value: Value, consumed: Consumed, where: Where
    ) -> Identity | Refusal:
        use = "await" if consumed == "task" else consumed
        if use in known.io_uses:
            name = maker.name if maker is not None else known.name
            return Identity(
                name,
                known.library or (maker.library if maker else ""),
                known.kind or (maker.kind if maker else ""),
                self._evidence(value, where),
                "catalogued",
                quiet=known.quiet,
                courtesy=maker is not None and maker.courtesy,
                steps=_steps(value),
            )
        how = {"await": "awaiting", "async with": "entering", "async for": "iterating over"}.get(use, use)
        return Refusal(f"{how} {known.name} does no I/O", value)

    def _judge_made(self, value: Made, expr: ast.expr, consumed: Consumed, where: Where) -> Identity | Refusal:
        path = value.path
        if not self._assumable(path, where):
            return Refusal(f"{path} is not known to do I/O", value)
        if consumed == "async with":
            return Refusal(f"entering {path}, which is not in the catalogue, may do nothing yet", value)
        if value.stage != "result" or not isinstance(expr, ast.Call):
            return Refusal(f"{path} is no call", value)
        return self._assumed(path, value, where)

    def _assumable(self, path: str, where: Where) -> bool:
        """Whether an awaited call of a library outside the catalogue counts as I/O."""
        if not self._settings.assume_third_party or world.is_idle(path) or last_part(path).startswith("_"):
            return False
        names, package = world.names(), path.partition(".")[0]
        if (
            package in STDLIB
            or names.waits(path)
            or names.starts(path)
            or names.is_neutral(last_part(path.rpartition(".")[0]))
        ):
            return False
        if names.are_kin(where.module.name.partition(".")[0], package) and not self._extends(package):
            return False
        owner = path
        while "." in owner:
            owner = owner.rpartition(".")[0]
            if self._catalogue.type_named(owner) is not None:
                return True
        return not self._catalogue.knows(path)

    def _extends(self, package: str) -> bool:
        """Whether a package goes by the name of a library, which anybody may extend."""
        stem = package.rpartition("_")[0]
        return "_" not in stem and self._catalogue.knows(stem)

    def _assumed(self, path: str, value: Value, where: Where) -> Identity | Refusal:
        if self._excluded(path):
            return Refusal(f"the configuration says that {path} is no I/O")
        return Identity(
            path,
            path.partition(".")[0],
            "other",
            self._evidence(value, where),
            "assumed",
            teardown=path.rpartition(".")[2] in _TEARDOWN,
            steps=_steps(value),
        )

    def _identity(self, api: Api, owner: ApiClass | None, value: Value, where: Where) -> Identity | Refusal:
        if self._excluded(api.name):
            return Refusal(f"the configuration says that {api.name} is no I/O")
        return Identity(
            api.name,
            api.library,
            api.kind,
            self._evidence(value, where),
            "catalogued",
            quiet=api.quiet,
            teardown=api.role == "teardown",
            courtesy=api.courtesy,
            peer=api.peer,
            steps=_steps(value),
        )

    def _by_name(self, value: Value, expr: ast.expr, consumed: Consumed, where: Where) -> Identity | Refusal:
        """The last resort: `db.save` where nothing tells what `db` is."""
        refused = _refused(value)
        call = expr.func if isinstance(expr, ast.Call) else None
        if consumed == "call" or not isinstance(call, ast.Attribute):
            return refused
        receiver = last_name(call.value) if isinstance(call.value, (ast.Name, ast.Attribute)) else ""
        kind = world.names().kind_of(receiver, call.attr) if receiver else ""
        if not kind or not _is_open(self._resolver.value(call.value, where)):
            return refused
        path = ast.unparse(call)
        if self._excluded(path):
            return Refusal(f"the configuration says that {path} is no I/O")
        return Identity(None, None, kind, "name", "named", steps=_steps(value))

    def _any(self, found: list[Identity | Refusal]) -> Identity | Refusal:
        """Of several branches: I/O where one is, unless another is the project's own."""
        for refusal in found:
            if isinstance(refusal, Refusal) and refusal.own:
                return refusal
        return next((one for one in found if isinstance(one, Identity)), found[0])

    # -- the user's word

    def _named_by_user(self, callee: Value, where: Where) -> Identity | Refusal | None:
        """What the configuration says of a callee by its canonical name."""
        if not (self._settings.io or self._settings.not_io):
            return None
        name = callee.function.canonical if isinstance(callee, OwnFunction) else _path(callee)
        if name and self._excluded(name):
            return Refusal(f"the configuration says that {name} is no I/O")
        if name and any(fnmatchcase(name, pattern) for pattern in self._settings.io):
            return Identity(
                name,
                name.partition(".")[0],
                "other",
                self._evidence(callee, where),
                "catalogued",
                steps=_steps(callee),
            )
        return None

    def _excluded(self, path: str) -> bool:
        return any(fnmatchcase(path, pattern) for pattern in self._settings.not_io)

    def _evidence(self, value: Value, where: Where) -> Evidence:
        found: Evidence | None = None
        for hop in value.hop.way() if value.hop is not None else ():
            if hop.path != where.path:
                return "cross-file"
            found = found or hop.how
        return found or "import"


def callee(expr: ast.expr) -> ast.expr:
    """What is called, entered or iterated over, as it is written."""
    return expr.func if isinstance(expr, ast.Call) else expr


def _is_name(expr: ast.expr, name: str) -> bool:
    return isinstance(expr, ast.Name) and expr.id == name


def _is_given(function: Function, name: str) -> bool:
    """Whether a name is a parameter of a function, and nothing else."""
    bindings = function.body.bindings.get(name, ())
    return bool(bindings) and all(binding.kind in ("parameter", "vararg") for binding in bindings)


def _is_run_for_others(place: Place) -> bool:
    """Whether a function calls at a place what it is given, of which nothing but its callers tells what that is."""
    if place.consumed == "call" or not isinstance(place.expr, ast.Call) or not isinstance(place.expr.func, ast.Name):
        return False
    name = place.expr.func.id
    bindings = place.function.body.bindings.get(name, ())
    return _is_given(place.function, name) and all(binding.annotation is None for binding in bindings)


def _may_be_run(argument: ast.expr, function: Function) -> bool:
    """Whether an argument in a function may be a coroutine, or a function that gives one: a plain variable is none."""
    if isinstance(argument, ast.Name):
        bindings = function.body.bindings.get(argument.id, ())
        return all(binding.kind not in ("parameter", "vararg", "kwarg", "value") for binding in bindings)
    return isinstance(argument, (ast.Call, ast.Attribute, ast.Lambda))


def _called(argument: ast.expr) -> ast.expr | None:
    """What is called where a helper calls what it is handed: a function, that of a `partial`, or what a lambda calls;
    None where it is no function."""
    match argument:
        case ast.Lambda(body=ast.Call() as body):
            return body
        case ast.Call(args=[ast.Name() | ast.Attribute() as held, *_]) if last_name(argument) == "partial":
            return held
        case ast.Name() | ast.Attribute():
            return argument
    return None


def _is_open(value: Value) -> bool:
    """Whether nothing tells what a receiver is: unknown, or something that the project hung on a library's object."""
    return isinstance(value, Unknown) or (isinstance(value, Made) and value.unlisted)


def last_part(path: str) -> str:
    """The last name of a dotted path."""
    return path.rpartition(".")[2]


_PROTOCOL: dict[str, Consumed] = {"__aenter__": "async with", "__anext__": "async for"}
_OWN = "the project's own"
_TEARDOWN = frozenset({"close", "aclose", "disconnect", "wait_closed", "shutdown", "stop", "cleanup", "logout"})


def _refused(value: Value) -> Refusal:
    """`own` where the callee is sure to be a function or object of the project."""
    match value:
        case OwnFunction(function) | Coroutine(_, function) | Many(_, function) | Manager(_, function):
            own = function is not None and function.is_own
        case OwnInstance(cls) | OwnClass(cls):
            own = cls.is_own
        case _:
            own = isinstance(value, OwnModule) or getattr(value, "function", None) is not None
    return Refusal(value=value, own=own and not isinstance(value, Unknown))


def _no(value: Value) -> str:
    """Why a value is no I/O, in plain words; empty where nothing tells what it is."""
    match value:
        case OwnFunction(Definition(is_own=False) as known) | OwnInstance(Definition(is_own=False) as known):
            return f"{known.canonical} is not I/O"
        case OwnFunction(function) | Coroutine(_, function) if function is not None:
            return f"{_OWN}: the calls in {function.canonical}() are judged where they stand"
        case OwnInstance(cls) | OwnClass(cls) | Super(cls):
            return f"{_OWN}: {cls.canonical}"
        case OwnModule(module):
            return f"{_OWN}: {module.name}"
        case Lent(_, function):
            return f"{_OWN}: {function.canonical}() makes the call, which is judged where it stands"
        case Coroutine() | Adapted():
            return "what it passes on is judged by itself"
        case Plain(what):
            return f"{what} does no I/O"
        case Made(path):
            return f"{path} is not known to do I/O"
        case Bound(api):
            return f"{api.name} does no I/O"
        case Items() | Table():
            return "a container does no I/O"
        case Many() | Manager():
            return f"{_OWN} iterator or context manager: the calls in it are judged where they stand"
    return ""


def _path(value: Value) -> str:
    """The dotted name of a library's function or method, empty for anything else."""
    match value:
        case Lib(path) | Plain(path) | Made(path):
            return path
        case Bound(api):
            return api.name
        case OwnFunction(function) if not function.is_own:
            return function.canonical
        case OwnInstance(cls) | OwnClass(cls) if not cls.is_own:
            return cls.canonical
        case Either(values):
            return next((found for part in values if (found := _path(part))), "")
    return ""


def _steps(value: Value) -> tuple[Step, ...]:
    hops: list[Hop] = list(value.hop.way()) if value.hop is not None else []
    return tuple(Step(hop.text, str(hop.path), hop.row) for hop in reversed(hops))
