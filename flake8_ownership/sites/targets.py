"""What the options `logging` and `metrics` name as `module:name`: whether it is there, as far as reading tells."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.errors import ConfigError
from flake8_ownership.index.module import Module
from flake8_ownership.index.project import STDLIB, Project
from flake8_ownership.requirements import Requirements
from flake8_ownership.settings import Settings

_NEAREST = 3  # modules that are read for a suggestion


def named(settings: Settings) -> tuple[tuple[str, str], ...]:
    """The options that name an object of a module, each with what it names."""
    options = (("logging", settings.logging), ("metrics", settings.metrics))
    return tuple((option, value) for option, value in options if ":" in value)


def missing(settings: Settings, project: Project, catalogue: Catalogue) -> ConfigError | None:
    """What is wrong with the first of these options that names what is not there; None where none does."""
    for option, value in named(settings):
        path, _, target = value.partition(":")
        name = target.partition(".")[0]
        there = project.find(path)
        if there is not None:
            why = f"{path} has no {name}" if _lacks(there, name, project) else ""
            near = difflib.get_close_matches(name, sorted(there.body.bindings), n=1) if why else []
            near = [f"{path}:{one}{target[len(name) :]}" for one in near]
        else:
            near = list(_near(project, path, name, target))
            why = _why_not(project, catalogue, path, near)
        if why:
            hint = f"; did you mean {near[0]!r}?" if near else ""
            return settings.fault(option, f"{why}{hint}", value, option)
    return None


def _why_not(project: Project, catalogue: Catalogue, path: str, near: list[str]) -> str:
    """Why a module that is not the project's is none at all; empty where it may be a library's."""
    top = path.partition(".")[0]
    if project.owns(top):
        # One that is there and cannot be read is an error of its own.
        return "" if project.locates(path) else f"the project has no module {path}"
    if top in STDLIB or catalogue.knows(top) or not project.folders or project.holding([top]) != ():
        return ""
    if project.environment is not None and project.environment.find(path) is not None:
        return ""
    requirements = Requirements(project.root)
    if requirements.requires(top) or requirements.offers(top) or not (requirements.are_listed or near):
        return ""
    return f"the project has no module {path}, and requires no library {top}"


def _near(project: Project, path: str, name: str, target: str) -> Iterator[str]:
    """What may be meant instead by a module that is not there: the same name in one that is called much the same."""
    holding: Iterable[Module | None] = ()
    if project.folders:
        found = {project.name_of(file): file for file in project.holding([name]) or ()}
        holding = (project.at(found[one]) for one in difflib.get_close_matches(path, sorted(found), n=_NEAREST))
    for module in holding:
        if module is not None and module.binds(name):
            yield f"{module.name}:{target}"


def _lacks(module: Module, name: str, project: Project, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a module is sure to have no such name, under no condition, once it has been imported."""
    if module.binds(name) or "__getattr__" in module.functions:
        return False
    if module.is_package or module.is_namespace:
        if project.locates(f"{module.name}.{name}"):
            return False
        if module.is_namespace:
            return True
    for star in module.body.stars:
        there = project.beside(module, star.level, star.module) if star.level else project.find(star.module)
        if there is None:
            return False
        if there.name not in seen and not _lacks(there, name, project, seen | {module.name}):
            return False
    return True
