"""Whether a project is an application, which somebody runs, or a library, whose callers are its users."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from flake8_ownership.errors import SourceError
from flake8_ownership.index.disk import Disk
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


def kind_of(project: Project, settings: Settings) -> tuple[Kind, str]:
    """The kind of a project, and what tells it."""
    if settings.kind == "auto":
        return found(project.root, project.disk)
    return ("library" if settings.kind == "library" else "application"), "the configuration says so"


def is_closed(project: Project, settings: Settings, path: Path) -> bool:
    """Whether all that runs the functions of a file is known: the configuration says that the project is an
    application; or it is none that others use, and no project's marker stands around the file, or it is all there is.
    """
    if settings.kind == "application":
        return True
    alone = not project.is_marked or project.has_only(path)
    return alone and kind_of(project, settings)[0] == "application"


def found(root: Path, disk: Disk) -> tuple[Kind, str]:
    """What the files at the root of a project tell of its kind."""
    for name in _DEPLOYED:
        if disk.is_file(root / name):
            return "application", f"it has a {name}"
    for name, text in _BUILT:
        if disk.is_file(root / name) and text in _read(root / name, disk):
            return "library", f"it is built into a package ({name}), and nothing of it is deployed from here"
    for folder in disk.folders(root):
        if folder.endswith((".dist-info", ".egg-info")):
            return "library", f"it is an installed package ({folder})"
    return "application", "nothing says that it is a library"


def _read(path: Path, disk: Disk) -> str:
    try:
        return disk.read(path).text
    except SourceError:
        return ""
