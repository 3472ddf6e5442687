"""What the option `boundaries` names: libraries whose boundary reports, and functions of the project whose failures
somebody reports."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.errors import ConfigError
from flake8_ownership.index import ancestry
from flake8_ownership.index.module import Class, Function, Module
from flake8_ownership.index.project import STDLIB, Project
from flake8_ownership.index.types import Resolver
from flake8_ownership.settings import Settings

_WILD = frozenset("*?[")


class Trusted:
    """Answers for one project."""

    def __init__(self, resolver: Resolver, settings: Settings) -> None:
        self._resolver = resolver
        self._names = settings.boundaries

    def naming(self, function: Function, paths: Iterable[str]) -> str | None:
        """The name that stands for a function: its own, a base method's, or one of the `paths` that register it."""
        for path in (*paths, *self._own(function)):
            for name in self._names:
                if path == name or path.startswith(f"{name}.") or fnmatchcase(path, name):
                    return name
        return None

    def _own(self, function: Function) -> Iterator[str]:
        yield function.canonical
        for base in ancestry.lineage(self._resolver, function.owner) if function.owner is not None else ():
            if isinstance(base, Class):
                yield f"{base.canonical}.{function.name}"


def unmatched(settings: Settings, project: Project, catalogue: Catalogue) -> ConfigError | None:
    """What is wrong with the first name in the option `boundaries` that stands for nothing; None where all do.

    A name of the project's own must name something in it, and a library must be one that the catalogue or some file of
    the project knows.
    """
    for name in settings.boundaries:
        top = name.partition(".")[0]
        if _WILD & set(top):
            continue
        known = _names_in(project, name) if project.owns(top) else _libraries(project, catalogue, top)
        if known is None:
            continue
        near = difflib.get_close_matches(name, sorted(known), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        where = "nothing of the project is named so" if project.owns(top) else "no file of the project names it"
        return settings.fault("boundaries", f"{where}{hint}", name, "boundaries")
    return None


def _libraries(project: Project, catalogue: Catalogue, top: str) -> set[str] | None:
    """The libraries that are known instead of one; None where that one is known."""
    libraries = catalogue.frameworks
    if top in libraries or top in STDLIB or catalogue.knows(top) or not project.folders:
        return None
    holding = project.holding([top])
    return libraries if holding is not None and not holding else None


def _names_in(project: Project, name: str) -> set[str] | None:
    """What the project has instead of a name; None where it has what the name stands for."""
    parts = name.split(".")
    plain = next((index for index, part in enumerate(parts) if _WILD & set(part)), len(parts))
    for count in range(plain, 0, -1):
        module = project.find(".".join(parts[:count]))
        if module is None:
            continue
        if module.is_namespace or (count == plain and count < len(parts)):
            # What lies below a package is not read for this.
            return None
        known = set(_declared(module))
        if count == len(parts) or any(fnmatchcase(one, name) or one.startswith(f"{name}.") for one in known):
            return None
        return known
    return set()


def _declared(module: Module) -> Iterator[str]:
    for cls in module.every_class():
        yield cls.canonical
    for function in module.every_function():
        yield function.canonical
