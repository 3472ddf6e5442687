"""The project around a file: where its source folders are, and the modules in them, each read once and only if asked.

Nothing is imported or executed, and nothing outside the project's folders is read: not an installed dependency that
lies beside it, unless the project opts in to that (see `environment`), not a link that leads away. No answer depends on
which files were checked before.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from flake8_ownership.errors import SourceError
from flake8_ownership.files import HINTS, MARKERS, REPOSITORY
from flake8_ownership.index import newer
from flake8_ownership.index.budget import Budget
from flake8_ownership.index.disk import Disk
from flake8_ownership.index.environment import Environment
from flake8_ownership.index.module import Module
from flake8_ownership.index.outlines import SKIPPED, Outlines
from flake8_ownership.source import Source

# Questions about all files of a project at once, whose answers hold as long as no file has changed: OUTLINES says so.
OUTLINES = "outlines"
WHOLE = ("alone", "holds", "keeps", "left", "mentions", "raising", "writes")
HOME = "home"  # the question of where a file belongs, which every judgement depends on
STDLIB = sys.stdlib_module_names
_CONFIGURED = ("pyproject.toml",)
# Folders that hold other people's code or none.
FOREIGN = SKIPPED
_USER = os.path.expanduser("~")  # noqa: PTH111 - a Path raises where nobody has a home
_WIDEST_GAP = 3  # folders without __init__.py inside a package
DEEPEST, WIDEST = 4, 3_000  # folders below the root that are searched for further source roots


@dataclass(frozen=True, slots=True)
class Home:
    """Where a file belongs. `root` is its project's folder, `base` the one that imports of its package start from.

    `marked` where a marker says that this is a project, and `top` is the file's own top-level package or folder where
    nothing else tells what beside it is the project's: where no marker does, or in a folder of installed packages.
    """

    root: Path
    base: Path
    marked: bool
    top: str

    @classmethod
    def of(cls, folder: Path, disk: Disk) -> Home:
        """The home of the files in a folder, which need not exist."""
        with disk.apart():
            base = package_parent(folder, disk)
            marked = marked_root(folder, disk)
        root = marked or base
        alone = marked is None or base.name in FOREIGN
        inside = folder.relative_to(base).parts
        return cls(root, base, marked is not None, inside[0] if alone and inside else "")


class Project:
    """Modules by dotted name. `src` are further folders, relative to `root`, that imports start from, `environment` is
    the one of an installed environment whose libraries are read."""

    def __init__(
        self,
        home: Home,
        disk: Disk,
        src: tuple[str, ...] = (),
        root: Path | None = None,
        budget: Budget | None = None,
        environment: str = "",
    ) -> None:
        self.root = root or home.root
        self.disk = disk
        self._home = home
        self.is_marked = home.marked or root is not None
        with disk.apart():
            named = (*src, "src") if self.is_marked else ()
            self._src = tuple(self.root / name for name in named if self._has(name))
        self._roots = tuple(dict.fromkeys((*self._src, home.base, self.root)))
        self._by_path: dict[Path, Module | None] = {}
        self._namespaces: dict[tuple[Path, str], Module] = {}
        self._places: dict[str, Path | None] = {}
        self._bases: dict[Path, Path] = {}
        self._budget = budget or Budget()
        self.environment = Environment(self.root / environment, disk, self._budget) if environment else None
        # The files whose modules were held at some time.
        self._read: set[Path] = set()

    def _has(self, name: str) -> bool:
        """Whether there is a folder; one that is named relative to the root must not lead out of the repository."""
        if not self.disk.is_folder(self.root / name):
            return False
        top = self.disk.real(repository_root(self.root, self.disk))
        return Path(name).is_absolute() or self.disk.real(self.root / name).is_relative_to(top)

    def is_root(self, folder: Path) -> bool:
        """Whether the project's imports start from a folder wherever it is run: its own, or one of its sources."""
        return folder in (self.root, *self._src)

    def name_of(self, path: Path) -> str:
        """The dotted name by which the project imports a file."""
        path = Path(os.path.abspath(path))
        base = next((root for root in self._src if path.is_relative_to(root)), None) or self._base(path.parent)
        parts = path.relative_to(base).with_suffix("").parts
        if parts[-1] == "__init__" and len(parts) > 1:
            parts = parts[:-1]
        return ".".join(parts)

    def _base(self, folder: Path) -> Path:
        if folder not in self._bases:
            with self.disk.apart():
                self._bases[folder] = package_parent(folder, self.disk)
        return self._bases[folder]

    def checked(self, source: Source, path: Path) -> Module:
        """The module under check: its text is the caller's, whatever the disk holds.

        Raises SourceError where it does not parse; for those that import it, it is then what the disk holds.
        """
        path = Path(os.path.abspath(path))
        known = self._by_path.get(path)
        if known is not None and known.source.text == source.text:
            source.share(known.source)
            known.source = source
            return known
        self.forget(path)
        newer.read(source)  # so that a broken file is found here and nowhere else
        module = Module(self.name_of(path), path, source, is_package=path.name == "__init__.py")
        self._by_path[path] = module
        self._took(module)
        return module

    def share(self, source: Source, path: Path) -> None:
        """Gives a source the tree of the module that is held of its file, if the text is the same."""
        known = self._by_path.get(path)
        if known is not None and known.source.text == source.text:
            source.share(known.source)

    def _took(self, module: Module) -> None:
        self._budget.took(len(module.source.text), again=module.path in self._read)
        self._read.add(module.path)

    def forget(self, path: Path) -> Module | None:
        """Drops a file's module, which is read anew when it is next asked for; what knew it goes by the caller."""
        module = self._by_path.pop(path, None)
        if module is not None:
            self._budget.gave(len(module.source.text))
            self._read.discard(path)
        return module

    def outline_anew(self) -> None:
        """Drops what was gathered from the texts of all files."""
        self.__dict__.pop("_outlines", None)

    def let_go(self) -> None:
        """Lets go of all modules in such a way that nothing of them waits for the garbage collector.

        What was learned of the folders stays.
        """
        for module in self._by_path.values():
            if module is not None:
                self._budget.gave(len(module.source.text))
                module.let_go()
        self._by_path.clear()
        self._namespaces.clear()
        if "_outlines" in self.__dict__:
            self._outlines.let_go()
        if self.environment is not None:
            self.environment.let_go()

    # -- what is looked for: each is a question that is noted with what was found

    def find(self, name: str) -> Module | None:
        """The project's module of that dotted name; None where it is not the project's or does not parse."""
        return self._module(f"find\0{name}")

    def locates(self, name: str) -> bool:
        """Whether the project has a file or folder for a module of that dotted name, though it may not parse."""
        return self._place(f"find\0{name}") is not None

    def beside(self, module: Module, level: int, name: str) -> Module | None:
        """What a relative import in a module names: `level` folders up, then `name` (empty for the folder itself)."""
        folder = str(module.path if module.is_namespace else module.path.parent)
        return self._module(f"beside\0{folder}\0{level}\0{name}")

    def elsewhere(self, name: str) -> Module | None:
        """Like `find`, but searches the whole repository for the top-level package: other roots of a monorepo."""
        return self._module(f"elsewhere\0{name}")

    def owns(self, name: str) -> bool:
        """Whether the top-level package of a dotted name is the project's own, even where the module is missing."""
        return self._place(f"owns\0{name.partition('.')[0]}") is not None

    def shares(self, name: str) -> bool:
        """Whether a dotted name is that of a namespace that other distributions have parts in: a folder of packages
        without `__init__.py`, and without modules of its own."""
        return self._place(f"shares\0{name}") is not None

    def gather(self) -> None:
        """Reads the texts of all files of the project, tests aside, ahead of the first question that takes it."""
        with self.disk.apart():
            self._outlines.gather()

    def implements(self, methods: frozenset[str]) -> bool:
        """Whether some class of the whole project, tests aside, defines all of these methods.

        Of the file's own package alone where no marker bounds the project.
        """
        self.disk.notes.add(OUTLINES)
        with self.disk.apart():
            return self._outlines.implements(methods)

    def mentioning(self, name: str) -> tuple[Path, ...] | None:
        """The files of the project, tests aside, in which a function's, class's or module's name stands; None for too
        many."""
        self.disk.notes.add(f"mentions\0{name}")
        with self.disk.apart():
            return self._outlines.mentioning(name)

    def using(self, name: str) -> tuple[Path, ...] | None:
        """Those of them that do more with the name than define it; None where they all are too many."""
        self.disk.notes.add(f"mentions\0{name}")
        with self.disk.apart():
            return self._outlines.using(name)

    def writing(self, name: str) -> tuple[Path, ...] | None:
        """The files of the project, tests aside, that assign to an attribute of another object than `self`."""
        self.disk.notes.add(f"writes\0{name}")
        with self.disk.apart():
            return self._outlines.writing(name)

    def keeping(self, key: str) -> tuple[Path, ...] | None:
        """The files of the project, tests aside, that assign to an item under a key."""
        self.disk.notes.add(f"keeps\0{key}")
        with self.disk.apart():
            return self._outlines.keeping(key)

    def holding(self, words: Iterable[str], others: Iterable[str] = ()) -> tuple[Path, ...] | None:
        """The files of the project, tests aside, in which one of some words stands; None for too many. `others` are
        words that may be asked for next."""
        wanted = tuple(sorted(words))
        self.disk.notes.add("\0".join(("holds", *wanted)))
        with self.disk.apart():
            return self._outlines.holding(wanted, others)

    def defines(self, pattern: re.Pattern[str]) -> bool:
        """Whether the project defines a function or class whose name a pattern fits. Only a fix asks, which nobody
        keeps."""
        with self.disk.apart():
            return self._outlines.defines(pattern)

    def tests_hold(self, text: str) -> bool:
        """Whether a text stands in one of the project's tests. Only a fix asks, which nobody keeps."""
        with self.disk.apart():
            return self._outlines.tests_hold(text)

    def is_left_over(self, name: str) -> bool:
        """Whether one file defines a function or class, and nothing in a project of many files speaks of it."""
        self.disk.notes.add(f"left\0{name}")
        with self.disk.apart():
            return self._outlines.is_left_over(name)

    def is_forgotten(self, name: str, path: Path) -> bool:
        """Whether nothing in a project of many files can use a function that stands at the top of a file."""
        self.disk.notes.add(f"forgotten\0{name}\0{path}")
        with self.disk.apart():
            return self._outlines.is_forgotten(name, path)

    def has_only(self, path: Path) -> bool:
        """Whether a file is all that the project has, tests aside."""
        self.disk.notes.add(f"alone\0{path}")
        with self.disk.apart():
            return self._outlines.has_only(path)

    def makes_raising_clients(self) -> bool:
        """Whether some HTTP client of the project, tests aside, is told to raise for a bad status by itself."""
        self.disk.notes.add("raising")
        with self.disk.apart():
            return self._outlines.makes_raising_clients

    def answer(self, question: str) -> str:
        """What a question that was noted is answered by now."""
        if question.startswith(("holds\0", "keeps\0", "mentions\0", "writes\0")):
            kind, _, name = question.partition("\0")
            outlines = self._outlines
            asked: dict[str, Callable[[str], tuple[Path, ...] | None]] = {
                "holds": lambda words: outlines.holding(tuple(words.split("\0"))),
                "keeps": outlines.keeping,
                "mentions": outlines.mentioning,
                "writes": outlines.writing,
            }
            with self.disk.apart():
                paths = asked[kind](name)
                return "many" if paths is None else "\0".join(f"{path}\0{self.disk.digest(path)}" for path in paths)
        if question.startswith("alone\0"):
            with self.disk.apart():
                return "1" if self._outlines.has_only(Path(question.partition("\0")[2])) else ""
        if question.startswith("left\0"):
            with self.disk.apart():
                return "1" if self._outlines.is_left_over(question.partition("\0")[2]) else ""
        if question.startswith("forgotten\0"):
            _, name, place = question.split("\0")
            with self.disk.apart():
                return "1" if self._outlines.is_forgotten(name, Path(place)) else ""
        if question == HOME:
            return "\0".join(map(str, (self._home, self.root, *self._roots)))
        if question == "raising":
            with self.disk.apart():
                return "1" if self._outlines.makes_raising_clients else ""
        if question == OUTLINES:
            with self.disk.apart():
                return self._outlines.digest
        if question.partition("\0")[0] not in _LOOKUPS:
            return self.disk.answer(question)
        path = self._place(question)
        if path is None:
            return ""
        if question.startswith(("owns", "shares")):
            return str(path)
        text = self.disk.answer(f"text\0{path}")
        return f"{path}\0{text}"

    def _module(self, question: str) -> Module | None:
        path = self._place(question)
        if path is None:
            return None
        if path.suffix == ".py":
            return self.at(path)
        return self._namespace(path, question.rpartition("\0")[2] if question.startswith("find") else "")

    def _place(self, question: str) -> Path | None:
        self.disk.notes.add(question)
        if question not in self._places:
            kind, *words = question.split("\0")
            with self.disk.apart():
                self._places[question] = _LOOKUPS[kind](self, *words)
        return self._places[question]

    def at(self, path: Path) -> Module | None:
        """The module that a file holds, read at most once.

        None where it cannot be read or decoded, is too large or nested too deeply: it costs the others nothing.
        """
        if path not in self._by_path:
            with self.disk.apart():
                self._by_path[path] = self._load(path)
        module = self._by_path[path]
        return None if module is None or module.is_deep else module

    def _load(self, path: Path) -> Module | None:
        try:
            source = newer.readable(self.disk.read(path))
            module = Module(self.name_of(path), path, source, is_package=path.name == "__init__.py")
            source.tree  # noqa: B018 - so that a broken file is found here and nowhere else
        except SourceError:
            return None
        self._took(module)
        return module

    def _namespace(self, folder: Path, name: str) -> Module:
        """A folder without __init__.py, as a module that declares nothing; `name` where it is imported by one."""
        key = folder, name
        if key not in self._namespaces:
            name = name or self.name_of(folder / "__init__.py")
            self._namespaces[key] = Module(name, folder, Source(str(folder), ""), is_package=True, is_namespace=True)
        return self._namespaces[key]

    # -- where things are

    def _located(self, name: str) -> Path | None:
        return self._below(self._roots, name) or self._below(self._above(name.partition(".")[0]), name)

    def _above(self, top: str) -> tuple[Path, ...]:
        """The folder that holds a namespace package around the file: one without __init__.py, named by the import."""
        around = (self._home.base, *self._home.base.parents)[:_WIDEST_GAP]
        inside = [folder for folder in around if not self._home.marked or folder.is_relative_to(self.root)]
        return tuple(folder.parent for folder in inside if folder.name == top)

    def _located_elsewhere(self, name: str) -> Path | None:
        root = self._other_roots.get(name.partition(".")[0])
        return self._below((root,), name) if root is not None else None

    def _located_beside(self, start: str, level: str, name: str) -> Path | None:
        folder = Path(start)
        home = self._base(folder)
        for _ in range(int(level) - 1):
            folder = folder.parent
        base = folder.joinpath(*name.split(".")) if name else folder
        for candidate in (base / "__init__.py", base.with_name(base.name + ".py")):
            if self.disk.is_file(candidate) and self._inside(candidate, home):
                return candidate
        return base if self._is_namespace(base) and self._inside(base, home) else None

    def _owned(self, top: str) -> Path | None:
        return self._located(top)

    def _shared(self, name: str) -> Path | None:
        folder = self._located(name)
        if folder is None or folder.suffix == ".py" or any(file.endswith(".py") for file in self.disk.files(folder)):
            return None
        return folder

    def _below(self, roots: tuple[Path, ...], name: str) -> Path | None:
        relative = Path(*name.split("."))
        namespace: Path | None = None
        for root in roots:
            if root.name in FOREIGN and (root != self._home.base or relative.parts[0] != self._home.top):
                continue
            base = root / relative
            for candidate in (base / "__init__.py", base.with_name(base.name + ".py")):
                if self.disk.is_file(candidate) and self._inside(candidate, root):
                    return candidate
            if namespace is None and self._is_namespace(base):
                namespace = base
        return namespace

    def _inside(self, path: Path, root: Path) -> bool:
        """Whether a path leads into a folder or into the project, once all links are followed."""
        real = self.disk.real(path)
        return any(real.is_relative_to(self.disk.real(folder)) for folder in (root, self.root))

    def _is_namespace(self, folder: Path) -> bool:
        """A folder without __init__.py is a package only if Python lies in it or right below it."""
        names = (*self.disk.files(folder), *self.disk.links(folder))
        return any(name.endswith(".py") for name in names) or any(
            self.disk.is_file(child / "__init__.py") for child in _children(folder, self.disk)
        )

    @cached_property
    def _outlines(self) -> Outlines:
        return Outlines(self.folders, self.disk)

    @cached_property
    def folders(self) -> list[Path]:
        """The folders whose files are all the project's. Without a marker nothing says so of those beside a file:
        its folder may be anybody's home."""
        if self.is_marked:
            return [self.root]
        return [self._home.base / self._home.top] if self._home.top else []

    @cached_property
    def _other_roots(self) -> dict[str, Path]:
        """Top-level packages anywhere in the repository, for imports that no usual folder answers."""
        found: dict[str, Path] = {}
        for root in dict.fromkeys((self.root, repository_root(self.root, self.disk))):
            for folder in _folders(root, self.disk):
                for child in _children(folder, self.disk):
                    if self.disk.is_file(child / "__init__.py"):
                        found.setdefault(child.name, folder)
        return found


