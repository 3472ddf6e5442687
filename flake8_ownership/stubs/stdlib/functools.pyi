# functools: functions made from functions; `partial` and `wraps` hand on what they are given.
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

def reduce(function: Callable[..., T], iterable: Iterable[T], initial: T = ...) -> T: ...
