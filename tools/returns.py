#!/usr/bin/env python3
"""Writes what the members of libraries return, as stubs beside the catalogue, from the libraries' own annotations.

    python tools/returns.py httpx redis        # of some libraries, as the catalogue's files name them
    python tools/returns.py                    # of all
    python tools/returns.py --counts           # how many members have a known return, before and after

The libraries are downloaded in the versions that the catalogue pins, unpacked, and read by griffe; nothing of them is
installed, imported or run. The standard library is read from the stubs that mypy brings along.

A stub has the members that the catalogue names without saying what they give, and those that lead to one of its types.
It is written for a reader who looks for one class at a time: each class and function stands under a comment with its
path, and all names in it are written in full.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import logging
import sys
import sysconfig
import tomllib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import metadata
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import griffe

from flake8_ownership.apis import Api, ApiClass
from flake8_ownership.catalogue import Catalogue, loader, shelf
from flake8_ownership.catalogue.model import Library

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "flake8_ownership" / "stubs" / "libraries"
HEAD = "# Written by tools/returns.py from {0} {1}: what its members return.\n"
STANDARD = "stdlib"
_DEEPEST = 6  # aliases of types within one another
_LONGEST = 300  # characters of a type that is worth writing
_MOST_OVERLOADS = 12
_BUILTINS = frozenset(dir(builtins))
# Decorators that leave what a function returns as it is.
_PLAIN = frozenset(
    {"abstractmethod", "classmethod", "staticmethod", "override", "final", "overload", "deprecated", "validate_call"}
    | {"experimental", "beta", "public", "classproperty", "no_type_check", "deprecate_kwargs", "possibleTopology"}
)
_PROPERTIES = frozenset({"property", "cached_property"})
_MANAGERS = {
    "contextmanager": "contextlib.AbstractContextManager",
    "asynccontextmanager": "contextlib.AbstractAsyncContextManager",
}
_GENERATORS = ("collections.abc.AsyncIterator", "collections.abc.AsyncGenerator", "collections.abc.AsyncIterable")
_PROTOCOL = ("__await__", "__aenter__", "__enter__", "__aiter__", "__anext__", "__iter__", "__next__", "__getitem__")
_SAME = {"typing_extensions.": "typing.", "_typeshed.": "typing."}
_ABSTRACT = frozenset(
    {"AsyncIterator", "AsyncGenerator", "AsyncIterable", "Awaitable", "Coroutine", "Callable", "Collection"}
    | {"Generator", "Iterable", "Iterator", "Mapping", "MutableMapping", "MutableSequence", "MutableSet", "Sequence"}
)
_CONTEXTS = {
    "AsyncContextManager": "contextlib.AbstractAsyncContextManager",
    "ContextManager": "contextlib.AbstractContextManager",
}
# What says nothing without arguments.
_EMPTY = frozenset(
    {f"collections.abc.{name}" for name in _ABSTRACT} | {*_CONTEXTS.values(), "object", "type", "dict", "list"}
)
_LOWERED = frozenset({"Dict", "List", "Set", "FrozenSet", "Tuple", "Type"})


class Nameless(Exception):
    """A type that cannot be written, or that says nothing."""


@dataclass
class Source:
    """The modules of one library in one version, as griffe reads them: what lies beside it is not its own."""

    folder: Path
    tops: frozenset[str]
    loader: griffe.GriffeLoader = field(init=False)
    _tried: set[str] = field(default_factory=set)
    _found: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.loader = griffe.GriffeLoader(search_paths=[self.folder], allow_inspection=False)

    def find(self, path: str) -> Any:
        """The class, function or attribute of a dotted path, wherever it is defined; None where there is none."""
        if path not in self._found:
            self._found[path] = self._located(path)
        return self._found[path]

    def _located(self, path: str) -> Any:
        parts = path.split(".")
        found = None
        for count in range(1, len(parts)):
            module = ".".join(parts[:count])
            self._load(module)
            found = self._at(path)
            # A namespace package has its modules further down; any other was read whole.
            if found is not None or not getattr(self._at(module), "is_namespace_package", True):
                break
        return found

    def _at(self, path: str) -> Any:
        try:
            found = self.loader.modules_collection[path]
            target = found.final_target if found.is_alias else found
        except Exception:  # griffe has many ways not to find a name
            return None
        return target

    def _load(self, module: str) -> None:
        if module in self._tried or module.partition(".")[0] not in self.tops:
            return
        self._tried.add(module)
        try:
            self.loader.load(module, try_relative_path=False)
            self.loader.resolve_aliases(implicit=False, external=False)
        except Exception:  # a part of a namespace, a class, or another library
            return

    def members(self, cls: Any) -> dict[str, Any]:
        """The members of a class and of its bases, the nearest first."""
        found: dict[str, Any] = {}
        try:
            found.update(cls.all_members)
        except Exception:  # a base that cannot be found
            found.update(cls.members)
        return found


class Writer:
    """Types as a stub has them, in full; the type variables that they need are gathered."""

    def __init__(self, source: Source, known: Catalogue) -> None:
        self._source = source
        self._known = known
        self.variables: set[str] = set()
        self.leads = False

    def written(self, annotation: Any, scope: Any) -> str:
        """A type in full. Raises Nameless."""
        self.variables, self.leads = set(), False
        text = ast.unparse(self._tree(_parsed(str(annotation)), scope, _DEEPEST))
        if len(text) > _LONGEST:
            raise Nameless(text)
        return text

    def _tree(self, node: ast.expr, scope: Any, left: int) -> ast.expr:
        match node:
            case ast.Constant(value=None) | ast.Constant(value=bool()):
                return node
            case ast.Constant(value=str(text)):
                return self._tree(_parsed(text), scope, left)
            case ast.Constant(value=value) if value is ...:
                return node
            case ast.Name() | ast.Attribute():
                return self._telling(self._named(ast.unparse(node), scope, left))
            case ast.BinOp(left=one, op=ast.BitOr(), right=other):
                return _union([self._tree(one, scope, left), self._tree(other, scope, left)])
            case ast.Subscript(value=base, slice=inner):
                return self._generic(self._named(ast.unparse(base), scope, left), inner, scope, left)
            case ast.List(elts=elements):
                return ast.List([self._tree(one, scope, left) for one in elements], ast.Load())
        raise Nameless(ast.unparse(node))

    def _telling(self, found: ast.expr) -> ast.expr:
        """A type without arguments. Raises Nameless where it says nothing without them."""
        name = ast.unparse(found)
        if name in _EMPTY:
            raise Nameless(name)
        return found

    def _generic(self, base: ast.expr, inner: ast.expr, scope: Any, left: int) -> ast.expr:
        arguments = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        name = ast.unparse(base)
        if name == "typing.Literal":
            values = {type(one.value).__name__ for one in arguments if isinstance(one, ast.Constant)}
            return _parsed(values.pop()) if len(values) == 1 and values != {"NoneType"} else _parsed("object")
        if name in ("typing.Annotated", "typing.ClassVar", "typing.Final", "typing.Required", "typing.NotRequired"):
            return self._tree(arguments[0], scope, left)
        if name == "typing.Optional":
            return _union([self._tree(arguments[0], scope, left), ast.Constant(None)])
        if name == "typing.Union":
            return _union([self._tree(one, scope, left) for one in arguments])
        if name == "collections.abc.Callable":
            return ast.Subscript(
                base, ast.Tuple([ast.Constant(...), self._tree(arguments[-1], scope, left)], ast.Load())
            )
        given = [self._tree(one, scope, left) for one in arguments]
        if not isinstance(base, (ast.Name, ast.Attribute)):
            return _settled(base, self.variables, given)
        return ast.Subscript(base, ast.Tuple(given, ast.Load()) if len(given) > 1 else given[0], ast.Load())

    def _named(self, name: str, scope: Any, left: int) -> ast.expr:
        first, dot, rest = name.partition(".")
        try:
            path = scope.resolve(first) + dot + rest
        except Exception:  # a name of the builtins, or one that nothing binds
            path = name
        found = self._source.find(path) if "." in path else None
        if found is not None and found.is_attribute:
            return self._alias(found, left)
        path = found.path if found is not None else path
        return _parsed(self._full(path))

    def _alias(self, found: Any, left: int) -> ast.expr:
        """What an alias of a type stands for, or the type variable that it is."""
        value = found.value
        if value is None or not left:
            raise Nameless(found.path)
        tree = _parsed(str(value))
        if isinstance(tree, ast.Call):
            kind = ast.unparse(tree.func).rpartition(".")[2]
            if kind == "TypeVar":
                self.variables.add(found.name)
                return ast.Name(found.name, ast.Load())
            if kind == "NewType" and len(tree.args) == 2:
                return self._tree(tree.args[1], found.parent, left - 1)
            raise Nameless(found.path)
        return self._tree(tree, found.parent, left - 1)

    def _full(self, path: str) -> str:
        """The name of a class by which the catalogue, or Python, knows it."""
        for other, same in _SAME.items():
            path = same + path.removeprefix(other) if path.startswith(other) else path
        top, _, last = path.partition(".")
        if top == "typing" and last in _ABSTRACT:
            return f"collections.abc.{last}"
        if top in ("typing", "contextlib") and last in _CONTEXTS:
            return _CONTEXTS[last]
        if top == "typing" and last in _LOWERED:
            return last.lower()
        path = path.removeprefix("builtins.")
        if path in ("typing.Any", "object"):
            raise Nameless(path)
        if "." not in path:
            if path not in _BUILTINS:
                raise Nameless(path)
            return path
        known = self._known.type_named(path)
        if known is not None:
            self.leads = True
            return known.name
        return path


def _settled(alias: ast.expr, variables: set[str], given: list[ast.expr]) -> ast.expr:
    """A generic alias with arguments for its type variables, in the order in which they stand in it."""
    names = [node.id for node in ast.walk(alias) if isinstance(node, ast.Name) and node.id in variables]
    found = dict(zip(dict.fromkeys(names), given, strict=False))

    class Replaced(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return found.get(node.id, node)

    settled: ast.expr = Replaced().visit(ast.parse(ast.unparse(alias), mode="eval").body)
    return settled


def _parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        raise Nameless(text) from None


def _union(parts: Iterable[ast.expr]) -> ast.expr:
    """A union, each of its members once."""
    found: dict[str, ast.expr] = {}
    for part in parts:
        for one in _members(part):
            found.setdefault(ast.unparse(one), one)
    first, *rest = found.values()
    for one in rest:
        first = ast.BinOp(first, ast.BitOr(), one)
    return first


def _members(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp):
        yield from _members(node.left)
        yield from _members(node.right)
    else:
        yield node


@dataclass
class Stub:
    """What is written of one library."""

    library: Library
    source: Source
    known: Catalogue
    variables: dict[str, str] = field(default_factory=dict)
    tops: set[str] = field(default_factory=set)
    sections: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self.source, self.known)

    def made(self) -> str:
        """The text of the stub; empty where nothing is known."""
        for name, cls in sorted(self.library.classes.items()):
            self._class(name, cls)
        for name, api in sorted(self.library.functions.items()):
            self._function(name, api)
        if not self.sections:
            return ""
        body = "".join(f"\n# {path}\n{text}" for path, text in self.sections.items())
        imports = "".join(f"import {top}\n" for top in sorted(_modules(body)))
        variables = "".join(f'{name} = typing.TypeVar("{name}")\n' for name in sorted(self.variables))
        return HEAD.format(self.library.name, self.library.version) + imports + variables + body

    def _class(self, name: str, cls: ApiClass) -> None:
        found = self.source.find(name)
        if found is None or not found.is_class:
            return
        generic = _generic_of(found)
        lines: list[str] = []
        for member, node in sorted(self.source.members(found).items()):
            listed = cls.members.get(member)
            if (listed is not None and listed.returns) or member in cls.attrs or _is_given(cls, member):
                continue
            if listed is None and member.startswith("_") and member not in _PROTOCOL:
                continue
            try:
                target = node.final_target if node.is_alias else node
                line = self._member(member, target, generic, must_lead=listed is None)
            except Exception:  # what griffe cannot follow is as good as not there
                continue
            if line:
                lines.append(f"    {line}\n")
        if not lines:
            return
        base = f"(typing.Generic[{', '.join(generic)}])" if generic else ""
        self.variables.update(dict.fromkeys(generic, ""))
        self.sections[name] = f"class {name.rpartition('.')[2]}{base}:\n{''.join(lines)}"

    def _function(self, name: str, api: Api) -> None:
        found = self.source.find(name)
        if api.returns or found is None or not found.is_function:
            return
        try:
            line = self._member(found.name, found, (), must_lead=False, is_method=False)
        except Exception:
            return
        if line:
            self.sections[name] = line + "\n"

    def _member(
        self, name: str, node: Any, generic: tuple[str, ...], *, must_lead: bool, is_method: bool = True
    ) -> str:
        """A member as a line of a stub; empty where its type says nothing."""
        if node.is_attribute:
            if node.annotation is None:
                return ""
            text = self._writer.written(node.annotation, node.parent)
            wanted = self._writer.leads and not self._writer.variables - set(generic)
            return f"{name}: {text}" if wanted or (not must_lead and _tells(text)) else ""
        if not node.is_function:
            return ""
        decorators = {_last_name(one.value) for one in node.decorators}
        prefix, suffix, is_async = "", "", "async" in node.labels
        for word, manager in _MANAGERS.items():
            if word in decorators:
                prefix, suffix, is_async = f"{manager}[", "]", False
        if decorators - _PLAIN - _PROPERTIES - set(_MANAGERS):
            return ""
        returns, variables, leads = self._returned(node)
        if not _tells(returns) or (must_lead and (not leads or is_async)):
            return ""
        if prefix:
            tree = _parsed(returns)
            if not isinstance(tree, ast.Subscript):
                return ""
            inner = tree.slice.elts[0] if isinstance(tree.slice, ast.Tuple) else tree.slice
            returns = f"{prefix}{ast.unparse(inner)}{suffix}"
        if is_async and returns.startswith(_GENERATORS):
            is_async = False  # it yields: a stub says so without `async`
        if decorators & _PROPERTIES:
            return f"{name}: {returns}" if not variables - set(generic) else ""
        free = variables - set(generic)
        self.variables.update(dict.fromkeys(variables, ""))
        parameters = self._parameters(node, free, is_method=is_method and "staticmethod" not in decorators)
        return f"{'async ' if is_async else ''}def {name}({parameters}) -> {returns}: ..."

    def _returned(self, node: Any) -> tuple[str, set[str], bool]:
        """What a function returns: of its overloads, what any of them does. Raises Nameless."""
        overloads = (node.overloads or getattr(node.parent, "overloads", {}).get(node.name) or [])[:_MOST_OVERLOADS]
        texts: list[str] = []
        variables: set[str] = set()
        leads = False
        for one in overloads or [node]:
            if one.returns is None:
                raise Nameless(node.path)
            texts.append(self._writer.written(one.returns, one))
            variables |= self._writer.variables
            leads = leads or self._writer.leads
        union = ast.unparse(_union(map(_parsed, texts)))
        if len(union) > _LONGEST or (len(set(texts)) > 1 and variables):
            raise Nameless(node.path)
        return union, variables, leads

    def _parameters(self, node: Any, free: set[str], *, is_method: bool) -> str:
        """The parameters that settle type variables, with those before them. Raises Nameless where none settles one."""
        found, settled = ["self"] if is_method else [], set[str]()
        kept = 1 if is_method else 0
        star = False
        for parameter in list(node.parameters)[1 if is_method else 0 :]:
            if not free or "var" in parameter.kind.value or "variadic" in parameter.kind.value:
                continue
            if parameter.kind.value == "keyword-only" and not star:
                star = True
                found.append("*")
            text = ""
            if parameter.annotation is not None:
                try:
                    written = self._writer.written(parameter.annotation, node)
                    if self._writer.variables & free:
                        text, settled = f": {written}", settled | self._writer.variables
                except Nameless:
                    pass
            found.append(parameter.name + text)
            kept = len(found) if text else kept
        if free - settled:
            raise Nameless(node.path)
        return ", ".join(found[:kept])


def _modules(body: str) -> set[str]:
    """The top-level modules that a stub names."""
    names = {node.value for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Attribute)}
    return {node.id for node in names if isinstance(node, ast.Name)} | {"typing"}


def _is_given(cls: ApiClass, member: str) -> bool:
    """Whether the catalogue says what a protocol's method gives."""
    uses = {"__await__": "await", "__aenter__": "async with", "__aiter__": "async for", "__anext__": "async for"}
    return uses.get(member) in cls.gives or (member == "__call__" and cls.call is not None)


