"""What a module does not have yet and inserted code needs: imports and declarations, under names that are free."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_ownership.codemods import names
from flake8_ownership.codemods.dialects import Helper, Need
from flake8_ownership.codemods.proofs import Proofs, base, unbound
from flake8_ownership.codemods.survey import Survey
from flake8_ownership.errors import FixRefused
from flake8_ownership.index.module import Module
from flake8_ownership.index.types import Resolver
from flake8_ownership.rules import Finding

if TYPE_CHECKING:
    from flake8_ownership.codemods.known_loggers import Logger


class Refused(Exception):
    """This place cannot be mended without harm; the message says why."""


def refusal(finding: Finding, why: str) -> FixRefused:
    """Why a finding is left."""
    return FixRefused(finding.filename, f"{finding.code} at {finding.call} is not mended: {why}", finding.start.row)


class Additions:
    """The needs of one module, gathered while its functions are mended. Each of them is proven, or refused."""

    def __init__(self, module: Module, resolver: Resolver, survey: Survey) -> None:
        self.proofs = Proofs(module, resolver.project, survey)
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
        self._objects: dict[tuple[str, str], str] = {}
        self.left: set[str] = set()
        self.helpers: list[Helper] = []
        self.logger: Logger | None = None  # that the module is given
        self.declared: dict[str, tuple[str, str]] = {}  # counters, by library and name

    def remembered(self) -> Callable[[], None]:
        """What forgets all that is gathered from now on."""
        taken, needs, objects, left = set(self._taken), list(self.needs), dict(self._objects), set(self.left)
        helpers, logger, declared = list(self.helpers), self.logger, dict(self.declared)

        def forget() -> None:
            self._taken, self.needs, self._objects, self.left = taken, needs, objects, left
            self.helpers, self.logger, self.declared = helpers, logger, declared

        return forget

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

    def declares_before(self, row: int) -> bool:
        """Whether what is declared at the top of the module stands before a row: what makes it is imported by then."""
        makers = {re.split(r"\W", str(need.value))[0] for need in self.needs if need.value is not None}
        found = (binding for name in makers for binding in self._module.body.bindings.get(name, ()))
        return all(binding.row < row for binding in found)

    def known_module(self, path: str) -> str | None:
        """The name under which the module has imported a library's module, None where it has not."""
        name = names.first(self.at_top, names.names_module(path))
        return None if name in self._bound_anywhere else name

    def check_named(self, option: str, where: str, path: str) -> None:
        """Raises Refused where a module that an option names is neither the project's nor of a library that it has."""
        project = self._resolver.project
        if project.find(path) is None and (project.owns(path) or self.proofs.library(path)):
            raise Refused(f"{where or 'the option'}: {option}: this project has no module {path!r}")

    def module(self, path: str, *, settled: bool = False) -> str:
        """The name under which a library's module is imported, by a new import if need be. Raises Refused where the
        library may be missing, unless the user's settings have `settled` that it is there."""
        name = self.known_module(path)
        if name is not None:
            return name
        package, _, last = path.rpartition(".")
        for need in self.needs:
            if need.value is None and ".".join(filter(None, [need.module, need.name])) == path:
                return need.binds
        why = self.proofs.named(path) if settled else self.proofs.library(path)
        if why:
            raise Refused(why)
        taken = self._taken | self._bound_anywhere
        alias = "" if last not in taken else names.free((f"stdlib_{last}", f"{last}_module"), taken)
        self.need(Need(package, last, alias) if package else Need(path, alias=alias))
        return alias or last

    def object(self, path: str, name: str, wanted: str = "", *, settled: bool = False) -> str:
        """The name by which the module has `name` of the module at `path`, by a new import if need be.

        Raises Refused where it is not proven to be there; of a library the user's settings may have `settled` that.
        """
        project = self._resolver.project
        if path == self._module.name:
            why = unbound(self._module, name, project)
            if why:
                raise Refused(why)
            return name
        bound = self._imported(path, name)
        if bound is not None:
            return bound
        own = project.owns(path)
        why = self.proofs.own(path, name) if own else self.proofs.named(path) if settled else self.proofs.library(path)
        if why:
            raise Refused(why)
        written = self._written(path) if own else path
        taken = self._taken | self._bound_anywhere
        bound = wanted if wanted and wanted not in taken else names.free((name, f"_{name}", f"module_{name}"), taken)
        self.need(Need(written, name, "" if bound == name else bound, own=own))
        self._objects[path, name] = bound
        return bound

    def _written(self, path: str) -> str:
        """How this module writes the name of another one of the project: by dots where its own imports do, and where no
        other name is known. Raises Refused where none is."""
        module, top = self._module, path.partition(".")[0]
        imports = [one for found in module.body.bindings.values() for one in found if one.kind == "import"]
        by_name = any(not one.level and one.module.partition(".")[0] == top for one in imports)
        dotted = _relative(module, path)
        if dotted and not by_name and any(one.level for one in imports):
            return dotted
        if by_name or self.proofs.is_name(path):
            return path
        if dotted:
            return dotted
        raise Refused(f"the name by which {path} is imported is not known")

    def _imported(self, path: str, name: str) -> str | None:
        """The name by which the module already imports `name` from the module at `path`."""
        for local in self.at_top:
            found = self._module.body.bindings[local]
            if all(one.kind == "import" and one.imported == name and base(self._module, one) == path for one in found):
                return local
        return self._objects.get((path, name))


def _relative(module: Module, path: str) -> str:
    """A module of the same package by dots, empty for any other."""
    here, there = module.package.split("."), path.split(".")
    shared = next((at for at, (one, other) in enumerate(zip(here, there, strict=False)) if one != other), None)
    if shared is None:
        shared = min(len(here), len(there))
    return "." * (len(here) - shared + 1) + ".".join(there[shared:]) if shared else ""
