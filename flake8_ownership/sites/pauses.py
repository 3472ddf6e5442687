"""Calls that only wait for some time: `await asyncio.sleep(1)`, `await wait_for(stopped.wait(), timeout=1)`."""

from __future__ import annotations

import ast

from flake8_ownership.catalogue import world
from flake8_ownership.index.module import Function, last_name
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Bound, Lib, Made, OwnFunction, Plain, Unknown, Where

_DEEPEST = 2  # functions of the project around the call
_MOST_CALLS = 4  # in a function that does nothing else


class Pauses:
    """Answers for the calls of one function."""

    def __init__(self, resolver: Resolver, function: Function) -> None:
        self._resolver = resolver
        self._function = function

    def is_one(self, call: ast.Call) -> bool:
        """Whether a call only waits for some time, itself or in a function of the project that does nothing else."""
        return self._pauses(call, self._function, 0)

    def _pauses(self, call: ast.Call, function: Function, depth: int) -> bool:
        known = world.pausing()
        path = ""
        match self._resolver.value(call.func, Where(function)):
            case Lib(path) | Made(path) | Plain(path):
                pass
            case Bound(api):
                path = api.name
            case OwnFunction(Function(is_own=True) as inner):
                calls = [one for one, _ in inner.body.calls] if depth < _DEEPEST else []
                return len(calls) <= _MOST_CALLS and any(self._pauses(one, inner, depth + 1) for one in calls)
            case OwnFunction(inner):
                path = inner.canonical
            case Unknown():
                return last_name(call) in known.words
        if path in known.paths:
            return True
        # Of `wait_for` what it waits for has to be something of this process: `stopped.wait()`.
        waited = call.args[0] if call.args and not path.endswith(".wait") else call
        has_time = len(call.args) > int(waited is not call) or any(word.arg == "timeout" for word in call.keywords)
        return path in known.bounded and has_time and isinstance(waited, ast.Call) and last_name(waited) in known.waits
