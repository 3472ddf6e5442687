"""Whether a project is an application, which somebody runs, or a library, whose callers are its users."""

from __future__ import annotations

import os
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Literal

from flake8_ownership.errors import SourceError
from flake8_ownership.index.disk import Disk
from flake8_ownership.index.module import Module
from flake8_ownership.index.project import Project
from flake8_ownership.settings import Settings

Kind = Literal["application", "library"]

# What a project has at its root that is deployed.
_DEPLOYED = (
    *("Dockerfile", "Containerfile", "Procfile", "manage.py", "fly.toml", "serverless.yml", "app.yaml", "Chart.yaml"),
    *(f"{name}.{end}" for name in ("docker-compose", "compose") for end in ("yml", "yaml")),
)
# What a project has at its root that is built into a package, each with the text that says so; any text for "".
_BUILT = (("pyproject.toml", "[build-system]"), ("setup.cfg", "[metadata]"), ("setup.py", ""), ("PKG-INFO", ""))
_MOST_ABOVE = 2
_MOST_NAMES = 5_000  # in a folder above the project


def kind_of(project: Project, settings: Settings) -> tuple[Kind, str]:
    """The kind of a project, and what tells it."""
    if settings.kind == "auto":
        return found(project.root, project.disk)
    return ("library" if settings.kind == "library" else "application"), "the configuration says so"


def is_for_others(project: Project, settings: Settings) -> bool:
    """Whether the routes and handlers of a project are put into the applications of its users: the configuration says
    that it is a library, or it is installed as one. Many a service is built into a package as well."""
    if settings.kind != "auto":
        return settings.kind == "library"
    return kind_of(project, settings)[0] == "library" and bool(_installed(project.root, project.disk))


def is_closed(project: Project, settings: Settings, path: Path) -> bool:
    """Whether all that runs the functions of a file is known: the configuration says that the project is an
    application; or it is none that others use, and no project's marker stands around the file, or it is all there is.
    """
    if settings.kind == "application":
        return True
    alone = not project.is_marked or project.has_only(path)
    return alone and kind_of(project, settings)[0] == "application"


def is_for_pytest(module: Module) -> bool:
    """Whether a file holds tests or fixtures of pytest, whatever it is called."""
    imported = any(
        one.kind == "import" and one.module.partition(".")[0] == "pytest"
        for one in module.body.bindings.get("pytest", ())
    )
    return imported and any(
        one.name.startswith("test_") or "fixture" in one.decorator_names for one in module.every_function()
    )


def found(root: Path, disk: Disk) -> tuple[Kind, str]:
    """What the files at the root of a project tell of its kind."""
    for name in _DEPLOYED:
        if disk.is_file(root / name):
            return "application", f"it has a {name}"
    for name, text in _BUILT:
        if disk.is_file(root / name) and text in _read(root / name, disk):
            return "library", f"it is built into a package ({name}), and nothing of it is deployed from here"
    package = _installed(root, disk)
    if package:
        return "library", f"it is an installed package ({package})"
    return "application", "nothing says that it is a library"


def _installed(root: Path, disk: Disk) -> str:
    """The folder that says that a project is an installed package; empty where there is none."""
    here = (name for name in disk.folders(root) if name.endswith((".dist-info", ".egg-info")))
    # A namespace package lies a folder or two below the place where it is installed.
    above = (name for place in root.parents[:_MOST_ABOVE] for name in _names(place) if name.endswith(".dist-info"))
    return next(here, "") or next(above, "")


@lru_cache(maxsize=64)
def _names(folder: Path) -> tuple[str, ...]:
    """The names in a folder outside of the project. Nothing that is kept depends on what comes and goes there."""
    try:
        with os.scandir(folder) as entries:
            return tuple(entry.name for entry in islice(entries, _MOST_NAMES))
    except OSError:
        return ()


def _read(path: Path, disk: Disk) -> str:
    try:
        return disk.read(path).text
    except SourceError:
        return ""
