"""Which calls of libraries outside the catalogue are taken for I/O where they are awaited."""

from __future__ import annotations

from flake8_ownership.catalogue import Catalogue, world
from flake8_ownership.index.project import STDLIB
from flake8_ownership.settings import Settings


def is_assumable(path: str, module: str, catalogue: Catalogue, settings: Settings) -> bool:
    """Whether an awaited call of a path outside the catalogue counts as I/O in a module of that dotted name."""
    if not settings.assume_third_party or world.is_idle(path) or _last_part(path).startswith("_"):
        return False
    names, package = world.names(), path.partition(".")[0]
    owner = path.rpartition(".")[0]
    if package in STDLIB or names.waits(path) or names.starts(path) or names.is_neutral(_last_part(owner)):
        return False
    if names.are_kin(module.partition(".")[0], package) and not _extends_library(package, catalogue):
        return False
    while owner:
        if catalogue.type_named(owner) is not None:
            return True
        owner = owner.rpartition(".")[0]
    return not catalogue.knows(path)


def _extends_library(package: str, catalogue: Catalogue) -> bool:
    """Whether a package goes by the name of a library, which anybody may extend."""
    stem = package.rpartition("_")[0]
    return "_" not in stem and catalogue.knows(stem)


def _last_part(path: str) -> str:
    """The last name of a dotted path."""
    return path.rpartition(".")[2]