def _generic_of(cls: Any) -> tuple[str, ...]:
    """The type variables of a class, in their order."""
    for base in cls.bases:
        text = str(base)
        if text.partition("[")[0].rpartition(".")[2] in ("Generic", "Protocol") and "[" in text:
            tree = _parsed(text)
            inner = tree.slice if isinstance(tree, ast.Subscript) else tree
            names = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return tuple(one.id for one in names if isinstance(one, ast.Name))
    return ()


def _last_name(decorator: Any) -> str:
    return str(decorator).partition("(")[0].rpartition(".")[2]


def _tells(text: str) -> bool:
    """Whether a type is one of something that is given."""
    return text not in ("typing.NoReturn", "typing.Never")


# -- the libraries


def files() -> list[Path]:
    return sorted((shelf.FOLDER / "io").glob("*.toml"))


def stub(path: Path, folder: Path) -> str:
    """The stub of one catalogue file, from the library that is unpacked or installed in a folder."""
    library = loader.read(path)
    tops = sys.stdlib_module_names if path.stem == STANDARD else {name.partition(".")[0] for name in library.imports}
    return Stub(library, Source(folder, frozenset(tops)), Catalogue()).made()


@cache
def typeshed() -> Path:
    """The stubs of the standard library that mypy brings along."""
    import mypy

    return Path(mypy.__file__).parent / "typeshed" / "stdlib"


