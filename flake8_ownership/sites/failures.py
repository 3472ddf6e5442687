"""What a call can fail with, and whether a handler's `except` clause catches that."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from flake8_ownership.catalogue import Catalogue, exception_names
from flake8_ownership.index import ancestry, arguments, generics
from flake8_ownership.index.module import Class, Function, Scope, last_name
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import (
    Either,
    Items,
    Lib,
    Made,
    Many,
    OwnClass,
    OwnInstance,
    Parameter,
    Plain,
    Unknown,
    Value,
    Where,
)
from flake8_ownership.sites.site import Identity

# yes: what generally goes wrong is caught. no: only a special outcome is. maybe: reading does not tell.
Catches = Literal["yes", "maybe", "no"]

_EVERYTHING = frozenset({"Exception", "BaseException"})
_GROUPS = frozenset(f"builtins.{name}" for name in (*_EVERYTHING, "ExceptionGroup", "BaseExceptionGroup"))
_OS_ERRORS = frozenset({"OSError", "IOError", "EnvironmentError", "error"})
_OS_KINDS = frozenset({"fs", "socket", "process", "mail"})
_BUILTIN_TOPS = frozenset({"builtins", "os", "socket", "select"})
_OF_PARAMETERS = frozenset({"parameter", "narrowed", "excluded"})
# What `except Exception` lets through.
_NO_EXCEPTIONS = frozenset({"builtins.SystemExit", "builtins.KeyboardInterrupt", "builtins.GeneratorExit"})


@dataclass(frozen=True, slots=True)
class Failure:
    """What is under way outwards: what a library fails with, or the error that a handler raised in its place.

    Of a `library`, or of any of one `kind` where only a name tells what is called; `assumed` where the catalogue does
    not know the API, which is one of `package`; of a `module` where its library's modules have errors of their own;
    `peer` where it is that of a connection whose other end leaves as it likes; `grouped` where it goes on in an
    exception group; `broken` where what is raised is an answer with a status of 500 or above.
    """

    library: str = ""
    kind: str = ""
    package: str = ""
    module: str = ""
    assumed: bool = False
    peer: bool = False
    raised: Value | None = None
    broken: bool = False
    grouped: bool = False

    @property
    def leaves(self) -> bool:
        """Whether it is one that no `except Exception` catches."""
        return isinstance(self.raised, Lib) and self.raised.path in _NO_EXCEPTIONS


@dataclass(frozen=True, slots=True)
class _Errors:
    """The exceptions of a failure, by package and last name: libraries re-export theirs under many paths."""

    general: frozenset[tuple[str, str]]
    expected: frozenset[tuple[str, str]]
    os_error: bool


class Failures:
    """Answers for one project."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue) -> None:
        self._resolver = resolver
        self._catalogue = catalogue
        self._known: dict[tuple[str, str, str, bool], _Errors] = {}
        self._by_module: dict[str, bool] = {}

    def of(self, identity: Identity) -> Failure:
        """What the call of an identity can fail with."""
        assumed = identity.certainty == "assumed"
        library, top = identity.library or "", (identity.api or "").partition(".")[0]
        if library not in self._by_module:
            self._by_module[library] = bool(library) and self._catalogue.errors(library).by_module
        module = top if self._by_module[library] else ""
        return Failure(library, identity.kind, top if assumed else "", module, assumed, identity.peer)

    def _errors(self, failure: Failure) -> _Errors:
        """Looked up only once a handler names some exception."""
        key = failure.library, failure.kind, failure.module, failure.assumed
        if key not in self._known:
            if failure.library:
                sources = [self._catalogue.errors(failure.library)]
            else:
                sources = self._catalogue.errors_of_kind(failure.kind)
            general = _keys(name for one in sources for name in one.general)
            if failure.module:
                general = frozenset(key for key in general if key[0] in {failure.module, *_BUILTIN_TOPS})
            self._known[key] = _Errors(
                general,
                _keys(name for one in sources for name in one.expected),
                failure.kind in _OS_KINDS or failure.assumed or ("builtins", "OSError") in general,
            )
        return self._known[key]

    def catches(self, clause: ast.expr | None, failure: Failure, where: Where, *, star: bool = False) -> Catches:
        """Whether an `except` clause catches a failure; None is the bare `except:`. Only `except*`, a `star`, looks
        into a group."""
        if clause is None:
            return "yes"
        kinds = self._types(clause, where)
        if failure.grouped and not star:
            return "yes" if any(_is_of_groups(kind, base=failure.leaves) for kind in kinds) else "no"
        answers = [self._type_catches(kind, failure) for kind in kinds]
        return "yes" if "yes" in answers else "maybe" if "maybe" in answers else "no"

    def expects(self, clause: ast.expr | None, failure: Failure, where: Where) -> bool:
        """Whether an `except` clause names, among others, an outcome that is no failure: a duplicate, nothing found."""
        kinds = self._types(clause, where) if clause is not None else ()
        paths = [kind.path for kind in kinds if isinstance(kind, (Lib, Made))]
        return bool(paths) and not _keys(paths).isdisjoint(self._errors(failure).expected)

    def are_named(self, clause: ast.expr | None, where: Where) -> bool:
        """Whether an `except` clause says which errors it is for: all are classes that are known there, not given by
        whoever calls, and none stands for everything."""
        kinds = clause.elts if isinstance(clause, ast.Tuple) else [clause]
        return all(
            kind is not None and self._given(kind, where) is None and all(map(self._is_named, self._types(kind, where)))
            for kind in kinds
        )

    @staticmethod
    def _is_named(kind: Value) -> bool:
        match kind:
            case Lib(path) | Made(path) | Plain(path):
                return path.rpartition(".")[2] not in _EVERYTHING
        return isinstance(kind, OwnClass)

    def may_be_of_io(self, clause: ast.expr | None, where: Where) -> bool:
        """Whether an `except` clause may catch what some I/O fails with, and not only errors of the project's own, or
        of values that are not as they should be."""
        return clause is None or any(self._may_be_of_io(kind) for kind in self._types(clause, where))

    @staticmethod
    def _may_be_of_io(kind: Value) -> bool:
        match kind:
            case Lib(path) | Made(path) | Plain(path):
                top, last = path.partition(".")[0], path.rpartition(".")[2]
                return top not in _BUILTIN_TOPS or last in _EVERYTHING | _OS_ERRORS
            case OwnClass():
                return False
            case Parameter(bound=Value() as declared):
                return Failures._may_be_of_io(declared)
        return True

    def is_listed(self, failure: Failure) -> bool:
        """Whether a failure is known to be one that nobody expects.

        What the errors of a library mean that the catalogue lacks, only the project knows; and an error of its own may
        say by its name that it is an outcome: `ChannelClosed`.
        """
        match failure.raised:
            case None:
                return not failure.assumed
            case OwnClass(cls):
                return not exception_names.words().outcomes.search(cls.name)
        return True

    def _types(self, clause: ast.expr, where: Where) -> Iterable[Value]:
        if isinstance(clause, ast.Starred):
            yield from self._types(clause.value, where)
            return
        if isinstance(clause, ast.Tuple):
            for element in clause.elts:
                yield from self._types(element, where)
            return
        value = self._resolver.value(clause, where)
        given = self._given(clause, where) if not isinstance(value, Unknown) else None
        if isinstance(given, Parameter) and given.bound is None:
            # Declared as `type[X]`, it may be any kind of X.
            yield from (replace(given, bound=one) for one in self._flat(value, clause))
        else:
            yield from self._flat(value if given is None else _settled(given), clause)

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
            case Unknown() if exception_names.words().inputs.search(last_name(clause)):
                yield Lib(f"builtins.{last_name(clause)}")
            case _:
                yield value

    def _type_catches(self, kind: Value, failure: Failure) -> Catches:
        match kind:
            case Lib(path) | Made(path) | Plain(path):
                return self._path_catches(path, failure)
            case OwnClass(cls):
                return self._class_catches(cls, failure)
            case Parameter(bound=Value() as declared):
                return "no" if self._type_catches(declared, failure) == "no" else "maybe"
        return "maybe"

    def _path_catches(self, path: str, failure: Failure) -> Catches:
        top, _, last = path.partition(".")[0], "", path.rpartition(".")[2]
        if top == "builtins" and last in _EVERYTHING:
            return "no" if failure.leaves and last == "Exception" else "yes"
        if failure.raised is not None:
            return self._raised_caught(
                _settled(failure.raised), lambda name: name == path or (top == "builtins" and name == last)
            )
        errors = self._errors(failure)
        if (top, last) in errors.general:
            return "yes"
        if (top, last) in errors.expected:
            return "no"
        if top in _BUILTIN_TOPS and last in _OS_ERRORS:
            return "yes" if errors.os_error else "no"
        if failure.package and top == failure.package:
            return "maybe" if exception_names.words().outcomes.search(last) else "yes"
        return "no"

    def _class_catches(self, cls: Class, failure: Failure) -> Catches:
        if failure.raised is None:
            # A project's own exception that inherits a library's error is narrower than it.
            return "no"
        raised = _settled(failure.raised)
        if isinstance(raised, Either):
            answers = {self._class_catches(cls, replace(failure, raised=one)) for one in raised.values}
            return answers.pop() if len(answers) == 1 else "maybe"
        if isinstance(raised, OwnClass):
            return "yes" if cls in ancestry.lineage(self._resolver, raised.cls) else "no"
        return "maybe" if isinstance(raised, Unknown) else "no"

    def _raised_caught(self, raised: Value, is_it: object) -> Catches:
        assert callable(is_it)
        match raised:
            case Lib(path) | Made(path):
                return "yes" if is_it(path) else "no"
            case OwnClass(cls):
                for base in ancestry.lineage(self._resolver, cls):
                    if isinstance(base, str) and is_it(base):
                        return "yes"
                return "yes" if self._names_base(cls, is_it) else "no"
        return "maybe"

    def _names_base(self, cls: Class, is_it: object) -> bool:
        """Whether a class of the project inherits a builtin that is the one asked for."""
        assert callable(is_it)
        for base in ancestry.lineage(self._resolver, cls):
            if isinstance(base, Class) and any(is_it(last_name(expr)) for expr in base.bases):
                return True
        return False

    def after_raise(self, exprs: list[ast.expr | None], failure: Failure, where: Where) -> Failure:
        """What goes on outwards from a handler: the same failure, or the kind of error raised in its place."""
        replaced = [expr for expr in exprs if expr is not None]
        if len(replaced) != len(exprs):
            return failure
        kinds = (expr.func if isinstance(expr, ast.Call) else expr for expr in replaced)
        values = {self._given(kind, where) or self._resolver.value(kind, where) for kind in kinds}
        value = values.pop() if len(values) == 1 else None
        # What is given to a decorator is another error wherever it decorates: see `as_given`.
        is_given = isinstance(value, Parameter) and value.function is not where.scope
        if isinstance(value, Parameter) and not is_given and value.bound is not None:
            value = _settled(value)
        if not isinstance(value, (OwnClass, Lib, Made)):
            # A new error of a class that somebody gives; a variable may well hold the failure itself.
            is_new = is_given or (isinstance(value, Unknown) and all(isinstance(expr, ast.Call) for expr in replaced))
            return Failure(raised=value) if is_new else failure
        return Failure(raised=value, broken=any(map(_is_broken, replaced)))

    def _given(self, kind: ast.expr, where: Where) -> Value | None:
        """The parameter that an error is, whatever it is declared to be: it may be any kind of that."""
        scope: Scope | None = where.scope
        while isinstance(kind, ast.Name) and scope is not None and not scope.binds(kind.id):
            scope = scope.outer
        if not isinstance(kind, ast.Name) or not isinstance(scope, Function):
            return None
        bindings = scope.body.bindings.get(kind.id, ())
        if not bindings or any(one.kind not in _OF_PARAMETERS for one in bindings):
            return None
        bound = arguments.given_by_calls(self._resolver, scope, kind.id)
        return Parameter(Reason.PARAMETER, kind.id, name=kind.id, function=scope, bound=bound)

    def as_given(self, failure: Failure, decorator: Function, call: ast.Call | None, where: Where) -> Failure:
        """A failure that leaves a decorator: where it is one that the decorator was given, that one."""
        raised = failure.raised
        if not isinstance(raised, Parameter):
            return failure
        given = generics.matched(decorator, call).get(raised.name) if call is not None else None
        if raised.function is decorator and given is not None:
            return replace(failure, raised=_class_of(self._resolver.value(given, where)))
        return replace(failure, raised=_settled(raised))


