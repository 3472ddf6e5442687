"""What imports denote: what a module of the project has under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_ownership.index import dotted, environment, foreign, lazy, usages
from flake8_ownership.index.module import Module
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.scopes import END, Binding
from flake8_ownership.index.values import Lib, OwnModule, Unknown, Value

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver


def imported(resolver: Resolver, module: str, name: str, level: int, importer: Module, quiet: bool = False) -> Value:
    """What `from module import name` binds; `quiet` where a library's `*` should tell nothing."""
    if level and importer.is_stub:
        binding = Binding("import", END, None, module=module, imported=name, level=level)
        return foreign.named(resolver, environment.imported(binding, importer))
    if level:
        found = resolver.project.beside(importer, level, module)
        if found is None:
            return Unknown(Reason.UNREADABLE, f"{'.' * level}{module}", own=True)
        return _taken(resolver, found, name, importer)
    owner = dotted.module_named(resolver, module, importer)
    if isinstance(owner, Unknown) and not owner.own:
        return dotted.foreign_part(resolver, f"{module}.{name}")
    if isinstance(owner, Lib) and importer.is_stub:
        return foreign.named(resolver, f"{owner.path}.{name}")
    if isinstance(owner, Lib):
        return Unknown(Reason.UNBOUND, name) if quiet else Lib(f"{owner.path}.{name}")
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
        name,
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
        return dotted.foreign_part(resolver, f"{module.name}.{name}")
    found = lazy.exported(resolver, module, name) or usages.written(resolver, OwnModule(module), name)
    return found if found is not None else Unknown(Reason.UNDECLARED, module.name, name, own=True)