_LOOKUPS: dict[str, Callable[..., Path | None]] = {
    "find": Project._located,
    "beside": Project._located_beside,
    "elsewhere": Project._located_elsewhere,
    "owns": Project._owned,
    "shares": Project._shared,
}


def repository_of(folder: Path, disk: Disk) -> Path:
    """The folder that holds whatever a judgement of a file in `folder` may look at."""
    return repository_root(Home.of(folder, disk).root, disk)


def snapshot(root: Path, disk: Disk) -> dict[Path, str]:
    """The texts of all Python files below a folder, and empty ones for the markers that say where projects begin.

    A link that leads out of the folder is left behind.
    """
    texts: dict[Path, str] = {}
    waiting = [root]
    real = disk.real(root)
    while waiting:
        folder = waiting.pop()
        links = (name for name in disk.links(folder) if disk.real(folder / name).is_relative_to(real))
        names = (*disk.files(folder), *links)
        for name in names:
            if name.endswith(".py") or name in _CONFIGURED:
                with suppress(SourceError):
                    texts[folder / name] = disk.read(folder / name).text
        marks = {*names, *disk.folders(folder)} & {*MARKERS, *HINTS, *REPOSITORY}
        texts.update({folder / name: "" for name in marks if folder / name not in texts})
        waiting += _children(folder, disk)
    return texts