def unpacked(path: Path) -> Path:
    """The folder of a library in its pinned version: the one that is installed, or else one that is downloaded."""
    sys.path.append(str(ROOT / "benchmarks" / "accuracy"))
    from packages import wheel_of

    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    name, version = raw["library"], raw["version"].partition(",")[0]
    if path.stem == STANDARD:
        return typeshed()
    with suppress(PackageNotFoundError):
        if metadata.version(name) == version:
            return Path(sysconfig.get_path("purelib"))
    return wheel_of(name, version)


def write(path: Path, say: Callable[[str], object] = print) -> None:
    """Writes the stub of one catalogue file."""
    try:
        text = stub(path, unpacked(path))
    except (OSError, LookupError) as error:
        say(f"{path.stem}: {error}")
        return
    target = FOLDER / f"{path.stem}.pyi"
    if text:
        target.write_text(text, encoding="utf-8")
    else:
        target.unlink(missing_ok=True)
    say(f"{path.stem}: {text.count('def ') + text.count(': ')} lines")


def counts() -> tuple[int, int, int]:
    """The members and functions that the catalogue names, those of which it says itself what they give, and those of
    which the stubs say it."""
    from flake8_ownership.index import stubs

    total = given = stubbed = 0
    for path in files():
        library = loader.read(path)
        for cls in library.classes.values():
            known = stubs.of_library(library.name, cls.name)
            names = {*getattr(known, "functions", ()), *(known.body.bindings if known is not None else ())}
            for name, api in cls.members.items():
                total, given = total + 1, given + bool(api.returns)
                stubbed += not api.returns and name in names
        for name, api in library.functions.items():
            total, given = total + 1, given + bool(api.returns)
            stubbed += not api.returns and stubs.of_library(library.name, name) is not None
    return total, given, stubbed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="*", help="catalogue files without their suffix; all where there is none")
    parser.add_argument("--counts", action="store_true", help="counts members with a known return, and writes nothing")
    parser.add_argument("--jobs", type=int, default=2, help="downloads at a time")
    arguments = parser.parse_args()
    if arguments.counts:
        total, given, stubbed = counts()
        by_catalogue, by_stubs = 100 * given / total, 100 * stubbed / total
        print(f"{total:,} members: {by_catalogue:.1f} % known by the catalogue, {by_stubs:.1f} % by the stubs")
        return 0
    logging.getLogger("griffe").setLevel(logging.CRITICAL)  # it tells of each name that leads elsewhere
    chosen = [path for path in files() if not arguments.libraries or path.stem in arguments.libraries]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        list(pool.map(_attempt, chosen))
    for path in chosen:
        write(path)
    return 0


def _attempt(path: Path) -> None:
    """Downloads a library, side by side with others; what goes wrong is told where it is written."""
    try:
        unpacked(path)
    except (OSError, LookupError):
        return


if __name__ == "__main__":
    raise SystemExit(main())
