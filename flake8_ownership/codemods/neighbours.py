"""How the log calls nearest to a place are written, which a new one is written like: those of the same function, then
of its class, then of the module. Only what they have in common counts, never what anything is called."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeVar

from flake8_ownership.catalogue.observers import LEVELS
from flake8_ownership.codemods import names
from flake8_ownership.index.module import Class, Function, Module, last_name
from flake8_ownership.index.trees import is_small

# How a caught failure is reported: with its traceback, by `exception()` or a keyword; by its text, in the message or
# under a keyword of its own.
How = Literal["exception", "exc_info", "text", "keyword"]
_LOUD = frozenset({"warning", "warn", "error", "exception", "critical"})
_ERRORS = frozenset({"error", "exception", "critical"})
_MOST_NODES = 50  # of what a logger is written as
_MOST_NAMED = 50  # of what the logs of a scope show, the most frequent
_ENOUGH = 2  # calls that make a form, beyond those of the same function
_TRACED = re.compile(r"^(?:True|[A-Za-z_][\w.]*)$")
_MARK = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?([a-zA-Z%])")
_HOLE = "\0"  # stands for an expression in a message
# What messages begin with to say whose they are, with what parts it from them.
_TAG = re.compile(
    r"(?:\[[^\[\]\n]{1,40}\][ ]?)*\[[^\[\]\n]{1,40}\]:?[ ]"  # `[Discord] `, `[{uuid}] [{name}] `
    r"|\0[ ]?(?::|[|>-])[ ]"  # `{self.name}: `
    r"|(?!Error|Warn|Exception|Fail|Info|Debug|Note)[A-Z]\w{2,30}[ ][|>-][ ]"  # `Webhooks - `
    r"|(?!Error|Warn|Exception|Fail|Info|Debug|Note)[A-Z]\w{2,30}(?:[ ]\0)?:[ ]"  # `PoolWorker: `, `Invoice {id}: `
    r"|\0[ ]?(?=[A-Z])"  # `{prefix}Could not …`
)
# What stands between a message and what it says of the error.
_TAIL = re.compile(r"(?:: |[.,;]? - |[.,;] )(?:[A-Za-z]+(?:: ?|=))?$")
_BRACES = re.compile(r"\{\}()")
_T = TypeVar("_T")
Pairs = tuple[tuple[str, str], ...]  # of a key and the expression that is told under it


@dataclass(frozen=True, slots=True)
class Tag:
    """What messages begin with: a text in which a hole stands for each of some expressions."""

    text: str = ""
    expressions: tuple[str, ...] = ()

    def filled(self, marks: Sequence[str]) -> str:
        """The tag with a mark for each expression."""
        before, *others = self.text.split(_HOLE)
        return before + "".join(mark + part for mark, part in zip(marks, others, strict=True))


NO_TAG = Tag()


@dataclass(frozen=True, slots=True)
class Telling:
    """How a caught failure is reported. `level` is a method, `tail` what stands in a message before the error's text,
    `conversion` how that is converted, and `keyword` under which it is told."""

    level: str
    how: How
    tail: str = ": "
    conversion: str = ""
    keyword: str = ""


# How a failure is warned of where nothing nearby shows it: on one line, which names its kind where it has no text.
IN_SHORT = Telling("warning", "text", conversion="!r")


@dataclass(frozen=True, slots=True)
class Form:
    """How the nearest logs are written. `telling` is how they tell failures and `warning` how they warn of them, None
    where nothing shows that (a warning is no error: a traceback beside an error says nothing of it), `short` how they
    would; `error` is what handlers call what they caught."""

    tag: Tag = NO_TAG
    lower: bool | None = None
    stopped: bool | None = None
    values: Literal["arguments", "text"] | None = None
    telling: Telling | None = None
    warning: Telling | None = None
    level: Literal["warning", "error", ""] = ""
    error: str = ""
    short: Telling = IN_SHORT

    def as_text(self) -> Form:
        """The same, with the text of an error and never its `repr`."""
        telling, warning = (one and replace(one, conversion="") for one in (self.telling, self.warning))
        return replace(self, telling=telling, warning=warning, short=replace(self.short, conversion=""))

    def traced(self) -> Form:
        """The same, with the traceback of an error where its text alone is told."""
        return replace(self, telling=None) if self.names_error else self

    @property
    def names_error(self) -> bool:
        """Whether a report of a failure needs the exception in a variable."""
        return self.telling is not None and self.telling.how in ("text", "keyword")

    @property
    def names_mild(self) -> bool:
        """Whether a warning of one does."""
        return self.warning is not None and self.warning.how in ("text", "keyword")


PLAIN_FORM = Form()


@dataclass(frozen=True, slots=True)
class Said:
    """One log call: what its message is made of, and how it tells what its handler caught."""

    row: int
    logger: str
    tag: Tag
    text: str
    values: Literal["arguments", "text"] | None
    telling: Telling | None
    ends: bool  # whether its handler raises nothing
    named: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Seen:
    """What the logs of one scope have in common, counted."""

    tags: Counter[Tag]
    lower: Counter[bool]
    stopped: Counter[bool]
    values: Counter[Literal["arguments", "text"]]
    told: Counter[tuple[Telling, bool]]
    named: Counter[tuple[str, str]]


@lru_cache(maxsize=8)  # each finding of a function asks
def form(module: Module, function: Function, before: int, logger: str) -> Form:
    """How a log of a function is written that stands below a row, on what a `logger` is written as."""
    scopes = [_seen(module, first, last, logger) for first, last in _scopes(module, function)]
    tag = _most([one.tags for one in scopes], _ENOUGH) or NO_TAG
    told = [one.told for one in scopes]
    rows = (function.first_row, function.end_row)
    return Form(
        tag if _is_usable(tag, module, function, before) else NO_TAG,
        _most([one.lower for one in scopes], _ENOUGH),
        _most([one.stopped for one in scopes], _ENOUGH),
        _most([one.values for one in scopes], _ENOUGH),
        _telling(told, _ERRORS) or _telling(told, _LOUD),
        _warning(told),
        _level(told[:-1]),
        _most([_caught(module, *rows), _caught(module, module.first_row, module.end_row)], 1) or "",
    )


def _scopes(module: Module, function: Function) -> Iterator[tuple[int, int]]:
    """The rows of a function, of those around it, of the class that these stand in, and of the module."""
    scope: object = function
    while isinstance(scope, Function):
        yield scope.first_row, scope.end_row
        if scope.owner is not None:
            node = scope.owner.node
            yield node.lineno, node.end_lineno or node.lineno
        scope = scope.outer
    yield module.first_row, module.end_row


@lru_cache(maxsize=32)  # each function of a class or module asks
def _seen(module: Module, first: int, last: int, logger: str | None = None) -> _Seen:
    """What the log calls of some rows have in common, on one logger or on any."""
    seen = _Seen(Counter(), Counter(), Counter(), Counter(), Counter(), Counter())
    said, rows = _said(module)
    for one in said[bisect_left(rows, first) : bisect_left(rows, last + 1)]:
        if logger is not None and one.logger != logger:
            continue
        seen.tags[one.tag] += 1
        if one.text[:1].isalpha():
            seen.lower[one.text[0].islower()] += 1
        seen.stopped[one.text.endswith(".") and not one.text.endswith("..")] += 1
        if one.values is not None:
            seen.values[one.values] += 1
        if one.telling is not None:
            seen.told[one.telling, one.ends] += 1
        seen.named.update(one.named)
    return seen


def _most(scopes: Sequence[Counter[_T]], least: int) -> _T | None:
    """What most of the nearest scope have that has several; those of one scope disagree, if less than half have it."""
    for scope in scopes:
        total = scope.total()
        if total >= least:
            found, times = scope.most_common(1)[0]
            return found if times * 2 > total else None
    return None


def _telling(scopes: Sequence[Counter[tuple[Telling, bool]]], levels: frozenset[str]) -> Telling | None:
    """How failures are reported at some levels, by most calls of the nearest scope: one in the function is enough."""
    for index, scope in enumerate(scopes):
        found: Counter[Telling] = Counter()
        for (telling, _), times in scope.items():
            found[telling] += times if telling.level in levels else 0
        if found.total() < (_ENOUGH if index else 1):
            continue
        hows: Counter[How] = Counter()
        for telling, times in found.items():
            hows[telling.how] += times
        how = hows.most_common(1)[0][0]
        return max((one for one in found if one.how == how), key=lambda one: found[one])
    return None


def _warning(scopes: Sequence[Counter[tuple[Telling, bool]]]) -> Telling | None:
    """How failures are warned of, or else in which words they are told."""
    found = _telling(scopes, _LOUD - _ERRORS) or _telling(scopes, _LOUD)
    is_of_errors = found is not None and found.level in _ERRORS
    return None if is_of_errors and found is not None and found.how in ("exception", "exc_info") else found


@lru_cache(maxsize=8)  # each finding of a function asks
def shown(module: Module, function: Function) -> tuple[Pairs, Pairs]:
    """The names and attributes that logs show, with the keys under which they do: what those of the function itself
    show, and what those around it show several times, the nearest first."""
    here: dict[str, str] = {}
    near: dict[str, str] = {}
    for index, rows in enumerate(_scopes(module, function)):
        for (key, expression), times in _seen(module, *rows).named.most_common(_MOST_NAMED):
            if index == 0:
                here.setdefault(expression, key)
            elif times >= _ENOUGH and expression not in here:
                near.setdefault(expression, key)
    return tuple((key, one) for one, key in here.items()), tuple((key, one) for one, key in near.items())


def _level(scopes: Sequence[Counter[tuple[Telling, bool]]]) -> Literal["warning", "error", ""]:
    """The level by which the handlers nearest tell of what ends there."""
    for index, scope in enumerate(scopes):
        found: Counter[bool] = Counter()
        for (telling, ends), times in scope.items():
            found[telling.level in _ERRORS] += times if ends else 0
        if found.total() >= (_ENOUGH if index else 1) and found[True] != found[False]:
            return "error" if found[True] > found[False] else "warning"
    return ""


def _is_usable(tag: Tag, module: Module, function: Function, before: int) -> bool:
    """Whether the expressions of a tag can be read in a function below a row as they can elsewhere."""
    method = _method_around(function)
    receiver = method.receiver if method is not None else None
    for expression in tag.expressions:
        for node in ast.walk(ast.parse(expression, mode="eval").body):
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == receiver and method is not None:
                    if not _has(method, attribute):
                        return False
                case ast.Name(id=name) if name not in (receiver, "type"):
                    if not _is_bound(name, module, function, before):
                        return False
    return True


def _is_bound(name: str, module: Module, function: Function, before: int) -> bool:
    """Whether a name holds one thing from above a row of a function on."""
    scope: object = function
    while isinstance(scope, Function):
        bindings = [one for one in scope.body.bindings.get(name, ()) if one.kind != "narrowed"]
        if bindings:
            sure = bindings[0].kind == "parameter" or (bindings[0].block is None and bindings[0].row < before)
            return len(bindings) == 1 and sure and names.stays_bound(scope, name)
        scope = scope.outer
    at_top = module.body.bindings.get(name, ())
    return bool(at_top) and all(one.block is None for one in at_top)


def _has(method: Function, attribute: str) -> bool:
    """Whether a class reads or binds an attribute of its objects, as far as its text tells."""
    return attribute.startswith("__") or (method.owner is not None and attribute in _attributes(method.owner))


@lru_cache(maxsize=8)  # each method of a class asks
def _attributes(owner: Class) -> frozenset[str]:
    return frozenset(re.findall(r"\.(\w+)", owner.text))


def _method_around(function: Function) -> Function | None:
    scope: object = function
    while isinstance(scope, Function):
        if scope.owner is not None:
            return scope
        scope = scope.outer
    return None


# -- what the calls of a module say


@lru_cache(maxsize=8)  # each function of a module asks
def _caught(module: Module, first: int, last: int) -> Counter[str]:
    """The names that the handlers of some rows give what they catch."""
    found = _handlers(module)
    return Counter(name for _, name in found[bisect_left(found, (first, "")) : bisect_left(found, (last + 1, ""))])


@lru_cache(maxsize=4)  # each function of a module asks
def _handlers(module: Module) -> list[tuple[int, str]]:
    nodes = ast.walk(module.source.tree)
    return sorted((one.lineno, one.name) for one in nodes if isinstance(one, ast.ExceptHandler) and one.name)


@lru_cache(maxsize=4)  # each function of a module asks
def _said(module: Module) -> tuple[list[Said], list[int]]:
    """The log calls of a module whose messages are written out, and their rows."""
    found: list[Said] = []
    waiting: list[tuple[ast.AST, ast.ExceptHandler | None]] = [(module.source.tree, None)]
    while waiting:
        node, handler = waiting.pop()
        if isinstance(node, ast.ExceptHandler):
            handler = node
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            handler = None
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
            found += filter(None, [_of_call(node, handler)])
        waiting += [(child, handler) for child in ast.iter_child_nodes(node)]
    found.sort(key=lambda one: one.row)
    return found, [one.row for one in found]


def _of_call(call: ast.Call, handler: ast.ExceptHandler | None) -> Said | None:
    assert isinstance(call.func, ast.Attribute)
    pieces = _pieces(call)
    if not pieces or any(isinstance(piece, str) and _HOLE in piece for piece in pieces):
        return None
    whole = "".join(piece if isinstance(piece, str) else _HOLE for piece in pieces)
    holes = [piece for piece in pieces if not isinstance(piece, str)]
    tag = _tag(whole, holes)
    rest = whole[len(tag.text) :]
    values: Literal["arguments", "text"] | None = None
    if len(holes) > len(tag.expressions):
        values = "text" if isinstance(call.args[0], ast.JoinedStr) else "arguments"
    receiver, traced = call.func.value, False
    if isinstance(receiver, ast.Call) and last_name(receiver) == "opt" and isinstance(receiver.func, ast.Attribute):
        traced = any(one.arg == "exception" for one in receiver.keywords)
        receiver = receiver.func.value
    if not is_small(receiver, _MOST_NODES):
        return None
    telling = _told(call, handler, traced, holes, whole) if handler is not None else None
    ends = handler is not None and not any(isinstance(one, ast.Raise) for one in handler.body)
    named = tuple(_shown_by(call, holes[len(tag.expressions) :]))
    return Said(call.lineno, ast.unparse(receiver), tag, rest.strip(), values, telling, ends, named)


def _shown_by(call: ast.Call, holes: Sequence[ast.expr]) -> Iterator[tuple[str, str]]:
    """The names and attributes that a log shows, with the keys under which it does."""
    given = [(one.arg, one.value) for one in call.keywords if one.arg and one.arg != "extra"]
    for keyword in call.keywords:
        if keyword.arg == "extra" and isinstance(keyword.value, ast.Dict):
            pairs = zip(keyword.value.keys, keyword.value.values, strict=True)
            given += [(str(key.value), value) for key, value in pairs if isinstance(key, ast.Constant)]
    for key, value in [*given, *(("", one) for one in holes)]:
        if isinstance(value, (ast.Name, ast.Attribute)) and _is_plain(value):
            yield key or (value.id if isinstance(value, ast.Name) else value.attr), ast.unparse(value)


def _tag(whole: str, holes: Sequence[ast.expr]) -> Tag:
    """What a message begins with to say whose it is."""
    found = _TAG.match(whole)
    if found is None or not whole[found.end() :].strip(" \0"):
        return NO_TAG
    expressions = holes[: found[0].count(_HOLE)]
    if not all(_is_plain(one) for one in expressions):
        return NO_TAG
    return Tag(found[0], tuple(ast.unparse(one) for one in expressions))


def _is_plain(expression: ast.expr) -> bool:
    """Whether an expression is a name or attribute, or the name of an object's class."""
    match expression:
        case ast.Name():
            return True
        case ast.Attribute(value=ast.Call(func=ast.Name(id="type"), args=[ast.Name()], keywords=[])):
            return True
        case ast.Attribute(value=inner):
            return _is_plain(inner)
    return False


