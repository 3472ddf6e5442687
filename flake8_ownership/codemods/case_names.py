"""Which names tell one case from another, by what they are called and what is known of what they hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from flake8_ownership.catalogue import identifier_names
from flake8_ownership.codemods.names import stays_bound
from flake8_ownership.codemods.words import words
from flake8_ownership.index import trees
from flake8_ownership.index.hints import instance
from flake8_ownership.index.module import Class, Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Instance, Made, OwnInstance, Plain, Where
from flake8_ownership.sites.context import is_identifier
from flake8_ownership.sites.secret_words import is_sensitive, says_secret

# Types of which no one value tells a case.
_MANY = re.compile(
    r"\b(bool|list|List|Sequence|Iterable|Iterator|Collection|set|Set|frozenset|dict|Dict|Mapping|Callable|tuple|Tuple)\b"
)
# What is asked of texts alone.
_OF_TEXTS = frozenset({"endswith", "lower", "removeprefix", "removesuffix", "split", "startswith", "strip", "upper"})


def is_bare(name: str) -> bool:
    """Whether a name is that of an identifier and says nothing of whose: `id`."""
    return name in identifier_names.words().names


def may_be_none(function: Function, name: str) -> bool:
    """Whether a parameter is None, or an empty text, where the caller gives nothing."""
    return any(
        isinstance(one.expr, ast.Constant) and one.expr.value in (None, "")
        for one in function.body.bindings.get(name, ())
        if one.kind == "parameter"
    )


def is_wanted(name: str, named: frozenset[str]) -> bool:
    """Whether the value of a name is one identifier."""
    return (name in named and not is_sensitive(name)) or (is_identifier(name) and is_single(name))


def is_id(name: str) -> bool:
    return is_wanted(name, frozenset())


def is_single(name: str) -> bool:
    """Whether a name is that of a thing, and no list, setting or object that works with it."""
    parts = name.lower().strip("_").split("_")
    tools = words("never-telling") | identifier_names.words().tools
    if parts[-1].endswith("ids") or parts[-1] in tools:
        return False
    return len(parts) < 3 or parts[0] not in words("instructions")


def is_worth_telling(function: Function, name: str, resolver: Resolver) -> bool:
    """Whether a parameter is a text or a number that may be shown, and stays what it is."""
    annotation = next((one.annotation for one in function.body.bindings.get(name, ()) if one.annotation), None)
    typed = annotation is not None and re.fullmatch(r"(str|int|UUID|uuid\.UUID)( \| None)?", ast.unparse(annotation))
    return (
        bool(typed)
        and not (is_sensitive(name) or says_secret(name) or name.lower().split("_")[0] in words("personal"))
        and stays_bound(function, name)
        and never_rebound(function, name)
        and not _is_object(function, name, resolver)
        and name not in words("contents")
        and name.lower().split("_")[-1] not in words("manners")
    )


def is_many(function: Function, name: str) -> bool:
    """Whether a parameter is annotated as a collection, a switch or a callable, or is a switch by its default."""
    if any(
        isinstance(one.expr, ast.Constant) and isinstance(one.expr.value, bool)
        for one in function.body.bindings.get(name, ())
    ):
        return True
    annotations = (one.annotation for one in function.body.bindings.get(name, ()) if one.annotation is not None)
    return any(_MANY.search(ast.unparse(one)) for one in annotations)


def _is_object(function: Function, name: str, resolver: Resolver) -> bool:
    """Whether a parameter is annotated as an object that says nothing in a text: with a class of the project that is
    no enumeration and has no text of its own, or with another one that is not known for that."""
    if function.receiver == name:
        return True
    cls = class_of(function, name, resolver)
    if cls is not None:
        return _says_nothing(cls)
    annotations = (_bare(one.annotation) for one in function.body.bindings.get(name, ()))
    return any(isinstance(one, (ast.Name, ast.Attribute)) and _is_strange(last_name(one)) for one in annotations)


def _bare(annotation: ast.expr | None) -> ast.expr | None:
    """An annotation without what is said about it: `Repository` of `Annotated[Repository, Depends(…)]`."""
    match annotation:
        case ast.Subscript(value=ast.Name() | ast.Attribute() as outer, slice=ast.Tuple(elts=[first, *_])) if (
            last_name(outer) == "Annotated"
        ):
            return first
    return annotation


def _is_strange(cls: str) -> bool:
    """Whether a class of somebody else is not known for a text that tells its objects apart."""
    return cls[:1].isupper() and cls not in words("texts") and not cls.endswith(("Id", "ID", "Name", "Key", "Path"))


def is_told(function: Function, name: str) -> bool:
    """Whether what a local is bound to may be logged, whichever of its bindings holds."""
    known = _known(function)
    if name not in known:
        known[name] = _may_be_told(function, name)
    return known[name]


@lru_cache(maxsize=8)  # each finding of a function asks
def _known(function: Function) -> dict[str, bool]:
    """Which locals of a function may be logged, as far as that was asked."""
    return {}


def _may_be_told(function: Function, name: str) -> bool:
    if name in function.body.outer_names or not stays_bound(function, name):
        return False
    values = [
        binding.annotation if binding.expr is None else binding.expr
        for binding in function.body.bindings.get(name, ())
        if binding.kind not in ("narrowed", "parameter")
    ]
    return all(value is not None and _tells_something(value) and _differs(function, value) for value in values)


def _differs(function: Function, value: ast.expr) -> bool:
    """Whether a text is made of anything that differs from case to case: `f"{API}/conferences"` is the same for all."""
    if not isinstance(value, ast.JoinedStr):
        return True
    names = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    return bool(names & function.body.bindings.keys() - {function.receiver})


def is_text(function: Function, first: ast.stmt, name: str, resolver: Resolver) -> bool:
    """Whether a name holds a text or a UUID where the statement `first` starts."""
    if reads(function).get(name, frozenset()) & _OF_TEXTS:
        return True
    here = ast.copy_location(ast.Name(name, ast.Load()), first)
    value = resolver.value(here, Where(function, (first.lineno, first.col_offset)))
    return isinstance(value, Plain) and value.what in ("builtins.str", "uuid.UUID")


def is_known_object(function: Function, first: ast.stmt, name: str, resolver: Resolver) -> bool:
    """Whether a name is known to hold an object, which says nothing in a text, where the statement `first` starts."""
    here = ast.copy_location(ast.Name(name, ast.Load()), first)
    value = resolver.value(here, Where(function, (first.lineno, first.col_offset)))
    if isinstance(value, OwnInstance):
        return _says_nothing(value.cls)
    return isinstance(value, (Instance, Made))


def _says_nothing(cls: Class) -> bool:
    """Whether the objects of a class have no text of their own."""
    return not {"__str__", "__repr__"} & cls.functions.keys() and not any(
        "Enum" in ast.unparse(one) or ast.unparse(one) in ("str", "int") for one in cls.node.bases
    )


@lru_cache(maxsize=8)  # each finding of a function asks
def plain_parameters(function: Function, resolver: Resolver) -> frozenset[str]:
    """The parameters that hold one plain value from the beginning to the end."""
    return frozenset(
        name
        for name in names(function)
        if never_rebound(function, name) and not is_many(function, name) and not _is_object(function, name, resolver)
    )


def is_telling(name: str) -> bool:
    """Whether a name is that of what tells a case where a call is given it."""
    parts = name.lower().strip("_").split("_")
    if is_sensitive(name) or says_secret(name) or parts[0] in words("personal"):
        return False
    return name.strip("_").lower() in words("telling") or (len(parts) > 1 and parts[-1] in words("telling-ends"))


def is_plain(function: Function, name: str) -> bool:
    """Whether an attribute of a method's object is kept there by its class, and is nothing that is worked out."""
    owner = function.owner
    if owner is None or name in owner.functions:
        return False
    return any(name in method.body.attributes for method in owner.all_functions)


