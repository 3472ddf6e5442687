"""What expressions denote: follows names, attributes, calls and results through the project's own modules.

The resolver answers with values (see `values`) and never guesses: where reading does not tell, the answer is
Unknown. What a library's call gives is asked of the catalogue through the `Libraries` protocol. It is one class,
because its questions ask one another in circles and are answered from one memo; what they have to know of single kinds
of values lies in the modules beside it.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from flake8_ownership.apis import Api, ApiClass
from flake8_ownership.index import (
    ancestry,
    arguments,
    calling,
    consuming,
    containers,
    declared,
    dotted,
    foreign,
    generics,
    hints,
    imports,
    members,
    placing,
    stubs,
    usages,
)
from flake8_ownership.index.module import Class, Function, Scope, last_name
from flake8_ownership.index.project import Project
from flake8_ownership.index.queries import Queries
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.scopes import Binding, Block, Place, key_of
from flake8_ownership.index.spelling import written
from flake8_ownership.index.values import (
    HEAVIEST,
    Annotation,
    Bound,
    Circular,
    Closure,
    Coroutine,
    Declared,
    Either,
    Instance,
    Items,
    Lent,
    Lib,
    Libraries,
    Made,
    Maker,
    Manager,
    Many,
    Missing,
    Nothing,
    OwnClass,
    OwnFunction,
    OwnInstance,
    OwnModule,
    Parameter,
    Pending,
    Plain,
    Super,
    Table,
    Unknown,
    Value,
    Variable,
    Where,
    either,
    not_followed,
    parts_of,
    weight,
)
from flake8_ownership.source import Large

_BUILTINS = frozenset(dir(builtins))
_MANAGERS = frozenset({"asynccontextmanager", "contextmanager"})


class Resolver:
    """Answers for one project; remembers what it found out."""

    def __init__(self, project: Project, libraries: Libraries) -> None:
        self.project = project
        self.libraries = libraries
        self._queries: Queries[Value] = Queries(project.disk)

    def let_go(self) -> None:
        """Forgets all that it found out."""
        self._queries.clear()

    # -- expressions

    def value(self, expr: ast.expr, where: Where) -> Value:
        """What an expression denotes at a place."""
        handler = _HANDLERS.get(type(expr))
        if handler is None:
            return Plain(type(expr).__name__)
        if type(expr) in _AT_ONCE:
            return handler(self, expr, where)
        key = expr, where.scope, where.place, where.block, where.signature
        known = self._queries.recall(key)
        return known or self.once(key, lambda: handler(self, expr, where), "it")

    def _name(self, node: ast.Name, where: Where) -> Value:
        return self.name(node.id, where, node)

    def name(self, name: str, where: Where, node: ast.expr | None = None) -> Value:
        """What a name denotes: in its own scope what reaches the place, in outer ones anything bound to it."""
        scope: Scope | None = where.scope
        outside = where.signature and isinstance(scope, Function)
        if outside and isinstance(scope, Function):
            if scope.declares_type_variable(name):
                return self._type_variable(name, scope)
            where = Where(scope.outer, where.place, scope.block)
            scope = scope.outer
        later: tuple[Class, list[Binding]] | None = None
        while scope is not None:
            first = scope is where.scope
            if name not in scope.body.outer_names and scope.binds(name) and (first or not isinstance(scope, Class)):
                if not first or name not in scope.body.bindings:
                    return self.of_all_bindings(scope, name)
                place = min((node.lineno, node.col_offset), where.place) if node is not None else where.place
                found = scope.body.reaching(name, place, where.block)
                if not (isinstance(scope, Class) and _yields(found, place, outside)):
                    return self._of_bindings(found, scope, name)
                later = scope, found
            if scope.declares_type_variable(name) and name not in where.module.body.bindings:
                return self._type_variable(name, scope)
            scope = scope.outer
        around = self._around(name, where)
        return self._of_bindings(later[1], later[0], name) if later and isinstance(around, Unknown) else around

    def _type_variable(self, name: str, scope: Scope) -> Value:
        bound = scope.bound_of(name)
        instance = hints.instance(self, bound, Where(scope.outer or scope)) if bound is not None else None
        return Annotation(Variable(about=name, bound=instance))

    def _around(self, name: str, where: Where) -> Value:
        """What a name denotes that no scope of the module binds."""
        for star in where.module.body.stars:
            value = imports.imported(self, star.module, name, star.level, where.module, quiet=True)
            if not isinstance(value, Unknown):
                return value
        if name in _BUILTINS:
            return Lib(f"builtins.{name}")
        return Unknown(Reason.UNBOUND, name)

    def of_all_bindings(self, scope: Scope, name: str) -> Value:
        """What a name denotes for whoever sees it from outside its scope, where any of its bindings may hold."""
        bindings = scope.body.bindings.get(name, ())
        if len(bindings) == 1 and not scope.bound_from_within(name):
            return self._of_bindings(bindings, scope, name)
        key = scope, name, "from outside"
        return self.once(key, lambda: self._of_bindings(bindings, scope, name), name)

    def _of_bindings(self, bindings: Sequence[Binding], scope: Scope, name: str) -> Value:
        """What a name's bindings give it, those of the functions inside that declare it global among them."""
        within = scope.bound_from_within(name)
        if len(bindings) == 1 and not within:
            return self._filled(self.bound(bindings[0], scope, name), name, scope)
        values = chain(
            (self.bound(binding, scope, name) for binding in bindings),
            (self.bound(binding, inner, name) for inner, binding in within),
        )
        return self._filled(either(values, Unknown(Reason.UNBOUND, name)), name, scope)

    def _filled(self, value: Value, name: str, scope: Scope) -> Value:
        """A container that was made empty, with what its scope puts into it."""
        if not containers.is_empty(value):
            return value

        def filled() -> Value:
            found = [self.put(binding, inner, name) for inner, binding in scope.fillings_of(name)]
            return containers.filled(value, found, name)

        return self.once((scope, name, value, "filled"), filled, name)

    def bound(self, binding: Binding, scope: Scope, name: str) -> Value:
        """What one binding gives its name."""
        known = self._queries.recall(binding)
        return known or self.once(binding, lambda: self._bound(binding, scope, name), name)

    def put(self, binding: Binding, scope: Scope, name: str) -> Value:
        """What is put at one place into a container of some name."""
        return placing.put(self, binding, scope, name)

    def once(self, key: object, compute: Callable[[], Value], about: str) -> Value:
        """Works out a value once; `about` names what is defined by itself where it takes the value itself to tell."""
        return self._queries.ask(key, lambda: _bounded(compute()), _circular(about))

    def listed(self, key: object, compute: Callable[[], Iterable[Value]], about: str) -> Value:
        """Several values, worked out once, as Items; each is bounded by itself, so the caller bounds their number."""
        return self._queries.ask(key, lambda: Items(tuple(map(_bounded, compute()))), _circular(about))

    def _bound(self, binding: Binding, scope: Scope, name: str) -> Value:
        where = Where(scope, binding.place, binding.block, _in_signature(binding))
        match binding.kind:
            case "import":
                if binding.imported is None:
                    return dotted.module_named(self, binding.module, scope.module)
                value = imports.imported(self, binding.module, binding.imported, binding.level, scope.module)
                return value.after(
                    f"{name} is imported from {'.' * binding.level}{binding.module}", where.path, binding.row
                )
            case "function" | "class":
                found = scope.declared(binding)
                if isinstance(found, Class):
                    return OwnClass(found)
                return OwnFunction(found) if found is not None else Unknown(Reason.UNBOUND, name)
            case "variable":
                bound = hints.instance(self, binding.annotation, where) if binding.annotation is not None else None
                return Annotation(Variable(about=name, bound=bound))
            case "parameter":
                return arguments.parameter(self, binding, scope, name, where)
            case "vararg" | "kwarg" if binding.annotation is not None:
                value = hints.instance(self, binding.annotation, where)
                value = value.after(f"{name}: {{}}", where.path, binding.row, "annotation", expr=binding.annotation)
                return Many(value) if binding.kind == "vararg" else Table(value)
            case "excluded" if binding.annotation is not None:
                return self._excluded(binding, binding.annotation, scope, name, where)
            case "narrowed" if binding.annotation is not None:
                value = hints.instance(self, binding.annotation, where)
                return value.after(
                    f"{name} is checked to be {{}}", where.path, binding.row, "annotation", expr=binding.annotation
                )
            case "annotated" if binding.annotation is not None:
                if last_name(binding.annotation) == "TypeAlias" and isinstance(binding.expr, ast.Constant):
                    return Annotation(hints.instance(self, binding.expr, where))
                value = hints.instance(self, binding.annotation, where)
                if binding.expr is None or not (isinstance(value, Unknown) or hints.is_open(value)):
                    return value.after(
                        f"{name} is annotated {{}}", where.path, binding.row, "annotation", expr=binding.annotation
                    )
                given = consuming.routed(self, self.value(binding.expr, where), binding.route)
                if not isinstance(value, Unknown) and isinstance(given, (Unknown, Nothing)):
                    return value
        if binding.expr is None:
            return Unknown(Reason.LIMIT, binding.why) if binding.why else Unknown(Reason.UNTYPED, name)
        value = consuming.routed(self, self.value(binding.expr, where), binding.route)
        return value.after(f"{name} = {{}}", where.path, binding.row, expr=binding.expr)

    def _excluded(self, binding: Binding, kind: ast.expr, scope: Scope, name: str, where: Where) -> Value:
        """What is left of a name's value once it is known not to be of a type."""
        row, column = binding.place
        before = Where(scope, (row, column - 1), binding.block)
        owner, _, attribute = name.rpartition(".")
        value = self._checked(name, before)
        if value is None:
            value = self.attribute(self.name(owner, before), attribute) if owner else Unknown(Reason.UNBOUND, name)
        excluded = hints.instance(self, kind, where)
        kinds = parts_of(excluded)
        left = [part for part in parts_of(value) if not any(ancestry.is_a(self, part, one) for one in kinds)]
        return either(left, Unknown(Reason.EXCLUDED, name, written(kind)))

    def _checked(self, name: str, where: Where) -> Value | None:
        """What the bindings of a name, or the checks of an attribute, say of it at a place."""
        if name not in where.scope.body.bindings:
            return None
        found = where.scope.body.reaching(name, where.place, where.block)
        found = [binding for binding in found if binding.place <= where.place]
        return (
            either((self.bound(binding, where.scope, name) for binding in found), Unknown(Reason.UNBOUND, name))
            if found
            else None
        )

    def _attribute(self, node: ast.Attribute, where: Where) -> Value:
        if isinstance(node.value, ast.Name):
            place = min((node.lineno, node.col_offset), where.place)
            checked = self._checked(f"{node.value.id}.{node.attr}", Where(where.scope, place, where.block))
            if checked is not None:
                return checked
        owner = self.value(node.value, where)
        found = self.attribute(owner, node.attr)
        if isinstance(owner, OwnInstance) and _was_found(found):
            return found.after("{}", where.path, node.lineno, "attribute", node)
        return found

    def _call(self, node: ast.Call, where: Where) -> Value:
        callee = self.value(node.func, where)
        return self.called(callee, node, where)

    def _await(self, node: ast.Await, where: Where) -> Value:
        return self.awaited(self.value(node.value, where))

    def _either(self, node: ast.IfExp | ast.BoolOp, where: Where) -> Value:
        parts = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
        return either((self.value(part, where) for part in parts), Nothing())

    def _walrus(self, node: ast.NamedExpr, where: Where) -> Value:
        return self.value(node.value, where)

    def _constant(self, node: ast.Constant, where: Where) -> Value:
        kind = int if isinstance(node.value, Large) else type(node.value)
        return Nothing() if node.value is None else Plain(kind.__name__)

    def _subscript(self, node: ast.Subscript, where: Where) -> Value:
        value = self.value(node.value, where)
        if isinstance(value, (OwnClass, Lib, Annotation)) and hints.is_type(self, value):
            return Annotation(hints.instance(self, node, where))
        kept = self.kept(value, node.slice, where) if isinstance(value, (Instance, Either)) else None
        if kept is not None:
            return kept
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return self.item(value, slice(None) if isinstance(node.slice, ast.Slice) else key)

    def kept(self, owner: Value, key: ast.expr, where: Where) -> Value | None:
        """What an object of a library holds under a key that the project has put there, or that says its type."""
        if isinstance(owner, Either):
            found = [one for part in owner.values if (one := self.kept(part, key, where)) is not None]
            return either(found, owner) if found else None
        if not isinstance(owner, Instance) or self.libraries.member(owner.type, "__getitem__") is not None:
            return None
        typed = self.value(key, where) if isinstance(key, (ast.Name, ast.Attribute)) else None
        if isinstance(typed, Instance) and typed.of is not None:
            return typed.of
        return usages.kept(self, owner, key_of(key))

    def _binary(self, node: ast.BinOp, where: Where) -> Value:
        if isinstance(node.op, ast.Add):
            parts = [self.value(part, where) for part in (node.left, node.right)]
            if all(isinstance(part, (Many, Items)) for part in parts):
                return Many(either((self.element(part) for part in parts), Unknown(Reason.CONTENTS, "it")))
            return Plain("operator")
        if isinstance(node.op, ast.BitOr):
            left = self.value(node.left, where)
            if isinstance(left, (OwnClass, Lib, Annotation, Nothing)) and hints.is_type(self, left):
                return Annotation(hints.instance(self, node, where))
            return self._piped(node, left, where)
        return self.value(node.left, where) if isinstance(node.op, ast.Div) else Plain("operator")

    def _piped(self, node: ast.BinOp, left: Value, where: Where) -> Value:
        """`prompt | model`, where a library's type overloads the operator."""
        for part in (left, self.value(node.right, where)):
            api = self.libraries.member(part.type, "__or__") if isinstance(part, Instance) else None
            if api is not None and api.returns:
                return self.typed(api.returns, api).following(part)
        return Plain("operator")

    def _display(self, node: ast.Tuple | ast.List | ast.Set, where: Where) -> Value:
        if any(isinstance(element, ast.Starred) for element in node.elts):
            found = (
                self.element(self.value(part.value, where))
                if isinstance(part, ast.Starred)
                else self.value(part, where)
                for part in node.elts
            )
            return Many(either(found, Unknown(Reason.CONTENTS, "it")))
        return Items(tuple(self.value(element, where) for element in node.elts))

    def _dict(self, node: ast.Dict, where: Where) -> Value:
        # A key that is None is a `**mapping`.
        found = (
            self.value(value, where) if key is not None else self.item(self.value(value, where))
            for key, value in zip(node.keys, node.values, strict=True)
        )
        return Table(either(found, Unknown(Reason.CONTENTS, "it")))

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, where: Where) -> Value:
        return Many(self.value(node.elt, self._inside(node, where)))

    def _dict_comprehension(self, node: ast.DictComp, where: Where) -> Value:
        return Table(self.value(node.value, self._inside(node, where)))

    def _lambda(self, node: ast.Lambda, where: Where) -> Value:
        return Closure(node, self._inside(node, where))

    def _inside(self, node: ast.expr, where: Where) -> Where:
        return Where(where.scope, where.place, where.scope.body.inner.get(node, where.block))

    # -- what one value gives

    def attribute(self, owner: Value, name: str) -> Value:
        """What `owner.name` denotes."""
        match owner:
            case Either(values):
                found = [self.attribute(value, name) for value in values]
                # A member that has no such attribute is not the one that is meant.
                having = [one for one in found if not _is_missing(one)]
                return either(having, Unknown(Reason.NO_MEMBER, name))
            case OwnModule(module):
                return imports.attribute(self, module, name)
            case OwnClass(cls):
                return members.of_class(self, cls, name).following(owner)
            case OwnInstance():
                return members.of_instance(self, owner, name).following(owner)
            case Super(cls):
                return members.of_super(self, cls, name)
            case Instance():
                return self._library_member(owner, name).following(owner)
            case Bound(api) if api.role == "io":
                # A dynamic client's attributes are further parts of its API: `client.chat.completions`.
                return Made(f"{api.name}.{name}", "member").following(owner)
            case Pending() if consuming.is_done_at_once(owner):
                # A blocking call has its result at once.
                return self.attribute(consuming.typed_result(self, owner), name)
            case Lib(path):
                return self._library_attribute(path, name).following(owner)
            case Made(path, unlisted=True):
                return Unknown(Reason.LIBRARY_MEMBER, path)
            case Declared(gives=gives) if not isinstance(inner := self.attribute(gives, name), Unknown):
                return inner.following(owner)
            case Made(path, stage):
                given = foreign.member(self, path, name) if stage != "member" else None
                return (given or Made(_longer(path, name), "member")).following(owner)
            case Coroutine(result) if name == "result":
                return Maker(result)
            case Lent(value):
                # What is not waited for is an object, whoever made it.
                return self.attribute(value, name)
            case Plain(what, result):
                return consuming.returned(what) if result else Plain(f"{what}.{name}")
            case Annotation(instance):
                return self.attribute(instance, name)
            case Table() | Many():
                return self._member_of_many(owner, name)
            case Variable(bound=bound) | Parameter(bound=bound) if bound is not None:
                return self.attribute(bound, name)
            case Unknown():
                return owner.bare
        return self._set_on(owner, name)

    def _set_on(self, owner: Value, name: str) -> Value:
        """What the project assigns to an attribute of a function; anything else is not followed."""
        found = usages.written(self, owner, name) if isinstance(owner, OwnFunction) else None
        return found if found is not None else not_followed("an attribute of", owner)

    def _member_of_many(self, owner: Table | Many, name: str) -> Value:
        """A member of a container, an iterator or a generator, of which only the elements are known."""
        element = owner.element
        if isinstance(owner, Table) and name in ("values", "items"):
            return Maker(Many(element if name == "values" else Items((Plain("key"), element))))
        if name in _TAKES or name in ("send", "__next__"):
            return Maker(element)
        if name in ("asend", "__anext__"):
            return Maker(Coroutine(element))
        if name in ("aclose", "athrow"):
            return Maker(Coroutine(Nothing()))
        container = stubs.class_named("builtins.list" if isinstance(owner, Many) else "builtins.dict")
        if container is None or name.startswith("__"):
            return not_followed("an attribute of", owner)
        arguments = (element,) if isinstance(owner, Many) else (Plain("key"), element)
        return self.attribute(OwnInstance(container, arguments), name)

    def _library_attribute(self, path: str, name: str) -> Value:
        owner = self.libraries.type_named(path)
        if owner is not None:
            given = self.libraries.attribute(owner, name)
            if given:
                return self.typed(given, owner, of=Instance(owner))
        held = foreign.held(self, path)
        return self.attribute(held, name) if held is not None else Lib(f"{path}.{name}")

    def _library_member(self, owner: Instance, name: str) -> Value:
        """A member of an instance of a library's type."""
        known = owner.type
        given = self.libraries.attribute(known, name)
        if given:
            return self.typed(given, known, f"{known.name}.{name}", owner.of)
        api = self.libraries.member(known, name)
        if api is not None:
            return Bound(api, known, of=owner.of)
        match name:
            case "__aenter__" | "__enter__":
                return Maker(Coroutine(self.entered(owner)))
            case "__anext__" | "__next__":
                return Maker(Coroutine(self.element(owner)))
            case "__aexit__" | "__exit__":
                return Maker(Coroutine(Nothing()))
        found = declared.member(self, owner, name)
        return found or usages.written(self, owner, name) or Made(f"{known.name}.{name}", "member", unlisted=True)

    # -- the rest of the answers, each in a room of its own

    def called(self, callee: Value, node: ast.Call, where: Where) -> Value:
        """What calling a value gives."""
        return calling.called(self, callee, node, where)

    def awaited(self, value: Value) -> Value:
        """What `await value` gives."""
        return consuming.awaited(self, value)

    def entered(self, value: Value) -> Value:
        """What `async with value as x` or `with value as x` binds."""
        return consuming.entered(self, value)

    def element(self, value: Value) -> Value:
        """What iterating over a value gives."""
        return consuming.element(self, value)

    def item(self, value: Value, key: object = None) -> Value:
        """What `value[key]` gives."""
        return consuming.item(self, value, key)

    def annotated(self, annotation: ast.expr, where: Where) -> Value:
        """An instance of what an annotation, or a class's base, names."""
        return hints.instance(self, annotation, where)

    def instance_of(self, value: Value, where: Where) -> Value:
        """An instance of a class object."""
        return hints.instance_of(self, value, where)

    def called_without_arguments(self, value: Value, where: Where) -> Value:
        """What calling a value gives, as far as that does not depend on arguments."""
        return self.finished(calling.called(self, value, calling.NO_ARGUMENTS, where))

    def finished(self, value: Value) -> Value:
        """What a synchronous call has given once it is done."""
        return consuming.finished(self, value)

    def typed(self, text: str, source: Api | ApiClass, path: str = "", of: Value | None = None) -> Value:
        """The value of a type as the catalogue writes it."""
        return consuming.typed(self, text, source, path, of)

    # -- functions of the project

    def result(
        self,
        function: Function,
        receiver: Value | None = None,
        node: ast.Call | None = None,
        where: Where | None = None,
    ) -> Value:
        """What calling a function of the project gives, before it is awaited, entered or iterated."""
        value = self.once(function, lambda: self._result(function), function.name)
        if node is not None and where is not None:
            value = generics.by_arguments(self, function, value, node, where)
        value = generics.by_receiver(self, function, value, receiver)
        return members.specialised(self, value, receiver)

    def makes_coroutine(self, function: Function) -> bool:
        """Whether calling a function gives a coroutine of its own, whatever that returns."""
        plain = function.is_async and function.is_own and not _MANAGERS & function.decorator_names
        return plain and not function.is_left_open and not function.body.yields

    def _result(self, function: Function) -> Value:
        where = Where(function)
        annotation = function.node.returns
        value: Value = Unknown(Reason.NO_RETURN, function.qualname, own=function.is_own)
        if annotation is not None:
            value = hints.instance(self, annotation, Where(function, signature=True))
        if not function.is_own:
            if _MANAGERS & function.decorator_names:
                return Manager(value.element if isinstance(value, Many) else value)
            return Coroutine(value) if function.is_async and not function.body.yields else value
        if isinstance(value, Unknown) and not isinstance(value, Variable) and function.is_left_open:
            found = either((self.result(one) for one in usages.overrides(self, function)), value)
            return Coroutine(value, function) if found is value and function.is_async else found
        body = function.body
        if _MANAGERS & function.decorator_names:
            inner = value.element if isinstance(value, Many) else value
            return Manager(self._inferred(inner, body.yields, where), function)
        if body.yields:
            element = value.element if isinstance(value, Many) else Unknown(Reason.NO_RETURN, function.qualname)
            return Many(self._inferred(element, body.yields, where), function)
        value = self._inferred(value, body.returns, where)
        return Coroutine(value, function) if function.is_async else value

    def _inferred(self, value: Value, exprs: Iterable[tuple[ast.expr, Block | None]], where: Where) -> Value:
        """`value` where an annotation settled it, else what the expressions give."""
        is_unknown = isinstance(value, Unknown) and not isinstance(value, Variable)
        if not is_unknown and not hints.is_open(value):
            return value
        values = [self.value(expr, Where(where.scope, (expr.lineno, expr.col_offset), block)) for expr, block in exprs]
        found = either(values, Nothing()) if values else Nothing()
        return value if not is_unknown and isinstance(found, (Unknown, Nothing)) else found

    def _is_described(self, function: Function) -> bool:
        """Whether a decorator of the project's own makes a descriptor of a method: a class with `__get__`."""
        for decorator in function.node.decorator_list:
            if isinstance(decorator, ast.Name) and decorator.id not in _PLAIN_DECORATORS:
                value = self.value(decorator, Where(function.outer))
                if isinstance(value, OwnClass) and ancestry.method(self, value.cls, "__get__") is not None:
                    return True
        return False

    def property_of(self, function: Function) -> Value | None:
        """What reading a property gives; None where the function is none."""
        is_property = not function.decorator_names.isdisjoint(self.libraries.type_names.properties)
        if not is_property and not self._is_described(function):
            return None
        value = self.result(function)
        return value.after(f"{function.qualname} is a property", function.module.path, function.row, "local-return")


