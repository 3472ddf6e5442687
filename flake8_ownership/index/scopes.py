"""What one scope binds, returns and waits for, gathered in a single walk over its statements.

Nested functions and classes are scopes of their own and are not entered. State is copied on the way down (the
`block` argument), so that leaving a statement undoes nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from flake8_ownership.index import trees
from flake8_ownership.index.flow import END, MOST_WAYS, Binding, BindingKind, Block, Exit, Place, Step, Ways

__all__ = ["END", "Binding", "Block", "Body", "Place", "Step", "Wait", "body_of", "body_of_function", "key_of"]

Consumed = Literal["await", "async with", "async for", "task", "call"]

Guard = ast.Try | ast.TryStar | ast.With | ast.AsyncWith
T = TypeVar("T", ast.Attribute, ast.Subscript)


@dataclass(slots=True, eq=False)
class Wait:
    """An expression whose result the scope waits for: the operand, not the `await` around it."""

    expr: ast.expr
    consumed: Consumed
    block: Block | None
    # The name that the result is bound to by a plain assignment, `with … as` or `for`; None where there is none.
    statement: ast.stmt | None = None


@dataclass(slots=True, eq=False)
class Body:
    """What one scope's own statements do."""

    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    returns: list[tuple[ast.expr, Block | None]] = field(default_factory=list)
    yields: list[tuple[ast.expr, Block | None]] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    calls: list[tuple[ast.Call, Block | None]] = field(default_factory=list)
    attributes: dict[str, list[Binding]] = field(default_factory=dict)
    # What is assigned to attributes of other objects than `self`, by the attribute's name.
    writes: dict[str, list[tuple[ast.Attribute, Binding]]] = field(default_factory=dict)
    # What is put into containers, by the container's name or `self.name`; the first of it, where it is much.
    fillings: dict[str, list[Binding]] = field(default_factory=dict)
    # The same for those that are attributes of other objects than `self`, by the attribute's name.
    outer_fillings: dict[str, list[tuple[ast.Attribute, Binding]]] = field(default_factory=dict)
    # What is assigned to items, by the key's text or last name: `app["client"] = …`.
    items: dict[str, list[tuple[ast.Subscript, Binding]]] = field(default_factory=dict)
    # What operators are given by its name, as the calls that Python makes of them: `app.on_start += begin` is one of
    # `app.on_start.__iadd__`, `app.handlers[KeyError] = tell` one of `app.handlers.__setitem__`.
    operators: list[tuple[ast.Call, Block | None]] = field(default_factory=list)
    functions: list[tuple[ast.FunctionDef | ast.AsyncFunctionDef, Block | None]] = field(default_factory=list)
    classes: list[tuple[ast.ClassDef, Block | None]] = field(default_factory=list)
    # The statements that may have a say in a failure of their body, outer ones first.
    guards: list[Guard] = field(default_factory=list)
    loops: list[ast.For | ast.AsyncFor] = field(default_factory=list)
    stars: list[Binding] = field(default_factory=list)
    # The blocks of lambdas and comprehensions, which bind names of their own.
    inner: dict[ast.expr, Block] = field(default_factory=dict)
    outer_names: set[str] = field(default_factory=set)

    _ways: dict[str, Ways] = field(default_factory=dict, init=False, repr=False)

    def reaching(self, name: str, place: Place, block: Block | None) -> list[Binding]:
        """The bindings of `name` that can hold at `place`."""
        if name not in self._ways:
            self._ways[name] = Ways(name, self.bindings.get(name, ()))
        return self._ways[name].reaching(place, block)


def body_of(statements: Sequence[ast.stmt], receiver: str | None = None) -> Body:
    """Walks the statements of one scope. `receiver` is the name of `self`, whose assigned attributes are gathered."""
    walk = _Walk(receiver)
    walk.statements(statements, None)
    return walk.body


def body_of_function(node: ast.FunctionDef | ast.AsyncFunctionDef, receiver: str | None = None) -> Body:
    """Like `body_of`, with the parameters bound first."""
    walk = _Walk(receiver, makes_receiver=node.name == "__new__")
    walk.parameters(node.args, (node.lineno, node.col_offset), None)
    walk.statements(node.body, None)
    return walk.body


