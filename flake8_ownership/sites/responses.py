"""Whether anybody looks at the status of an answer: a 500 is a failure that raises nothing by itself."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from flake8_ownership.apis import ApiClass
from flake8_ownership.catalogue import body_names
from flake8_ownership.index import trees
from flake8_ownership.index.environment import dotted
from flake8_ownership.index.module import last_name
from flake8_ownership.sites.body_tests import asked, asked_of_texts, is_error_looked_for, keys_asked
from flake8_ownership.sites.complaints import complains
from flake8_ownership.sites.surroundings import Surroundings

_MOST_FOLLOWED = 50  # names that are made of one answer
_SHOWS = frozenset({"print", "pprint", "debug"})


class Responses:
    """How one function uses the responses that it gets."""

    def __init__(self, surroundings: Surroundings, is_library: Callable[[str], bool]) -> None:
        """`is_library` tells whether a dotted path is that of a library which is not known to do I/O."""
        self._is_library = is_library
        self._parents = surroundings.parents
        self._loads = surroundings.loads
        self._module = surroundings.function.module
        self._words = body_names.words()
        self._known: dict[tuple[str, str], bool] = {}
        self._demanded: dict[tuple[str, str], bool] = {}
        self._dropped: dict[str, bool] = {}
        self._handed_on: dict[tuple[str, str], bool] = {}
        self._given: dict[str, bool] = {}
        self._strict: dict[tuple[str, str], list[ast.AST]] = {}
        self._led: dict[str, bool] = {}
        self._keepers: dict[ast.AST, ast.AST | None] = {}
        self._names_kept: dict[ast.AST | None, Sequence[str]] = {}

    def status_unread(self, expr: ast.expr, response: ApiClass) -> bool:
        """Whether the response of a request is used without its status being read, and not handed on."""
        if not isinstance(expr, ast.Call) or _told_to_raise(expr) or self._may_be_told(expr):
            return False
        if self._looks_for_errors(expr) or self._demands_key(expr, response) or self._asks_where(expr):
            return False
        used = self._unwrapped(expr)
        parent = self._parents.get(used)
        match parent:
            case ast.Expr():
                return True
            case ast.Attribute(attr=name):
                return name not in response.status
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is used:
                return self._unread(name, response)
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.NamedExpr(target=ast.Name(id=name)):
                return self._unread(name, response)
            case ast.withitem(optional_vars=ast.Name(id=name)):
                return self._unread(name, response)
            case ast.withitem(optional_vars=None):
                return True
        return False

    def is_dropped(self, expr: ast.expr) -> bool:
        """Whether nothing of the response is used but in a line that is printed."""
        parent = self._parents.get(self._unwrapped(expr))
        name = self.name_of(expr)
        if name:
            if name not in self._dropped:
                self._dropped[name] = all(self._is_shown(self._parents[node]) for node in self._loads.get(name, ()))
            return self._dropped[name]
        return isinstance(parent, ast.Expr) or (isinstance(parent, ast.withitem) and parent.optional_vars is None)

    def is_shown(self, expr: ast.expr) -> bool:
        """Whether a response of which nothing else is used is shown, in a line that is printed."""
        return bool(self._loads.get(self.name_of(expr)))

    def parsing(self, expr: ast.expr, response: ApiClass) -> Iterator[ast.AST]:
        """Where the body of the response is parsed: the calls, or the `await` around them."""
        name = self.name_of(expr)
        holders = self._loads.get(name, ()) if name else (self._unwrapped(expr),)
        for holder in holders:
            member = self._parents.get(holder)
            if isinstance(member, ast.Attribute) and member.attr in response.parses:
                call = self._parents.get(member)
                if isinstance(call, ast.Call):
                    yield self._unwrapped(call)

    def name_of(self, expr: ast.expr) -> str:
        """The variable that holds the response; empty for none."""
        match self._parents.get(self._unwrapped(expr)):
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.withitem(optional_vars=ast.Name(id=name)):
                return name
        return ""

    def _looks_for_errors(self, expr: ast.expr) -> bool:
        """Whether the function looks into an answer, or what it has made of it, for what the service says of errors:
        `if "error" in data`."""
        keeper = self._keeper(self._unwrapped(expr))
        if keeper in self._lookups:
            return True
        names = [self.name_of(expr), *self._kept_as(keeper)]
        seen = set(names)
        for name in names:
            if name in self._looked_into or len(seen) > _MOST_FOLLOWED:
                return True
            names += self._made_of.get(name, set()) - seen
            seen.update(names)
        return False

    def _keeper(self, node: ast.AST) -> ast.AST | None:
        """The statement that keeps what is made of an expression at once, or the lookup that stands between them."""
        passed: list[ast.AST] = []
        parent = self._parents.get(node)
        while isinstance(parent, (ast.expr, ast.withitem)) and parent not in self._lookups:
            if parent in self._keepers:
                parent = self._keepers[parent]
                break
            passed.append(parent)
            parent = self._parents.get(parent)
        self._keepers.update(dict.fromkeys(passed, parent))
        return parent

    def _kept_as(self, keeper: ast.AST | None) -> Sequence[str]:
        """The names that a statement keeps something in; of many, more than are followed."""
        if keeper not in self._names_kept:
            named = () if keeper is None else _names_in(_targets(keeper))
            self._names_kept[keeper] = tuple(islice(named, _MOST_FOLLOWED + 1))
        return self._names_kept[keeper]

    @cached_property
    def _lookups(self) -> set[ast.AST]:
        """Where the function looks for what a service says of errors, whatever it looks into."""
        found: set[ast.AST] = set()
        for node in self._parents:
            match node:
                case _ if is_error_looked_for(node):
                    found.add(node)
                case ast.If(test=test, body=body, orelse=orelse) if complains(body) or complains(orelse):
                    found.update(keys_asked(test))
        return found

    @cached_property
    def _looked_into(self) -> frozenset[str]:
        """The names that it looks into for that, or to complain about what it finds there, or finds not, or to answer
        what is there: `return "Logout" in page`."""
        found = {name for node in self._lookups if (name := _root(_subject(node)))}
        for node in self._parents:
            match node:
                case ast.If(test=test, body=body, orelse=orelse) if complains(body) or complains(orelse):
                    found.update(asked(test))
                    found.update(_names_in([test]) & self._looked_for)
                case ast.If(test=test) | ast.IfExp(test=test):
                    found.update(asked_of_texts(test))
                case ast.Return(value=ast.Compare() | ast.BoolOp() | ast.UnaryOp() as test):
                    found.update(asked(test))
        return frozenset(found)

    @cached_property
    def _looked_for(self) -> frozenset[str]:
        """The names of what something in a text is found as, if it is: `matches = re.findall(pattern, page)`."""
        return frozenset(
            target.id
            for node in self._parents
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and last_name(node.value) in self._words.finders
            for target in node.targets
            if isinstance(target, ast.Name)
        )

    def _asks_where(self, expr: ast.expr) -> bool:
        """Whether the function wants to know nothing of a response but its address, to which it may have been led."""
        name = self.name_of(expr)
        if name not in self._led:
            members = [self._parents[node] for node in self._loads.get(name, ())]
            led = (isinstance(one, ast.Attribute) and one.attr in self._words.addresses for one in members)
            self._led[name] = bool(members) and all(led)
        return self._led[name]

    @cached_property
    def _made_of(self) -> dict[str, set[str]]:
        """The names that get a value in which a name stands, by that name."""
        found: dict[str, set[str]] = {}
        for node in self._parents:
            targets, value = _targets(node), getattr(node, "iter", None) or getattr(node, "value", None)
            if targets and isinstance(value, ast.expr):
                made = _names_in(targets)
                for name in _names_in([value]):
                    found.setdefault(name, set()).update(made)
        return found

    def _demands_key(self, expr: ast.expr, response: ApiClass) -> bool:
        """Whether the function fails where the body of the response lacks something: `response.json()["id"]`."""
        key = self.name_of(expr), response.name
        if not key[0]:
            return self._demands(expr, response)
        if key not in self._demanded:
            self._demanded[key] = self._demands(expr, response)
        return self._demanded[key]

    def _demands(self, expr: ast.expr, response: ApiClass) -> bool:
        for body in (*self.parsing(expr, response), *self._texts(expr)):
            if any(self._is_demanding(holder) for holder in self._holders(body)):
                return True
        return False

    def takers(self, expr: ast.expr) -> Iterator[tuple[ast.Call, ast.AST]]:
        """The calls that are given the body of the response as it came, and what they are given there."""
        for body in self._texts(expr):
            for holder in self._holders(body):
                taker = self._parents.get(holder)
                if isinstance(taker, ast.keyword):
                    taker = self._parents.get(taker)
                if isinstance(taker, ast.Call) and taker.func is not holder:
                    yield taker, holder

    def fails_on(self, parameter: str) -> bool:
        """Whether the function fails, or looks for an error, where a text that it is given is not what it expects."""
        return parameter in self._looked_into or any(
            self._is_demanding(use) or self._is_parsed(use) for use in self._loads.get(parameter, ())
        )

    def _is_parsed(self, text: ast.AST) -> bool:
        """Whether a text is read as data, which fails where it is none: `json.loads(text)`."""
        parent = self._parents.get(text)
        return isinstance(parent, ast.Call) and text in parent.args[:1] and last_name(parent) in self._words.parsers

    def gives_text(self, expr: ast.expr) -> bool:
        """Whether the function gives its callers the body as it came, which they have yet to read."""
        name = self.name_of(expr)
        if not name or name not in self._given:
            self._given[name] = any(
                isinstance(self._parents.get(holder), ast.Return)
                for body in self._texts(expr)
                for holder in self._holders(body)
            )
        return self._given[name]

    def hands_on(self, expr: ast.expr, response: ApiClass) -> bool:
        """Whether the function gives the parsed body of the response to its callers as it is."""
        key = self.name_of(expr), response.name
        if not key[0] or key not in self._handed_on:
            self._handed_on[key] = any(
                isinstance(self._parents.get(holder), ast.Return)
                for body in self.parsing(expr, response)
                for holder in self._holders(body)
            )
        return self._handed_on[key]

    def parsed_strictly(self, expr: ast.expr, response: ApiClass) -> Sequence[ast.AST]:
        """Where the body of the response is parsed, if it is asked for nothing that may be missing: an error page fails
        there, or shows."""
        key = self.name_of(expr), response.name
        if not key[0] or key not in self._strict:
            self._strict[key] = self._strictly(expr, response)
        return self._strict[key]

    def _strictly(self, expr: ast.expr, response: ApiClass) -> list[ast.AST]:
        found = list(self.parsing(expr, response))
        holders = [holder for body in (*found, *self._texts(expr)) for holder in self._holders(body)]
        if any(map(self._may_miss, holders)):
            return []
        for holder in holders:
            match self._parents.get(holder):
                case ast.Call(func=func, args=[first, *_]) as call if (
                    first is holder and last_name(func) in self._words.parsers
                ):
                    found.append(call)
        return found

    def _may_miss(self, body: ast.AST) -> bool:
        """Whether what is asked of a body may be missing: `body.get("id")`."""
        match self._parents.get(body):
            case ast.Attribute(value=value, attr="get"):
                return value is body
        return False

    def does_without(self, call: ast.Call) -> bool:
        """Whether the function asks of a body that a call gives it what may be missing."""
        return any(self._may_miss(holder) for holder in self._holders(self._unwrapped(call)))

    def may_fail_without(self, call: ast.Call) -> bool:
        """Whether the function fails, or looks for an error, where a body that a call gives it is not what it expects,
        or gives that body to somebody else."""
        name = self.name_of(call)
        return name in self._looked_into or any(
            self._is_demanding(holder) or isinstance(self._parents.get(holder), (ast.Call, ast.keyword, ast.Return))
            for holder in self._holders(self._unwrapped(call))
        )

    def _texts(self, expr: ast.expr) -> Iterator[ast.AST]:
        """Where the body of the response, or its headers, are read as they are: `response.content`, `await
        response.text()`."""
        name = self.name_of(expr)
        for holder in self._loads.get(name, ()) if name else (self._unwrapped(expr),):
            member = self._parents.get(holder)
            if isinstance(member, ast.Attribute) and member.attr in self._words.texts | self._words.headers:
                call = self._parents.get(member)
                is_called = isinstance(call, ast.Call) and call.func is member
                yield self._unwrapped(call) if is_called and isinstance(call, ast.Call) else member

    def _holders(self, body: ast.AST) -> Iterator[ast.AST]:
        """Where a function uses a body, or what a parser makes of it: `json.loads(await response.text())`."""
        match self._parents.get(body):
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=value)
            ) if value is body:
                held: Sequence[ast.AST] = self._loads.get(name, ())
            case _:
                held = (body,)
        for one in held:
            yield one
            match self._parents.get(one):
                case ast.Call(func=func, args=[first, *_]) as made if (
                    first is one and last_name(func) in self._words.parsers | self._words.pages | self._words.files
                ):
                    match self._parents.get(made):
                        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is made:
                            yield from self._loads.get(name, ())
                        case _:
                            yield made

    def _is_demanding(self, body: ast.AST) -> bool:
        """Whether a body is used in a way that fails where it is not what was expected: a key of it, or a model."""
        if self._is_taken_apart(body):
            return True
        match self._parents.get(body):
            case ast.Subscript(value=value, slice=ast.Constant(value=str() | int()), ctx=ast.Load()):
                return value is body
            case ast.Call(func=func, args=[first, *_]) as call if (
                first is body and last_name(func) in self._words.files
            ):
                return self._is_demanding(call)
            case ast.Call(func=func) if body is not func:
                path = dotted(func, self._module)
                return bool(
                    self._words.validators.search(last_name(func))
                    or self._words.decoders.search(path)
                    or self._is_library(path)
                )
            case ast.keyword(arg=str(name)) if name in self._words.pictures:
                return True
            case ast.keyword(arg=None) as filled:
                called = self._parents.get(filled)
                return isinstance(called, ast.Call) and last_name(called.func)[:1].isupper()
            case ast.Attribute(value=value, attr=finder) as member if value is body and finder in self._words.finders:
                found = self._parents.get(member)
                if not isinstance(found, ast.Call) or found.func is not member:
                    return False
                match self._parents.get(found):
                    case ast.Attribute(value=used) | ast.Subscript(value=used):
                        return used is found
                    case ast.Assign(targets=[ast.Name(id=name)]):
                        return any(self._is_item(load) for load in self._loads.get(name, ()))
        return False

    def _is_taken_apart(self, body: ast.AST) -> bool:
        """Whether a further part of a text is taken that need not be there: `headers["location"].split("=")[1]`."""
        node, parent = body, self._parents.get(body)
        called = ""
        while True:
            match parent:
                case ast.Attribute(value=value, attr=called) if value is node:
                    pass
                case ast.Call(func=func) if func is node:
                    pass
                case ast.Subscript(value=value, slice=ast.Constant(value=int(place)), ctx=ast.Load()) if value is node:
                    if place > 0 and called in self._words.splitters:
                        return True
                case ast.Subscript(value=value, ctx=ast.Load()) if value is node:
                    pass
                case _:
                    return False
            node, parent = parent, self._parents.get(parent)

    def _is_item(self, node: ast.AST) -> bool:
        """Whether an item of something is taken by its number or key: `scripts[6]`."""
        parent = self._parents.get(node)
        return (
            isinstance(parent, ast.Subscript)
            and parent.value is node
            and isinstance(parent.slice, ast.Constant)
            and isinstance(parent.ctx, ast.Load)
        )

    def _may_be_told(self, call: ast.Call) -> bool:
        """Whether a call is given options from elsewhere (`**options`), and the function speaks of one to raise."""
        return any(keyword.arg is None for keyword in call.keywords) and self._speaks_of_raising

    @cached_property
    def _speaks_of_raising(self) -> bool:
        return any(isinstance(node, ast.Constant) and node.value == "raise_for_status" for node in self._parents)

    def _unwrapped(self, expr: ast.expr) -> ast.AST:
        """The expression that has the response: the `await` around the call."""
        parent = self._parents.get(expr)
        return parent if isinstance(parent, ast.Await) else expr

    def _unread(self, name: str, response: ApiClass) -> bool:
        """Whether all uses of a name are of parts that say nothing of the status, and there is one at all or none."""
        key = name, response.name
        if key not in self._known:
            parents = [self._parents[node] for node in self._loads.get(name, ())]
            self._known[key] = all(
                isinstance(parent, ast.Attribute) and (parent.attr not in response.status or self._is_shown(parent))
                for parent in parents
            )
        return self._known[key]

    def _is_shown(self, node: ast.AST) -> bool:
        """Whether a value is only put into a line that is printed, or logged where nobody reads it."""
        parent = self._parents.get(node)
        while isinstance(parent, (ast.FormattedValue, ast.JoinedStr)):
            node, parent = parent, self._parents.get(parent)
        match parent:
            case ast.Call(func=func) if node is not func:
                return last_name(func) in _SHOWS and isinstance(self._parents.get(parent), ast.Expr)
        return False


def _targets(node: ast.AST) -> list[ast.expr]:
    """What a statement, or another part of the code, gives a value."""
    match node:
        case ast.Assign(targets=targets):
            return targets
        case (
            ast.AnnAssign(target=target)
            | ast.NamedExpr(target=target)
            | ast.For(target=target)
            | ast.AsyncFor(target=target)
            | ast.comprehension(target=target)
        ):
            return [target]
    return []


def _names_in(nodes: Iterable[ast.expr]) -> set[str]:
    return {part.id for node in nodes for part in trees.nodes(node) if isinstance(part, ast.Name)}


def _subject(lookup: ast.AST) -> ast.expr | None:
    """What is looked into."""
    match lookup:
        case ast.Subscript(value=value) | ast.Call(func=ast.Attribute(value=value)):
            return value
        case ast.Compare(comparators=[value, *_]):
            return value
    return None


def _root(node: ast.expr | None) -> str:
    """The name that a chain of members, calls and items begins with; empty where it begins with anything else."""
    while node is not None:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Await(value=inner):
                node = inner
            case ast.Call(func=inner):
                node = inner
            case ast.BoolOp(values=[inner, *_]):
                node = inner
            case _:
                return ""
    return ""


def _told_to_raise(call: ast.Call) -> bool:
    return any(
        keyword.arg == "raise_for_status" and isinstance(keyword.value, ast.Constant) and bool(keyword.value.value)
        for keyword in call.keywords
    )
