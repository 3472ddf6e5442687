"""Which attributes every object of a class has once it has been made: those that the constructors which run set."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from flake8_ownership.apis import ApiClass
from flake8_ownership.index import ancestry, trees
from flake8_ownership.index.module import Class, Function, last_name
from flake8_ownership.index.scopes import Binding
from flake8_ownership.index.types import Resolver

# What makes fields of annotations, by the last name of a decorator.
_RECORDS = frozenset({"dataclass", "define", "frozen", "mutable", "attrs", "attr", "s"})
# Bases that have no constructor of their own.
_EMPTY = frozenset({"typing.Generic", "typing.Protocol", "typing_extensions.Protocol"})
_CONSTRUCTORS = ("__init__", "__new__", "__post_init__")

Base = Class | ApiClass | str


def is_sure(resolver: Resolver, cls: Class, attribute: str) -> bool:
    """Whether every object of a class has an attribute once it has been made."""
    lineage = list(ancestry.lineage(resolver, cls))
    for base in lineage:
        if isinstance(base, Class):
            given = base.body.bindings.get(attribute, ())
            if attribute in base.functions or any(one.block is None and one.expr is not None for one in given):
                return True
    return _is_set(lineage, attribute)


def sure_fields(resolver: Resolver, cls: Class) -> set[str]:
    """The annotated attributes that every object of a class has: those of records, of protocols, and those that are
    given a value. A typed dict has none, whatever is annotated in it."""
    lineage = list(ancestry.lineage(resolver, cls))
    own = [base for base in lineage if isinstance(base, Class)]
    if any(last_name(base) == "TypedDict" for one in own for base in one.bases):
        return set()
    found: set[str] = set()
    for one in own:
        for name, bindings in one.body.bindings.items():
            annotated = [binding for binding in bindings if binding.kind == "annotated"]
            if annotated and name not in one.functions and _is_given(one, lineage, name, annotated):
                found.add(name)
    return found


def _is_given(cls: Class, lineage: Sequence[Base], name: str, annotated: Sequence[Binding]) -> bool:
    """Whether an annotated attribute of a class gets a value: by itself, by what makes records of the class, by a base
    of a library that may, or where its objects are made."""
    if any(binding.expr is not None for binding in annotated) or ancestry.is_protocol(cls):
        return True
    if _fills_fields(lineage) or any(not isinstance(base, Class) and not _is_plain(base) for base in lineage):
        return True
    return _is_set(lineage, name)


def _is_set(lineage: Sequence[Base], attribute: str) -> bool:
    """Whether one of the constructors that run sets an attribute, whatever way it takes."""
    return any(
        binding.block is None and not _may_have_returned(method, binding.row)
        for name in _CONSTRUCTORS
        for method in _run(lineage, name)
        for binding in method.body.attributes.get(attribute, ())
    )


def _may_have_returned(method: Function, row: int) -> bool:
    return any(isinstance(node, ast.Return) and node.lineno < row for node in trees.nodes(method.node))


def _run(lineage: Sequence[Base], name: str) -> Iterator[Function]:
    """The constructors of one name that run when an object is made: the first in the lineage, and those that it calls
    in its turn."""
    waiting, seen = [0], set[int]()
    while waiting:
        index = waiting.pop()
        if index in seen or index == len(lineage):
            continue
        seen.add(index)
        base = lineage[index]
        if isinstance(base, Class) and name in base.functions:
            yield base.functions[name]
            called = set(_called(base.functions[name], name))
            waiting += [index + 1] if "super" in called else []
            behind = enumerate(lineage[index + 1 :], index + 1)
            waiting += [at for at, one in behind if isinstance(one, Class) and one.name in called]
        elif (
            _is_plain(base)
            or base in _EMPTY
            or (isinstance(base, Class) and not (name == "__init__" and _is_record(base)))
        ):
            waiting.append(index + 1)  # others may call no other one


def _called(method: Function, name: str) -> Iterator[str]:
    """Whose constructor another one is sure to call: `super`, or the names of classes."""
    for call, block in method.body.calls:
        if block is None and isinstance(call.func, ast.Attribute) and call.func.attr == name:
            yield last_name(call.func.value)


def _fills_fields(lineage: Sequence[Base]) -> bool:
    """Whether a constructor runs that a decorator has made for the fields of a record."""
    for base in lineage:
        if isinstance(base, Class):
            if "__init__" not in base.functions:
                if _is_record(base):
                    return True
            elif not any(_called(base.functions["__init__"], "__init__")):
                return False
    return False


def _is_record(cls: Class) -> bool:
    return any(last_name(decorator) in _RECORDS for decorator in cls.node.decorator_list)


def _is_plain(base: Base) -> bool:
    """Whether a base makes nothing of annotations."""
    return isinstance(base, str) and base.partition(".")[0] in ("abc", "builtins", "enum", "threading")
