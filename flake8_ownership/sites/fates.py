"""What becomes of the handle of something that runs by itself: whether anybody asks how it ended."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flake8_ownership.index.module import Class, Function, Scope, last_name
from flake8_ownership.sites.callbacks import Callbacks
from flake8_ownership.sites.calls import Place
from flake8_ownership.sites.site import Fate
from flake8_ownership.sites.tasks import Outcome

_BACKGROUND = "add_task"
_ELSEWHERE = frozenset({"run_coroutine_threadsafe", "run_in_executor", "submit"})
_ASKING = "result|exception|add_done_callback"
_COPIES = "list|tuple|set|sorted|len|bool|reversed|frozenset"


class Fates:
    """Answers for the judgement of one file; who asks for what keeps a handle is looked for once."""

    def __init__(self, callbacks: Callbacks) -> None:
        self._callbacks = callbacks
        self._asked: dict[tuple[Scope, str], bool] = {}

    def of(self, place: Place, outcome: Outcome) -> Fate | None:
        """What becomes of the handle; None where somebody asks for it, or may."""
        assert place.wrapper is not None
        maker = last_name(place.wrapper)
        if outcome.handling == "captured":
            if outcome.read or outcome.drained:
                return None
            is_wait = place.flow == "captured" or _last_name(outcome.node) == "wait"
            return "unread" if is_wait else "gathered"
        if outcome.handling not in ("dropped", "kept"):
            return None
        if maker == _BACKGROUND:
            return "background"
        if maker in _ELSEWHERE:
            return "future" if outcome.handling == "dropped" and outcome.callback is None else None
        if outcome.callback is not None:
            conduct = self._callbacks.conduct(outcome.function or place.function, outcome.callback)
            return "discarded" if conduct == "forgets" and not self._is_asked_for(place.function, outcome) else None
        if outcome.handling == "dropped":
            return "dropped"
        if outcome.escapes or self._is_asked_for(place.function, outcome):
            return None
        return "kept"

    def _is_asked_for(self, function: Function, outcome: Outcome) -> bool:
        """Whether the class or module around a function awaits what keeps the handle, or reads it.

        A loop that only cancels the tasks asks for nothing, and neither does waiting for them after that.
        """
        if not outcome.keeper:
            return False
        scope: Scope = outcome.function or function
        while scope.outer is not None and not isinstance(scope, Class):
            scope = scope.outer
        key = scope, outcome.keeper
        if key not in self._asked:
            name = re.escape(outcome.keeper)
            self._asked[key] = any(_asks(text, name) for text in _functions(scope) if outcome.keeper in text)
        return self._asked[key]


def _asks(text: str, name: str) -> bool:
    """Whether the text of a function asks what has a name how it ended."""
    asked = re.compile(
        rf"await\s+(\w+\.)*(wait_for|shield|gather|wait)?\(?\*?{name}\b|{name}\.({_ASKING})\b|"
        rf"(gather|wait|wait_for|shield|as_completed|run_until_complete)\([^)]*{name}\b|"
        rf"return\s+{name}\b|(?<!\b{_alternatives()})\(\s*{name}\s*[,)]"
    )
    loops = list(re.finditer(rf"^([ \t]*)?(.*?)\bfor\s+([\w\s,()]+?)\s+in\s+[^:\n]*?{name}\b.*$", text, re.MULTILINE))
    cancelled = re.search(rf"{name}(\[[^]]*\])?\.cancel\(", text)
    for loop in loops:
        if loop.group(2).strip() in ("", "async"):
            variables = re.findall(r"\w+", loop.group(3))
            body = _block(text, loop.end(), len(loop.group(1) or ""))
            if any(re.search(rf"\b{each}\.cancel\(", body) for each in variables):
                cancelled = cancelled or loop
            elif any(_uses(body, each) for each in variables):
                return True
        elif not re.match(rf"\s*{name}\s*(:[^=]*)?=", loop.group()) and not cancelled:
            return True
    found = asked.search(text)
    return found is not None and (cancelled is None or found.start() < cancelled.start())


def _alternatives() -> str:
    """The names of builtins that copy or measure, as a pattern that may stand behind a look-behind."""
    return r")(?<!\b".join(_COPIES.split("|"))


def _uses(body: str, name: str) -> bool:
    return re.search(rf"await\s+[^\n]*\b{name}\b|\b{name}\.({_ASKING})\b|[(,]\s*\*?{name}\s*[,)]", body) is not None


def _block(text: str, start: int, indent: int) -> str:
    """The lines after a place that are indented deeper than that."""
    lines = []
    for line in text[start:].splitlines()[1:]:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        lines.append(line)
    return "\n".join(lines)


def _functions(scope: Scope) -> Iterator[str]:
    """The texts of the functions of a class or module, and what stands outside of them."""
    lines = scope.module.source.lines
    first, last = 1, len(lines)
    if isinstance(scope, Class):
        first, last = scope.row, scope.node.end_lineno or scope.row
    for inner in scope.every_function():
        if not isinstance(inner.outer, Function):
            yield "".join(lines[inner.first_row - 1 : inner.end_row])
            lines = [
                *lines[: inner.first_row - 1],
                *([""] * (inner.end_row - inner.first_row + 1)),
                *lines[inner.end_row :],
            ]
    yield "".join(lines[first - 1 : last])


def _last_name(node: ast.AST) -> str:
    return last_name(node) if isinstance(node, ast.expr) else ""
