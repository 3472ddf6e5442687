"""What runs a function of the project: a framework, calls in the project, or nothing that is known."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from pathlib import Path

from flake8_ownership.apis import ApiClass
from flake8_ownership.catalogue import retrying
from flake8_ownership.index import ancestry, dispatch, trees, usages
from flake8_ownership.index.flow import Block
from flake8_ownership.index.module import Call, Class, Function, Module, Scope, last_name
from flake8_ownership.index.outlines import module_name
from flake8_ownership.index.project import STDLIB
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Lib, Made, OwnClass, OwnFunction, Unknown, Value, Where, parts_of
from flake8_ownership.sites.mentions import Mentions
from flake8_ownership.sites.paths import path_of
from flake8_ownership.sites.site import Ending


@dataclass(frozen=True, slots=True)
class Entry:
    """How a function comes to run, in plain words, and what becomes of failures that leave it: None where they go on to
    those that call it, where they are `told` of by something, or where nothing tells. `sure` where somebody is known to
    run it; the `caller` where that is a function of the project. `excused` where an ending has its reason, and is no
    finding. `unused` where nothing in a whole program speaks of the function. `misses_answers` where what tells does
    not hear of the framework's answers to a request: its own log, or a handler for all errors. `unprinted` where a
    framework prints nothing of what the function raises.
    """

    reason: str
    ending: Ending | None = None
    framework: str = ""
    sure: bool = True
    caller: Function | None = None
    told: bool = False
    excused: bool = False
    misses_answers: bool = False
    unused: bool = False
    unprinted: bool = False


def _stands_in_lambda(call: Call) -> bool:
    """Whether a call at the top of a module or class is one that a lambda makes, whenever that is called."""
    return call.block is not None and not _of_lambdas(call.scope).isdisjoint(call.block.outwards())


def _is_handed_on(call: Call) -> bool:
    """Whether what a call at the top of a module or class gives is handed to another call there: nothing else runs a
    coroutine outside of functions."""
    return call.node in _given_in(call.scope)


@lru_cache(maxsize=8)  # each function that the scope calls asks
def _given_in(scope: Scope) -> frozenset[ast.AST]:
    """What stands in the arguments of the calls of a scope."""
    return frozenset(
        node
        for call, _ in scope.body.calls
        for given in (*call.args, *(word.value for word in call.keywords))
        for node in trees.nodes(given)
    )


@lru_cache(maxsize=8)  # each function that the scope calls asks
def _of_lambdas(scope: Scope) -> frozenset[Block]:
    """The blocks of the lambdas of a scope."""
    return frozenset(block for node, block in scope.body.inner.items() if isinstance(node, ast.Lambda))


@dataclass(slots=True)
class _Calls:
    """The calls of one name in a module, each with its number and what it may run; `doubts` are those that
    nothing is known about, by their scopes."""

    number: int = 0
    by_name: dict[str, list[tuple[int, Call, Value]]] = field(default_factory=dict)
    by_owner: dict[Class, list[tuple[int, Call, Value]]] = field(default_factory=dict)
    of_classes: list[tuple[int, Call, Value]] = field(default_factory=list)
    doubts: list[tuple[Scope, str]] = field(default_factory=list)

    def running(self, resolver: Resolver, function: Function) -> Iterator[Call]:
        """Those that may run a function, except its own, in the order of the text."""
        found = [*self.by_name.get(function.canonical, ()), *(self.of_classes if function.name == "__init__" else ())]
        if function.owner is not None and self.by_owner:
            for base in ancestry.lineage(resolver, function.owner):
                found += self.by_owner.get(base, ()) if isinstance(base, Class) else ()
        for _, call, part in sorted(found, key=itemgetter(0)):
            if call.scope is not function and usages.may_run(resolver, part, function):
                yield call


def _is_to_be_given(cls: Class) -> bool:
    """Whether whoever makes an object of a class has to give it something."""
    made = cls.functions.get("__init__")
    if made is None:
        return False
    given = made.node.args
    return len([*given.posonlyargs, *given.args]) - len(given.defaults) > 1 or None in given.kw_defaults


class Entries:
    """Tells for the functions of one project how they come to run."""

    def __init__(self, resolver: Resolver, *, library: bool, is_closed: Callable[[Path], bool]) -> None:
        self._resolver = resolver
        self._library = library
        # Whether all that runs the functions of a file is known.
        self._is_closed = is_closed
        self._known: dict[Function, Entry] = {}
        self._named: dict[Module, Counter[str]] = {}
        self._calls: dict[tuple[Module, str], _Calls] = {}
        self._mentions = Mentions(resolver)

    def of(self, function: Function) -> Entry:
        """How a function comes to run."""
        if function not in self._known:
            self._known[function] = self._found(function)
        return self._known[function]

    def _found(self, function: Function) -> Entry:
        name = function.name
        if name.startswith("__") and name.endswith("__"):
            return Entry(f"Python itself may call {name}()", sure=False)
        modules = self.mentioning(function)
        if modules is None:
            return Entry(f"too many files mention {name} to tell who calls it", sure=False)
        doubt = ""
        for module in modules:
            entry = self._in(module, function)
            if entry is not None and entry.sure:
                return entry
            doubt = doubt or (entry.reason if entry is not None else "")
        for call, sure in dispatch.runs(self._resolver, function):
            if isinstance(call.scope, Function):
                place = f"in {call.scope.module.path.name}, line {call.node.lineno}"
                if sure:
                    return Entry(f"{call.scope.name}() calls it {place}, by a name made at run time", caller=call.scope)
                doubt = doubt or f"{ast.unparse(call.node.func)}() {place}, may be a call of it"
        if doubt and not self._is_forgotten(function):
            return Entry(doubt, sure=False)
        if isinstance(function.outer, Function):
            return self._unseen(function, f"nothing in {function.outer.name}() calls {name}()")
        keeper = self._keeper(function)
        if keeper:
            return Entry(
                f"nothing in the project calls {name}(), but @{keeper} puts it where others may find it", sure=False
            )
        decorator = self._decorator(function)
        base = self._foreign_base(function) if function.owner is not None else ""
        if decorator:
            return self._unseen(function, f"nothing in the project calls {name}(), but @{decorator} may call it")
        if self._library:
            return Entry("the users of a library may call it", "public")
        if base:
            return self._unseen(function, f"{base} may call it")
        entry = self._unseen(function, f"nothing in the project calls {name}()")
        return replace(entry, unused=True) if entry.ending is None and self._is_unused(function) else entry

    def is_left_over(self, cls: Class) -> bool:
        """Whether nothing in a whole program speaks of a class, and it has no base or decorator that may know of it: a
        library's base makes none that has to be given something."""
        node = cls.node
        if node.keywords or node.decorator_list or self._library:
            return False
        is_plain = not node.bases or (_is_to_be_given(cls) and not any(map(self._is_own, self._bases(cls))))
        return is_plain and not self._is_closed(cls.module.path) and self._resolver.project.is_left_over(cls.name)

    def _bases(self, cls: Class) -> Iterator[Value]:
        return (self._resolver.value(base, Where(cls.module)) for base in cls.node.bases)

    @staticmethod
    def _is_own(value: Value) -> bool:
        """Whether a base may be the project's own, which may keep a list of the classes below it."""
        return not isinstance(value, (Lib, Made))

    def _is_unused(self, function: Function) -> bool:
        """Whether nothing in a whole program speaks of a function: no convention by which several are called either."""
        module = function.module
        if module not in self._named:
            self._named[module] = Counter(one.name for one in module.every_function())
        if self._named[module][function.name] > 1:
            return False
        return self._resolver.project.is_left_over(function.name) or self._is_forgotten(function)

    def _is_forgotten(self, function: Function) -> bool:
        """Whether what others call by the name of a function at the top of a module is never that one."""
        is_top = function.owner is None and function.outer is function.module
        return is_top and self._resolver.project.is_forgotten(function.name, function.module.path)

    def _unseen(self, function: Function, reason: str) -> Entry:
        """The entry of a function that nothing known runs: it may be dead, and what runs it may report for it."""
        if self._is_closed(function.module.path):
            return Entry(reason, "open")
        return Entry(f"{reason}: who is told of its failures is not known", sure=False)

    def _decorator(self, function: Function) -> str:
        """A decorator of a library that may register a function with it; empty where there is none."""
        where = Where(function.outer)
        for node in function.node.decorator_list:
            maker = node.func if isinstance(node, ast.Call) else node
            value = self._resolver.value(maker, where)
            if last_name(maker) not in retrying.transparent_decorators() and not isinstance(value, OwnFunction):
                return path_of(value) or ast.unparse(maker)
        return ""

    def _keeper(self, function: Function) -> str:
        """A decorator of the project that puts a function where others may find it; empty where there is none."""
        for node in function.node.decorator_list:
            maker = node.func if isinstance(node, ast.Call) else node
            value = self._resolver.value(maker, Where(function.outer))
            if (
                isinstance(value, OwnFunction)
                and value.function.is_own
                and _keeps(value.function, made=maker is not node)
            ):
                return value.function.name
        return ""

    def mentioning(self, function: Function) -> Iterator[Module] | None:
        """The modules that may call a function, its own first; None where they are too many."""
        project = self._resolver.project
        own = function.module
        if _is_local(function) or not project.folders:
            return iter((own,))
        paths = project.using(function.name)
        if paths is None and function.owner is None:
            paths = self._importing(function)
        if paths is None:
            return None
        others = (module for path in paths if path != own.path and (module := project.at(path)) is not None)
        return chain((own,), others)

    def _importing(self, function: Function) -> tuple[Path, ...] | None:
        """The files that may import a function of a common name: they name its module; None where another package may
        hand it on, or they are too many."""
        project, own = self._resolver.project, function.module
        paths = project.using(module_name(own.path))
        if paths is None or own.is_package:
            return None
        modules = [module for path in paths if path != own.path and (module := project.at(path)) is not None]
        packages = [module.body for module in modules if module.is_package]
        return None if any(body.stars or function.name in body.bindings for body in packages) else paths

    def _in(self, module: Module, function: Function) -> Entry | None:
        """How a module runs a function; None where it does not mention it."""
        name = function.name
        calls = self._calls_in(module, name)
        at_the_top, in_lambda = None, ""
        for call in calls.running(self._resolver, function):
            place = f"{module.path.name}, line {call.node.lineno}"
            if isinstance(call.scope, Function):
                return Entry(f"{call.scope.name}() calls it in {place}", caller=call.scope)
            if _stands_in_lambda(call):
                in_lambda = f"whatever is given the lambda in {place} may call it"
            elif not function.is_async or _is_handed_on(call):
                at_the_top = Entry(f"the module runs it in {place}", "open")
        doubt = in_lambda or next((doubt for scope, doubt in calls.doubts if scope is not function), "")
        bare = function.owner is None or module is function.module
        if module.mentions(name, bare=bare) > calls.number or self._mentions.names(module, function):
            handed = next(self._handed(module, function), None)
            if handed is not None:
                return handed
            doubt = doubt or f"{module.path.name} mentions {name} without calling it"
        return at_the_top or (Entry(doubt, sure=False) if doubt else None)

    def _calls_in(self, module: Module, name: str) -> _Calls:
        """The calls of a name in a module, by what they may run: found out once for all functions of the name."""
        if (module, name) not in self._calls:
            found = self._calls[module, name] = _Calls()
            for call in module.calls_of(name):
                found.number += 1
                value = self._resolver.value(call.node.func, Where(call.scope, block=call.block))
                for part in parts_of(value):
                    if isinstance(part, OwnFunction):
                        found.by_name.setdefault(part.function.canonical, []).append((found.number, call, part))
                        if part.function.owner is not None:
                            found.by_owner.setdefault(part.function.owner, []).append((found.number, call, part))
                    elif isinstance(part, OwnClass):
                        found.of_classes.append((found.number, call, part))
                    elif isinstance(part, Unknown):
                        place = f"{module.path.name}, line {call.node.lineno}"
                        found.doubts.append(
                            (call.scope, f"{ast.unparse(call.node.func)}() in {place}, may be a call of it")
                        )
        return self._calls[module, name]

    def _handed(self, module: Module, function: Function) -> Iterator[Entry]:
        """The libraries that a function is handed to in a module."""
        for call in module.handing(function.name):
            where = Where(call.scope, block=call.block)
            given = (*call.node.args, *(word.value for word in call.node.keywords))
            named = (one for one in given if isinstance(one, (ast.Name, ast.Attribute)))
            if not any(self._is_it(one, where, function) for one in named if last_name(one) == function.name):
                continue
            path = path_of(self._resolver.value(call.node.func, where))
            if path and path.partition(".")[0] not in STDLIB:
                yield self._unseen(function, f"{path}() gets it on line {call.node.lineno}")

    def _is_it(self, expr: ast.expr, where: Where, function: Function) -> bool:
        found = parts_of(self._resolver.value(expr, where))
        return any(usages.may_run(self._resolver, part, function) for part in found)

    def _foreign_base(self, function: Function) -> str:
        """The class of another project that a method's class extends, if it does."""
        assert function.owner is not None
        for base in ancestry.lineage(self._resolver, function.owner):
            path = base if isinstance(base, str) else base.name if isinstance(base, ApiClass) else ""
            if path and path.partition(".")[0] not in STDLIB:
                return path
        return ""


def _keeps(decorator: Function, *, made: bool) -> bool:
    """Whether a decorator, or the one that it has made, puts what it decorates into a container or an attribute."""
    returned = {one.id for one, _ in decorator.body.returns if isinstance(one, ast.Name)}
    for one in (one for one in decorator.all_functions if one.name in returned) if made else (decorator,):
        args = one.node.args
        given = next((arg.arg for arg in (*args.posonlyargs, *args.args) if arg.arg != one.receiver), "")
        kept = chain(
            (binding for found in one.body.fillings.values() for binding in found),
            (binding for found in one.body.attributes.values() for binding in found),
            (binding for found in one.body.writes.values() for _, binding in found),
        )
        if any(isinstance(binding.expr, ast.Name) and binding.expr.id == given for binding in kept):
            return True
    return False


def _is_local(function: Function) -> bool:
    """Whether only its own module is meant to call it."""
    return isinstance(function.outer, Function) or (function.name.startswith("_") and function.owner is None)
