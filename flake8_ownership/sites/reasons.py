"""Reasons why a failure may be dropped silently on purpose, as the code around the guard shows them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from flake8_ownership.catalogue import world
from flake8_ownership.errors import SourceError
from flake8_ownership.index import trees, usages
from flake8_ownership.index.flow import END
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.index.spelling import written
from flake8_ownership.index.values import Instance, Made, Where
from flake8_ownership.sites.context import is_identifier
from flake8_ownership.sites.failures import Failure, Failures
from flake8_ownership.sites.handings import is_general
from flake8_ownership.sites.pauses import Pauses
from flake8_ownership.sites.positions import end_of, start_of
from flake8_ownership.sites.remarks import is_documented, is_named, remark_on
from flake8_ownership.sites.reports import Reports
from flake8_ownership.sites.retries import RetryLoops
from flake8_ownership.sites.secret_words import says_secret
from flake8_ownership.sites.surroundings import Surroundings

_SCHEMA = re.compile(r"\s*(ALTER|CREATE|DROP|PRAGMA)\s", re.IGNORECASE)

_Deals = Callable[[ast.ExceptHandler], bool]


class Reasons:
    """The reasons that one function gives. Whoever asks tells whether a handler `deals` with what it catches: reports
    it, or raises it on; `is_told` says whether all callers report the answer with which a handler ends."""

    def __init__(
        self,
        surroundings: Surroundings,
        reports: Reports,
        failures: Failures,
        is_told: Callable[[ast.ExceptHandler], bool],
    ) -> None:
        self._surroundings = surroundings
        self._function = surroundings.function
        self._reports = reports
        self._failures = failures
        self._is_told = is_told
        self._loops = RetryLoops(surroundings)
        self._given_up: dict[ast.stmt, str] = {}
        self._pauses = Pauses(reports.resolver, self._function).is_one
        self._documented: bool | None = None

    def of_handler(self, clause: ast.ExceptHandler, failure: Failure, deals: _Deals, *, tries: bool) -> str:
        """Why a handler may let a failure go, perhaps one that it `tries` to make up for; empty if nothing says so."""
        if tries:
            return "the handler tries another way"
        if self._failures.expects(clause.type, failure, Where(self._function, start_of(clause))):
            return "the handler also catches an expected outcome"
        if self._is_afterthought(clause, deals):
            return "it is in a finally, or in a handler that deals with another failure"
        statement = self._surroundings.parents[clause]
        assert isinstance(statement, (ast.Try, ast.TryStar))
        if _is_change_of_schema(statement):
            return "a change to the schema or a setting fails where it has been made already, or cannot be made"
        if _only_tidies(statement):
            return "all that it guards only closes or stops something"
        if self._surroundings.goes_on(clause) and self._surroundings.raises_after(statement):
            return "the function raises after it anyway"
        if self._surroundings.goes_on(clause) and self._is_met_again(statement):
            return "the next call on the same object will run into the same failure"
        if failure.kind == "http" and _only_reads(statement):
            return "the answer has arrived, and only its body is not what was expected"
        counter = self._counter(clause)
        if counter:
            return f"it counts the failure in {counter}, which others read"
        raises = any(isinstance(one, ast.Raise) for one in clause.body)
        expires = self._surroundings.goes_on(clause) and self._only_expires(statement, failure)
        if not raises and (expires or self._only_caches(statement, failure)):
            return "a cache that fails costs time, and nothing else"
        if failure.kind == "chat" and _only_answers(statement):
            return "it only answers whoever has written, who sees that no answer comes"
        if failure.kind == "chat" and _does_nothing(clause) and _only_shows(statement):
            return "it only shows something in a chat, on which nothing depends"
        if failure.peer and (_does_nothing(clause) or _only_stops(clause)):
            return "whoever is at the other end of the connection leaves as it likes"
        if failure.kind == "process" and _is_answer(clause):
            return "the exit status of a process is an answer"
        is_probe = world.names().probes(self._function.name) or _only_probes(statement)
        # What a ping has measured is None where there was no answer.
        measures = world.names().is_probing(self._function.name.strip("_").split("_")[0])
        if (is_probe and _is_answer(clause)) or (measures and _is_answer(clause, or_none=True)):
            return "the function asks whether something is there or works, and the failure is its answer"
        if self._says_yes_or_no and (_is_no(clause) or self._surroundings.answers_no_after(clause)):
            return f"{self._function.name}() is declared to answer yes or no, and a failure is its no"
        words = self._going_on(clause) or self._remarked(statement, clause) or self._named(clause, failure)
        return words or ("every caller reports what it returns" if self._is_told(clause) else "")

    @property
    def _says_yes_or_no(self) -> bool:
        """Whether a function, by its name and what it is declared to give, answers a question: `exists(name) -> bool`.

        Not where it is given a secret: somebody is let in by the answer, `is_known(token) -> bool`.
        """
        node = self._function.node
        return (
            isinstance(node.returns, ast.Name)
            and node.returns.id == "bool"
            and world.names().is_question(node.name)
            and not any(says_secret(one.arg) and _is_text(one.annotation) for one in trees.parameters(node.args))
        )

    def _counter(self, clause: ast.ExceptHandler) -> str:
        """The attribute in which a handler counts what fails, `self.errors += 1`, where it is read; else empty."""
        for one in clause.body:
            match one:
                case ast.AugAssign(target=ast.Attribute(attr=name), op=ast.Add(), value=ast.Constant()):
                    modules = usages.holding(self._reports.resolver, self._function.module, name)
                    if any(name in _read(module) for module in modules):
                        return name
        return ""

    def _only_caches(self, statement: ast.Try | ast.TryStar, failure: Failure) -> bool:
        """Whether a `try` waits only for what is called a cache, or for a store in a function that is called so: it is
        read, or gets what is at hand anyway. What is to go from a cache is another matter."""
        calls = _waits(statement)
        is_web = failure.kind == "http"
        is_all = not is_web and "cache" in self._function.name.lower()
        return bool(calls) and all(
            isinstance(call, ast.Call)
            and last_name(call).split("_")[0] not in world.names().emptying
            and (is_all or any("cache" in _name(node).lower() for node in trees.nodes(call.func if is_web else call)))
            for call in calls
        )

    def _only_expires(self, statement: ast.Try | ast.TryStar, failure: Failure) -> bool:
        """Whether a `try` waits only for a store that expires what the function puts there, and only puts or reads:
        `await redis.set(key, text, ex=60)`."""
        calls = _waits(statement) if failure.kind == "cache" else []
        return bool(calls) and all(
            isinstance(call, ast.Call)
            and (_expires(call) or (_store(call) in self._expiring and last_name(call) in world.names().store_reads))
            for call in calls
        )

    @cached_property
    def _expiring(self) -> frozenset[str]:
        """The stores in which the function puts something that expires."""
        return frozenset(_store(call) for call in _awaited(self._function.node.body) if _expires(call)) - {""}

    def is_foreseen(self, clause: ast.ExceptHandler) -> bool:
        """Whether a handler names each error that it lets pass, and what comes after it goes on, as `suppress` has it;
        where it makes another attempt, the last one is not foreseen."""
        where = Where(self._function, start_of(clause))
        return (
            not any(isinstance(node, (ast.Return, ast.Raise)) for part in clause.body for node in trees.nodes(part))
            and self._failures.are_named(clause.type, where)
            and self._loops.may_make_attempts(clause) is None
        )

    def of_with(self, node: ast.With | ast.AsyncWith, deals: _Deals) -> str:
        """Why a `with` may let a failure of its body go; empty where nothing says so."""
        if self._is_afterthought(node, deals):
            return "it is in a finally, or in a handler that deals with another failure"
        return self._remarked(node, None)

    def of_node(self, node: ast.AST, deals: _Deals) -> str:
        """Why nobody has to learn how something ended; empty where nothing says so."""
        if self._is_afterthought(node, deals):
            return "it is in a finally, or in a handler that deals with another failure"
        statement = node
        while not isinstance(statement, ast.stmt):
            statement = self._surroundings.parents[statement]
        return self._remarked(statement, None)

    def _remarked(self, statement: ast.stmt, clause: ast.ExceptHandler | None) -> str:
        row = remark_on(self._function.module.source, statement, clause)
        if row is not None:
            return f"the comment on line {row} says that this is intended"
        if is_named(self._function):
            return f"the name of {self._function.name}() says that this is intended"
        if only_ends(self._function):
            return f"{self._function.name}() only closes or stops something"
        if self._documented is None:
            self._documented = is_documented(self._function)
        return "the docstring says that this is intended" if self._documented else ""

    def _is_met_again(self, statement: ast.Try | ast.TryStar) -> bool:
        """Whether the next statements wait for the same object of a library: two methods of one of the project's own,
        or two functions of a module, need have nothing in common."""
        where = Where(self._function, start_of(statement))
        return any(
            isinstance(self._reports.resolver.value(receiver, where), (Instance, Made))
            for receiver in self._surroundings.asked_again(statement)
        )

    def _is_afterthought(self, node: ast.AST, deals: _Deals) -> bool:
        """Whether a guard stands where a failure is dealt with already, which is reported or goes on: in a handler that
        does so, or in a `finally`. What fails there besides is not what anybody has to learn of.
        """
        place = start_of(node)
        for guard in self._surroundings.guards_around(place):
            if isinstance(guard, (ast.With, ast.AsyncWith)):
                continue
            if guard.finalbody and start_of(guard.finalbody[0]) <= place:
                return True
            around = (one for one in guard.handlers if one is not node and start_of(one) < place < end_of(one))
            if any(deals(clause) for clause in around):
                return True
        return False

    def _going_on(self, clause: ast.ExceptHandler) -> str:
        """What becomes of a failure after which the handler goes on: another attempt is made, or another way taken."""
        loop = self._loops.may_make_attempts(clause)
        if loop is None:
            is_replaced = self._surroundings.goes_on(clause) and self._surroundings.is_replaced(clause)
            return "the function tries another way where nothing came of this one" if is_replaced else ""
        if self._loops.is_poll(loop, clause, self._pauses):
            return "the loop asks again until the answer is the right one, or time is up"
        if loop not in self._given_up:
            self._given_up[loop] = self._after_attempts(loop)
        return self._given_up[loop]

    def _named(self, clause: ast.ExceptHandler, failure: Failure) -> str:
        if is_general(clause.type) or self._failures.is_listed(failure):
            return ""
        return "the handler names an error whose meaning only the project knows"

    @cached_property
    def _last_report(self) -> tuple[int, int]:
        """Where the last call of the function begins that reports something."""
        for call, block in reversed(self._surroundings.calls_between((0, 0), END)):
            if any(report.loud for report in self._reports.of(call, Where(self._function, block=block))):
                return start_of(call)
        return (0, 0)

    def _after_attempts(self, loop: ast.stmt) -> str:
        if self._last_report >= end_of(loop):
            return "another attempt is made, and giving up is reported"
        if self._surroundings.raises_after(loop) or self._is_tried_behind(loop):
            return "another attempt is made, and giving up raises"
        return ""

    def _is_tried_behind(self, loop: ast.stmt) -> bool:
        """Whether the statement behind a loop of attempts makes the last one, whose failure goes on."""
        behind = self._surroundings.following(loop)[:1]
        if not all(isinstance(one, (ast.Return, ast.Expr, ast.Assign)) for one in behind):
            return False
        tried = {written(call.func) for call in _awaited([loop])}
        return any(written(call.func) in tried for call in _awaited(behind))


@lru_cache(maxsize=64)  # each handler that counts asks
def _read(module: Module) -> frozenset[str]:
    """The names of the attributes that a module reads."""
    try:
        nodes = trees.nodes(module.source.tree)
    except SourceError:
        return frozenset()
    return frozenset(node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load))


def _waits(statement: ast.Try | ast.TryStar) -> list[ast.expr]:
    """What the body of a `try` waits for."""
    return [node.value for part in statement.body for node in trees.nodes(part) if isinstance(node, ast.Await)]


def _awaited(statements: Sequence[ast.stmt]) -> Iterator[ast.Call]:
    """The calls that some statements wait for."""
    for statement in statements:
        for node in trees.nodes(statement):
            if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
                yield node.value


def _expires(call: ast.Call) -> bool:
    """Whether a call puts something in a store that expires it; a lock that is taken for a while is another matter."""
    words, name = world.names(), last_name(call)
    keywords = {word.arg for word in call.keywords}
    is_put = name in words.expiring or (name.split("_")[0] in words.putting and bool(keywords & words.lifetimes))
    return is_put and not keywords & words.taking


def _store(call: ast.Call) -> str:
    """The object whose method is called, as it is written."""
    return written(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def _is_answer(clause: ast.ExceptHandler, *, or_none: bool = False) -> bool:
    """Whether a handler only answers a question: `return False`."""
    match clause.body:
        case [ast.Return(value=ast.Constant(value=value))]:
            return or_none or value is not None
    return False


def _is_text(annotation: ast.expr | None) -> bool:
    return annotation is None or (isinstance(annotation, ast.Name) and annotation.id in ("bytes", "str"))


def _name(node: ast.AST) -> str:
    return str(getattr(node, "id", "") or getattr(node, "attr", ""))


def _is_no(clause: ast.ExceptHandler) -> bool:
    """Whether a handler only says no: `return False`."""
    match clause.body:
        case [ast.Return(value=ast.Constant(value=False))]:
            return True
    return False


def only_ends(function: Function) -> bool:
    """Whether a function only brings something to its end: `close(self)`, `shutdown(app)`. One that a decorator
    registers, or that is given what tells a case, does work of its own: `unsubscribe(user_id)`."""
    given = [one.arg for one in trees.parameters(function.node.args) if one.arg != function.receiver]
    is_tidying = len(given) <= 1 and not any(map(is_identifier, given)) and not function.node.decorator_list
    dunder = function.name.startswith("__")
    return world.names().ends(function.name) and (dunder or is_tidying)


def _only_tidies(statement: ast.Try | ast.TryStar) -> bool:
    """Whether a `try` only waits for cleanup, with nothing at hand that tells one case from another:
    `await self.listener.stop()`."""
    calls = _waits(statement)
    return bool(calls) and all(
        isinstance(call, ast.Call)
        and world.names().ends(last_name(call))
        and not any(is_identifier(last_name(one)) for one in (*call.args, *(word.value for word in call.keywords)))
        for call in calls
    )


def _only_probes(statement: ast.Try | ast.TryStar) -> bool:
    """Whether a `try` waits only for what asks if something is there: `await redis.ping()`."""
    calls = _waits(statement)
    return bool(calls) and all(
        isinstance(call, ast.Call) and world.names().is_probing(last_name(call)) for call in calls
    )


def _only_answers(statement: ast.Try | ast.TryStar) -> bool:
    """Whether a `try` waits only for answers to whoever has written to a bot: `await message.reply("no")`."""
    calls = _waits(statement)
    answers = world.names().written_answers
    return bool(calls) and all(isinstance(call, ast.Call) and answers.search(written(call.func)) for call in calls)


def _only_shows(statement: ast.Try | ast.TryStar) -> bool:
    """Whether a `try` waits only for what shows something in a chat, and keeps nothing of what that gives: `await
    bot.send_message(chat, text)`."""
    calls = _waits(statement)
    thrown = [
        node.value.value
        for part in statement.body
        for node in trees.nodes(part)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Await)
    ]
    shows = world.names().showing
    shown = [one for one in thrown if isinstance(one, ast.Call) and last_name(one).split("_")[0] in shows]
    return bool(calls) and len(shown) == len(calls)


def _does_nothing(clause: ast.ExceptHandler) -> bool:
    """Whether a handler only goes on: `pass`, `continue`, `...`."""
    return all(
        isinstance(one, (ast.Pass, ast.Continue)) or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in clause.body
    )


def _only_stops(clause: ast.ExceptHandler) -> bool:
    """Whether a handler does nothing but leave: `break`, `return`."""
    match clause.body:
        case [ast.Break()] | [ast.Return(value=None | ast.Constant())]:
            return True
    return False


def _only_reads(statement: ast.Try | ast.TryStar) -> bool:
    """Whether a `try` waits only for the body of an answer that has come before: `body = await response.json()`."""
    calls = _waits(statement)
    return (
        bool(calls)
        and all(
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
            and call.func.attr in world.names().bodies
            for call in calls
        )
        and not any(
            isinstance(node, (ast.AsyncWith, ast.AsyncFor)) for part in statement.body for node in trees.nodes(part)
        )
    )


def _is_change_of_schema(statement: ast.Try | ast.TryStar) -> bool:
    """Whether a `try` waits only for changes of a schema, or settings: `execute("ALTER TABLE … ADD COLUMN …")`."""
    calls = _waits(statement)
    return bool(calls) and all(isinstance(call, ast.Call) and _SCHEMA.match(_first_text(call)) for call in calls)


def _first_text(call: ast.Call) -> str:
    """The text that a call is given first, by itself or as the text of a statement; empty where there is none."""
    match call.args:
        case [ast.Constant(value=str(text)), *_]:
            return text
        case [ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]), *_]:
            return text
        case [ast.Call() as inner, *_]:
            return _first_text(inner) if len(inner.args) == 1 else ""
    return ""
