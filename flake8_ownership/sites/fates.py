"""What becomes of the handle of something that runs by itself: whether anybody asks how it ended."""

from __future__ import annotations

import ast

from flake8_ownership.index.module import Class, Function, Scope, last_name
from flake8_ownership.sites.callbacks import Callbacks
from flake8_ownership.sites.calls import Place
from flake8_ownership.sites.keepers import Keepers
from flake8_ownership.sites.site import Fate
from flake8_ownership.sites.tasks import Outcome

_BACKGROUND = "add_task"
_ELSEWHERE = frozenset({"run_coroutine_threadsafe", "run_in_executor", "submit"})


class Fates:
    """Answers for the judgement of one file; who asks for what keeps a handle is looked for once."""

    def __init__(self, callbacks: Callbacks) -> None:
        self._callbacks = callbacks
        self._keepers: dict[Scope, Keepers] = {}

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
        """Whether the class or module around a function asks for what keeps the handle."""
        if not outcome.keeper:
            return False
        scope: Scope = outcome.function or function
        while scope.outer is not None and not isinstance(scope, Class):
            scope = scope.outer
        if scope not in self._keepers:
            self._keepers[scope] = Keepers(scope)
        return self._keepers[scope].is_asked_for(outcome.keeper)


def _last_name(node: ast.AST) -> str:
    return last_name(node) if isinstance(node, ast.expr) else ""