def package_parent(folder: Path, disk: Disk) -> Path:
    """The folder that holds the topmost package around `folder`; `folder` itself where it lies in none.

    Folders without __init__.py may lie between a package and its parts, but not many, and none that no import can name.
    """
    found, gap = folder, 0
    for candidate in (folder, *folder.parents):
        if not candidate.name.isidentifier():
            break
        if disk.is_file(candidate / "__init__.py"):
            found, gap = candidate.parent, 0
        else:
            gap += 1
        # A marker ends a project, but not inside a package: some ship a setup.cfg among their modules.
        if gap > _WIDEST_GAP or (
            not disk.is_file(candidate.parent / "__init__.py") and _holds_any(candidate, MARKERS, disk)
        ):
            break
    return found


def marked_root(folder: Path, disk: Disk) -> Path | None:
    """The nearest folder with a project's marker, or else with what hints at a project; never one inside an
    environment's site-packages."""
    around = list(takewhile(lambda one: one.name not in ("site-packages", "dist-packages"), (folder, *folder.parents)))
    found = next((one for one in around if _holds_any(one, MARKERS, disk)), None)
    is_installed = len(around) <= len(folder.parents)
    if found is not None or is_installed:
        return found
    # Of a home, or all that a machine has, nothing is the project's for a file that lies about there.
    inside = takewhile(lambda one: one != one.parent and str(one) != _USER, around)
    return next((one for one in inside if _holds_any(one, HINTS, disk)), None)


def _holds_any(folder: Path, names: Iterable[str], disk: Disk) -> bool:
    return any(disk.exists(folder / name) for name in names)


def repository_root(root: Path, disk: Disk) -> Path:
    """The folder of the whole repository or workspace that a project lies in; the project's own where there is none."""
    for candidate in (root, *root.parents):
        if _holds_any(candidate, REPOSITORY, disk):
            return candidate
        if candidate != root and _declares_workspace(candidate / "pyproject.toml", disk):
            return candidate
    return root


def _declares_workspace(path: Path, disk: Disk) -> bool:
    try:
        return "[tool.uv.workspace]" in disk.read(path).text
    except SourceError:
        return False


def _children(folder: Path, disk: Disk) -> list[Path]:
    return [folder / name for name in disk.folders(folder) if name not in FOREIGN and not name.startswith(".")]


def _folders(root: Path, disk: Disk) -> Iterator[Path]:
    """Folders below a root that are no packages themselves, breadth first, within bounds."""
    level, seen = [root], 0
    for _ in range(DEEPEST):
        below: list[Path] = []
        for folder in level:
            seen += 1
            if seen > WIDEST:
                return
            yield folder
            below += [child for child in _children(folder, disk) if not disk.is_file(child / "__init__.py")]
        level = below