def key_of(node: ast.expr) -> str:
    """What an item is known by: a text, or the last name of a constant; empty for anything else."""
    match node:
        case ast.Constant(value=str(name)) | ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _end(node: ast.expr | ast.stmt) -> Place:
    return (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)


def _start(node: ast.expr | ast.stmt | ast.excepthandler) -> Place:
    return (node.lineno, node.col_offset)


_MOST_NESTED = 64  # failed conditions of one chain of `elif`, or of one `match`, that are remembered
_LEAVES: dict[type[ast.stmt], Exit] = {
    ast.Return: "function",
    ast.Raise: "function",
    ast.Continue: "continue",
    ast.Break: "break",
}


class _Walk:
    """One pass. Dispatches on the node's class through a table, which in CPython is several times faster than
    `ast.NodeVisitor` and keeps the walk within a third of the time that parsing took."""

    def __init__(self, receiver: str | None, makes_receiver: bool = False) -> None:
        self.body = Body()
        self._receiver = receiver
        self._makes_receiver = makes_receiver
        self._statement: ast.stmt | None = None

    # -- statements

    def statements(self, statements: Sequence[ast.stmt], block: Block | None) -> None:
        for statement in statements:
            self._statement = statement
            handler = _STATEMENTS.get(type(statement))
            if handler is not None:
                handler(self, statement, block)
            else:
                for child in trees.children(statement):
                    if isinstance(child, ast.expr):
                        self.expression(child, block)
        if block is not None and statements:
            block.exit = _LEAVES.get(type(statements[-1]), "")

    def _expr(self, node: ast.Expr, block: Block | None) -> None:
        self.expression(node.value, block)

    def _assign(self, node: ast.Assign, block: Block | None) -> None:
        self.expression(node.value, block)
        for target in node.targets:
            self._target(target, node.value, (), _end(node), block)

    def _ann_assign(self, node: ast.AnnAssign, block: Block | None) -> None:
        if node.value is not None:
            self.expression(node.value, block)
        self._target(node.target, node.value, (), _end(node), block, node.annotation)

    def _aug_assign(self, node: ast.AugAssign, block: Block | None) -> None:
        self.expression(node.value, block)
        if isinstance(node.op, (ast.Add, ast.BitOr)) and isinstance(node.value, _CONTAINERS):
            self._fill(node.target, node.value, _end(node), block, ("item",))
        if isinstance(node.op, ast.Add):
            self._operate(node.target, "__iadd__", [node.value], block)

    def _return(self, node: ast.Return, block: Block | None) -> None:
        if node.value is not None:
            self.expression(node.value, block)
            self.body.returns.append((node.value, block))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, block: Block | None) -> None:
        for decorator in node.decorator_list:
            self.expression(decorator, block)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.expression(default, block)
        self.body.functions.append((node, block))
        self._bind(node.name, Binding("function", _start(node.body[0]), block, node=node))

    def _class(self, node: ast.ClassDef, block: Block | None) -> None:
        for expr in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self.expression(expr, block)
        self.body.classes.append((node, block))
        self._bind(node.name, Binding("class", _start(node.body[0]), block, node=node))

    def _if(self, node: ast.If, block: Block | None) -> None:
        """An `if` with all its `elif`s, which `ast` has inside one another."""
        chain = [node]
        while len(chain[-1].orelse) == 1 and isinstance(inner := chain[-1].orelse[0], ast.If):
            chain.append(inner)
        outer, choice = block, node
        skipped: list[Check] = []
        for number, part in enumerate(chain):
            self._statement = part
            self.expression(part.test, outer)
            holds, fails = _checks(part.test)
            body = Block(outer, choice=choice)
            self._check(holds, _end(part.test), body)
            self.statements(part.body, body)
            skipped = fails if number == 0 and body.exit else skipped
            if part is chain[-1]:
                orelse = Block(outer, choice=choice)
                self._check(fails, _end(part.test), orelse)
                self.statements(part.orelse, orelse)
            elif number == 0 or (fails and number < _MOST_NESTED):
                # The rest of the chain, where the condition has failed; it is one block as long as that says nothing.
                outer = Block(outer, choice=choice)
                self._check(fails, _end(part.test), outer)
                choice = chain[number + 1]
        self._check(skipped, _end(node), block)

    def _check(self, checks: list[Check], place: Place, block: Block | None) -> None:
        """Binds names to what a condition has found out about them."""
        for check in checks:
            kind: BindingKind = "narrowed" if check.holds else "excluded"
            self._bind(check.name, Binding(kind, place, block, annotation=check.type))

    def _while(self, node: ast.While, block: Block | None) -> None:
        self.expression(node.test, block)
        self.statements(node.body, Block(block, loops=True))
        self.statements(node.orelse, Block(block))

    def _for(self, node: ast.For | ast.AsyncFor, block: Block | None) -> None:
        step: Step = "for"
        if isinstance(node, ast.AsyncFor):
            step = "async for"
            self._wait(node.iter, "async for", block)
        self.expression(node.iter, block)
        self.body.loops.append(node)
        inner = Block(block, loops=True)
        self._target(node.target, node.iter, (step,), _end(node.iter), inner)
        self.statements(node.body, inner)
        self.statements(node.orelse, Block(block))

    def _with(self, node: ast.With | ast.AsyncWith, block: Block | None) -> None:
        self.body.guards.append(node)
        entering: Step = "async with" if isinstance(node, ast.AsyncWith) else "with"
        for item in node.items:
            if entering == "async with":
                self._wait(item.context_expr, "async with", block)
            self.expression(item.context_expr, block)
            if item.optional_vars is not None:
                self._target(item.optional_vars, item.context_expr, (entering,), _end(item.context_expr), block)
        # What a `with` binds is sure to be bound in its body; a suppressing one may leave the rest undone.
        self.statements(node.body, block)

    def _try(self, node: ast.Try | ast.TryStar, block: Block | None) -> None:
        self.body.guards.append(node)
        body = Block(block)
        self.statements(node.body, body)
        body.exit = ""  # a handler may still take over
        for handler in node.handlers:
            inner = Block(block, handles=True)
            if handler.type is not None:
                self.expression(handler.type, block)
            if handler.name is not None:
                self._bind(handler.name, Binding("opaque", _start(handler), inner))
            self.statements(handler.body, inner)
        self.statements(node.orelse, Block(block))
        self.statements(node.finalbody, block)

    def _match(self, node: ast.Match, block: Block | None) -> None:
        self.expression(node.subject, block)
        subject = _dotted(node.subject)
        outer = block
        choice: ast.stmt | ast.match_case = node
        for number, case in enumerate(node.cases):
            inner = Block(outer, choice=choice)
            self._pattern(case.pattern, subject, inner)
            if case.guard is not None:
                self.expression(case.guard, inner)
            self.statements(case.body, inner)
            pattern = case.pattern
            if not subject or case.guard is not None or number >= _MOST_NESTED:
                continue
            if isinstance(pattern, ast.MatchClass) and not _looks_inside(pattern):
                # The rest of the cases, where this one has not matched.
                outer = Block(outer, choice=choice)
                self._check([Check(subject, pattern.cls, holds=False)], (pattern.lineno, pattern.col_offset), outer)
                choice = case

    def _pattern(self, pattern: ast.pattern, name: str, block: Block) -> None:
        """Binds what a pattern captures; a class pattern says what the captured value is."""
        place = (pattern.lineno, pattern.col_offset)
        if isinstance(pattern, ast.MatchAs):
            if pattern.name is not None:
                kind: BindingKind = "narrowed" if isinstance(pattern.pattern, ast.MatchClass) else "opaque"
                annotation = pattern.pattern.cls if isinstance(pattern.pattern, ast.MatchClass) else None
                self._bind(pattern.name, Binding(kind, place, block, annotation=annotation))
            if pattern.pattern is not None:
                self._pattern(pattern.pattern, name, block)
            return
        if isinstance(pattern, ast.MatchClass) and name:
            self._bind(name, Binding("narrowed", place, block, annotation=pattern.cls))
        for child in trees.children(pattern):
            if isinstance(child, ast.pattern):
                self._pattern(child, "", block)
        captured = pattern.name if isinstance(pattern, ast.MatchStar) else None
        captured = pattern.rest if isinstance(pattern, ast.MatchMapping) else captured
        if captured is not None:
            self._bind(captured, Binding("opaque", place, block))

    def _import(self, node: ast.Import, block: Block | None) -> None:
        for alias in node.names:
            if alias.asname is not None:
                self._bind(alias.asname, Binding("import", _start(node), block, module=alias.name))
            else:
                top = alias.name.partition(".")[0]
                self._bind(top, Binding("import", _start(node), block, module=top))

    def _import_from(self, node: ast.ImportFrom, block: Block | None) -> None:
        for alias in node.names:
            binding = Binding(
                "import", _start(node), block, module=node.module or "", imported=alias.name, level=node.level
            )
            if alias.name == "*":
                self.body.stars.append(binding)
            else:
                self._bind(alias.asname or alias.name, binding)

    def _type_alias(self, node: Any, block: Block | None) -> None:
        """`type Pair[T] = tuple[T, T]`."""
        for parameter in node.type_params:
            bound = getattr(parameter, "bound", None)
            self._bind(parameter.name, Binding("variable", _start(node), block, annotation=bound))
        self._bind(node.name.id, Binding("value", _end(node), block, node.value))

    def _outer(self, node: ast.Global | ast.Nonlocal, block: Block | None) -> None:
        self.body.outer_names.update(node.names)

    def _assert(self, node: ast.Assert, block: Block | None) -> None:
        self.expression(node.test, block)
        self._check(_checks(node.test)[0], _end(node), block)

    # -- expressions

    def expression(self, node: ast.expr, block: Block | None) -> None:
        handler = _EXPRESSIONS.get(type(node))
        if handler is not None:
            handler(self, node, block)
        elif type(node) not in _PLAIN:
            for child in trees.children(node):
                if isinstance(child, ast.expr):
                    self.expression(child, block)

    def _attribute(self, node: ast.Attribute, block: Block | None) -> None:
        self.expression(node.value, block)

    def _call(self, node: ast.Call, block: Block | None) -> None:
        self.body.calls.append((node, block))
        match node:
            case ast.Call(func=ast.Attribute(value=container, attr=method)) if method in _FILLERS:
                route, kind = _FILLERS[method]
                given = [*node.args[-1:], *(() if node.args else (keyword.value for keyword in node.keywords))]
                for value in given:
                    self._fill(container, value, _end(node), block, route if node.args else (), kind)
            case ast.Call(func=ast.Name(id="setattr"), args=[owner, ast.Constant(value=str(name)), value]):
                target = ast.copy_location(ast.Attribute(owner, name, ast.Store()), node)
                self._target(target, value, (), _end(node), block)
        self.expression(node.func, block)
        for argument in node.args:
            self.expression(argument, block)
        for keyword in node.keywords:
            self.expression(keyword.value, block)

    def _await(self, node: ast.Await, block: Block | None) -> None:
        self._wait(node.value, "await", block)
        self.expression(node.value, block)

    def _yield(self, node: ast.Yield | ast.YieldFrom, block: Block | None) -> None:
        if node.value is not None:
            self.expression(node.value, block)
            if isinstance(node, ast.Yield):
                self.body.yields.append((node.value, block))
        else:
            self.body.yields.append((ast.copy_location(ast.Constant(None), node), block))

    def _walrus(self, node: ast.NamedExpr, block: Block | None) -> None:
        self.expression(node.value, block)
        self._target(node.target, node.value, (), _end(node), block)

    def _lambda(self, node: ast.Lambda, block: Block | None) -> None:
        inner = self.body.inner[node] = Block(block)
        self.parameters(node.args, _start(node), inner)
        self.expression(node.body, inner)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, block: Block | None
    ) -> None:
        inner = self.body.inner[node] = Block(block)
        for generator in node.generators:
            if generator.is_async:
                self._wait(generator.iter, "async for", inner)
            self.expression(generator.iter, inner)
            step: Step = "async for" if generator.is_async else "for"
            self._target(generator.target, generator.iter, (step,), _start(node), inner)
            for condition in generator.ifs:
                self.expression(condition, inner)
        parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        for part in parts:
            self.expression(part, inner)

    # -- bindings

    def parameters(self, args: ast.arguments, place: Place, block: Block | None) -> None:
        positional = [*args.posonlyargs, *args.args]
        defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(args.defaults)), *args.defaults]
        pairs = [*zip(positional, defaults, strict=True), *zip(args.kwonlyargs, args.kw_defaults, strict=True)]
        for parameter, default in pairs:
            self._bind(parameter.arg, Binding("parameter", place, block, expr=default, annotation=parameter.annotation))
        rests: tuple[tuple[BindingKind, ast.arg | None], ...] = (("vararg", args.vararg), ("kwarg", args.kwarg))
        for kind, rest in rests:
            if rest is not None:
                self._bind(rest.arg, Binding(kind, place, block, annotation=rest.annotation))

    def _wait(self, expr: ast.expr, consumed: Consumed, block: Block | None) -> None:
        self.body.waits.append(Wait(expr, consumed, block, self._statement))

    def _bind(self, name: str, binding: Binding) -> None:
        self.body.bindings.setdefault(name, []).append(binding)

    def _target(
        self,
        target: ast.expr,
        value: ast.expr | None,
        route: tuple[Step, ...],
        place: Place,
        block: Block | None,
        annotation: ast.expr | None = None,
    ) -> None:
        kind: BindingKind = "value" if annotation is None else "annotated"
        if isinstance(target, ast.Name):
            self._bind(target.id, Binding(kind, place, block, value, route, annotation))
        elif isinstance(target, (ast.Tuple, ast.List)):
            for index, element in enumerate(target.elts):
                if isinstance(element, ast.Starred):
                    self._target(element.value, value, (*route, "star"), place, block)
                else:
                    self._target(element, value, (*route, index), place, block)
        elif isinstance(target, ast.Attribute):
            binding = Binding(kind, place, block, value, route, annotation)
            if self._is_receiver(target.value):
                self.body.attributes.setdefault(target.attr, []).append(binding)
            else:
                self.body.writes.setdefault(target.attr, []).append((target, binding))
                self.expression(target.value, block)
        elif isinstance(target, ast.Subscript):
            self.expression(target, block)
            if value is not None and not route:
                if key := key_of(target.slice):
                    _file(self.body.items, key, target, Binding("value", place, block, value))
                self._fill(target.value, value, place, block)
                self._operate(target.value, "__setitem__", [target.slice, value], block)

    def _operate(self, on: ast.expr, method: str, given: list[ast.expr], block: Block | None) -> None:
        """Files what an operator on an attribute is given, where that has a name."""
        if isinstance(on, ast.Attribute) and isinstance(given[-1], (ast.Name, ast.Attribute)):
            func = ast.copy_location(ast.Attribute(on, method, ast.Load()), on)
            self.body.operators.append((ast.copy_location(ast.Call(func, given, []), on), block))

    def _is_receiver(self, node: ast.expr) -> bool:
        """Whether an expression is `self` or `cls`; in `__new__` also what it makes, by whatever name."""
        if self._receiver is None:
            return False
        return _dotted(node) != "" if self._makes_receiver else isinstance(node, ast.Name) and node.id == self._receiver

    def _fill(
        self,
        container: ast.expr,
        value: ast.expr,
        place: Place,
        block: Block | None,
        route: tuple[Step, ...] = (),
        kind: Step = "in dict",
    ) -> None:
        """Files what is put into a container, which may be an item of another one: `kind` is what it is itself."""
        while (outer := _container_of(container)) is not None:
            container, route, kind = outer, (*route, kind), "in dict"
        name, binding = _dotted(container), Binding("value", place, block, value, route)
        if name:
            known = self.body.fillings.setdefault(name, [])
            if len(known) <= MOST_WAYS:
                known.append(binding if len(known) < MOST_WAYS else _and_more(name, binding))
        if isinstance(container, ast.Attribute) and not self._is_receiver(container.value):
            _file(self.body.outer_fillings, container.attr, container, binding)


