"""What a call can fail with, and whether a handler's `except` clause catches that."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from flake8_ownership.catalogue import Catalogue
from flake8_ownership.index import members
from flake8_ownership.index.module import Class, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Either, Items, Lib, Made, Many, OwnClass, Plain, Unknown, Value, Where
from flake8_ownership.sites.site import Identity

# yes: what generally goes wrong is caught. no: only a special outcome is. maybe: reading does not tell.
Catches = Literal["yes", "maybe", "no"]

_EVERYTHING = frozenset({"Exception", "BaseException"})
_OS_ERRORS = frozenset({"OSError", "IOError", "EnvironmentError", "error"})
_OS_KINDS = frozenset({"fs", "socket", "process", "mail"})
_BUILTIN_TOPS = frozenset({"builtins", "os", "socket", "select"})
# Names of exceptions that are answers rather than breakdowns, for libraries outside the catalogue.
_NARROW = re.compile(
    r"NotFound|DoesNotExist|NotExist|Missing|Exists|Duplicate|Conflict|Integrity|Unique|Auth|Forbidden|"
    r"Unauthori[sz]ed|Permission|Denied|Invalid|Validation|Timeout|TimedOut|Cancel|RateLimit|TooMany|"
    r"Disconnect|Closed|Empty|Decode|Parse|Unsupported|NotImplemented|KeyError|ValueError|TypeError"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What is under way outwards: what a library fails with, or the error that a handler raised in its place.

    Of a `library`, or of any of one `kind` where only a name tells what is called; `assumed` where the catalogue does
    not know the API, which is one of `package`.
    """

    library: str = ""
    kind: str = ""
    package: str = ""
    assumed: bool = False
    raised: Value | None = None


@dataclass(frozen=True, slots=True)
class _Errors:
    """The exceptions of a failure, by package and last name: libraries re-export theirs under many paths."""

    general: frozenset[tuple[str, str]]
    expected: frozenset[tuple[str, str]]
    os_error: bool


# What `except Exception` lets through.
_NO_EXCEPTIONS = frozenset({"builtins.SystemExit", "builtins.KeyboardInterrupt", "builtins.GeneratorExit"})


