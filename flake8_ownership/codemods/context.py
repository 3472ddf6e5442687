"""Which identifiers an inserted log carries: those whose evaluation cannot fail, cost or give a secret away."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise

from flake8_ownership.codemods.call_arguments import identifying_arguments, is_field, parameters_used, snake
from flake8_ownership.codemods.case_names import (
    class_of,
    is_bare,
    is_id,
    is_many,
    is_plain,
    is_single,
    is_telling,
    is_told,
    is_wanted,
    is_worth_telling,
    may_be_none,
    names,
    never_rebound,
    plain_parameters,
    reads,
)
from flake8_ownership.codemods.constructed import sure_fields
from flake8_ownership.codemods.dialects import Context
from flake8_ownership.codemods.names import stays_bound
from flake8_ownership.codemods.neighbours import shown
from flake8_ownership.codemods.proofs import is_mapped
from flake8_ownership.codemods.reaching import around, is_bound_before, read_before, read_in, settled_at
from flake8_ownership.codemods.secrets import given_as_secret
from flake8_ownership.codemods.words import words
from flake8_ownership.index import trees
from flake8_ownership.index.module import Class, Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import OwnInstance
from flake8_ownership.sites.context import is_identifier
from flake8_ownership.sites.secret_words import is_of_session, is_sensitive, says_secret

_MOST = 3  # identifiers in one log
_MOST_AT_ALL = 2  # of what the call is not given
_MOST_ASKED = 100  # names of a function that may be such


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
    secret = given_as_secret(function, resolver)
    read = _attributes(function, first, resolver, after_failure=after_failure) if attributes else ()
    passed = identifying_arguments(function, first, calls, resolver, attributes=attributes)
    wanted = frozenset(named)
    own = chain(_parameters(function, wanted), _subjects(function, resolver), _turns(function, first))
    local = _locals(function, first, wanted)
    told: set[str] = set()
    here, near = _shown(function, first, resolver, attributes=attributes)
    asked = (*islice(own, _MOST_ASKED), *near, *passed.others, *islice(local, _MOST_ASKED), *read)
    for key, expression in (*here, *passed.ids, *asked):
        if found and expression.startswith(f"{function.receiver}._") and (key, expression) not in passed.ids:
            continue  # which is the same for each call
        name = key.lstrip("_")
        if expression in passed.replaced:
            continue
        if expression not in secret and expression not in told and name not in found:
            found[name] = expression
            told.add(expression)
    same = settled_at(function, first.lineno)
    found = {key: one for key, one in found.items() if one not in same and not _is_made_of(function, key, found)}
    # The id of a thing tells which it is, and so its name has nothing to add.
    found = {
        key: one for key, one in found.items() if f"{key.removesuffix('_name')}_id" not in found or key[-5:] != "_name"
    }
    sure = {expression for _, expression in (*here, *near)} | parameters_used(function, calls)
    found = _without_doubtful(function, _each_once(function, found), sure)
    if not found and calls:
        # What the function itself is given tells the case as well, if less of the call.
        plain = plain_parameters(function, resolver)
        found = {name: name for name in names(function) if name in plain and is_telling(name) and name not in secret}
        return tuple(Context(key, expression) for key, expression in list(found.items())[:_MOST_AT_ALL])
    return tuple(Context(key, expression) for key, expression in list(found.items())[:_MOST])


def _shown(
    function: Function, first: ast.stmt, resolver: Resolver, *, attributes: bool
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What the logs of the function show, and those nearby, and is at hand before the statement `first`."""
    here, near = shown(function.module, function)
    return (
        list(_at_hand(here, function, first, resolver, attributes=attributes)),
        list(_at_hand(near, function, first, resolver, attributes=attributes)),
    )