def _tells_something(value: ast.expr) -> bool:
    """Whether what a local was given may be logged, and is worth it: no secret, and nothing that is the same each time
    or has yet to be filled."""
    match value:
        case ast.Constant() | ast.List() | ast.Dict() | ast.Set() | ast.Tuple():
            return False
        # What holds all kinds of things, secrets among them, makes no secret of what it has under another key.
        case (
            ast.Subscript(value=holder, slice=ast.Constant(value=str(key)))
            | ast.Call(func=ast.Attribute(value=holder, attr="get"), args=[ast.Constant(value=str(key)), *_])
        ):
            said = {one for one in _words(holder) if one not in words("holders")} | {key}
            return not any(is_sensitive(one) or says_secret(one) for one in said)
    return not any(map(is_sensitive, _words(value)))


def _words(expr: ast.expr) -> Iterator[str]:
    """The names, attributes and keys that an expression is made of."""
    for node in ast.walk(expr):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@lru_cache(maxsize=8)  # each finding of a function asks
def reads(function: Function) -> dict[str, frozenset[str]]:
    """The attributes of names that a function reads anywhere."""
    found: dict[str, set[str]] = {}
    for node in trees.nodes(function.node):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute, ctx=ast.Load()):
                found.setdefault(name, set()).add(attribute)
    return {name: frozenset(attributes) for name, attributes in found.items()}


def names(function: Function) -> list[str]:
    return [parameter.arg for parameter in trees.parameters(function.node.args)]


def never_rebound(function: Function, name: str) -> bool:
    return all(binding.kind in ("parameter", "narrowed") for binding in function.body.bindings.get(name, ()))


def class_of(function: Function, parameter: str, resolver: Resolver) -> Class | None:
    """The class of the project that a parameter is annotated with, where that does not allow None."""
    binding = next((one for one in function.body.bindings.get(parameter, ()) if one.kind == "parameter"), None)
    if binding is None or (isinstance(binding.expr, ast.Constant) and binding.expr.value is None):
        return None
    annotation = _bare(binding.annotation)
    if annotation is None or isinstance(annotation, (ast.BinOp, ast.Subscript)):
        return None
    if isinstance(annotation, ast.Constant) and not re.fullmatch(r"[\w.]+", str(annotation.value)):
        return None
    value = instance(resolver, annotation, Where(function, signature=True))
    return value.cls if isinstance(value, OwnInstance) else None
