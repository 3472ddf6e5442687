"""Calls that say what something is, or hand on what they are given: `cast(Client, x)`, `copy(client)`, `list(clients)`.

Which call does so is the catalogue's to say (`types.toml`); what each of its words means is here.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_ownership.apis import ApiClass
from flake8_ownership.index import ancestry, dispatch, hints
from flake8_ownership.index.module import Class, Scope
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.values import (
    Annotation,
    Coroutine,
    Instance,
    Items,
    Lib,
    Made,
    Maker,
    Manager,
    Many,
    OwnClass,
    OwnFunction,
    OwnInstance,
    Plain,
    Super,
    Unknown,
    Value,
    Variable,
    Where,
)

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def of_call(resolver: Resolver, path: str, node: ast.Call, where: Where) -> Value | None:
    """What a call of a dotted path gives; None where the catalogue has no word for it."""
    word = resolver.libraries.type_names.calls.get(path.replace("typing_extensions.", "typing.", 1))
    return WORDS[word](resolver, node, where) if word is not None else None


def _cast(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    return hints.instance(resolver, node.args[0], where) if len(node.args) == 2 else None


def _argument(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    return resolver.value(node.args[0], where) if node.args else None


def _property(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """`client = property(_get_client)` in a class."""
    return resolver.called_without_arguments(resolver.value(node.args[0], where), where) if node.args else None


def _element(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    return resolver.element(resolver.value(node.args[0], where)) if node.args else None


def _awaited_element(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    if not node.args:
        return None
    value = resolver.value(node.args[0], where)
    return Coroutine(resolver.element(value)) if not isinstance(value, Instance) else value


def _elements(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    return Many(resolver.element(resolver.value(node.args[0], where))) if node.args else None


def _numbered(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    return Many(Items((Plain("int"), resolver.element(resolver.value(node.args[0], where))))) if node.args else None


def _zipped(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    if any(isinstance(argument, ast.Starred) for argument in node.args):
        return None
    return Many(Items(tuple(resolver.element(resolver.value(argument, where)) for argument in node.args)))


def _filtered(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    return Many(resolver.element(resolver.value(node.args[1], where))) if len(node.args) == 2 else None


def _manager(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """`asynccontextmanager(generator)`, called rather than put above a function."""
    generator = resolver.value(node.args[0], where) if node.args else None
    if not isinstance(generator, OwnFunction):
        return None
    return Maker(Manager(resolver.element(resolver.result(generator.function)), generator.function))


def _super(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """`super()` at a place."""
    scope: Scope | None = where.scope
    while scope is not None and not isinstance(scope, Class):
        scope = scope.outer
    return Super(scope) if scope is not None else Unknown(Reason.NOT_FOLLOWED, "super()", "outside a class")


def _type_variable(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    name = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
    bound = next((keyword.value for keyword in node.keywords if keyword.arg == "bound"), None)
    return Annotation(
        Variable(about=str(name), bound=hints.instance(resolver, bound, where) if bound is not None else None)
    )


def _new_type(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    return Annotation(hints.instance(resolver, node.args[1], where)) if len(node.args) == 2 else None


def _attribute(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    if len(node.args) < 2:
        return None
    owner, name = resolver.value(node.args[0], where), node.args[1]
    if isinstance(name, ast.Constant) and isinstance(name.value, str) and name.value:
        return resolver.attribute(owner, name.value)
    if isinstance(owner, Instance):
        return Made(f"{owner.type.name}.*", "member").following(owner)
    return dispatch.member(resolver, owner, name, where)


def _element_of_one(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """`random.choice(many)`, `min(many, key=…)`."""
    return resolver.element(resolver.value(node.args[0], where)) if len(node.args) == 1 else None


def _mapped(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """`map(function, many)`."""
    if len(node.args) < 2:
        return None
    inner = ast.copy_location(ast.Call(node.args[0], [], []), node)
    return Many(resolver.called(resolver.value(node.args[0], where), inner, where))


def _class(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """`type(self)`."""
    value = resolver.value(node.args[0], where) if len(node.args) == 1 else None
    return OwnClass(value.cls) if isinstance(value, OwnInstance) else None


def _decorator(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    return Unknown(Reason.DECORATOR, "functools.wraps")


def _key(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """`AppKey("client", Client)`: a key of what lies under it."""
    callee = resolver.value(node.func, where)
    known = resolver.libraries.type_named(callee.path) if isinstance(callee, Lib) else None
    if known is None or len(node.args) != 2:
        return None
    return Instance(known, of=hints.instance(resolver, node.args[1], where))


def _field(resolver: Resolver, node: ast.Call, where: Where) -> Value | None:
    """`field(default_factory=Client)`, where the annotation beside it says nothing."""
    for keyword in node.keywords:
        if keyword.arg == "default":
            return resolver.value(keyword.value, where)
        if keyword.arg in ("default_factory", "factory"):
            return resolver.called_without_arguments(resolver.value(keyword.value, where), where)
    return resolver.value(node.args[0], where) if node.args else Unknown(Reason.UNTYPED, "the field")


WORDS = {
    "argument": _argument,
    "attribute": _attribute,
    "awaited-element": _awaited_element,
    "cast": _cast,
    "class": _class,
    "decorator": _decorator,
    "element": _element,
    "element-of-one": _element_of_one,
    "elements": _elements,
    "field": _field,
    "filtered": _filtered,
    "key": _key,
    "manager": _manager,
    "mapped": _mapped,
    "new-type": _new_type,
    "numbered": _numbered,
    "property": _property,
    "super": _super,
    "type-variable": _type_variable,
    "zipped": _zipped,
}


def makes(resolver: Resolver, cls: ApiClass, node: ast.Call, where: Where) -> tuple[ApiClass, Value | None]:
    """What a constructor makes, and of what: `sessionmaker(class_=AsyncSession)` is the asynchronous twin, and a
    subclass of the project's own given as `class_` is what it makes sessions of."""
    given = next((resolver.value(keyword.value, where) for keyword in node.keywords if keyword.arg == "class_"), None)
    bases: list[object] = []
    if isinstance(given, Lib):
        bases = [resolver.libraries.type_named(given.path)]
    elif isinstance(given, OwnClass):
        bases = list(ancestry.lineage(resolver, given.cls))
    is_async = any(isinstance(base, ApiClass) and base.name.rpartition(".")[2].startswith("Async") for base in bases)
    twin = resolver.libraries.type_named(cls.async_twin) if is_async and cls.async_twin else None
    return twin or cls, OwnInstance(given.cls) if isinstance(given, OwnClass) else None
