"""What a logger or counter of no known library is proven to take: by its class, else by how files call it.

A method that nobody calls on it, and whose definition is not at hand, is never called by a fix.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from flake8_ownership.apis import ApiClass
from flake8_ownership.codemods.dialects.libraries import LOGGING
from flake8_ownership.codemods.proofs import Given, accepts
from flake8_ownership.index import ancestry
from flake8_ownership.index.module import Class, Module
from flake8_ownership.index.trees import is_small
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import (
    Annotation,
    Bound,
    Either,
    OwnClass,
    OwnFunction,
    OwnInstance,
    OwnModule,
    Value,
)

# How a failure that is being handled is reported: the method records it by itself, by `exc_info`, or its text is told.
Form = Literal["traceback", "exc_info", "text"]
# Methods that report a failure, the best first; `exception` records it by itself.
_REPORTING = ("error", "critical", "warning", "warn")
_ANNOUNCING = ("debug", "info")
_A_TEXT = Given(1)
# Keywords that say how a report is made, which a logger takes or leaves.
_MANNERS = frozenset({"exc_info", "extra", "stack_info", "stacklevel"})
# Library loggers whose methods take a message as the standard library's do, and need no await.
_PLAIN = frozenset({*(library.name for library in LOGGING), "picologging", "logbook"})


_MOST_NODES = 50  # of what a logger is written as


@dataclass(frozen=True, slots=True)
class Speech:
    """What is proven of a logger: the method that reports a failure, how it is told what failed, and the methods that
    announce. `given` is the same for an exception that a variable holds, where none is being handled."""

    method: str
    form: Form
    announcing: frozenset[str]
    given: tuple[str, Form]


@dataclass(frozen=True, slots=True)
class Use:
    """One call of a method: whether it is given a `text`, with nothing else that has to be given, and which
    keywords; `formats` where values are given to be put into the text, as the standard library's loggers do."""

    method: str
    text: bool
    keywords: frozenset[str]
    formats: bool = False


def uses_of(module: Module, expression: str) -> Sequence[Use]:
    """The calls of methods of what an expression denotes in a module, each kind once; those that are awaited are of no
    use to a fix."""
    return _uses(module).get(expression, ()) if f"{expression}." in module.text else ()


@lru_cache(maxsize=8)  # each finding of a file asks
def _uses(module: Module) -> dict[str, list[Use]]:
    found: dict[str, dict[Use, None]] = {}
    for scope in (module, *module.every_function()):
        awaited = {id(wait.expr) for wait in scope.body.waits}
        for call, _ in scope.body.calls:
            callee = call.func
            if (
                isinstance(callee, ast.Attribute)
                and is_small(callee.value, _MOST_NODES)
                and id(call) not in awaited
                and not any(isinstance(one, ast.Starred) for one in call.args)
                and all(keyword.arg for keyword in call.keywords)
            ):
                keywords = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
                text = _is_text_alone(call.args)
                use = Use(callee.attr, text, keywords, text and len(call.args) > 1)
                found.setdefault(ast.unparse(callee.value), {})[use] = None
    return {expression: list(uses) for expression, uses in found.items()}


def _is_text_alone(given: Sequence[ast.expr]) -> bool:
    """Whether arguments are a text, and at most what is put into it."""
    if not given or not _is_text(given[0]):
        return False
    return len(given) == 1 or (isinstance(given[0], ast.Constant) and "%" in str(given[0].value))


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(left=left, op=ast.Mod() | ast.Add()):
            return _is_text(left)
        case ast.Call(func=ast.Attribute(value=value, attr="format")):
            return _is_text(value)
    return False


class Speeches:
    """Finds out what loggers take. `uses` are the calls that files make on them."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def of(self, value: Value, uses: Sequence[Use]) -> Speech | None:
        """What is proven of a logger; None where it has no method that a failure can be reported with."""
        announcing = frozenset(name for name in _ANNOUNCING if self.takes(value, name, uses))
        given = self._given(value, uses)
        if self.takes(value, "exception", uses):
            return Speech("exception", "traceback", announcing, given or ("exception", "text"))
        return Speech(*given, announcing, given) if given is not None else None

    def _given(self, value: Value, uses: Sequence[Use]) -> tuple[str, Form] | None:
        """The method that reports an exception which it is given, and how."""
        for name in _REPORTING:
            if self.takes(value, name, uses, Given(1, frozenset({"exc_info"}))):
                return name, "exc_info"
        return next(((name, "text") for name in _REPORTING if self.takes(value, name, uses)), None)

    def takes(self, value: Value, method: str, uses: Iterable[Use], given: Given = _A_TEXT) -> bool:
        """Whether a method exists and can be called so."""
        if isinstance(value, Either):
            return all(self.takes(part, method, uses, given) for part in value.values)
        if isinstance(value, Annotation):  # which says what something is, and is no such thing
            return False
        found = self._resolver.attribute(value, method)
        match found:
            case OwnFunction() if _lacks_object(found):
                return False
            case OwnFunction(function):
                if accepts(function, given, bound=_binds(found)):
                    return True
                # By `**` it may take a keyword as well, if somebody gives it that.
                shown = [use for use in uses if given.named <= use.keywords]
                return bool(given.named) and _is_used(shown, method, given)
            case Bound(api) if api.library in _PLAIN:
                return True
            case Bound():
                return _is_used(uses, method, given)
        if isinstance(value, OwnInstance) and not self._may_have_more(value.cls):
            return False
        if isinstance(value, OwnModule) and method not in value.module.body.bindings:
            return False
        return _is_used(uses, method, given)

    def calls(self, value: Value) -> bool:
        """Whether a value can be called with a text."""
        match value:
            case OwnFunction(function):
                return not _lacks_object(value) and accepts(function, Given(1), bound=_binds(value))
            case OwnInstance():
                return self.takes(value, "__call__", ())
        return False

    def _may_have_more(self, cls: Class) -> bool:
        """Whether a class may have attributes that its own text and its bases' do not show."""
        bases = list(ancestry.lineage(self._resolver, cls))
        if any(isinstance(base, str) and base.partition(".")[0] not in _KNOWN_TOPS for base in bases):
            return True
        own = [base for base in bases if isinstance(base, Class)]
        return any({"__getattr__", "__getattribute__"} & base.functions.keys() for base in own) or any(
            isinstance(base, ApiClass) and bool(base.dynamic) for base in bases
        )


# Where bases come from that lend their subclasses no methods that log.
_KNOWN_TOPS = frozenset({"builtins", "abc", "typing", "typing_extensions", "dataclasses", "enum", "threading"})


def _binds(found: OwnFunction) -> bool:
    """Whether a function is given the object that it was found on."""
    if found.function.owner is None or "staticmethod" in found.function.decorator_names:
        return False
    return isinstance(found.receiver, OwnInstance) or "classmethod" in found.function.decorator_names


def _lacks_object(found: OwnFunction) -> bool:
    """Whether a method was found on its class, which gives it no object."""
    made_for_class = {"staticmethod", "classmethod"} & found.function.decorator_names
    return isinstance(found.receiver, OwnClass) and not made_for_class


def _is_used(uses: Iterable[Use], method: str, given: Given) -> bool:
    """Whether calls show that a method takes a text alone, or with what else is given."""
    known = [use for use in uses if use.method == method and use.text]
    if given.named or given.other:
        return any(given.named | given.other <= use.keywords for use in known)
    bare = any(use.keywords <= _MANNERS for use in known)
    return bare or len({use.keywords for use in known}) > 1
