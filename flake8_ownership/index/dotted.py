"""Which module a dotted name is: the project's, a library's, or one that nobody has here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_ownership.index.module import Module
from flake8_ownership.index.project import STDLIB
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.values import Lib, OwnModule, Unknown, Value

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def module_named(resolver: Resolver, name: str, importer: Module) -> Value:
    """The module of a dotted name as the project imports it; one outside the project imports none of it."""
    if importer.is_stub:
        return Lib(name)
    found = resolver.project.find(name)
    if found is not None:
        return OwnModule(found)
    if _is_foreign_part(resolver, name):
        return foreign_part(resolver, name)
    if resolver.project.owns(name):
        return Unknown(Reason.UNREADABLE, name, own=True)
    top = name.partition(".")[0]
    if top not in STDLIB and not resolver.libraries.knows(name):
        found = resolver.project.elsewhere(name)
        if found is not None:
            return OwnModule(found)
        if resolver.project.elsewhere(top) is not None:
            return Unknown(Reason.UNREADABLE, name, own=True)
    origin = resolver.libraries.type_names.forks.get(top)
    return Lib(name if origin is None else origin + name[len(top) :])


def _is_foreign_part(resolver: Resolver, name: str) -> bool:
    """Whether a module that the project does not have is another distribution's part of a namespace it has too."""
    parent = name.rpartition(".")[0]
    while parent and resolver.project.find(parent) is None:
        parent = parent.rpartition(".")[0]
    return bool(parent) and resolver.project.shares(parent)


def foreign_part(resolver: Resolver, path: str) -> Value:
    """What the catalogue does not know may just as well be a part that the project lacks here."""
    known = resolver.libraries.knows(path) or resolver.libraries.idle(path)
    return Lib(path) if known else Unknown(Reason.FOREIGN_PART, path)
