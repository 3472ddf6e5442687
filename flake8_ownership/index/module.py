"""What one module declares: its names, classes and functions, whose bodies are read when a question needs them."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

from flake8_ownership.index import trees
from flake8_ownership.index.flow import MOST_WAYS, Binding, Block
from flake8_ownership.index.scopes import Body, body_of, body_of_function
from flake8_ownership.index.spans import Spans
from flake8_ownership.source import Source

_MANY = 20  # names that are counted one by one; a count of all is cheaper for more
# Nodes of a tree within one another, which take up to four calls each of the 50,000 that the deep stack has room for.
_DEEPEST = 10_000
_MAKERS = ("__init__", "__post_init__")
_GAP = 8  # characters between a name and its parenthesis in which spaces are looked for
_DECLARED = re.compile(r"^[ \t]*(?:@|(?:async[ \t]+)?def[ \t]+(\w+))", re.MULTILINE)
# Stands behind the name of a container for what is in it.
ITEM = "[]"
_KEPT = re.compile(
    r"^[ \t]*(?:\w+\.)*(\w+)[ \t]*(?::[^=\n]*)?=[ \t]*(?:\w+\.)*([^\W\d]\w*)[ \t]*(?:#.*)?$", re.MULTILINE
)
_KEPT_TABLE = re.compile(r"^[ \t]*(?:\w+\.)*(\w+)[ \t]*(?::[^=\n]*)?=[ \t]*\{([^{}]*)\}", re.MULTILINE)
_KEPT_ITEM = re.compile(r":\s*(?:\w+\.)*([^\W\d]\w*)\s*(?=,|$)")
# An attribute that may be assigned to: of `a.b.c` and `a.b()` there is none of the name b.
_ATTRIBUTE = re.compile(r"\.\s*(\w+)\b(?!\s*[.(\[])")
_QUOTES = ("'", '"')
_PATH = re.compile(r"""["']((?:[^\W\d]\w*[.:])+([^\W\d]\w*))["']""")
_DEFINING = ("def ", "class ")
_LONGEST_DEFINING = max(map(len, _DEFINING))
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
S = TypeVar("S", bound="Scope")


class Call(NamedTuple):
    """A call with the scope and the block that it stands in."""

    node: ast.Call
    scope: Scope
    block: Block | None


class Scope:
    """Where names live: a module, a class or a function. `outer` is the scope around it, None for a module."""

    name: str
    outer: Scope | None

    def __init__(self, module: Module) -> None:
        self.module = module

    @cached_property
    def body(self) -> Body:
        raise NotImplementedError

    @property
    def qualname(self) -> str:
        """Dotted name below the module, as Python's `__qualname__` without `<locals>`."""
        if self.outer is None or isinstance(self.outer, Module):
            return self.name
        return f"{self.outer.qualname}.{self.name}"

    @property
    def canonical(self) -> str:
        return f"{self.module.name}.{self.qualname}"

    @property
    def first_row(self) -> int:
        """The first row of the scope, decorators included."""
        raise NotImplementedError

    @property
    def end_row(self) -> int:
        """The last row of the scope."""
        raise NotImplementedError

    @property
    def is_own(self) -> bool:
        """Whether this is the project's own, rather than read from a stub."""
        return not self.module.is_stub

    def declares_type_variable(self, name: str) -> bool:
        """Whether `name` is a type parameter of this very class or function (`class A[T]`, `def f[T]`)."""
        return False

    def bound_of(self, name: str) -> ast.expr | None:
        """What bounds a type parameter of this very class or function; None where nothing does, or there is a choice of
        types."""
        parameters = getattr(getattr(self, "node", None), "type_params", ())
        bound = next((getattr(one, "bound", None) for one in parameters if one.name == name), None)
        return bound if not isinstance(bound, ast.Tuple) else None

    def binds(self, name: str) -> bool:
        """Whether this scope has a name, by a statement of its own or one of a function inside it."""
        return name in self.body.bindings or bool(self.bound_from_within(name))

    def bound_from_within(self, name: str) -> Sequence[tuple[Function, Binding]]:
        """The assignments to a name of this scope in functions inside it, which declare it global or nonlocal: the
        first of them, where they are many."""
        return self._from_within.get(name, ())

    @cached_property
    def _from_within(self) -> dict[str, Sequence[tuple[Function, Binding]]]:
        word = "global" if self.outer is None else "nonlocal"
        found: dict[str, list[tuple[Function, Binding]]] = {}
        for function in self._functions_saying(word) if not isinstance(self, Class) else ():
            for name in function.body.outer_names:
                found.setdefault(name, []).extend(
                    (function, binding) for binding in function.body.bindings.get(name, ())
                )
        return {name: _first(bindings, name) for name, bindings in found.items()}

    def fillings_of(self, name: str) -> Sequence[tuple[Scope, Binding]]:
        """What is put into a container of this scope, by its own statements and by the functions inside: the first of
        it, where it is much."""
        if name not in self._fillings_of:
            found = [
                (scope, binding)
                for scope in _holding(self, self._rows_with(name))
                if scope is self or name not in scope.body.bindings or name in scope.body.outer_names
                for binding in scope.body.fillings.get(name, ())
            ]
            self._fillings_of[name] = _first(found, name)
        return self._fillings_of[name]

    @cached_property
    def _fillings_of(self) -> dict[str, Sequence[tuple[Scope, Binding]]]:
        return {}

    def _rows_with(self, name: str, *, called: bool = False) -> list[int]:
        """The rows of this scope in which a name stands, as `Module.rows_of` has them."""
        rows = self.module.rows_of(name, called=called)
        return rows[bisect_left(rows, self.first_row) : bisect_right(rows, self.end_row)]

    def _functions_saying(self, word: str) -> Iterator[Function]:
        """The functions at any depth that say `global` or `nonlocal`; the bodies of others are left unparsed."""
        if self._says(word):
            for scope in (*self.all_functions, *self.all_classes):
                if isinstance(scope, Function) and scope._says(word):
                    yield scope
                yield from scope._functions_saying(word)

    def _says(self, word: str) -> bool:
        """Whether a keyword stands in the scope, before a name."""
        return self.holds(word) and re.search(rf"\b{word}\s+\w", self.text) is not None

    def holds(self, text: str) -> bool:
        """Whether some text stands anywhere in the scope's source."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The source of the whole scope."""
        raise NotImplementedError

    def let_go(self) -> None:
        """Empties this scope and all inside it, which hold one another in circles. Nothing may ask them any more."""
        for name in ("all_functions", "all_classes"):
            for inner in self.__dict__.get(name, ()):
                inner.let_go()
        self.__dict__.clear()

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Functions defined directly in this scope; of several with one name, the last. A property is its getter."""
        return {
            function.name: function
            for function in self.all_functions
            if not function.decorator_names & {"setter", "deleter"}
        }

    @cached_property
    def all_functions(self) -> list[Function]:
        return [Function(node, self, block) for node, block in self.body.functions]

    @cached_property
    def classes(self) -> dict[str, Class]:
        return {found.name: found for found in self.all_classes}

    @cached_property
    def all_classes(self) -> list[Class]:
        return [Class(node, self, block) for node, block in self.body.classes]

    def calls_named(self, name: str) -> Sequence[tuple[ast.Call, Block | None]]:
        """The calls in this scope's own statements whose callee has some last name."""
        return self._calls_by_name.get(name, ())

    def calls_around(self, name: str) -> Iterator[tuple[ast.Call, Block | None]]:
        """The calls in this scope's own statements on whose rows a name stands."""
        rows = self._rows_with(name)
        for number in self._rows_of_calls.over(rows) if rows else ():
            yield self.body.calls[number]

    @cached_property
    def _rows_of_calls(self) -> Spans:
        return Spans((call.lineno, call.end_lineno or call.lineno) for call, _ in self.body.calls)

    def calls_given(self, name: str) -> Sequence[tuple[ast.Call, Block | None, bool]]:
        """The calls in this scope's own statements that are given what has a last name; whether not just by keyword."""
        return self._calls_by_given.get(name, ())

    @cached_property
    def _calls_by_given(self) -> dict[str, list[tuple[ast.Call, Block | None, bool]]]:
        found: dict[str, list[tuple[ast.Call, Block | None, bool]]] = {}
        for call, block in self.body.calls:
            given = {last_name(one.value): False for one in call.keywords if isinstance(one.value, _NAMED)}
            given.update((last_name(one), True) for one in call.args if isinstance(one, _NAMED))
            for name, by_place in given.items():
                found.setdefault(name, []).append((call, block, by_place))
        return found

    def calls_given_text(self, text: str) -> Sequence[tuple[ast.Call, Block | None, ast.expr]]:
        """This scope's own calls that are given a text, or a list that holds it; each with that argument."""
        return self._calls_by_text.get(text, ())

    @cached_property
    def _calls_by_text(self) -> dict[str, list[tuple[ast.Call, Block | None, ast.expr]]]:
        found: dict[str, list[tuple[ast.Call, Block | None, ast.expr]]] = {}
        for call, block in self.body.calls:
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                for text in dict.fromkeys(_texts_in(argument)):
                    found.setdefault(text, []).append((call, block, argument))
        return found

    def calls_of(self, name: str) -> Sequence[Call]:
        """The calls of functions of some name, at every depth; the bodies without one are left unparsed. Of a name with
        ITEM behind it the calls of what is kept under that name: `BACKENDS[kind](url)`."""
        if name not in self._calls_of:
            kept = name.endswith(ITEM)
            rows = self._rows_with(name.removesuffix(ITEM), called=not kept)
            self._calls_of[name] = [
                Call(call, scope, block) for scope in _holding(self, rows) for call, block in scope.calls_named(name)
            ]
        return self._calls_of[name]

    @cached_property
    def _calls_of(self) -> dict[str, Sequence[Call]]:
        return {}

    @cached_property
    def _calls_by_name(self) -> dict[str, list[tuple[ast.Call, Block | None]]]:
        found: dict[str, list[tuple[ast.Call, Block | None]]] = {}
        for call, block in self.body.calls:
            name = f"{last_name(call.func.value)}{ITEM}" if isinstance(call.func, ast.Subscript) else last_name(call)
            found.setdefault(name, []).append((call, block))
        return found

    def declared(self, binding: Binding) -> Function | Class | None:
        """The function or class that a binding of this scope stands for."""
        return self._by_node.get(binding.node)

    @cached_property
    def _by_node(self) -> dict[ast.AST | None, Function | Class]:
        found: list[Function | Class] = [*self.all_functions, *self.all_classes]
        return {one.node: one for one in found}

    @cached_property
    def inner(self) -> list[Function | Class]:
        """The functions and classes right inside this scope, in the order of the text."""
        return sorted([*self.all_functions, *self.all_classes], key=lambda one: one.row)

    def every_class(self) -> Iterator[Class]:
        """The classes of this scope, each followed by those inside it."""
        for cls in self.all_classes:
            yield cls
            yield from cls.every_class()

    def every_function(self) -> Iterator[Function]:
        """All functions at every depth, in the order of the text."""
        for scope in self.inner:
            if isinstance(scope, Function):
                yield scope
            yield from scope.every_function()


class Module(Scope):
    """One file of the project, a stub (`is_stub`), or a folder that is a package without a file (`is_namespace`).

    `name` is its dotted name, `path` the file or folder.
    """

    outer = None

    def __init__(
        self,
        name: str,
        path: Path,
        source: Source,
        *,
        is_package: bool,
        is_stub: bool = False,
        is_namespace: bool = False,
    ) -> None:
        super().__init__(self)
        self.is_stub = is_stub
        self.is_namespace = is_namespace
        self.name = name
        self.path = path
        self.source = source
        self.is_package = is_package
        self._rows: dict[tuple[str, bool], list[int]] = {}
        self._uses: dict[str, list[int]] = {}
        self._searches = 0

    @cached_property
    def body(self) -> Body:
        """Raises SourceError where the file does not parse."""
        return body_of(self.source.tree.body)

    @cached_property
    def is_deep(self) -> bool:
        """Whether the file parses, but is nested so deeply that what walks over it may find no room on any stack."""
        return trees.is_deep(self.source.tree, self.source.length, _DEEPEST)

    @property
    def first_row(self) -> int:
        return 1

    @property
    def end_row(self) -> int:
        return len(self.source.lines)

    def holds(self, text: str) -> bool:
        return text in self.source.text

    @property
    def text(self) -> str:
        return self.source.text

    @property
    def qualname(self) -> str:
        return ""

    @property
    def canonical(self) -> str:
        return self.name

    def let_go(self) -> None:
        if self.source.is_parsed:
            trees.cut_loose(self.source.tree)
        super().let_go()

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @cached_property
    def exports(self) -> frozenset[str] | None:
        """The names in `__all__` where it is a plain list, None where there is none."""
        names: set[str] = set()
        for binding in self.body.bindings.get("__all__", ()):
            if isinstance(binding.expr, (ast.List, ast.Tuple)):
                names |= {
                    item.value
                    for item in binding.expr.elts
                    if isinstance(item, ast.Constant) and isinstance(item.value, str)
                }
        return frozenset(names) if names else None

    def rows_of(self, name: str, *, called: bool = False) -> list[int]:
        """Where a name stands as a word of its own, or only where a parenthesis follows and nothing is defined.

        By the text alone, once for each time, in the order of the text.
        """
        key = name, called
        if key not in self._rows:
            source, size = self.source, len(name)
            places = self._places_used(name) if called else source.places_of(name)
            self._rows[key] = [
                source.row_at(start)
                for start in places
                if not called or source.text[start + size : start + size + _GAP].lstrip(" \t").startswith("(")
            ]
        return self._rows[key]

    def rows_using(self, name: str) -> list[int]:
        """Where a name stands, except where a function or class is defined by it."""
        if name not in self._uses:
            self._uses[name] = [self.source.row_at(start) for start in self._places_used(name)]
        return self._uses[name]

    def _places_used(self, name: str) -> Iterator[int]:
        text = self.source.text
        return (
            start
            for start in self.source.places_of(name)
            if not text.endswith(_DEFINING, max(0, start - _LONGEST_DEFINING), start)
        )

    def kept_as(self, name: str) -> Sequence[str]:
        """The names that what has a name is given beside it: `backend` where `backend = Redis` or `x.backend = Redis`
        stands, and `BACKENDS` with ITEM where it is a value of a dictionary of that name. By the text alone."""
        return self._kept_as.get(name, ())

    @cached_property
    def _kept_as(self) -> dict[str, list[str]]:
        text = self.source.text
        found = [(match[2], match[1]) for match in _KEPT.finditer(text)]
        for match in _KEPT_TABLE.finditer(text):
            found += ((one[1], match[1] + ITEM) for one in _KEPT_ITEM.finditer(match[2]))
        names: dict[str, list[str]] = {}
        for name, other in dict.fromkeys(found):
            if name != other:
                names.setdefault(name, []).append(other)
        return names

    def writes_of(self, name: str) -> Iterator[tuple[Scope, ast.Attribute, Binding]]:
        """The assignments to an attribute of that name of anything but `self`, with their scopes."""
        for scope in _holding(self, self.rows_of(name)):
            for target, binding in scope.body.writes.get(name, ()):
                yield scope, target, binding

    def items_of(self, key: str) -> Iterator[tuple[Scope, ast.Subscript, Binding]]:
        """What is assigned to an item under a key, by its text or by the last name that it is written with."""
        for scope in _holding(self, self.rows_of(key)):
            for target, binding in scope.body.items.get(key, ()):
                yield scope, target, binding

    def outer_fillings_of(self, name: str) -> Iterator[tuple[Scope, ast.Attribute, Binding]]:
        """What is put into a container that is an attribute of that name of anything but `self`."""
        for scope in _holding(self, self.rows_of(name)):
            for target, binding in scope.body.outer_fillings.get(name, ()):
                yield scope, target, binding

    def handing(self, name: str, helpers: Collection[str] | None = None) -> Iterator[Call]:
        """The calls that are given what has a name, with their scopes: `group.start_soon(fetch, client)`.

        Of helpers alone, where their names are given; of anything else by keyword as well.
        """
        for scope in _holding(self, self.rows_using(name)):
            for call, block, by_place in scope.calls_given(name):
                if helpers is None or (by_place and last_name(call) in helpers):
                    yield Call(call, scope, block)

    def scopes_with(self, rows: Collection[int]) -> Iterator[Scope]:
        """The scopes whose own statements may stand in one of the rows, outer ones first."""
        return _holding(self, sorted(rows))

    def functions_at(self, rows: Collection[int]) -> Iterator[Function]:
        """The functions whose own statements may stand in one of the rows, at every depth."""
        return (scope for scope in self.scopes_with(rows) if isinstance(scope, Function))

    def decorated_or_named(self, names: Callable[[str], bool]) -> Iterator[Function]:
        """The functions that are decorated, or have one of some names, and those around them."""
        source = self.source
        found = (match for match in _DECLARED.finditer(source.text) if match[1] is None or names(match[1]))
        return self.functions_at({source.row_at(match.end() - 1) for match in found})

    def mentions(self, name: str, *, bare: bool = True) -> int:
        """How often a name stands in the module's code: as a name (`bare`), an attribute, or imported under another
        one."""
        rows = self.rows_using(name)
        self._searches += bool(rows)
        if not rows:
            return 0
        if self._searches > _MANY:
            named, otherwise = self._mentioned
            return otherwise[name] + (named[name] if bare else 0)
        found = trees.nodes_in(self.source.tree, set(rows))
        return sum(name in _mentioned_by(node) for node in found if bare or not isinstance(node, ast.Name))

    def paths_to(self, name: str) -> Sequence[str]:
        """The texts that are dotted paths to something of that name: `"shop.jobs:rate"`."""
        return self._paths.get(name, ())

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for match in _PATH.finditer(self.source.text):
            found.setdefault(match[2], []).append(match[1])
        return found

    def calls_telling(self, name: str) -> Iterator[tuple[Call, ast.expr]]:
        """The calls that are given a name as text, or a list that holds it, each with that argument."""
        text = self.source.text
        rows = [self.source.row_at(one) for one in self.source.places_of(name) if text[one - 1 : one] in _QUOTES]
        for scope in _holding(self, rows):
            for call, block, argument in scope.calls_given_text(name):
                yield Call(call, scope, block), argument

    @cached_property
    def _mentioned(self) -> tuple[Counter[str], Counter[str]]:
        """How often each name is mentioned, as a bare name and in another way: gathered once many were asked for."""
        named: Counter[str] = Counter()
        otherwise: Counter[str] = Counter()
        for node in trees.nodes(self.source.tree):
            if isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Load):
                    named[node.id] += 1
            elif type(node) in _MENTIONING:
                for name in _mentioned_by(node):
                    otherwise[name] += 1
        return named, otherwise

    def subclasses(self, name: str) -> Sequence[Class]:
        """The classes of this module, those inside other classes too, that name one of their bases so: the first of
        them, where they are many."""
        return self._subclasses.get(name, ())

    @cached_property
    def _subclasses(self) -> dict[str, list[Class]]:
        found: dict[str, list[Class]] = {}
        for cls in self.every_class():
            for name in dict.fromkeys(last_name(base) for base in cls.bases):
                if len(known := found.setdefault(name, [])) < MOST_WAYS:
                    known.append(cls)
        return found


