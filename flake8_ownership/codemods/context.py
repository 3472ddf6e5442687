"""Which identifiers an inserted log carries: those whose evaluation cannot fail, cost or give a secret away."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, pairwise
from typing import NamedTuple

from flake8_ownership.codemods.constructed import sure_fields
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.names import stays_bound
from flake8_ownership.codemods.neighbours import shown
from flake8_ownership.codemods.proofs import is_mapped
from flake8_ownership.codemods.secrets import given_as_secret
from flake8_ownership.codemods.words import words
from flake8_ownership.index import trees
from flake8_ownership.index.hints import instance
from flake8_ownership.index.module import Class, Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import OwnInstance, Where
from flake8_ownership.sites.context import SECRET, is_identifier
from flake8_ownership.sites.secret_words import says_secret

_MOST = 4  # identifiers in one log
_MOST_AT_ALL = 2  # of what the call is not given
_MOST_ASKED = 100  # names of a function that may be such
# Types of which no one value tells a case.
_MANY = re.compile(
    r"\b(bool|list|List|Sequence|Iterable|Iterator|Collection|set|Set|frozenset|dict|Dict|Mapping|Callable|tuple|Tuple)\b"
)
_BARE = re.compile(r"^(id|uuid|guid|pk|slug)$")


@lru_cache(maxsize=16)  # each change of a finding asks
def identifiers(
    function: Function,
    first: ast.stmt,
    resolver: Resolver,
    calls: tuple[ast.Call, ...] = (),
    named: tuple[str, ...] = (),
    *,
    attributes: bool = True,
    after_failure: bool = False,
) -> tuple[Context, ...]:
    """The context of a function's logs, for a guard that starts at the statement `first`: what is an identifier, is
    `named` so by the user, or tells the case and is given to one of the `calls` that may fail there.

    What the logs nearby show comes first. Without `attributes` where reading one may fail `after_failure`: an ORM's
    object asks the database again.
    """
    found: dict[str, str] = {}
    secret = given_as_secret(function)
    read = _attributes(function, first, resolver, after_failure=after_failure) if attributes else ()
    given = _given(function, first, calls, resolver, attributes=attributes)
    wanted = frozenset(named)
    own = chain(
        _parameters(function, wanted),
        _subjects(function, resolver),
        _turns(function, first),
        _locals(function, first, wanted),
    )
    told: set[str] = set()
    near = list(_shown(function, first, resolver, attributes=attributes))
    for key, expression in (*near, *islice(own, _MOST_ASKED), *read, *given):
        if found and expression.startswith(f"{function.receiver}._"):
            continue  # which is the same for each call
        name = key.lstrip("_")
        if expression not in secret and expression not in told and name not in found:
            found[name] = expression
            told.add(expression)
    same = _settled_at(function, first.lineno)
    found = {key: one for key, one in found.items() if one not in same and not _is_made_of(function, key, found)}
    found = _without_doubtful(function, found, {expression for _, expression in (*near, *given)})
    if not found and calls:
        # What the function itself is given tells the case as well, if less of the call.
        plain = _plain_parameters(function, resolver)
        found = {name: name for name in _names(function) if name in plain and _is_telling(name) and name not in secret}
        return tuple(Context(key, expression) for key, expression in list(found.items())[:_MOST_AT_ALL])
    return tuple(Context(key, expression) for key, expression in list(found.items())[:_MOST])


def _shown(function: Function, first: ast.stmt, resolver: Resolver, *, attributes: bool) -> Iterator[tuple[str, str]]:
    """What the logs nearby show and is at hand before the statement `first`: names that tell a case, by what they are
    called or as what they are shown, and texts or numbers that the function is given."""
    parameters = _plain_parameters(function, resolver)
    for key, expression in shown(function.module, function):
        name, _, attribute = expression.partition(".")
        if any(SECRET.search(one) or says_secret(one) for one in (key, name, attribute)):
            continue
        telling = any(is_identifier(one) or _is_telling(one) or one in words("addresses") for one in (key, expression))
        if attribute:
            own = attributes and name == function.receiver and _is_plain(function, attribute)
            if own and (_is_telling(attribute) or (is_identifier(attribute) and _is_single(attribute))):
                yield f"{_snake(function.owner)}_{attribute}" if _BARE.match(key) else key, expression
        elif name in parameters:
            if stays_bound(function, name) and (telling or _is_worth_telling(function, name, resolver)):
                yield key, name
        elif telling and _is_bound_before(function, first, name) and _is_told(function, name):
            yield key, name


def _without_doubtful(function: Function, found: dict[str, str], told: Container[str]) -> dict[str, str]:
    """Identifiers without those that may well be None, and are given to no call that fails, where others are there."""
    kept = {key: one for key, one in found.items() if one in told or not _may_be_none(function, one)}
    return kept or found


def _settled_at(function: Function, row: int) -> frozenset[str]:
    """The names that tell nothing at a row, as a test around it has compared them: with a constant, or another name
    that tells as much. `if rep_id == -1: <here>`."""
    found, tests = set(), _settled(function)
    index = bisect_right(tests, row, key=lambda one: one.rows.start) - 1
    while index >= 0:
        if row in tests[index].rows:
            found.add(tests[index].name)
        index = tests[index].around
    return frozenset(found)


class _Settled(NamedTuple):
    """A name that a test settles in some rows, and the place of the test around those; -1 for none."""

    name: str
    rows: range
    around: int


@lru_cache(maxsize=8)  # each finding of a function asks
def _settled(function: Function) -> list[_Settled]:
    """The names that tests of a function settle, in the order of the text."""
    found: list[tuple[int, int, str]] = []
    for node in trees.nodes(function.node):
        match node:
            case ast.If(
                test=ast.Compare(
                    left=ast.Name(id=left),
                    ops=[ast.Eq() | ast.Is()],
                    comparators=[ast.Name() | ast.Constant() | ast.UnaryOp(operand=ast.Constant()) as right],
                ),
                body=body,
            ):
                name = right.id if isinstance(right, ast.Name) else left
                found.append((body[0].lineno, (body[-1].end_lineno or 0) + 1, name))
    tests: list[_Settled] = []
    open_: list[int] = []
    for start, end, name in sorted(found):
        while open_ and tests[open_[-1]].rows.stop <= start:
            open_.pop()
        tests.append(_Settled(name, range(start, end), open_[-1] if open_ else -1))
        open_.append(len(tests) - 1)
    return tests


def _may_be_none(function: Function, name: str) -> bool:
    """Whether a parameter is None, or an empty text, where the caller gives nothing."""
    return any(
        isinstance(one.expr, ast.Constant) and one.expr.value in (None, "")
        for one in function.body.bindings.get(name, ())
        if one.kind == "parameter"
    )


def _is_made_of(function: Function, name: str, told: Container[str]) -> bool:
    """Whether a local is a key, a path or the like that is made of nothing but what is told already."""
    if name.rsplit("_", maxsplit=1)[-1] not in words("keys"):
        return False
    known = _parts_of(function)
    if name not in known:
        made = [binding.expr for binding in function.body.bindings.get(name, ()) if binding.kind != "parameter"]
        each = [_made_of(one) for one in made]
        known[name] = frozenset().union(*each) if all(each) else frozenset()
    return bool(known[name]) and all(one in told for one in known[name])


@lru_cache(maxsize=8)  # each finding of a function asks
def _parts_of(function: Function) -> dict[str, frozenset[str]]:
    """The names that the locals of a function are made of, as far as that was asked."""
    return {}


def _made_of(value: ast.expr | None) -> frozenset[str]:
    """The names that a text or what a call gives is made of."""
    if not isinstance(value, (ast.JoinedStr, ast.Call)):
        return frozenset()
    called = {id(node.func) for node in ast.walk(value) if isinstance(node, ast.Call)}
    called |= {id(node.value) for node in ast.walk(value) if isinstance(node, ast.Attribute) and id(node) in called}
    return frozenset(node.id for node in ast.walk(value) if isinstance(node, ast.Name) and id(node) not in called)


def _is_wanted(name: str, named: frozenset[str]) -> bool:
    """Whether the value of a name is one identifier."""
    return (name in named and not SECRET.search(name)) or (is_identifier(name) and _is_single(name))


def _is_id(name: str) -> bool:
    return _is_wanted(name, frozenset())


def _is_single(name: str) -> bool:
    """Whether a name is that of a thing, and no list, setting or object that works with it."""
    parts = name.lower().strip("_").split("_")
    if parts[-1].endswith("ids") or parts[-1] in words("never-telling"):
        return False
    return len(parts) < 3 or parts[0] not in words("instructions")


@lru_cache(maxsize=8)  # each finding of a function asks
def _parameters(function: Function, named: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Id-like parameters that the function never unbinds."""
    return tuple(
        (parameter, parameter)
        for parameter in _names(function)
        if _is_wanted(parameter, named)
        and stays_bound(function, parameter)
        and _never_rebound(function, parameter)
        and not _is_many(function, parameter)
    )


