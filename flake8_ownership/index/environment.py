"""An installed environment that a project opts in to: what its libraries declare, read as text and nothing else.

Nothing of it is imported or executed, and no `.pth` file counts. Only what lies in its folder is read, whatever links
say. What is too large, or does not parse, is not known.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from flake8_ownership.errors import SourceError
from flake8_ownership.index import newer
from flake8_ownership.index.budget import Budget
from flake8_ownership.index.disk import Disk
from flake8_ownership.index.module import Class, Function, Module, Scope
from flake8_ownership.index.notes import Notes, joined
from flake8_ownership.index.scopes import Binding

LARGEST = 1_000_000  # characters of one module
_MOST_PATHS = 200  # names that are looked at for one, where imports, stars and bases lead on
_MOST_PARTS = 24  # of one path: a name that stands for something inside of itself would grow for ever
_INSTALLED = "site-packages"


@dataclass(frozen=True, slots=True)
class Held:
    """A name of a module, or of a class, that is neither a class nor a function."""

    scope: Module | Class
    name: str


Found: TypeAlias = Class | Function | Held


@dataclass(eq=False)
class Environment:
    """The libraries below one folder, each module read once and only if asked."""

    folder: Path
    disk: Disk
    budget: Budget
    _known: dict[str, tuple[Found | None, Notes]] = field(default_factory=dict)
    _modules: dict[Path, Module | None] = field(default_factory=dict)
    _named: dict[str, tuple[Module | None, Notes]] = field(default_factory=dict)
    _known_sites: tuple[tuple[Path, ...], Notes] | None = None
    # The files whose modules were held at some time.
    _seen: set[Path] = field(default_factory=set)

    def find(self, path: str) -> Found | None:
        """What a dotted path names, wherever it is defined; None where that is not known."""
        if path not in self._known:
            with self.disk.apart() as notes:
                found = self._found(path, set())
            self._known[path] = found, joined(notes)
        found, depends = self._known[path]
        self.disk.notes.add(depends)
        return found

    def let_go(self) -> None:
        """Forgets all modules."""
        for module in self._modules.values():
            if module is not None:
                self.budget.gave(len(module.text))
                module.let_go()
        self._modules.clear()
        self._named.clear()
        self._known.clear()

    # -- names

    def _found(self, path: str, seen: set[str]) -> Found | None:
        """What a path names; `seen` are the paths that were looked at before, each once, however many lead to it."""
        if path in seen or len(seen) == _MOST_PATHS:
            return None
        seen.add(path)
        parts = path.split(".", _MOST_PARTS)
        if len(parts) > _MOST_PARTS:
            return None
        for count in range(len(parts) - 1, 0, -1):
            module = self._module(parts[:count])
            if module is not None:
                return self._inside(module, parts[count:], seen)
        return None

    def _inside(self, scope: Module | Class, names: list[str], seen: set[str]) -> Found | None:
        first, *rest = names
        if first in scope.classes:
            return self._inside(scope.classes[first], rest, seen) if rest else scope.classes[first]
        if first in scope.functions:
            return None if rest else scope.functions[first]
        for path in self._elsewhere(scope, first):
            found = self._found(".".join((path, *rest)), seen)
            if found is not None:
                return found
        return Held(scope, first) if first in scope.body.bindings and not rest else None

    def _elsewhere(self, scope: Module | Class, name: str) -> Iterator[str]:
        """The paths by which a name of a scope may be defined: where it is imported from, or of a class, its bases."""
        if isinstance(scope, Class):
            for base in scope.bases:
                path = dotted(base.value if isinstance(base, ast.Subscript) else base, scope.module)
                if path:
                    yield f"{path}.{name}"
            return
        for binding in scope.body.bindings.get(name, ()):
            if binding.kind == "import":
                yield imported(binding, scope)
            elif binding.kind == "value" and isinstance(binding.expr, (ast.Name, ast.Attribute)) and not binding.route:
                path = dotted(binding.expr, scope)
                if path:
                    yield path
        for star in scope.body.stars:
            yield f"{_start(star, scope)}.{name}"

    # -- files

    def _module(self, names: list[str]) -> Module | None:
        """The module of a dotted name; of a stub, where the library has one."""
        name = ".".join(names)
        if name not in self._named:
            with self.disk.apart() as notes:
                found = self._looked_for(names)
            self._named[name] = found, joined(notes)
        module, depends = self._named[name]
        self.disk.notes.add(depends)
        return module

    def _looked_for(self, names: list[str]) -> Module | None:
        for place in self._sites:
            for top in (f"{names[0]}-stubs", names[0]):
                base = place.joinpath(top, *names[1:])
                inside = [base / f"__init__{end}" for end in _ENDS]
                for path in (*inside, *(base.with_name(base.name + end) for end in _ENDS)):
                    if self.disk.is_file(path) and self._is_inside(path):
                        return self._at(path, ".".join(names))
        return None

    def _at(self, path: Path, name: str) -> Module | None:
        self.disk.notes.add(f"text\0{path}")
        if path not in self._modules:
            self._modules[path] = self._load(path, name)
        return self._modules[path]

    def _load(self, path: Path, name: str) -> Module | None:
        try:
            source = newer.readable(self.disk.read(path))
            if len(source.text) > LARGEST:
                return None
            module = Module(name, path, source, is_package=path.stem == "__init__", is_stub=True)
        except SourceError:
            return None
        if module.is_deep:
            return None
        self.budget.took(len(source.text), again=path in self._seen)
        self._seen.add(path)
        return module

    @property
    def _sites(self) -> tuple[Path, ...]:
        """The folders that hold the libraries."""
        if self._known_sites is None:
            with self.disk.apart() as notes:
                found = tuple(path for path in self._possible() if self.disk.is_folder(path) and self._is_inside(path))
            self._known_sites = found, joined(notes)
        sites, depends = self._known_sites
        self.disk.notes.add(depends)
        return sites

    def _possible(self) -> Iterator[Path]:
        if self.folder.name == _INSTALLED:
            yield self.folder
        yield self.folder / "Lib" / _INSTALLED
        for name in self.disk.folders(self.folder / "lib"):
            if name.startswith("python"):
                yield self.folder / "lib" / name / _INSTALLED

    def _is_inside(self, path: Path) -> bool:
        return self.disk.real(path).is_relative_to(self.disk.real(self.folder))


_ENDS = (".pyi", ".py")


def imported(binding: Binding, module: Module) -> str:
    """The path that an import in a module outside the project stands for."""
    start = _start(binding, module)
    return f"{start}.{binding.imported}" if binding.imported is not None else start


def _start(binding: Binding, module: Module) -> str:
    """The module that an import takes something from, in full."""
    if not binding.level:
        return binding.module
    parts = module.package.split(".")
    parts = parts[: len(parts) - binding.level + 1]
    return ".".join((*parts, *([binding.module] if binding.module else [])))


def dotted(expr: ast.expr, module: Module) -> str:
    """The path that an expression of names stands for in a module; empty for any other."""
    names: list[str] = []
    while isinstance(expr, ast.Attribute):
        names.append(expr.attr)
        expr = expr.value
    if not isinstance(expr, ast.Name):
        return ""
    scope: Scope = module
    found = scope.body.bindings.get(expr.id, ())
    start = f"{module.name}.{expr.id}"
    if len(found) == 1 and found[0].kind == "import":
        start = imported(found[0], module)
    return ".".join((start, *reversed(names)))
