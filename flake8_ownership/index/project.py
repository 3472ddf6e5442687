"""The project around a file: where its source folders are, and the modules in them, each read once and only if asked.

Nothing is imported or executed, and nothing outside the project's folders is read: not an installed dependency that
lies beside it, not a link that leads away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from flake8_ownership.errors import SourceError
from flake8_ownership.index import newer, outlines
from flake8_ownership.index.module import Module
from flake8_ownership.source import Source

STDLIB = sys.stdlib_module_names
MARKERS = ("pyproject.toml", "setup.cfg", "setup.py", ".git", ".hg")
# Folders that hold other people's code or none.
FOREIGN = outlines.SKIPPED
LARGEST = 5_000_000  # bytes; a larger file is data that happens to be Python
_WIDEST_GAP = 3  # folders without __init__.py inside a package
DEEPEST, WIDEST = 4, 3_000  # folders below the root that are searched for further source roots


class Project:
    """Modules by dotted name. `root` is the project's folder, `roots` the folders that imports start from.

    `unsaved` are texts that stand for those on disk, by absolute path; a path that the disk lacks is not found by them.
    """

    def __init__(
        self,
        root: Path,
        roots: tuple[Path, ...],
        src: tuple[Path, ...] = (),
        unsaved: Mapping[Path, str] = MappingProxyType({}),
    ) -> None:
        self.root = root
        self.roots = tuple(dict.fromkeys([*src, *roots]))
        self._src = src
        self._unsaved = unsaved
        self._by_path: dict[Path, Module | None] = {}
        self._by_name: dict[str, Module | None] = {}
        self._owned: dict[str, bool] = {}
        self._namespaces: dict[Path, Module] = {}
        # Characters of source in the modules that are held.
        self.held = 0

    @classmethod
    def around(
        cls,
        path: Path,
        src: tuple[str, ...] = (),
        root: Path | None = None,
        unsaved: Mapping[Path, str] = MappingProxyType({}),
    ) -> Project:
        """The project that a file or folder belongs to; `path` need not exist."""
        path = Path(os.path.abspath(path))
        folder = path if path.is_dir() else path.parent
        base = package_parent(folder)
        marked = root or marked_root(folder)
        if marked is None:
            return cls(base, (base,), unsaved=unsaved)
        folders = tuple(marked / name for name in (*src, "src") if (marked / name).is_dir())
        return cls(marked, (base, marked), folders, unsaved)

    def afresh(self) -> Project:
        """The same project with no module in memory; what was learned of its folders stays."""
        project = Project(self.root, self.roots, self._src, self._unsaved)
        for name in ("outlines", "_other_roots"):
            if name in self.__dict__:
                project.__dict__[name] = self.__dict__[name]
        return project

    def name_of(self, path: Path) -> str:
        """The dotted name by which the project imports a file."""
        path = Path(os.path.abspath(path))
        base = next((root for root in self._src if path.is_relative_to(root)), None) or package_parent(path.parent)
        parts = path.relative_to(base).with_suffix("").parts
        if parts[-1] == "__init__" and len(parts) > 1:
            parts = parts[:-1]
        return ".".join(parts)

    def checked(self, source: Source, path: Path) -> Module:
        """The module under check: its text is the caller's, whatever the disk holds."""
        path = Path(os.path.abspath(path))
        module = Module(self.name_of(path), path, source, is_package=path.name == "__init__.py", keep_tree=True)
        self._by_path[path] = module
        self._by_name[module.name] = module
        self.held += len(source.text)
        return module

    def forget(self, path: Path) -> None:
        """Lets go of a file's module, which is read anew when it is next asked for; what knew it goes by the caller."""
        module = self._by_path.pop(path, None)
        if module is not None:
            self.held -= len(module.source.text)
            self._by_name = {name: known for name, known in self._by_name.items() if known is not module}

    def find(self, name: str) -> Module | None:
        """The project's module of that dotted name; None where it is not the project's or does not parse."""
        if name not in self._by_name:
            self._by_name[name] = self._locate(name)
        return self._by_name[name]

    def beside(self, module: Module, level: int, name: str) -> Module | None:
        """What a relative import in a module names: `level` folders up, then `name` (empty for the folder itself)."""
        folder = module.path if module.path.is_dir() else module.path.parent
        for _ in range(level - 1):
            folder = folder.parent
        base = folder.joinpath(*name.split(".")) if name else folder
        for candidate in (base / "__init__.py", base.with_name(base.name + ".py")):
            if candidate.is_file() and self._inside(candidate, self.root):
                return self.at(candidate)
        if base.is_dir() and self._inside(base, self.root) and _is_namespace(base):
            return self._namespace(base)
        return None

    def _namespace(self, folder: Path) -> Module:
        """A folder without __init__.py, as a module that declares nothing itself."""
        if folder not in self._namespaces:
            name = self.name_of(folder / "__init__.py")
            self._namespaces[folder] = Module(name, folder, Source(str(folder), ""), is_package=True)
        return self._namespaces[folder]

    def owns(self, name: str) -> bool:
        """Whether the top-level package of a dotted name is the project's own, even where the module is missing."""
        top = name.partition(".")[0]
        if top not in self._owned:
            self._owned[top] = self._path_of(top) is not None
        return self._owned[top]

    def elsewhere(self, name: str) -> Module | None:
        """Like `find`, but searches the whole repository for the top-level package: other roots of a monorepo."""
        top = name.partition(".")[0]
        root = self._other_roots.get(top)
        if root is None:
            return None
        if root not in self.roots:
            self.roots = (*self.roots, root)
            self._owned.clear()
            self._by_name = {known: module for known, module in self._by_name.items() if module is not None}
        return self.find(name)

    def at(self, path: Path) -> Module | None:
        """The module that a file holds, read at most once; None where it cannot be read, decoded or is too large."""
        if path not in self._by_path:
            self._by_path[path] = self._load(path)
        return self._by_path[path]

    def _locate(self, name: str) -> Module | None:
        path = self._path_of(name)
        if path is None:
            return None
        if path.is_dir():
            return self._namespace(path)
        return self.at(path)

    def _path_of(self, name: str) -> Path | None:
        relative = Path(*name.split("."))
        namespace: Path | None = None
        for root in self.roots:
            if FOREIGN & set(root.parts[-1:]) and not self._holds_own_package(root, relative.parts[0]):
                continue
            base = root / relative
            for candidate in (base / "__init__.py", base.with_name(base.name + ".py")):
                if candidate.is_file() and self._inside(candidate, root):
                    return candidate
            if namespace is None and base.is_dir() and _is_namespace(base):
                namespace = base
        return namespace

    def _holds_own_package(self, root: Path, top: str) -> bool:
        return any(path.is_relative_to(root / top) for path in self._by_path)

    def _inside(self, path: Path, root: Path) -> bool:
        real = os.path.realpath(path)
        return any(Path(real).is_relative_to(os.path.realpath(folder)) for folder in (root, self.root))

    def _load(self, path: Path) -> Module | None:
        try:
            if path.stat().st_size > LARGEST:
                return None
            source = self._read(path)
            source = newer.readable(source)
            module = Module(self.name_of(path), path, source, is_package=path.name == "__init__.py")
            module.body  # noqa: B018 - parses now, so that a broken file is found here and nowhere else
            self.held += len(source.text)
        except (OSError, SourceError):
            return None
        return module

    def _read(self, path: Path) -> Source:
        text = self._unsaved.get(path)
        return Source(str(path), text) if text is not None else Source.from_bytes(str(path), path.read_bytes())

    @cached_property
    def outlines(self) -> outlines.Outlines:
        """The classes of the whole project; of the checked files' own packages where no marker bounds it."""
        if any((self.root / marker).exists() for marker in MARKERS):
            return outlines.Outlines((self.root,))
        tops = {
            self.root / path.relative_to(self.root).parts[0] for path in self._by_path if path.is_relative_to(self.root)
        }
        return outlines.Outlines(sorted(top for top in tops if top.is_dir()))

    @cached_property
    def _other_roots(self) -> dict[str, Path]:
        """Top-level packages anywhere in the repository, for imports that no usual folder answers."""
        found: dict[str, Path] = {}
        for root in dict.fromkeys((self.root, repository_root(self.root))):
            for folder in _folders(root):
                for child in _children(folder):
                    if (child / "__init__.py").is_file():
                        found.setdefault(child.name, folder)
        return found