# Decorators that make no descriptor.
_PLAIN_DECORATORS = frozenset({"abstractmethod", "classmethod", "overload", "override", "staticmethod"})
# Methods of containers that give an element.
_TAKES = frozenset({"get", "pop", "popleft", "setdefault", "popitem", "get_nowait", "__getitem__"})
_HANDLERS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Name: Resolver._name,
    ast.Attribute: Resolver._attribute,
    ast.Call: Resolver._call,
    ast.Await: Resolver._await,
    ast.IfExp: Resolver._either,
    ast.BoolOp: Resolver._either,
    ast.NamedExpr: Resolver._walrus,
    ast.Constant: Resolver._constant,
    ast.Subscript: Resolver._subscript,
    ast.BinOp: Resolver._binary,
    ast.Tuple: Resolver._display,
    ast.List: Resolver._display,
    ast.Set: Resolver._display,
    ast.Dict: Resolver._dict,
    ast.ListComp: Resolver._comprehension,
    ast.SetComp: Resolver._comprehension,
    ast.GeneratorExp: Resolver._comprehension,
    ast.DictComp: Resolver._dict_comprehension,
    ast.Lambda: Resolver._lambda,
}
_LONGEST_PATH = 500  # characters
# Values that are made of no others.
_SINGLE = frozenset({Unknown, Missing, Nothing, Plain, Lib, Made, OwnModule, OwnClass, OwnFunction, Super, Closure})
# What is told without asking further than one question, and so not worth remembering.
_AT_ONCE = frozenset({ast.Name, ast.Constant, ast.Lambda})