def _at_hand(
    told: Iterable[tuple[str, str]], function: Function, first: ast.stmt, resolver: Resolver, *, attributes: bool
) -> Iterator[tuple[str, str]]:
    """What logs have `told` and is at hand before the statement `first`: names that tell a case, by what they are
    called or as what they are shown, and texts or numbers that the function is given."""
    parameters = plain_parameters(function, resolver)
    for key, expression in told:
        name, _, attribute = expression.partition(".")
        if any(is_sensitive(one) or says_secret(one) for one in (key, name, attribute)):
            continue
        telling = any(is_identifier(one) or is_telling(one) or one in words("addresses") for one in (key, expression))
        if attribute:
            own = attributes and name == function.receiver
            own = own and (is_plain(function, attribute) or is_field(function, attribute, resolver))
            if own and (is_telling(attribute) or (is_identifier(attribute) and is_single(attribute))):
                yield f"{snake(function.owner)}_{attribute}" if is_bare(key) else key, expression
        elif name in parameters:
            if stays_bound(function, name) and (telling or is_worth_telling(function, name, resolver)):
                yield key, name
        elif telling and is_bound_before(function, first, name) and is_told(function, name):
            yield key, name


def _without_doubtful(function: Function, found: dict[str, str], told: Container[str]) -> dict[str, str]:
    """Identifiers without those that may well be None, and that are not `told`: that no log nearby shows and no failing
    call is made with. All of them where there are no others."""
    kept = {key: one for key, one in found.items() if one in told or not may_be_none(function, one)}
    return kept or found


def _each_once(function: Function, found: dict[str, str]) -> dict[str, str]:
    """Identifiers without those that the function gives the value of another one: `self.id = node_id`."""
    same = _same_values(function)
    kept: dict[str, str] = {}
    for key, one in found.items():
        if not any(one in same.get(other, ()) or other in same.get(one, ()) for other in kept.values()):
            kept[key] = one
    return kept


@lru_cache(maxsize=8)  # each finding of a function asks
def _same_values(function: Function) -> dict[str, set[str]]:
    """The names and attributes that a function gives the value of a name, maybe in another form, by that name."""
    found: dict[str, set[str]] = {}
    for node in trees.nodes(function.node):
        match node:
            case (
                ast.Assign(targets=[ast.Name() | ast.Attribute() as target], value=value)
                | ast.AnnAssign(target=ast.Name() | ast.Attribute() as target, value=value)
            ):
                while isinstance(value, ast.Call) and last_name(value) in _FORMS and len(value.args) == 1:
                    value = value.args[0]
                if isinstance(value, ast.Name):
                    found.setdefault(value.id, set()).add(ast.unparse(target))
    return found


_FORMS = frozenset({"str", "int", "UUID", "quote"})


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


