"""Lets a process end although a failure has left threads behind that nobody ends: Python waits for them for ever."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from types import FrameType

_OFTEN = 0.2  # in seconds
_GRACE = 5.0  # how long they may take, in seconds, once nothing else is left to do
_MOST = 5  # names that are said
_AT_THE_END = "_shutdown"  # the function of `threading` in which Python waits for threads


def alive() -> frozenset[threading.Thread]:
    """The threads that Python would wait for."""
    return frozenset(one for one in threading.enumerate() if not one.daemon and one is not threading.main_thread())


def end_without(left: Iterable[threading.Thread], status: Callable[[], int]) -> None:
    """Ends the process, with a status that is asked for then, once the main program is over and some threads do not
    come to an end. Nothing happens where they do, or where the program goes on."""
    waiting = [one for one in left if one.is_alive()]
    if waiting:
        threading.Thread(target=_wait, args=(waiting, status), name="ownership-leftovers", daemon=True).start()


def _wait(left: list[threading.Thread], status: Callable[[], int]) -> None:
    grace = _GRACE
    while any(one.is_alive() for one in left):
        if grace <= 0:
            _end([one.name for one in left if one.is_alive()], status())
        if _is_over():
            grace -= _OFTEN
        time.sleep(_OFTEN)


def _is_over() -> bool:
    """Whether the main thread has done all that the program has to do, and waits for the others."""
    frame: FrameType | None = sys._current_frames().get(threading.main_thread().ident or 0)
    while frame is not None and frame.f_back is not None:
        frame = frame.f_back
    return frame is not None and frame.f_code.co_name == _AT_THE_END and frame.f_globals is vars(threading)


def _end(names: list[str], status: int) -> None:
    more = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    named = ", ".join(names[:_MOST])
    told = f"ownership: ended although these threads, which a failure left behind, do not: {named}{more}\n"
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.write(told if stream is sys.stderr else "")
            stream.flush()
        except (OSError, ValueError):
            continue
    os._exit(status)