@lru_cache(maxsize=8)  # each finding of a function asks
def _subjects(function: Function, resolver: Resolver) -> tuple[tuple[str, str], ...]:
    """Parameters that a function is named for: `kb_name` of `create_kb`, `umo` of `get_workspace_of_umo`. What it is
    named for without a word that says which, `frame` of `send_frame`, is a content rather than a name."""
    called = function.name.lower().strip("_").split("_")
    which = {behind for before, behind in pairwise(called) if before in ("by", "for", "of")}
    found: list[tuple[str, str]] = []
    for name in _names(function):
        *stem, end = name.lower().strip("_").split("_")
        named = bool(stem) and end in words("telling-ends") and set(called) >= set(stem)
        if (named or name.lower() in which) and _is_worth_telling(function, name, resolver):
            found.append((name, name))
    return tuple(found)


def _is_worth_telling(function: Function, name: str, resolver: Resolver) -> bool:
    """Whether a parameter is a text or a number that may be shown, and stays what it is."""
    annotation = next((one.annotation for one in function.body.bindings.get(name, ()) if one.annotation), None)
    typed = annotation is not None and re.fullmatch(r"(str|int|UUID|uuid\.UUID)( \| None)?", ast.unparse(annotation))
    return (
        bool(typed)
        and not (SECRET.search(name) or says_secret(name) or name.lower().split("_")[0] in words("personal"))
        and stays_bound(function, name)
        and _never_rebound(function, name)
        and not _is_object(function, name, resolver)
        and name not in words("contents")
    )