@lru_cache(maxsize=8)  # each finding of a function asks
def _parameters(function: Function, named: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Id-like parameters that the function never unbinds."""
    return tuple(
        (parameter, parameter)
        for parameter in names(function)
        if (is_wanted(parameter, named) or _is_in_path(function, parameter))
        and stays_bound(function, parameter)
        and never_rebound(function, parameter)
        and not is_many(function, parameter)
    )


def _is_in_path(function: Function, parameter: str) -> bool:
    """Whether a parameter is the id of a session, and a part of the path that a decorator serves: whoever logs requests
    logs it, as no key of a login would be."""
    if not is_of_session(parameter):
        return False
    given = (one for decorator in function.node.decorator_list for one in trees.nodes(decorator))
    texts = (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return any(re.search(rf"[{{<:]{parameter}\b", text) for text in texts)


@lru_cache(maxsize=8)  # each finding of a function asks
def _subjects(function: Function, resolver: Resolver) -> tuple[tuple[str, str], ...]:
    """Parameters that a function is named for: `kb_name` of `create_kb`, `umo` of `get_workspace_of_umo`. What it is
    named for without a word that says which, `frame` of `send_frame`, is a content rather than a name."""
    called = function.name.lower().strip("_").split("_")
    which = {behind for before, behind in pairwise(called) if before in ("by", "for", "of")}
    found: list[tuple[str, str]] = []
    for name in names(function):
        *stem, end = name.lower().strip("_").split("_")
        named = bool(stem) and end in words("telling-ends") and set(called) >= set(stem)
        if (named or name.lower() in which) and is_worth_telling(function, name, resolver):
            found.append((name, name))
    return tuple(found)


def _turns(function: Function, first: ast.stmt) -> Iterator[tuple[str, str]]:
    """What the loops around a statement go over, where its name tells one turn from another."""
    for standing in around(function, first):
        for name in standing.looped:
            is_text = name not in reads(function)  # an object has attributes, and says nothing in a text
            if is_text and is_telling(name) and len(function.body.bindings.get(name, ())) == 1:
                yield name, name


def _locals(function: Function, first: ast.stmt, named: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Id-like locals that are sure to be bound when `first` starts, and never from anything secret."""
    for standing in around(function, first, named):
        for name, index in standing.names.items():
            if index >= standing.index:
                break
            yield name, name
        yield from ((name, name) for name in standing.looped)


def _attributes(
    function: Function, first: ast.stmt, resolver: Resolver, *, after_failure: bool
) -> Iterator[tuple[str, str]]:
    """Id-like attributes of parameters: those which the function has read by then anyway, and the id that the annotated
    class of the project declares as data; other ids only where it declares none of its own. Of locals, those which
    `first` itself reads."""
    read = read_before(function, first)
    for parameter in names(function):
        if not stays_bound(function, parameter) or not never_rebound(function, parameter):
            continue
        if parameter in words("settings") or not parameter.strip("_"):
            continue  # which are the same for every case
        if parameter == function.receiver and "classmethod" in function.decorator_names:
            continue  # what a class has under the name of an id is a column or a default
        cls = class_of(function, parameter, resolver)
        known = function.owner if parameter == function.receiver else cls
        mapped = known is not None and is_mapped(resolver, known)
        if mapped and after_failure:
            continue
        declared = set(filter(is_id, sure_fields(resolver, cls))) if cls is not None and not mapped else set()
        own = {"id"} & declared or {name for name in declared if is_bare(name)}
        own = own or {name for name in declared if len(declared) == 1 or (cls is not None and _is_of(name, cls))}
        named = read.get(parameter, set()) | own | (declared & reads(function).get(parameter, frozenset()))
        for attribute in sorted(named, key=lambda name: (not is_bare(name), name)):
            if is_id(attribute) and not _is_kept_object(resolver, known, attribute):
                owner = snake(function.owner) if parameter == function.receiver else parameter
                owner = "" if owner.count("_") > 1 else owner
                key = f"{owner}_{attribute}" if owner and is_bare(attribute) else attribute
                if key != "id":
                    yield key, f"{parameter}.{attribute}"
    parameters = set(names(function))
    for name, attributes in read_in([first, *(_raised_in(first) if after_failure else ())]).items():
        bound = name not in parameters and is_bound_before(function, first, name)
        if bound and stays_bound(function, name) and not is_sensitive(name):
            for attribute in sorted(filter(is_id, attributes)):
                yield f"{name}_{attribute}" if is_bare(attribute) else attribute, f"{name}.{attribute}"


def _raised_in(first: ast.stmt) -> Sequence[ast.stmt]:
    """What the only handler of a `try` raises in the end: that names the case as it will be told further out, and reads
    no more of it than the handler does anyway."""
    match first:
        case ast.Try(handlers=[ast.ExceptHandler(body=[*before, ast.Raise() as last])]):
            return [last] if all(isinstance(one, ast.Expr) for one in before) else []
    return []


def _is_of(name: str, cls: Class) -> bool:
    """Whether an id is that of what a class is called for: `order_id` of `OrderRequest`."""
    stem = name.lower().rpartition("_")[0].replace("_", "")
    return bool(stem) and stem in cls.name.lower()


def _is_kept_object(resolver: Resolver, cls: Class | None, attribute: str) -> bool:
    """Whether what a class has under the name of an id is an object, which says nothing in a text."""
    return cls is not None and isinstance(resolver.attribute(OwnInstance(cls), attribute), OwnInstance)
