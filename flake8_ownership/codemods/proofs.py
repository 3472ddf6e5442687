"""Proves that what a fix names exists where it is used. Each proof gives the reason why not, empty where it holds.

A name must be bound for sure when it is used, a library installed wherever the project is, and an import must neither
lead back to the file nor drag in what only an extra brings.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from flake8_ownership.codemods.survey import Survey
from flake8_ownership.index import ancestry, trees
from flake8_ownership.index.module import Class, Function, Module
from flake8_ownership.index.project import Project
from flake8_ownership.index.scopes import Binding
from flake8_ownership.index.types import Resolver

_IMPORT = re.compile(r"^import[ \t]+([^\n#]+)", re.MULTILINE)


class Proofs:
    """The proofs for one module. What the user's settings name is `settled` as far as they can tell."""

    def __init__(self, module: Module, project: Project, survey: Survey) -> None:
        self._module = module
        self._project = project
        self._survey = survey

    def library(self, path: str) -> str:
        """Why a library may not be there where this module is imported."""
        top = path.partition(".")[0]
        requirements = self._survey.requirements
        if top in sys.stdlib_module_names or top in _libraries(self._module) or requirements.requires(top):
            return ""
        if requirements.offers(top):
            return "" if top in self._always else f"{top} is an extra of the project, which not every installation has"
        if not self._survey.always_imports(top):
            return f"the project neither requires {top} nor imports it everywhere"
        return f"the project imports {top}, and does not require it" if requirements.are_listed else ""

    def named(self, path: str) -> str:
        """Why a library that the user's settings name is not there: the project says what it requires, and not that."""
        top, requirements = path.partition(".")[0], self._survey.requirements
        if not requirements.are_listed or requirements.offers(top) or not self.library(path):
            return ""
        return f"the settings name {top}, which the project does not require: add it to its dependencies first"

    def own(self, path: str, name: str) -> str:
        """Why the import of an object of the project's own module is not proven."""
        module = self._project.find(path)
        if module is None:
            return f"the project has no module {path}"
        if closes_circle(self._module, path, self._project):
            return f"importing {path} here would make imports circular"
        why = unbound(module, name, self._project)
        return why or self._drags(module)

    def is_name(self, path: str) -> bool:
        """Whether a module of the project is imported by its dotted name wherever the project is run: from its root, or
        as some file does. A package in a folder without `__init__.py` may have a longer one."""
        module = self._project.find(path)
        folder = module.path if module is not None else None
        for _ in (*path.split("."), *([""] if module is not None and module.is_package else [])):
            folder = folder.parent if folder is not None else None
        top = path.partition(".")[0]
        return (folder is not None and self._project.is_root(folder)) or self._survey.always_imports(top)

    def _drags(self, module: Module) -> str:
        """Why the import of a module of the project may fail: it needs what not every installation has."""
        for found in _reached(module, self._project) if self._survey.requirements.offers_any else ():
            for top in sorted(_libraries(found)):
                if not self._project.owns(top) and self._survey.requirements.offers(top) and top not in self._always:
                    return f"importing {module.name} needs {top}, which is an extra of the project"
        return ""

    @cached_property
    def _always(self) -> set[str]:
        """The libraries without which this module cannot be imported itself."""
        return set().union(*(_libraries(found) for found in _reached(self._module, self._project)))


def unbound(module: Module, name: str, project: Project, seen: frozenset[str] = frozenset()) -> str:
    """Why a module may not have a name once it has been imported."""
    bindings = module.body.bindings.get(name, ())
    if any(binding.block is None for binding in bindings):
        return f"{module.name} deletes {name}" if deletes(module, name) else ""
    if bindings:
        return f"{module.name} has {name} only under a condition"
    if module.is_package and project.find(f"{module.name}.{name}") is not None:
        return ""
    if "__getattr__" in module.functions:
        return ""
    for star in module.body.stars:
        there = _imported_module(module, star, project)
        if there is None or there.name in seen or star.block is not None:
            continue
        if not unbound(there, name, project, seen | {module.name}) and not name.startswith("_"):
            return ""
    return f"{module.name} has no {name}"


def deletes(module: Module, name: str) -> bool:
    """Whether a module deletes a name at its top, or one of its functions does."""
    return name in _deleted(module)


@lru_cache(maxsize=8)  # each name of a module asks
def _deleted(module: Module) -> frozenset[str]:
    if "del " not in module.text:
        return frozenset()
    functions = [one for one in module.every_function() if one.body.outer_names]
    inside = (_deleted_in(one.node) & one.body.outer_names for one in functions)
    return frozenset().union(_deleted_in(module.source.tree), *inside)


