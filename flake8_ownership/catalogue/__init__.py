"""What is known of the world outside a project: which library calls are I/O, and which calls report a failure.

Knowledge is data, a file a library; a lookup reads only the files of the libraries that it asks about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from flake8_ownership.apis import Api, ApiClass, TypeNames, Use, Wrapper, file_stem
from flake8_ownership.catalogue import loader, observers, registry, shelf, world
from flake8_ownership.catalogue.model import Boundary, Errors, Hook, Library, Pattern
from flake8_ownership.catalogue.reading import Place, dotted
from flake8_ownership.errors import CatalogueError
from flake8_ownership.regular_files import is_regular

_MOST_PARTS = 32  # of a dotted path
_NO_ERRORS = Errors()
_NAMELESS: dict[str, frozenset[Use]] = {
    "@aiter": frozenset({"async for"}),
    "@maybe_aiter": frozenset({"async for"}),
    "@acm": frozenset({"async with"}),
    "@nested": frozenset(),
}


@cache
def _library(path: Path) -> Library:
    return observers.read(path).library if path.parent.name == "observers" else loader.read(path)


class Catalogue:
    """All libraries, ours and the user's, by canonical name. Answers None where it does not know."""

    def __init__(
        self,
        own: Mapping[str, Any] | None = None,
        path: str = "",
        row: Callable[[Place], int | None] = lambda _: None,
    ) -> None:
        """`own` are tables in the catalogue's format by library, from the configuration file `path`; `row` tells the
        row of a key in it. Raises CatalogueError for a table that breaks the format."""
        self._own: dict[str, Library] = {}
        for name, table in (own or {}).items():
            place = ("catalogue", name)
            if not isinstance(table, dict):
                raise CatalogueError(path, f"expected a table, found {table!r}", row(place), dotted(place))
            library = loader.build({"library": name, "imports": [name], **table}, path, place, row)
            for module in library.imports:
                self._own[module] = library
        self._classes: dict[str, ApiClass | None] = {}
        self._libraries: dict[str, tuple[Library, ...]] = {}

    def libraries(self, path: str) -> tuple[Library, ...]:
        """The libraries that speak of a dotted path, the user's first, then the most specific."""
        if path not in self._libraries:
            self._libraries[path] = tuple(self._speaking_of(path))
        return self._libraries[path]

    def _speaking_of(self, path: str) -> Iterator[Library]:
        # No entry speaks of a longer one; in a chain of calls, each makes a path that is longer by one part.
        parts = path.split(".", _MOST_PARTS)[:_MOST_PARTS]
        files = shelf.files_by_import()
        for count in range(len(parts), 0, -1):
            prefix = ".".join(parts[:count])
            if prefix in self._own:
                yield self._own[prefix]
            for file in files.get(prefix, ()):
                library = _library(file)
                yield library
                for module in library.reexports:
                    yield from (_library(other) for other in files.get(module, ()))
        for pattern, globbed in shelf.globs():
            if fnmatchcase(parts[0], pattern) or any(fnmatchcase(part, pattern) for part in parts):
                for file in globbed:
                    yield _library(file)

    def knows(self, path: str) -> bool:
        return bool(self.libraries(path))

    def idle(self, path: str) -> bool:
        """Whether a dotted path, or a package or type that it lies in, is known to do no I/O."""
        return world.is_idle(path)

    def expires(self, path: str) -> bool:
        """Whether the objects of the library of a dotted path may ask the other side again whenever they are read."""
        return any(library.expires for library in self.libraries(path))

    def bad_statuses(self, path: str) -> frozenset[str]:
        """The errors that catch what `raise_for_status()` raises, in the library of a dotted path; empty without it."""
        return frozenset().union(*(library.errors.status for library in self.libraries(path)))

    def function(self, path: str) -> Api | None:
        for library in self.libraries(path):
            name = library.aliases.get(path, path)
            if name in library.functions:
                return library.functions[name]
        return None

    def type_named(self, path: str) -> ApiClass | None:
        if path not in self._classes:
            self._classes[path] = self._type_named(path)
        return self._classes[path]

    def _type_named(self, path: str) -> ApiClass | None:
        libraries = self.libraries(path)
        for library in libraries:
            name = library.aliases.get(path, path)
            if name in library.classes:
                return library.classes[name]
            if name != path and name not in library.functions:
                return self.type_named(name)
        for library in libraries:
            found = _reexported(library, path)
            if found is not None:
                return found
        return self.generated(path)

    def generated(self, path: str) -> ApiClass | None:
        """A type that a library's tools write into the project (`*_pb2_grpc`), by the pattern that its name fits."""
        for library in self.libraries(path):
            for pattern in library.patterns:
                if fnmatchcase(path, pattern.match):
                    return _generated(library, pattern, path)
        return None

    def member(self, owner: ApiClass, name: str) -> Api | None:
        """What a type's member does; for a dynamic type also a member that is not listed."""
        api = owner.members.get(name)
        if api is not None or not owner.dynamic or name.startswith("__"):
            return api
        path = f"{owner.name}.{name}"
        if any(fnmatchcase(name, pattern) for pattern in owner.pure_patterns):
            return Api(path, owner.library, owner.kind, "pure")
        if owner.dynamic == "lazy-chain" or any(fnmatchcase(name, pattern) for pattern in owner.part_patterns):
            return Api(path, owner.library, owner.kind, "lazy", returns=owner.name)
        if owner.dynamic.startswith("suffix:"):
            if not name.endswith(owner.dynamic.removeprefix("suffix:")):
                return None
        elif owner.dynamic.startswith("attr:"):
            return None
        uses = frozenset({"call"} if owner.dynamic.startswith("call") else {"await", "async for", "async with"})
        return Api(path, owner.library, owner.kind, "io", uses, quiet=owner.quiet)  # type: ignore[arg-type]

    def attribute(self, owner: ApiClass, name: str) -> str:
        """The type of an attribute, as `types` reads it; empty where nothing is known."""
        given = owner.attrs.get(name, "")
        if not given and owner.dynamic.startswith("attr:") and name not in owner.members:
            given = owner.dynamic.removeprefix("attr:")
        return given

    def types(self, text: str, source: Api | ApiClass, path: str) -> Iterator[ApiClass | str | tuple[str, ...]]:
        """The types that an entry of `source` names: `A|B`, `(A, B)` for a tuple, a name where it is not catalogued.

        `@aiter`, `@acm` and `@nested` stand for types without a name of their own, whose iteration, entering or awaited
        members are I/O of the library; they go by `path`.
        """
        if text.startswith("("):
            yield tuple(part.strip() for part in text[1:-1].split(","))
            return
        for part in map(str.strip, text.split("|")):
            uses = _NAMELESS.get(part)
            if uses is not None:
                dynamic = "await-nested" if part == "@nested" else ""
                yield ApiClass(path, source.library, source.kind, {}, io_uses=uses, dynamic=dynamic, quiet=source.quiet)
            else:
                yield self.type_named(part) or part

    @property
    def type_names(self) -> TypeNames:
        """What names say about types."""
        return world.type_names()

    def wrapper(self, path: str) -> Wrapper | None:
        return world.wrappers().get(path)

    def errors(self, library: str) -> Errors:
        """A library's exceptions, by the name of its distribution."""
        for own in self._own.values():
            if own.name == library:
                return own.errors
        path = shelf.FOLDER / "io" / f"{file_stem(library)}.toml"
        return _library(path).errors if is_regular(path) else _NO_ERRORS

    def errors_of_kind(self, kind: str) -> list[Errors]:
        """The exceptions of all libraries of one kind, for calls that only their names identify."""
        return [_library(path).errors for path in shelf.files_by_kind().get(kind, ())]

    def signal(self, path: str) -> observers.Signal | None:
        """What a call by that name tells, where it is known to tell anything."""
        return next((known.signals[path] for known in _observers(path) if path in known.signals), None)

    def scope(self, path: str) -> observers.ReportingScope | None:
        """The reporting context manager or decorator of that name."""
        for known in _observers(path):
            name = known.library.aliases.get(path, path)
            if name in known.scopes:
                return known.scopes[name]
        return None

    def retry(self, path: str) -> observers.Retry | None:
        return next((known.retries[path] for known in _observers(path) if path in known.retries), None)

    @cached_property
    def boundaries(self) -> registry.Registry[Boundary]:
        """What frameworks do with what their callees raise."""
        return registry.boundaries(library.boundaries for library in self._own.values())

    @cached_property
    def hooks(self) -> registry.Registry[Hook]:
        """How a project hears of what reaches a framework."""
        return registry.hooks(library.boundaries for library in self._own.values())

    @cached_property
    def frameworks(self) -> set[str]:
        """The top-level packages of all libraries whose boundaries are known."""
        return {*self._own, *registry.packages()}

    def packages_of(self, framework: str) -> frozenset[str]:
        """The packages that operations of a framework are registered with."""
        return self.boundaries.packages_of(lambda one: one.framework == framework)

    def counts(self, path: str) -> bool:
        """Whether a dotted path is a metric, or lies in a library that does nothing but count."""
        for known in _observers(path):
            sorts = {signal.sort for name, signal in known.signals.items() if name.startswith(path)}
            if "metric" in sorts or {signal.sort for signal in known.signals.values()} == {"metric"}:
                return True
        return False

    def canonical(self, path: str) -> str:
        """A dotted path by the name that the catalogue uses: `logging` aliases, methods by their type's name."""
        for library in self.libraries(path):
            if path in library.aliases:
                return library.aliases[path]
        owner, _, name = path.rpartition(".")
        found = self.type_named(owner) if owner else None
        return f"{found.name}.{name}" if found is not None else path


@cache
def _observers(path: str) -> tuple[observers.Observers, ...]:
    """The observer libraries that speak of a dotted path, the most specific first."""
    parts = path.split(".")
    prefixes = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    files = [file for prefix in prefixes for file in shelf.files_by_import().get(prefix, ())]
    return tuple(observers.read(file) for file in files if file.parent.name == "observers")


def _reexported(library: Library, path: str) -> ApiClass | None:
    """A type under a path that the catalogue does not list: the only one of the library with that last name."""
    last = path.rpartition(".")[2]
    if not last[:1].isupper():
        return None
    found = [cls for name, cls in library.classes.items() if name.rpartition(".")[2] == last]
    found += [
        library.classes[name]
        for alias, name in library.aliases.items()
        if alias.rpartition(".")[2] == last and name in library.classes
    ]
    names = {cls.name for cls in found}
    return found[0] if len(names) == 1 else None


@cache
def _generated(library: Library, pattern: Pattern, path: str) -> ApiClass:
    return ApiClass(path, library.name, pattern.kind, {}, dynamic=pattern.dynamic, pure_patterns=pattern.pure)