def _told(
    call: ast.Call, handler: ast.ExceptHandler, traced: bool, holes: Sequence[ast.expr], whole: str
) -> Telling | None:
    """How a log in a handler tells what was caught; None where it does not."""
    assert isinstance(call.func, ast.Attribute)
    level = call.func.attr
    if level not in _LOUD:
        return None
    if level == "exception":
        return Telling("exception", "exception")
    given = {one.arg: one.value for one in call.keywords if one.arg}
    if traced or ("exc_info" in given and _TRACED.match(ast.unparse(given["exc_info"]))):
        return Telling(level, "exc_info")
    if handler.name is None:
        return None
    for keyword, value in given.items():
        conversion = _conversion(value, handler.name)
        if conversion is not None and keyword not in ("extra", "exc_info"):
            return Telling(level, "keyword", keyword=keyword, conversion=conversion)
    last = _conversion(holes[-1], handler.name) if holes and whole.rstrip(".)").endswith(_HOLE) else None
    if last is None:
        return None
    found = _TAIL.search(whole.rstrip(".)").removesuffix(_HOLE))
    return Telling(level, "text", tail=found[0] if found else ": ", conversion=last)


def _conversion(value: ast.expr, name: str) -> str | None:
    """How a value shows what a name holds, `!r`, `str` or plainly; None where it shows something else."""
    match value:
        case ast.Name(id=found) if found == name:
            return ""
        case ast.Call(func=ast.Name(id="str" | "repr" as made), args=[ast.Name(id=found)]) if found == name:
            return "!r" if made == "repr" else "!s"
        case ast.FormattedValue(value=inner, conversion=114):
            return "!r" if _conversion(inner, name) is not None else None
        case ast.FormattedValue(value=inner):
            return _conversion(inner, name)
    return None


