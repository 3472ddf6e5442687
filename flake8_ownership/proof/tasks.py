"""Who started the task that is being executed, which its frames do not show, and how long the project waits."""

from __future__ import annotations

import asyncio
import functools
import sys
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from flake8_ownership.proof.claims import Frame

_MOST_PARENTS = 20
_LONGEST_SLEEP = 0.02  # after a failure, in seconds
_starters: WeakKeyDictionary[Any, tuple[Frame, ...]] = WeakKeyDictionary()


class Watched(Protocol):
    """What is asked of whoever watches tasks."""

    def starting(self) -> tuple[Frame, ...]:
        """The functions of the project that start a task, asked from what makes it."""

    def is_recovering(self) -> bool:
        """Whether a failure was injected, and the project waits before it goes on, asked from what makes it wait."""


def watch(watched: Watched) -> Callable[[], None]:
    """Begins to note who starts tasks of asyncio, and to cut short what the project sleeps after a failure: it waits
    before it tries again. Returns what ends it."""
    usual, usual_sleep = asyncio.BaseEventLoop.create_task, asyncio.sleep

    @functools.wraps(usual)
    def create_task(self: asyncio.BaseEventLoop, *arguments: Any, **options: Any) -> Any:
        task = usual(self, *arguments, **options)
        starters = watched.starting()
        if starters:
            _starters[task] = starters
        return task

    @functools.wraps(usual_sleep)
    async def sleep(delay: float, *arguments: Any, **options: Any) -> Any:
        if delay > _LONGEST_SLEEP and watched.is_recovering():
            delay = _LONGEST_SLEEP
        return await usual_sleep(delay, *arguments, **options)

    asyncio.BaseEventLoop.create_task = create_task  # type: ignore[method-assign]
    asyncio.sleep = asyncio.tasks.sleep = sleep

    def end() -> None:
        asyncio.BaseEventLoop.create_task = usual  # type: ignore[method-assign]
        asyncio.sleep = asyncio.tasks.sleep = usual_sleep

    return end


def started_by(own: Callable[[FrameType | None], Iterable[Frame]]) -> tuple[Frame, ...]:
    """The functions of the project that started the task that is being executed, the innermost first; `own` gives those
    of a frame and of what has called it."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return tuple(_of_trio(own)) if "trio" in sys.modules else ()
    return _starters.get(task, ()) if task is not None else ()


def _of_trio(own: Callable[[FrameType | None], Iterable[Frame]]) -> Iterator[Frame]:
    """The same of trio, whose tasks know the nursery that they were started in, and that the task that opened it."""
    import trio  # type: ignore[import-not-found,unused-ignore]

    try:
        task = trio.lowlevel.current_task()
    except RuntimeError:
        return
    for _ in range(_MOST_PARENTS):
        if task.parent_nursery is None:
            return
        task = task.parent_nursery.parent_task
        for frame in reversed(list(_suspended(task.coro))):
            yield from list(own(frame))[:1]


def _suspended(coroutine: Any) -> Iterator[FrameType]:
    """The frames of a coroutine that waits, the outermost first."""
    while coroutine is not None and getattr(coroutine, "cr_frame", None) is not None:
        yield coroutine.cr_frame
        coroutine = coroutine.cr_await