@lru_cache(maxsize=1024)  # each question has one at hand, and next to none needs it
def _circular(about: str) -> Circular:
    return Circular(about=about)


def _in_signature(binding: Binding) -> bool:
    """Whether a binding is one of a function's parameters, not of a lambda's."""
    return binding.kind in ("parameter", "vararg", "kwarg") and binding.block is None


def _yields(bindings: list[Binding], place: Place, in_signature: bool) -> bool:
    """Whether a name in a class's body, or in the head of a method, is what it is around the class.

    So it is until the class binds the name, which an annotation alone does not; but one that is written as a text may
    look forward to a class. A parameter's annotation does not mean the method or field of that name.
    """
    for binding in bindings:
        is_type = binding.kind in ("class", "import") or (binding.kind == "value" and binding.place <= place)
        is_value = binding.place <= place and not (binding.kind == "annotated" and binding.expr is None)
        if is_type or (is_value and not in_signature):
            return False
    return True


def _was_found(value: Value) -> bool:
    """Whether there is a way that led to an attribute's value; an object's own methods are no such values."""
    if isinstance(value, Either):
        return any(_was_found(part) for part in value.values)
    is_method = isinstance(value, (OwnFunction, Bound)) and value.receiver is not None
    return value.hop is not None and not is_method


def _bounded(value: Value) -> Value:
    if type(value) in _SINGLE or weight(value) <= HEAVIEST:
        return value
    unknown = Unknown(Reason.LIMIT, "the type is too large to follow")
    match value:
        case Either(values):
            return replace(value, values=tuple(_cut(part, unknown) for part in values))
    return _cut(value, unknown)


def _cut(value: Value, unknown: Value) -> Value:
    """A value without what it is made of."""
    match value:
        case Coroutine() | Manager() | Maker():
            return replace(value, result=unknown)
        case Many() | Table():
            return replace(value, element=unknown)
        case OwnInstance():
            return replace(value, arguments=(), of=None)
        case Declared(path, stage):
            return Made(path, stage)
        case Variable() | Parameter():
            return replace(value, bound=None)
    return value if type(value) in _SINGLE else unknown


def _longer(path: str, name: str) -> str:
    """A path with a part more; of one that is too long to mean anything, only that there is more."""
    if len(path) <= _LONGEST_PATH:
        return f"{path}.{name}"
    return path if path.endswith(".…") else f"{path}.…"


def _is_missing(value: Value) -> bool:
    """Whether an attribute is none that its object's class lists."""
    return isinstance(value, Missing) or (isinstance(value, Made) and value.unlisted)
