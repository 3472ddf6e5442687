"""Looks up what is registered how: the boundaries, or the hooks, of all catalogue files together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path
from typing import Generic, TypeVar

from flake8_ownership.catalogue import loader
from flake8_ownership.catalogue.model import Argument, Boundaries, Boundary, Form, Hook, Ways

FOLDER = Path(__file__).parent / "boundaries"
_MOST_PARTS = 8  # of a path that has other names
T = TypeVar("T", bound=Boundary | Hook)


class Registry(Generic[T]):
    """Ways by the names that they go by; what is given first comes first."""

    def __init__(self, entries: Iterable[tuple[T, Ways]], same: Mapping[str, str]) -> None:
        self._same = same
        self._decorators: dict[str, T] = {}
        self._handed: dict[str, list[tuple[Argument, T]]] = {}
        self._methods: dict[str, list[tuple[str, T]]] = {}
        self._wild: list[tuple[str, str, T]] = []
        self._attributes: dict[tuple[str, str], tuple[Form, T]] = {}
        self._ways = list(entries)
        self.all = [one for one, _ in self._ways]
        for one, ways in self._ways:
            for name in ways.decorators:
                self._decorators.setdefault(name, one)
            for name, argument in ways.handed:
                self._handed.setdefault(name, []).append((argument, one))
            for owner, method in ways.methods:
                if "*" in owner:
                    self._wild.append((owner, method, one))
                self._methods.setdefault(owner, []).append((method, one))
            for owner, attribute, form in ways.attributes:
                self._attributes.setdefault((owner, attribute), (form, one))
        methods = {method for known in self._methods.values() for method, _ in known}
        self._overridden_so = frozenset(method for method in methods if not method.isidentifier())
        self._overridden = methods - self._overridden_so
        # The last names of the calls that functions are handed to: a cheap no before a call is resolved.
        self.takers = frozenset(name.rpartition(".")[2] for name in self._handed)
        self.attributes = frozenset(name for _, name in self._attributes)
        # What stands where an operator is given a function, of which the text has no name.
        self.operated = frozenset(_word_of(name) for name in self._handed if _is_operator(name))
        # One of them stands in every file that hands a function on.
        self.words = {_word_of(name) for name in self._handed} | {owner for owner, _ in self._attributes}

    def decorated(self, path: str) -> T | None:
        """What a decorator of that path registers a function for."""
        return self._decorators.get(self.canonical(path))

    def taking(self, path: str) -> Iterable[tuple[Argument, T]]:
        """The arguments by which a call of that path is handed functions."""
        return self._handed.get(self.canonical(path), ())

    def overridden(self, path: str, method: str) -> T | None:
        """What calls a method of that name of a subclass of a library's class."""
        known = self._methods.get(self.canonical(path), ())
        found = next((one for pattern, one in known if fnmatchcase(method, pattern)), None)
        wild = (one for owner, name, one in self._wild if fnmatchcase(path, owner) and fnmatchcase(method, name))
        return found if found is not None else next(wild, None)

    def may_override(self, method: str) -> bool:
        """Whether something calls a method of that name of some class."""
        return method in self._overridden or any(fnmatchcase(method, one) for one in self._overridden_so)

    def named_by(self, owner: str, attribute: str) -> tuple[Form, T] | None:
        """What calls the functions that an attribute of a class names."""
        return self._attributes.get((owner, attribute))

    @cached_property
    def calls(self) -> Mapping[str, Hook]:
        """The calls that set up what reports by itself, each with its hook."""
        return {name: one for one in self.all if isinstance(one, Hook) for name in one.calls}

    def words_of(self, wanted: Callable[[T], bool]) -> frozenset[str]:
        """What stands in a file that registers something: the last names of all ways to do so."""
        found: set[str] = set()
        for one, ways in self._ways:
            if wanted(one):
                found |= (
                    ways.decorators
                    | {name for name, _ in ways.handed}
                    | {_seen_as(owner, name) for owner, name in ways.methods}
                )
                found |= {attribute for _, attribute, _ in ways.attributes}
                found |= one.calls if isinstance(one, Hook) else set()
        return frozenset(map(_word_of, found))

    def packages_of(self, wanted: Callable[[T], bool]) -> frozenset[str]:
        """The packages that something is registered with."""
        every = [(one, ways) for one, ways in self._ways if wanted(one)]
        names = {name for _, ways in every for name in ways.decorators}
        names |= {name for _, ways in every for name, _ in (*ways.handed, *ways.methods)}
        return frozenset(name.partition(".")[0] for name in names)

    @cached_property
    def all_words(self) -> frozenset[str]:
        """The last names of whatever something may be registered by."""
        return self.words_of(lambda _: True)

    def canonical(self, path: str) -> str:
        """A path as the catalogue writes it, each part of it after the other."""
        for _ in range(_MOST_PARTS):
            found = next((self._same[head] + tail for head, tail in _heads(path) if head in self._same), path)
            if found == path:
                break
            path = found
        return path


def _is_operator(path: str) -> bool:
    """Whether a path is one of a method that an operator calls: `app.on_start.__iadd__`."""
    return path.endswith("__")


def _word_of(path: str) -> str:
    """What stands in a text that names something: the last name of its path, except the method of an operator."""
    return (path.rpartition(".")[0] if _is_operator(path) else path).rpartition(".")[2]


def _seen_as(owner: str, method: str) -> str:
    """What stands where a class has a method of a framework: its definition, or its base where many have its name."""
    return owner if method.startswith("__") else f"def {method}"


def _heads(path: str) -> Iterator[tuple[str, str]]:
    """A path cut in two at each of its dots, the longest first part first."""
    end = len(path)
    while end > 0:
        yield path[:end], path[end:]
        end = path.rfind(".", 0, end)


@cache
def ours() -> tuple[Boundaries, ...]:
    """What our own files say."""
    return tuple(loader.read(path).boundaries for path in sorted(FOLDER.glob("*.toml")))


@cache
def packages() -> frozenset[str]:
    """The packages that our own files are about."""
    return frozenset(name for path in FOLDER.glob("*.toml") for name in loader.read(path).imports)


def boundaries(own: Iterable[Boundaries]) -> Registry[Boundary]:
    """All boundaries, the user's first."""
    every = (*own, *ours())
    return Registry([entry for one in every for entry in one.boundaries], _same(every))


def hooks(own: Iterable[Boundaries]) -> Registry[Hook]:
    """All hooks, the user's first."""
    every = (*own, *ours())
    return Registry([entry for one in every for entry in one.hooks], _same(every))


def _same(every: Iterable[Boundaries]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in every:
        for other, name in one.same.items():
            found.setdefault(other, name)
    return found
