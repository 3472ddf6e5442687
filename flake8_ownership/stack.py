"""Runs what recurses over code on a stack that is deep enough for whatever Python itself can parse."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")

# Calls, and the bytes of stack that each of them may need: at most 5,300 on Python 3.11, where `sorted` calls its key.
# The memory is only reserved; what is not used is never taken.
_CALLS = 50_000
_BYTES = 10_000 * _CALLS
# The stack of what Python's usual limit of 1,000 calls holds.
_APART = 16_000_000

_deep = threading.local()
_one_at_a_time = threading.Lock()


def deeply(work: Callable[[], _Result]) -> _Result:
    """What some work gives; where the usual stack does not hold it, it is done once more on a deep one.

    Hardly any code needs that, and a thread for all would cost every interrupt its effect. Raises RecursionError where
    even that is not enough.
    """
    try:
        return work()
    except RecursionError:
        if getattr(_deep, "is_here", False):
            raise
    return _on_a_thread(work)


def apart(work: Callable[[], _Result]) -> _Result:
    """What some work gives, which is done on a stack of its own while this one waits."""
    is_deep = getattr(_deep, "is_here", False)
    return _done_by_thread(work, _BYTES if is_deep else _APART, is_deep=is_deep)


def _on_a_thread(work: Callable[[], _Result]) -> _Result:
    with _one_at_a_time:
        usual = sys.getrecursionlimit()
        sys.setrecursionlimit(max(usual, _CALLS))
        try:
            return _done_by_thread(work, _BYTES, is_deep=True)
        finally:
            sys.setrecursionlimit(usual)


def _done_by_thread(work: Callable[[], _Result], size: int, *, is_deep: bool) -> _Result:
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        _deep.is_here = is_deep
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    _started(run, size).join()
    if errors:
        raise errors.pop()
    return results.pop()


def _started(run: Callable[[], None], size: int) -> threading.Thread:
    """A thread with a stack of some size. Raises RecursionError where the system grants none."""
    usual = threading.stack_size(size)
    try:
        # A daemon, so that an interrupt ends everything at once.
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
    except RuntimeError as error:
        raise RecursionError(str(error)) from error
    finally:
        threading.stack_size(usual)
    return thread