def _class_of(value: Value) -> Value:
    """The class of an error, which is raised as well as an instance of it."""
    return OwnClass(value.cls) if isinstance(value, OwnInstance) else value


def _settled(raised: Value) -> Value:
    """What an error is that somebody is given to raise, as far as all who give one tell."""
    return _class_of(raised.bound or raised) if isinstance(raised, Parameter) else raised


def _is_broken(raised: ast.expr) -> bool:
    """Whether an error says that the server, or one behind it, has failed: by its name, or by the status given."""
    names = exception_names.words()
    if last_name(raised) in names.servers:
        return True
    if not isinstance(raised, ast.Call):
        return False
    given = (*raised.args[:1], *(word.value for word in raised.keywords if word.arg in names.status_keywords))
    return any(
        names.statuses.search(last_name(one)) if not isinstance(one, ast.Constant) else str(one.value)[:1] == "5"
        for one in given
    )


def _is_of_groups(kind: Value, *, base: bool) -> bool:
    """Whether a class of errors is one of exception groups, or of everything; of groups that are no `Exception` if they
    are to be `base` ones."""
    match kind:
        case Lib(path) | Made(path) | Plain(path):
            return path in _GROUPS and (not base or path.rpartition(".")[2].startswith("Base"))
    return False


def _keys(names: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset((name.partition(".")[0], name.rpartition(".")[2]) for name in names)