def _pieces(call: ast.Call) -> list[str | ast.expr]:
    """What the message of a log call is made of; nothing where it is not written out."""
    if not call.args or any(isinstance(one, ast.Starred) for one in call.args):
        return []
    return _of_text(call.args[0], call.args[1:])


def _of_text(text: ast.expr, given: Sequence[ast.expr]) -> list[str | ast.expr]:
    match text:
        case ast.Constant(value=str(written)):
            return _filled(written, given)
        case ast.JoinedStr(values=values):
            return [str(one.value) if isinstance(one, ast.Constant) else _shown(one) for one in values]
        case ast.BinOp(left=ast.Constant(value=str(written)), op=ast.Mod(), right=right):
            return _filled(written, right.elts if isinstance(right, ast.Tuple) else [right])
        case ast.BinOp(left=ast.Name() | ast.Attribute() as left, op=ast.Add(), right=right):
            rest = _of_text(right, given)
            return [left, *rest] if rest else []
    return []


def _shown(value: ast.expr) -> ast.expr:
    """What a part of an f-string shows, unless it is converted."""
    if isinstance(value, ast.FormattedValue) and value.conversion != ord("r") and value.format_spec is None:
        return value.value
    return value


def _filled(text: str, given: Sequence[ast.expr]) -> list[str | ast.expr]:
    """A text with marks, and what these are filled with; the text alone where that is not clear."""
    waiting = list(given)
    found: list[str | ast.expr] = []
    end = 0
    if not given:
        return [text]
    for mark in (_MARK if "%" in text else _BRACES).finditer(text):
        if mark[1] == "%":
            continue
        if not waiting:
            return [text]
        value = waiting.pop(0)
        if mark[1] == "r":
            value = ast.FormattedValue(value, ord("r"))
        found += [text[end : mark.start()], value]
        end = mark.end()
    return [*found, text[end:]]
