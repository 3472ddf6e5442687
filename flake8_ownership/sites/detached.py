"""Tasks that run by themselves over something that may fail, and that nobody looks at again."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flake8_ownership.index.module import Class, Function, Module, Scope, last_name
from flake8_ownership.sites.calls import Place, callee
from flake8_ownership.sites.judge import Judge
from flake8_ownership.sites.screen import Start
from flake8_ownership.sites.site import Fate, Identity, Task
from flake8_ownership.sites.tasks import Outcome

_BACKGROUND = "add_task"
_OTHER_LOOPS = frozenset({"run_coroutine_threadsafe", "run_in_executor"})
# Callbacks that only forget the task.
_FORGETS = frozenset({"discard", "remove", "pop"})


class Detached:
    """The tasks of one module that are nobody's."""

    def __init__(self, module: Module, judge: Judge) -> None:
        self._module = module
        self._judge = judge
        self._asked: dict[tuple[Scope, str], bool] = {}

    def tasks(self, starts: Iterator[Start] | list[Start]) -> Iterator[Task]:
        """The tasks among what a module starts, in the order of the text."""
        for start in starts:
            outcome = self._judge.outcome(start.place)
            fate = self._fate(start.place, outcome)
            if fate is None:
                continue
            leak = self._leak(start)
            if leak is not None:
                yield self._task(start.place, fate, outcome, *leak)

    def _leak(self, start: Start) -> tuple[Function, ast.expr] | None:
        """The call whose failure leaves the task: what it runs itself, or a call inside the coroutine that it runs."""
        if isinstance(start.runs, Identity):
            if start.runs.quiet or start.runs.teardown or start.runs.certainty == "named":
                return None
            if start.place.wrapper is start.place.expr and start.runs.certainty == "assumed":
                return None  # a function of an unknown library need not even be I/O
            return start.place.function, start.place.expr
        return self._judge.leak(start.runs)

    def _task(self, place: Place, fate: Fate, outcome: Outcome, holder: Function, held: ast.expr) -> Task:
        source = self._module.source
        start, end = source.span(place.expr)
        assert place.wrapper is not None
        run = place.expr if place.wrapper is not place.expr else _first_function(place.wrapper)
        held = run if held is place.expr else held
        return Task(
            filename=source.path,
            start=start,
            end=end,
            function=place.function.qualname,
            call=" ".join(source.segment(callee(run)).split()),
            maker=" ".join(source.segment(callee(_last_maker(place, fate, outcome))).split()),
            fate=fate,
            holds=" ".join(holder.module.source.segment(callee(held)).split()),
            holds_filename=self._path_of(holder.module),
            holds_row=held.lineno,
            name=outcome.name,
        )

    def _path_of(self, module: Module) -> str:
        """A file by its path below the project's root, which is the same for every face."""
        root = self._judge.resolver.project.root
        return module.path.relative_to(root).as_posix() if module.path.is_relative_to(root) else str(module.path)

    def _fate(self, place: Place, outcome: Outcome) -> Fate | None:
        """What becomes of the handle; None where somebody asks for it, or may."""
        assert place.wrapper is not None
        maker = last_name(place.wrapper)
        if outcome.handling == "captured":
            if outcome.read or outcome.drained:
                return None
            is_wait = place.flow == "captured" or last_name_of(outcome.node) == "wait"
            return "unread" if is_wait else "gathered"
        if outcome.handling not in ("dropped", "kept"):
            return None
        if maker == _BACKGROUND:
            return "background"
        if maker in _OTHER_LOOPS:
            return "future" if outcome.handling == "dropped" and outcome.callback is None else None
        if outcome.callback is not None:
            if self._judge.callback_reports(place.function, outcome.callback) is not None:
                return None
            forgets = isinstance(outcome.callback, ast.Attribute) and outcome.callback.attr in _FORGETS
            return "discarded" if forgets and not self._asked_for(place.function, outcome) else None
        if outcome.handling == "dropped":
            return "dropped"
        if outcome.escapes or self._asked_for(place.function, outcome):
            return None
        return "kept"

    def _asked_for(self, function: Function, outcome: Outcome) -> bool:
        """Whether the class or module around a function awaits what keeps the handle, or reads it."""
        if not outcome.keeper:
            return False
        scope: Scope = function
        while scope.outer is not None and not isinstance(scope, Class):
            scope = scope.outer
        key = scope, outcome.keeper
        if key not in self._asked:
            first, last = (scope.row, scope.end_row) if isinstance(scope, Class) else (1, 1 << 30)
            self._asked[key] = any(
                _asks(before, after) for before, after in scope.module.source.around(outcome.keeper, first, last, _NEAR)
            )
        return self._asked[key]


# Characters on either side of a name in which somebody who asks for it is looked for.
_NEAR = 400
_ASKS_BEFORE = re.compile(
    r"(?:await\s+(?:\w+\.)*(?:wait_for|shield|gather|wait)?\(?\*?"
    r"|(?:gather|wait|wait_for|shield|as_completed|run_until_complete)\([^)]*"
    r"|in\s+(?:list\(|tuple\(|set\()?|for\s+\w+\s+in\s+[^:\n]*|return\s+)$"
)
_ASKS_AFTER = re.compile(r"\.(?:result|exception|add_done_callback)\b")
_GIVEN_BEFORE = re.compile(r"\(\s*$")
_GIVEN_AFTER = re.compile(r"\s*[,)]")


def _asks(before: str, after: str) -> bool:
    """Whether what stands around a name awaits it, reads it, loops over it, returns it or hands it on."""
    return bool(
        _ASKS_AFTER.match(after)
        or (_GIVEN_AFTER.match(after) and _GIVEN_BEFORE.search(before))
        or _ASKS_BEFORE.search(before)
    )


def _last_maker(place: Place, fate: Fate, outcome: Outcome) -> ast.Call:
    """The call that left the failure where nobody looks: `asyncio.wait` rather than the making of the task."""
    assert place.wrapper is not None
    return outcome.node if fate == "unread" and isinstance(outcome.node, ast.Call) else place.wrapper


def last_name_of(node: ast.AST) -> str:
    return last_name(node) if isinstance(node, ast.expr) else ""


def _first_function(call: ast.Call) -> ast.expr:
    """The function that a wrapper is to run: its first argument that is a name, attribute or lambda."""
    return next(
        (argument for argument in call.args if isinstance(argument, (ast.Name, ast.Attribute, ast.Lambda))), call
    )