def _container_of(item: ast.expr) -> ast.expr | None:
    """What an item of a container is taken from."""
    match item:
        case ast.Subscript(value=outer) | ast.Call(func=ast.Attribute(value=outer, attr="get" | "setdefault")):
            return outer
    return None


def _file(found: dict[str, list[tuple[T, Binding]]], name: str, target: T, binding: Binding) -> None:
    """Files what is put under a name with the target that it is put to: the first of it, where it is much."""
    known = found.setdefault(name, [])
    if len(known) <= MOST_WAYS:
        known.append((target, binding if len(known) < MOST_WAYS else _and_more(name, binding)))


def _and_more(name: str, binding: Binding) -> Binding:
    why = f"{name} is filled in more than {MOST_WAYS} places"
    return Binding("opaque", binding.place, binding.block, why=why)


# Methods that put their last argument into a container, or what is in it; and what such a container is.
_FILLERS: dict[str, tuple[tuple[Step, ...], Step]] = {
    "add": ((), "in list"),
    "append": ((), "in list"),
    "appendleft": ((), "in list"),
    "extend": (("for",), "in list"),
    "insert": ((), "in list"),
    "setdefault": ((), "in dict"),
    "update": (("item",), "in dict"),
}
_CONTAINERS = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp)


@dataclass(frozen=True, slots=True)
class Check:
    """What a condition says of a name or of `name.attribute`: that it is an instance of `type`, or is none."""

    name: str
    type: ast.expr
    holds: bool