class Failures:
    """Answers for one project."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue) -> None:
        self._resolver = resolver
        self._catalogue = catalogue
        self._known: dict[tuple[str, str, bool], _Errors] = {}

    def of(self, identity: Identity) -> Failure:
        """What the call of an identity can fail with."""
        assumed = identity.certainty == "assumed"
        package = identity.api.partition(".")[0] if assumed and identity.api else ""
        return Failure(identity.library or "", identity.kind, package, assumed=assumed)

    def _errors(self, failure: Failure) -> _Errors:
        """Looked up only once a handler names some exception."""
        key = failure.library, failure.kind, failure.assumed
        if key not in self._known:
            if failure.library:
                sources = [self._catalogue.errors(failure.library)]
            else:
                sources = self._catalogue.errors_of_kind(failure.kind)
            general = _keys(name for one in sources for name in one.general)
            self._known[key] = _Errors(
                general,
                _keys(name for one in sources for name in one.expected),
                failure.kind in _OS_KINDS or failure.assumed or ("builtins", "OSError") in general,
            )
        return self._known[key]

    def catches(self, clause: ast.expr | None, failure: Failure, where: Where) -> Catches:
        """Whether an `except` clause catches a failure; None is the bare `except:`."""
        if clause is None:
            return "yes"
        answers = [self._type_catches(kind, failure) for kind in self._types(clause, where)]
        return "yes" if "yes" in answers else "maybe" if "maybe" in answers else "no"

    def expects(self, clause: ast.expr | None, failure: Failure, where: Where) -> bool:
        """Whether an `except` clause names, among others, an outcome that is no failure: a duplicate, nothing found."""
        kinds = self._types(clause, where) if clause is not None else ()
        paths = [kind.path for kind in kinds if isinstance(kind, (Lib, Made))]
        return bool(paths) and not _keys(paths).isdisjoint(self._errors(failure).expected)

    def _types(self, clause: ast.expr, where: Where) -> Iterable[Value]:
        if isinstance(clause, ast.Starred):
            yield from self._types(clause.value, where)
            return
        if isinstance(clause, ast.Tuple):
            for element in clause.elts:
                yield from self._types(element, where)
            return
        yield from self._flat(self._resolver.value(clause, where), clause)

    def _flat(self, value: Value, clause: ast.expr) -> Iterable[Value]:
        match value:
            case Items(elements):
                for element in elements:
                    yield from self._flat(element, clause)
            case Either(values):
                for part in values:
                    yield from self._flat(part, clause)
            case Many(element):
                yield from self._flat(element, clause)
            case Unknown() if last_name(clause) in _EVERYTHING:
                yield Lib(f"builtins.{last_name(clause)}")
            case _:
                yield value

    def _type_catches(self, kind: Value, failure: Failure) -> Catches:
        match kind:
            case Lib(path) | Made(path) | Plain(path):
                return self._path_catches(path, failure)
            case OwnClass(cls):
                return self._class_catches(cls, failure)
        return "maybe"

    def _path_catches(self, path: str, failure: Failure) -> Catches:
        top, _, last = path.partition(".")[0], "", path.rpartition(".")[2]
        if top == "builtins" and last in _EVERYTHING:
            leaves = isinstance(failure.raised, Lib) and failure.raised.path in _NO_EXCEPTIONS
            return "no" if leaves and last == "Exception" else "yes"
        if failure.raised is not None:
            return self._raised_caught(
                failure.raised, lambda name: name == path or (top == "builtins" and name == last)
            )
        errors = self._errors(failure)
        if (top, last) in errors.general:
            return "yes"
        if (top, last) in errors.expected:
            return "no"
        if top in _BUILTIN_TOPS and last in _OS_ERRORS:
            return "yes" if errors.os_error else "no"
        if failure.package and top == failure.package:
            return "maybe" if _NARROW.search(last) else "yes"
        return "no"

    def _class_catches(self, cls: Class, failure: Failure) -> Catches:
        if failure.raised is None:
            # A project's own exception that inherits a library's error is narrower than it.
            return "no"
        if isinstance(failure.raised, OwnClass):
            return "yes" if cls in members.lineage(self._resolver, failure.raised.cls) else "no"
        return "maybe" if isinstance(failure.raised, Unknown) else "no"

    def _raised_caught(self, raised: Value, is_it: object) -> Catches:
        assert callable(is_it)
        match raised:
            case Lib(path) | Made(path):
                return "yes" if is_it(path) else "no"
            case OwnClass(cls):
                for base in members.lineage(self._resolver, cls):
                    if isinstance(base, str) and is_it(base):
                        return "yes"
                return "yes" if self._names_base(cls, is_it) else "no"
        return "maybe"

    def _names_base(self, cls: Class, is_it: object) -> bool:
        """Whether a class of the project inherits a builtin that is the one asked for."""
        assert callable(is_it)
        for base in members.lineage(self._resolver, cls):
            if isinstance(base, Class) and any(is_it(last_name(expr)) for expr in base.bases):
                return True
        return False

    def after_raise(self, exprs: list[ast.expr | None], failure: Failure, where: Where) -> Failure:
        """What goes on outwards from a handler: the same failure, or the one error that is raised in its place."""
        replaced = [expr for expr in exprs if expr is not None]
        if len(replaced) != len(exprs) or len(replaced) != 1:
            return failure
        expr = replaced[0]
        target = expr.func if isinstance(expr, ast.Call) else expr
        value = self._resolver.value(target, where)
        if isinstance(value, (OwnClass, Lib, Made)):
            return Failure(raised=value)
        return failure


def _keys(names: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset((name.partition(".")[0], name.rpartition(".")[2]) for name in names)
