"""What modules and imports denote: which module a dotted name is, and what a module has under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_ownership.index import lazy, usages
from flake8_ownership.index.module import Module
from flake8_ownership.index.project import STDLIB
from flake8_ownership.index.values import Lib, OwnModule, Unknown, Value

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def module_named(resolver: Resolver, name: str, importer: Module) -> Value:
    """The module of a dotted name as the project imports it."""
    found = resolver.project.find(name)
    if found is not None:
        return OwnModule(found)
    if _is_foreign_part(resolver, name):
        return _foreign_part(resolver, name)
    if resolver.project.owns(name):
        return Unknown(f"{name} is the project's, but cannot be read", own=True)
    top = name.partition(".")[0]
    if top not in STDLIB and not resolver.libraries.knows(name):
        found = resolver.project.elsewhere(name)
        if found is not None:
            return OwnModule(found)
        if resolver.project.elsewhere(top) is not None:
            return Unknown(f"{name} is the project's, but cannot be read", own=True)
    return Lib(name)


def _is_foreign_part(resolver: Resolver, name: str) -> bool:
    """Whether a module that the project does not have is another distribution's part of a namespace it has too."""
    parent = name.rpartition(".")[0]
    while parent and resolver.project.find(parent) is None:
        parent = parent.rpartition(".")[0]
    return bool(parent) and resolver.project.shares(parent)


def _foreign_part(resolver: Resolver, path: str) -> Value:
    """What the catalogue does not know may just as well be a part that the project lacks here."""
    known = resolver.libraries.knows(path) or resolver.libraries.idle(path)
    return Lib(path) if known else Unknown(f"{path} is a part of a namespace that is not here")


def imported(resolver: Resolver, module: str, name: str, level: int, importer: Module, quiet: bool = False) -> Value:
    """What `from module import name` binds; `quiet` where a library's `*` should tell nothing."""
    if level:
        found = resolver.project.beside(importer, level, module)
        if found is None:
            return Unknown(f"{'.' * level}{module} is the project's, but cannot be read", own=True)
        return _taken(resolver, found, name, importer)
    owner = module_named(resolver, module, importer)
    if isinstance(owner, Unknown) and not owner.own:
        return _foreign_part(resolver, f"{module}.{name}")
    if isinstance(owner, Lib):
        return Unknown("a library's *") if quiet else Lib(f"{owner.path}.{name}")
    return _taken(resolver, owner.module, name, importer) if isinstance(owner, OwnModule) else owner


def _taken(resolver: Resolver, module: Module, name: str, importer: Module) -> Value:
    """What is taken from a module: in a package's own `__init__`, which has no such name yet, its part."""
    part = _submodule(resolver, module, name) if module.path == importer.path else None
    return OwnModule(part) if part is not None else attribute(resolver, module, name)


def _submodule(resolver: Resolver, module: Module, name: str) -> Module | None:
    if not module.is_package:
        return None
    return resolver.project.beside(module, 1, name) or resolver.project.find(f"{module.name}.{name}")


def attribute(resolver: Resolver, module: Module, name: str) -> Value:
    """What a module of the project has under a name."""
    return resolver.once(
        (module, name),
        lambda: _named(resolver, module, name),
        f"{module.name} and another module import each other",
    )


def _named(resolver: Resolver, module: Module, name: str) -> Value:
    if module.binds(name):
        return resolver.of_all_bindings(module, name)
    submodule = _submodule(resolver, module, name)
    if submodule is not None:
        return OwnModule(submodule)
    for star in module.body.stars:
        value = imported(resolver, star.module, name, star.level, module, quiet=True)
        if not isinstance(value, Unknown):
            return value
    if module.is_namespace and resolver.project.shares(module.name):
        return _foreign_part(resolver, f"{module.name}.{name}")
    found = lazy.exported(resolver, module, name) or usages.written(resolver, OwnModule(module), name)
    return found if found is not None else Unknown(f"{module.name} does not declare {name}", own=True)