def _checks(test: ast.expr) -> tuple[list[Check], list[Check]]:
    """What is known where a condition holds, and where it does not."""
    match test:
        case ast.BoolOp(op=ast.And()):
            return [check for value in test.values for check in _checks(value)[0]], []
        case ast.BoolOp(op=ast.Or()):
            return [], [check for value in test.values for check in _checks(value)[1]]
        case ast.UnaryOp(op=ast.Not()):
            holds, fails = _checks(test.operand)
            return fails, holds
        case ast.Call(func=ast.Name(id="isinstance"), args=[subject, kind]) if name := _dotted(subject):
            return [Check(name, kind, holds=True)], [Check(name, kind, holds=False)]
    return [], []


def _dotted(node: ast.expr) -> str:
    """A name, or one attribute of a name, as bindings are filed under; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=name), attr=attribute):
            return f"{name}.{attribute}"
        case ast.NamedExpr(target=ast.Name(id=name)):
            return name
    return ""


def _looks_inside(pattern: ast.MatchClass) -> bool:
    return bool(pattern.patterns or pattern.kwd_patterns)


def statements_within(statement: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    """The statement lists directly inside a statement, in the order of the text."""
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        part = getattr(statement, name, ())
        if name in ("handlers", "cases"):
            yield from (inner.body for inner in part)
        elif part:
            yield part


_Handler = Callable[..., None]
_STATEMENTS: dict[type[ast.stmt], _Handler] = {
    ast.Expr: _Walk._expr,
    ast.Assign: _Walk._assign,
    ast.AnnAssign: _Walk._ann_assign,
    ast.AugAssign: _Walk._aug_assign,
    ast.Return: _Walk._return,
    ast.FunctionDef: _Walk._function,
    ast.AsyncFunctionDef: _Walk._function,
    ast.ClassDef: _Walk._class,
    ast.If: _Walk._if,
    ast.While: _Walk._while,
    ast.For: _Walk._for,
    ast.AsyncFor: _Walk._for,
    ast.With: _Walk._with,
    ast.AsyncWith: _Walk._with,
    ast.Try: _Walk._try,
    ast.TryStar: _Walk._try,
    ast.Match: _Walk._match,
    ast.Import: _Walk._import,
    ast.ImportFrom: _Walk._import_from,
    ast.Global: _Walk._outer,
    ast.Nonlocal: _Walk._outer,
    ast.Assert: _Walk._assert,
}
if hasattr(ast, "TypeAlias"):
    _STATEMENTS[ast.TypeAlias] = _Walk._type_alias
_EXPRESSIONS: dict[type[ast.expr], _Handler] = {
    ast.Attribute: _Walk._attribute,
    ast.Call: _Walk._call,
    ast.Await: _Walk._await,
    ast.Yield: _Walk._yield,
    ast.YieldFrom: _Walk._yield,
    ast.NamedExpr: _Walk._walrus,
    ast.Lambda: _Walk._lambda,
    ast.ListComp: _Walk._comprehension,
    ast.SetComp: _Walk._comprehension,
    ast.GeneratorExp: _Walk._comprehension,
    ast.DictComp: _Walk._comprehension,
}
_PLAIN = frozenset({ast.Name, ast.Constant})