def _deleted_in(scope: ast.AST) -> set[str]:
    """The names that the statements of a scope delete, those of functions and classes in it aside."""
    found: set[str] = set()
    waiting = [scope]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Delete):
            found.update(one.id for one in node.targets if isinstance(one, ast.Name))
        waiting += [
            child
            for child in trees.children(node)
            if isinstance(child, (ast.stmt, ast.excepthandler, ast.match_case))
            and not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        ]
    return found


@dataclass(frozen=True, slots=True)
class Given:
    """What a call passes: how many arguments in order, keywords that must be parameters by `name`, and `other` ones,
    which `**` may take as well."""

    positional: int
    named: frozenset[str] = frozenset()
    other: frozenset[str] = frozenset()


def accepts(function: Function, given: Given, *, bound: bool) -> bool:
    """Whether a function can be called so, and does its work when it is: not one whose result must be awaited. It is
    `bound` where it is a method whose object is given."""
    arguments = function.node.args
    if function.is_async or function.decorator_names & {"property", "cached_property"}:
        return False
    places = [*arguments.posonlyargs, *arguments.args]
    required = len(places) - len(arguments.defaults)
    if bound:
        if not places and arguments.vararg is None:
            return False
        places, required = places[1:], max(required - 1, 0)
    if given.positional > len(places) and arguments.vararg is None:
        return False
    by_name = {one.arg for one in arguments.args} & {one.arg for one in places[given.positional :]}
    by_name |= {one.arg for one in arguments.kwonlyargs}
    missing = {one.arg for one in places[given.positional : required]}
    missing |= {
        one.arg for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default is None
    }
    takes_others = arguments.kwarg is not None or given.other <= by_name
    return given.named <= by_name and takes_others and missing <= given.named | given.other


def is_mapped(resolver: Resolver, cls: Class) -> bool:
    """Whether reading an attribute of a class's objects may ask a database, and fail."""
    for base in ancestry.lineage(resolver, cls):
        if isinstance(base, Class):
            mapped = "__tablename__" in base.body.bindings
        else:
            mapped = resolver.libraries.expires(base if isinstance(base, str) else base.name)
        if mapped:
            return True
    return False


# -- what a module imports


def _reached(module: Module, project: Project) -> Iterator[Module]:
    """A module and those of the project that its import is sure to import."""
    waiting, seen = [module], {module.name}
    while waiting:
        found = waiting.pop()
        yield found
        for name in _imports(found, sure=True):
            # A package is imported before its parts.
            for one in accumulate(name.split("."), "{}.{}".format):
                if one not in seen and project.owns(one):
                    seen.add(one)
                    there = project.find(one)
                    if there is not None:
                        waiting.append(there)


@lru_cache(maxsize=8)  # each finding of a module asks
def _libraries(module: Module) -> frozenset[str]:
    """The top-level names of what a module is sure to import."""
    return frozenset(name.partition(".")[0] for name in _imports(module, sure=True))


def closes_circle(module: Module, imported: str, project: Project) -> bool:
    """Whether importing a module of the project at the top of `module` would lead back to `module`.

    The packages around `module` are being imported already: none is run again for the sake of a part of it.
    """
    waiting, seen = [imported], {imported}
    around = set(accumulate(module.name.split("."), "{}.{}".format))
    while waiting:
        name = waiting.pop()
        if name == module.name:
            return True
        found = project.find(name)
        if found is None:
            continue
        if found.name == module.name:
            return True
        # A package is imported before its parts.
        names = ({name.rpartition(".")[0]} - around) | set(_imports(found, sure=False))
        new = {one for one in names if one and project.owns(one)} - seen
        seen |= new
        waiting += new
    return False


def _imports(module: Module, *, sure: bool) -> Iterator[str]:
    """What a module's top-level statements import, as absolute names: modules, and names that may be modules. Only
    what they are `sure` to import, or all."""
    for names in _IMPORT.findall(module.text):
        yield from (name.partition(" as ")[0].strip() for name in names.split(","))
    body = module.body
    for bindings in (*body.bindings.values(), body.stars):
        for binding in bindings:
            if (binding.module or binding.level) and not (sure and binding.block is not None):
                there = base(module, binding)
                yield there
                if binding.imported:
                    yield f"{there}.{binding.imported}"


def base(module: Module, binding: Binding) -> str:
    """The absolute name of the module that a binding imports from."""
    package = module.package.split(".") if binding.level else []
    return ".".join([*package[: len(package) - binding.level + 1], *filter(None, [binding.module])])


def _imported_module(module: Module, binding: Binding, project: Project) -> Module | None:
    return project.beside(module, binding.level, binding.module) if binding.level else project.find(binding.module)
