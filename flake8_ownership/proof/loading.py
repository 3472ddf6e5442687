"""Imports the modules of the project with probes in them, from memory: no file is written, and no cache of Python's.

What a plugin of pytest has imported before is not imported again: its functions are given code with probes.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, FunctionType, ModuleType
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
        """Begins, with what has been imported already as well."""
        sys.meta_path.insert(0, self)
        early: dict[str, Mapping[_Known, CodeType]] = {}
        for module in list(sys.modules.values()):
            path = os.path.realpath(_path_of(module))
            if path not in self._sites:
                continue
            loader = getattr(module, "__loader__", None)
            if type(loader) is SourceFileLoader:
                code = self.code(loader)
                early[path] = dict(_inner(code)) if code is not None else {}
            elif self._sites[path]:
                self.notes.append(f"{path} was imported before the plugin began: nothing is seen of it")
        if early:
            _replace(early)

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
            spec.loader = _Loader(spec.loader.name, spec.loader.path, self)
        return spec

    def code(self, loader: SourceFileLoader) -> CodeType | None:
        """A module with probes; None, and a note, where there can be none."""
        path = loader.path
        real = os.path.realpath(path)
        try:
            written = rewritten(loader.get_data(path), path, self._sites[real])
            code: CodeType = compile(written.tree, path, "exec", dont_inherit=True)
        except (OSError, SourceError, RecursionError, SyntaxError, ValueError) as error:
            self.notes.append(f"{path} is loaded as it is: {error}")
            return None
        self.found |= written.found
        for (begin, name), row in written.definitions.items():
            self.definitions[real, begin, name] = row
        return code

    def _others(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is not self and hasattr(finder, "find_spec"):
                spec = finder.find_spec(fullname, path, target)
                if spec is not None:
                    return spec
        return None


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, finder: Finder) -> None:
        super().__init__(name, path)
        self._finder = finder

    def get_code(self, fullname: str) -> CodeType:
        code = self._finder.code(self)
        return self.source_to_code(self.get_data(self.path), self.path) if code is None else code


_Known = tuple[str, int]  # what tells a function of a module from others: its qualified name and its first row


def _inner(code: CodeType) -> Iterator[tuple[_Known, CodeType]]:
    """The code of all functions of a module."""
    waiting = [code]
    while waiting:
        inner = [one for one in waiting.pop().co_consts if isinstance(one, CodeType)]
        yield from ((_known(one), one) for one in inner)
        waiting += inner


def _known(code: CodeType) -> _Known:
    return code.co_qualname, code.co_firstlineno


def _replace(early: Mapping[str, Mapping[_Known, CodeType]]) -> None:
    """Gives the functions of modules that have been imported their code with probes; whoever holds one has it then."""
    real: dict[str, str] = {}
    gc.unfreeze()  # what reading the project has frozen is not among the objects
    for one in gc.get_objects():
        if type(one) is not FunctionType:
            continue
        usual = one.__code__
        if usual.co_filename not in real:
            real[usual.co_filename] = os.path.realpath(usual.co_filename)
        code = early.get(real[usual.co_filename], {}).get(_known(usual))
        if code is not None and code.co_freevars == usual.co_freevars:
            one.__code__ = code


def _path_of(module: ModuleType) -> str:
    try:
        found: Mapping[str, Any] = vars(module)
        path = found.get("__file__")
        return path if isinstance(path, str) else ""
    except Exception:
        return ""
