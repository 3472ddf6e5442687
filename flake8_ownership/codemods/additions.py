"""What a module does not have yet and inserted code needs: imports and declarations, under names that are free."""

from __future__ import annotations

import ast
from functools import cached_property

from flake8_ownership.codemods import names
from flake8_ownership.codemods.dialects import Helper, Need
from flake8_ownership.codemods.survey import closes_circle
from flake8_ownership.errors import FixRefused
from flake8_ownership.index.module import Module
from flake8_ownership.index.types import Resolver
from flake8_ownership.rules import Finding


class Refused(Exception):
    """This place cannot be mended without harm; the message says why."""


def refusal(finding: Finding, why: str) -> FixRefused:
    """Why a finding is left."""
    return FixRefused(finding.filename, f"{finding.code} at {finding.call} is not mended: {why}", finding.start.row)


class Additions:
    """The needs of one module, gathered while its functions are mended."""

    def __init__(self, module: Module, resolver: Resolver) -> None:
        self.at_top = names.at_top(module, resolver)
        self._module = module
        self._resolver = resolver
        self._bound = set(module.body.bindings)
        if module.body.stars:  # which may bind whatever is used
            self._bound |= {node.id for node in ast.walk(module.source.tree) if isinstance(node, ast.Name)}
        self.clear()

    def clear(self) -> None:
        """Forgets what was gathered, as if nothing had been mended. What was found out of the module stays."""
        self._taken = set(self._bound)
        self.needs: list[Need] = []
        self.left: set[str] = set()
        self.helpers: list[Helper] = []
        self.declared: dict[str, tuple[str, str]] = {}  # loggers and counters, by library and name

    def need(self, need: Need) -> None:
        if need not in self.needs:
            self.needs.append(need)
            self._taken.add(need.binds)

    def help(self, helper: Helper) -> None:
        """Gives the module a function."""
        self.helpers.append(helper)
        self._taken.add(helper.name)

    def leaves(self, name: str) -> None:
        """Says that a use of an imported name was taken away: where it was the last one, its import goes as well."""
        self.left.add(name)

    @cached_property
    def _bound_anywhere(self) -> set[str]:
        """Names that any function of the module binds: what stands at its top must be visible in all of them."""
        bound: set[str] = set()
        for function in self._module.every_function():
            bound |= function.body.bindings.keys()
        return bound

    def free(self, *candidates: str) -> str:
        """The first of some names for something at the top of the module that nothing has or hides."""
        return names.free(candidates, self._taken | self._bound_anywhere)

    def module(self, path: str) -> str:
        """The name under which a library's module is imported, by a new import if need be."""
        name = names.first(self.at_top, names.names_module(path))
        if name is not None and name not in self._bound_anywhere:
            return name
        package, _, last = path.rpartition(".")
        for need in self.needs:
            if need.value is None and ".".join(filter(None, [need.module, need.name])) == path:
                return need.binds
        taken = self._taken | self._bound_anywhere
        alias = "" if last not in taken else names.free((f"stdlib_{last}", f"{last}_module"), taken)
        self.need(Need(package, last, alias) if package else Need(path, alias=alias))
        return alias or last

    def object(self, path: str, name: str, wanted: str = "", *, own: bool = False) -> str:
        """The name by which the module has `name` of the module at `path`, by a new import if need be.

        Raises Refused where the import would close a circle.
        """
        if path == self._module.name:
            return name
        bound = self._imported(path, name)
        if bound is not None:
            return bound
        project = self._resolver.project
        own = own or project.owns(path)
        if own and closes_circle(self._module, path, project):
            raise Refused(f"importing {path} here would close a circle of imports")
        taken = self._taken | self._bound_anywhere
        bound = wanted if wanted and wanted not in taken else names.free((name, f"_{name}", f"module_{name}"), taken)
        self.need(Need(path, name, "" if bound == name else bound, own=own))
        return bound

    def _imported(self, path: str, name: str) -> str | None:
        """The name by which the module already imports `name` from the module at `path`."""
        for local, bindings in self._module.body.bindings.items():
            for binding in bindings:
                if binding.kind == "import" and binding.imported == name and binding.block is None:
                    package = self._module.package.split(".") if binding.level else []
                    base = ".".join([*package[: len(package) - binding.level + 1], *filter(None, [binding.module])])
                    if base == path:
                        return local
        return next((need.binds for need in self.needs if (need.module, need.name) == (path, name)), None)