class Definition(Scope):
    """A scope that a statement makes: a class or a function."""

    node: ast.ClassDef | FunctionNode
    outer: Scope

    def __init__(self, node: ast.ClassDef | FunctionNode, outer: Scope, block: Block | None) -> None:
        super().__init__(outer.module)
        self.node = node
        self.name = node.name
        self.outer = outer
        self.block = block

    @property
    def row(self) -> int:
        return self.node.lineno

    @cached_property
    def first_row(self) -> int:
        """The row of the first decorator, or of the statement itself."""
        return min([self.node.lineno, *(decorator.lineno for decorator in self.node.decorator_list)])

    @property
    def end_row(self) -> int:
        return self.node.end_lineno or self.node.lineno

    def holds(self, text: str) -> bool:
        return self.module.source.find(text, self.first_row, self.end_row) >= 0

    @property
    def text(self) -> str:
        """The lines of the whole definition."""
        return self.module.source.rows(self.first_row, self.end_row)


class Class(Definition):
    """A class of the project: its bases, class-level bindings and methods."""

    node: ast.ClassDef

    @cached_property
    def body(self) -> Body:
        return body_of(self.node.body)

    @property
    def bases(self) -> list[ast.expr]:
        return self.node.bases

    def declares_type_variable(self, name: str) -> bool:
        return _declares(self.node, name) or any(
            isinstance(base, ast.Subscript) and last_name(base.value) == "Generic" and name in _names(base.slice)
            for base in self.bases
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that this class may declare: its own, and those of attributes in it that are not called."""
        return frozenset((*self.functions, *self.body.bindings, *_ATTRIBUTE.findall(self.text)))

    def assigned(self, attribute: str) -> Sequence[tuple[Function, Binding]]:
        """The assignments to `self.<attribute>` in this class's methods, `__init__` first: the first of them, where
        they are many."""
        if attribute not in self._assigned:
            methods = sorted(self._methods_with(attribute), key=lambda one: one.name not in _MAKERS)
            found = [(method, one) for method in methods for one in method.body.attributes.get(attribute, ())]
            self._assigned[attribute] = _first(found, attribute)
        return self._assigned[attribute]

    def filled(self, attribute: str) -> Sequence[tuple[Function, Binding]]:
        """What the methods of this class put into `self.<attribute>`: the first of it, where it is much."""
        if attribute not in self._filled:
            found = [
                (method, binding)
                for method in self._methods_with(attribute)
                for binding in method.body.fillings.get(f"{method.receiver}.{attribute}", ())
            ]
            self._filled[attribute] = _first(found, attribute)
        return self._filled[attribute]

    def _methods_with(self, word: str) -> list[Function]:
        """The methods in whose text a word stands, in the order of the text; the bodies of others are left unparsed."""
        methods = self._methods_by_row
        found = {bisect_right(methods, row, key=_first_row) - 1: row for row in self._rows_with(word)}
        return [methods[index] for index, row in found.items() if index >= 0 and row <= methods[index].end_row]

    @cached_property
    def _methods_by_row(self) -> list[Function]:
        return sorted(self.all_functions, key=_first_row)

    @cached_property
    def _assigned(self) -> dict[str, Sequence[tuple[Function, Binding]]]:
        return {}

    @cached_property
    def _filled(self) -> dict[str, Sequence[tuple[Function, Binding]]]:
        return {}


class Function(Definition):
    """A function or method: its signature at hand, its body on demand."""

    node: FunctionNode

    def declares_type_variable(self, name: str) -> bool:
        return _declares(self.node, name)

    @property
    def is_async(self) -> bool:
        return isinstance(self.node, ast.AsyncFunctionDef)

    @property
    def owner(self) -> Class | None:
        """The class of which this is a method."""
        return self.outer if isinstance(self.outer, Class) else None

    @cached_property
    def receiver(self) -> str | None:
        """The name of `self` or `cls`; None for plain functions and static methods."""
        positional = [*self.node.args.posonlyargs, *self.node.args.args]
        if self.owner is None or not positional or "staticmethod" in self.decorator_names:
            return None
        return positional[0].arg

    @property
    def is_left_open(self) -> bool:
        """Whether this is a method that its class leaves to subclasses: without a body of its own."""
        return self.owner is not None and ("abstractmethod" in self.decorator_names or _is_empty(self.node.body))

    @cached_property
    def decorator_names(self) -> frozenset[str]:
        """Last names of the decorators: enough to tell `property` or `staticmethod`."""
        return frozenset(last_name(decorator) for decorator in self.node.decorator_list)

    @cached_property
    def body(self) -> Body:
        return body_of_function(self.node, self.receiver)


_NAMED = (ast.Name, ast.Attribute)
_MENTIONING: frozenset[type[ast.AST]] = frozenset({ast.Attribute, ast.ImportFrom})


def _mentioned_by(node: ast.AST) -> Collection[str]:
    """The names that one node of a tree mentions by itself, each once."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name, ctx=ast.Load()):
            return (name,)
        case ast.ImportFrom():
            return {alias.name for alias in node.names if alias.asname not in (None, alias.name)}
    return ()


def _texts_in(node: ast.expr) -> Iterator[str]:
    """The text that an expression is, or those that are elements of it. What a dict has one for is a key."""
    waiting = [node]
    while waiting:
        match waiting.pop():
            case ast.Constant(value=str(text)):
                yield text
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                waiting += elements


def _first(bindings: list[tuple[S, Binding]], name: str) -> Sequence[tuple[S, Binding]]:
    """The first of many bindings, and one that says so."""
    if len(bindings) <= MOST_WAYS:
        return bindings
    scope, binding = bindings[MOST_WAYS]
    why = f"{name} is bound in more than {MOST_WAYS} ways"
    return [*bindings[:MOST_WAYS], (scope, Binding("opaque", binding.place, None, why=why))]


def _first_row(one: Definition) -> int:
    return one.first_row


def _holding(scope: Scope, rows: Sequence[int]) -> Iterator[Scope]:
    """The scopes whose own statements may stand in one of the rows."""
    if not rows:
        return
    yield scope
    inside: dict[Definition, list[int]] = {}
    for row in rows:
        place = bisect_right(scope.inner, row, key=_first_row)
        if place and row <= scope.inner[place - 1].end_row:
            inside.setdefault(scope.inner[place - 1], []).append(row)
    for one, own in inside.items():
        yield from _holding(one, own)


def _is_empty(body: list[ast.stmt]) -> bool:
    """Whether statements do nothing but document, pass, or raise NotImplementedError."""
    for statement in body:
        match statement:
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                continue
            case ast.Raise(exc=ast.expr() as raised) if last_name(raised) == "NotImplementedError":
                continue
        return False
    return True


def last_name(node: ast.expr) -> str:
    """The last identifier of a dotted name or of the callee of a call; empty for anything else."""
    if type(node) is ast.Call:
        node = node.func
    if type(node) is ast.Attribute:
        return node.attr
    return node.id if type(node) is ast.Name else ""


def _declares(node: FunctionNode | ast.ClassDef, name: str) -> bool:
    parameters = getattr(node, "type_params", None)
    return bool(parameters) and any(parameter.name == name for parameter in parameters or ())


def _names(node: ast.expr) -> set[str]:
    return {child.id for child in trees.nodes(node) if isinstance(child, ast.Name)}