def _turns(function: Function, first: ast.stmt) -> Iterator[tuple[str, str]]:
    """What the loops around a statement go over, where its name tells one turn from another."""
    for standing in _around(function, first):
        for name in standing.looped:
            if _is_telling(name) and len(function.body.bindings.get(name, ())) == 1:
                yield name, name


def _is_many(function: Function, name: str) -> bool:
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
    cls = _class_of(function, name, resolver)
    if cls is not None:
        return not {"__str__", "__repr__"} & cls.functions.keys() and not any(
            "Enum" in ast.unparse(one) or ast.unparse(one) in ("str", "int") for one in cls.node.bases
        )
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


def _locals(function: Function, first: ast.stmt, named: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Id-like locals that are sure to be bound when `first` starts, and never from anything secret."""
    for standing in _around(function, first, named):
        for name, index in standing.names.items():
            if index >= standing.index:
                break
            yield name, name
        yield from ((name, name) for name in standing.looped)


def _is_told(function: Function, name: str) -> bool:
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


def _given(
    function: Function, first: ast.stmt, calls: Sequence[ast.Call], resolver: Resolver, *, attributes: bool
) -> Iterator[tuple[str, str]]:
    """What the calls that may fail are given that tells the case: names that are sure to be bound before, and plain
    attributes of the object."""
    if not calls:
        return
    parameters = _plain_parameters(function, resolver)

    def is_told(name: str) -> bool:
        return name in parameters or (_is_bound_before(function, first, name) and _is_told(function, name))

    for name in dict.fromkeys(name for call in calls for name in _in_paths(call)):
        if name in parameters and _is_worth_telling(function, name, resolver):
            yield name, name
    for node in (node for call in calls for node in _arguments(call)):
        match node:
            case ast.Name(id=name) if _is_telling(name) and stays_bound(function, name) and is_told(name):
                yield name, name
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if (
                attributes and owner == function.receiver and _is_telling(name) and _is_plain(function, name)
            ):
                yield name, f"{owner}.{name}"


def _in_paths(call: ast.Call) -> Iterator[str]:
    """The names that parts of a path or address are made of: `currency` of `f"/rates/{currency}"`."""
    for given in (*call.args, *(one.value for one in call.keywords)):
        parts = given.values if isinstance(given, ast.JoinedStr) else []
        for before, part in pairwise(parts):
            match before, part:
                case ast.Constant(value=str(text)), ast.FormattedValue(value=ast.Name(id=name)) if text.endswith("/"):
                    yield name


@lru_cache(maxsize=8)  # each finding of a function asks
def _plain_parameters(function: Function, resolver: Resolver) -> frozenset[str]:
    """The parameters that hold one plain value from the beginning to the end."""
    return frozenset(
        name
        for name in _names(function)
        if _never_rebound(function, name) and not _is_many(function, name) and not _is_object(function, name, resolver)
    )


def _arguments(call: ast.Call) -> Iterator[ast.AST]:
    """What a call is given, and what is put into a text for it; not what other calls work with."""
    waiting: list[ast.AST] = [
        *call.args,
        *(one.value for one in call.keywords if one.arg and not SECRET.search(one.arg)),
    ]
    while waiting:
        node = waiting.pop(0)
        yield node
        match node:
            case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                waiting += parts
            case ast.FormattedValue(value=part):
                waiting.append(part)
            case ast.Dict(values=parts):
                waiting += parts
            case ast.BinOp(left=left, right=right):
                waiting += [left, right]
            case ast.Call(func=ast.Name(id="str" | "Path" | "URL" | "quote")):
                waiting += node.args
            case ast.Call(func=ast.Name() | ast.Attribute() as func) if last_name(func).strip("_").split("_")[
                -1
            ] in words("keys"):
                waiting += node.args


def _is_telling(name: str) -> bool:
    """Whether a name is that of what tells a case where a call is given it."""
    parts = name.lower().strip("_").split("_")
    if SECRET.search(name) or says_secret(name) or parts[0] in words("personal"):
        return False
    return name.strip("_").lower() in words("telling") or (len(parts) > 1 and parts[-1] in words("telling-ends"))


def _is_plain(function: Function, name: str) -> bool:
    """Whether an attribute of a method's object is kept there by its class, and is nothing that is worked out."""
    owner = function.owner
    if owner is None or name in owner.functions:
        return False
    return any(name in method.body.attributes for method in owner.all_functions)


def _tells_something(value: ast.expr) -> bool:
    """Whether what a local was given may be logged, and is worth it: no secret, and nothing that is the same each time
    or has yet to be filled."""
    if isinstance(value, (ast.Constant, ast.List, ast.Dict, ast.Set, ast.Tuple)):
        return False
    return not any(map(SECRET.search, _words(value)))


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a statement stands: the `index` in its block, which names the statements of that bind, each with the index
    of the first one, and those that the loop of the block binds."""

    index: int
    names: dict[str, int]
    looped: tuple[str, ...]


def _around(function: Function, first: ast.stmt, named: frozenset[str] | None = None) -> Iterator[_Standing]:
    """Where a statement stands, and the statements around it, from the inside; `named` as `_standings` has it."""
    standing, parents = _standings(function, named), _parents(function)
    node: ast.AST | None = first
    while node is not None and node is not function.node:
        found = standing.get(node)
        if found is not None:
            yield found
        node = parents.get(node)


@lru_cache(maxsize=8)  # each finding of a function asks
def _standings(function: Function, named: frozenset[str] | None) -> dict[ast.AST, _Standing]:
    """Where the statements of a function stand. With what the user has `named`, only names are told that a log may
    carry."""

    def is_told(name: str) -> bool:
        return named is None or (_is_wanted(name, named) and _is_told(function, name))

    found: dict[ast.AST, _Standing] = {}
    for owner in trees.nodes(function.node):
        for field_ in ("body", "orelse", "finalbody"):
            block = getattr(owner, field_, None)
            if not isinstance(block, list):
                continue
            names: dict[str, int] = {}
            targets: Iterable[str] = ()
            if field_ == "body" and isinstance(owner, (ast.For, ast.AsyncFor)):
                targets = _targets(owner.target)
            looped = tuple(name for name in targets if is_told(name))
            for index, statement in enumerate(block):
                found[statement] = _Standing(index, names, looped)
                for name in (name for name in _bound_by(statement) if is_told(name)):
                    names.setdefault(name, index)
    return found


def _is_bound_before(function: Function, first: ast.stmt, name: str) -> bool:
    """Whether a name is sure to be bound when a statement starts: by a statement before it in its own block or in one
    around it, or by a loop that it stands in."""
    return any(
        standing.names.get(name, standing.index) < standing.index or name in standing.looped
        for standing in _around(function, first)
    )


@lru_cache(maxsize=8)  # each finding of a function asks
def _parents(function: Function) -> dict[ast.AST, ast.AST]:
    return trees.parents(function.node)


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from _targets(target)
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        yield from _targets(statement.target)


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _targets(element)


def _words(expr: ast.expr) -> Iterator[str]:
    """The names, attributes and keys that an expression is made of."""
    for node in ast.walk(expr):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _attributes(
    function: Function, first: ast.stmt, resolver: Resolver, *, after_failure: bool
) -> Iterator[tuple[str, str]]:
    """Id-like attributes of parameters: those which the function has read by then anyway, and the id that the annotated
    class of the project declares as data; other ids only where it declares none of its own. Of locals, those which
    `first` itself reads."""
    read = _read_before(function, first)
    for parameter in _names(function):
        if not stays_bound(function, parameter) or not _never_rebound(function, parameter):
            continue
        if parameter in words("settings") or not parameter.strip("_"):
            continue  # which are the same for every case
        if parameter == function.receiver and "classmethod" in function.decorator_names:
            continue  # what a class has under the name of an id is a column or a default
        cls = _class_of(function, parameter, resolver)
        known = function.owner if parameter == function.receiver else cls
        mapped = known is not None and is_mapped(resolver, known)
        if mapped and after_failure:
            continue
        declared = set(filter(_is_id, sure_fields(resolver, cls))) if cls is not None and not mapped else set()
        own = {"id"} & declared or {name for name in declared if _BARE.match(name)}
        own = own or {name for name in declared if len(declared) == 1 or (cls is not None and _is_of(name, cls))}
        named = read.get(parameter, set()) | own | (declared & _reads(function).get(parameter, frozenset()))
        for attribute in sorted(named, key=lambda name: (not _BARE.match(name), name)):
            if _is_id(attribute) and not _is_kept_object(resolver, known, attribute):
                owner = _snake(function.owner) if parameter == function.receiver else parameter
                owner = "" if owner.count("_") > 1 else owner
                key = f"{owner}_{attribute}" if owner and _BARE.match(attribute) else attribute
                if key != "id":
                    yield key, f"{parameter}.{attribute}"
    parameters = set(_names(function))
    for name, attributes in _read_in([first]).items():
        bound = name not in parameters and _is_bound_before(function, first, name)
        if bound and stays_bound(function, name) and not SECRET.search(name):
            for attribute in sorted(filter(_is_id, attributes)):
                yield f"{name}_{attribute}" if _BARE.match(attribute) else attribute, f"{name}.{attribute}"


@lru_cache(maxsize=8)  # each finding of a function asks
def _reads(function: Function) -> dict[str, frozenset[str]]:
    """The attributes of names that a function reads anywhere."""
    found: dict[str, set[str]] = {}
    for node in trees.nodes(function.node):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute, ctx=ast.Load()):
                found.setdefault(name, set()).add(attribute)
    return {name: frozenset(attributes) for name, attributes in found.items()}


def _is_of(name: str, cls: Class) -> bool:
    """Whether an id is that of what a class is called for: `order_id` of `OrderRequest`."""
    stem = name.lower().rpartition("_")[0].replace("_", "")
    return bool(stem) and stem in cls.name.lower()


def _is_kept_object(resolver: Resolver, cls: Class | None, attribute: str) -> bool:
    """Whether what a class has under the name of an id is an object, which says nothing in a text."""
    return cls is not None and isinstance(resolver.attribute(OwnInstance(cls), attribute), OwnInstance)


def _snake(cls: Class | None) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.name).lower().strip("_") if cls else ""


def _names(function: Function) -> list[str]:
    arguments = function.node.args
    return [parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _never_rebound(function: Function, name: str) -> bool:
    return all(binding.kind in ("parameter", "narrowed") for binding in function.body.bindings.get(name, ()))


def _class_of(function: Function, parameter: str, resolver: Resolver) -> Class | None:
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


def _read_before(function: Function, first: ast.stmt) -> dict[str, set[str]]:
    """Attributes of names which the function is sure to have read when `first` has run, as it would anyway."""
    found = _read_in([first])
    for name, rows in _rows_of_reads(function).items():
        found.setdefault(name, set()).update(attribute for attribute, row in rows.items() if row < first.lineno)
    return found


@lru_cache(maxsize=8)  # each finding of a function asks
def _rows_of_reads(function: Function) -> dict[str, dict[str, int]]:
    """For each attribute of a name, the last row of the first statement of a function that is sure to read it."""
    found: dict[str, dict[str, int]] = {}
    for statement in function.node.body:
        for name, attributes in _read_in([statement]).items():
            for attribute in filter(is_identifier, attributes):
                found.setdefault(name, {}).setdefault(attribute, statement.end_lineno or statement.lineno)
    return found


def _read_in(statements: Iterable[ast.stmt]) -> dict[str, set[str]]:
    """Attributes of names which some statements are sure to read; methods that they call are none."""
    found: dict[str, set[str]] = {}
    for statement in statements:
        nodes = list(_unconditional(statement))
        called = {node.func for node in nodes if isinstance(node, ast.Call)}
        for node in nodes:
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute, ctx=ast.Load()) if node not in called:
                    found.setdefault(name, set()).add(attribute)
    return found


def _unconditional(node: ast.AST) -> Iterator[ast.AST]:
    """What evaluating a statement is sure to evaluate."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += reversed(_sure_parts(found))


def _sure_parts(node: ast.AST) -> Sequence[ast.AST]:
    """The parts of a node that evaluating it is sure to evaluate."""
    match node:
        case ast.If() | ast.IfExp() | ast.While():
            return [node.test]
        case ast.BoolOp():
            return node.values[:1]
        case ast.For() | ast.AsyncFor():
            return [node.iter]
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            return [node.generators[0].iter]
        case ast.With() | ast.AsyncWith():
            return [item.context_expr for item in node.items[:1]]
        case ast.Try() | ast.Lambda() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return []
        case ast.Match() | ast.Assert():
            return []
    return list(ast.iter_child_nodes(node))