def package_parent(folder: Path) -> Path:
    """The folder that holds the topmost package around `folder`; `folder` itself where it lies in none.

    Folders without __init__.py may lie between a package and its parts, but not many.
    """
    found, gap = folder, 0
    for candidate in (folder, *folder.parents):
        if (candidate / "__init__.py").is_file():
            found, gap = candidate.parent, 0
        else:
            gap += 1
        if gap > _WIDEST_GAP or any((candidate / marker).exists() for marker in MARKERS):
            break
    return found


def marked_root(folder: Path) -> Path | None:
    """The nearest folder with a project's marker; never one inside an environment's site-packages."""
    for candidate in (folder, *folder.parents):
        if candidate.name in ("site-packages", "dist-packages"):
            return None
        if any((candidate / marker).exists() for marker in MARKERS):
            return candidate
    return None


def repository_root(root: Path) -> Path:
    """The folder of the whole repository or workspace that a project lies in; the project's own where there is none."""
    for candidate in (root, *root.parents):
        if any((candidate / name).exists() for name in (".git", ".hg", "uv.lock", "pants.toml", "WORKSPACE")):
            return candidate
        if candidate != root and _declares_workspace(candidate / "pyproject.toml"):
            return candidate
    return root


def _declares_workspace(path: Path) -> bool:
    try:
        return "[tool.uv.workspace]" in path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _is_namespace(folder: Path) -> bool:
    """A folder without __init__.py is a package only if Python lies in it or right below it."""
    return any(child.suffix == ".py" for child in folder.iterdir()) or any(
        (child / "__init__.py").is_file() for child in _children(folder)
    )


def _children(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
    return [folder / name for name in names if name not in FOREIGN and not name.startswith(".")]


def _folders(root: Path) -> Iterator[Path]:
    """Folders below a root that are no packages themselves, breadth first, within bounds."""
    level, seen = [root], 0
    for _ in range(DEEPEST):
        below: list[Path] = []
        for folder in level:
            seen += 1
            if seen > WIDEST:
                return
            yield folder
            below += [child for child in _children(folder) if not (child / "__init__.py").is_file()]
        level = below
