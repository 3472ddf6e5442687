"""Imports the modules of the project with probes in them, from memory: no file is written, and no cache of Python's."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from flake8_ownership.errors import SourceError
from flake8_ownership.proof.claims import Site
from flake8_ownership.proof.rewriting import rewritten


class Finder(MetaPathFinder):
    """Stands before all others, asks them for a module, and has those of the project loaded with probes.

    `found` are the sites that have one, `definitions` the row of each `def`, by file, the row at which its code begins,
    and name. `notes` say why there are no probes in a file.
    """

    def __init__(self, paths: Iterable[str], sites: Iterable[Site]) -> None:
        self._sites: dict[str, list[Site]] = {path: [] for path in paths}
        for site in sites:
            self._sites.setdefault(site.path, []).append(site)
        self._asking = threading.local()
        self.found: set[int] = set()
        self.definitions: dict[tuple[str, int, str], int] = {}
        self.notes: list[str] = []

    def install(self) -> None:
        """Begins; of what has been imported already, nothing is seen."""
        for module in list(sys.modules.values()):
            path = _path_of(module)
            if self._sites.get(path):
                self.notes.append(f"{path} was imported before the plugin began: nothing is seen of it")
        sys.meta_path.insert(0, self)

    def remove(self) -> None:
        """Ends it, as far as modules that are still to be imported go."""
        sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What the others find, with a loader of ours for modules of the project."""
        if getattr(self._asking, "is_busy", False):
            return None
        self._asking.is_busy = True
        try:
            spec = self._others(fullname, path, target)
        finally:
            self._asking.is_busy = False
        if spec is None or spec.origin is None or type(spec.loader) is not SourceFileLoader:
            return spec
        real = os.path.realpath(spec.origin)
        if real in self._sites:
            spec.loader = _Loader(spec.loader.name, spec.loader.path, self._sites[real], self)
        return spec

    def _others(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is not self and hasattr(finder, "find_spec"):
                spec = finder.find_spec(fullname, path, target)
                if spec is not None:
                    return spec
        return None


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, sites: list[Site], finder: Finder) -> None:
        super().__init__(name, path)
        self._sites = sites
        self._finder = finder

    def get_code(self, fullname: str) -> CodeType:
        data, path = self.get_data(self.path), self.path
        try:
            written = rewritten(data, path, self._sites)
            code: CodeType = compile(written.tree, path, "exec", dont_inherit=True)
        except (SourceError, RecursionError, SyntaxError, ValueError) as error:
            self._finder.notes.append(f"{path} is loaded as it is: {error}")
            return self.source_to_code(data, path)
        self._finder.found |= written.found
        real = os.path.realpath(path)
        for (begin, name), row in written.definitions.items():
            self._finder.definitions[real, begin, name] = row
        return code


def _path_of(module: ModuleType) -> str:
    try:
        found: Mapping[str, Any] = vars(module)
        path = found.get("__file__")
        return os.path.realpath(path) if isinstance(path, str) else ""
    except Exception:
        return ""
