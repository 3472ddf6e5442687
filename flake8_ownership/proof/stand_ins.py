"""What takes the place of a call that is to fail: something that fails as soon as it is used, or a changed answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator
from types import TracebackType
from typing import Any

MESSAGE = "injected by pytest --ownership"
BROKEN = 500  # the status of an answer
# Where a response keeps a body that it has read, in the libraries whose answers can be changed.
_BODIES = ("_content", "_body")
_STATUSES = ("status_code", "status")


class Failing:
    """Stands for what a call gives, and fails as soon as it is awaited, entered or iterated over."""

    def __init__(self, error: Callable[[], BaseException]) -> None:
        self._error = error

    @classmethod
    def standing_for(cls, target: Any, error: Callable[[], BaseException], *, consumed: str, is_call: bool) -> Any:
        """What takes the place of what a site calls, or of the value that it waits for."""
        if is_call and consumed == "task" and inspect.isroutine(target) and not inspect.iscoroutinefunction(target):
            return _starting(target, error)
        if is_call:
            return _raising(error) if consumed == "call" else lambda *_, **__: _coroutine(error, consumed)
        if inspect.iscoroutine(target):
            target.close()
        elif callable(target) and not hasattr(target, "__await__") and consumed == "task":
            return _failing_function(target, error)
        return _coroutine(error, consumed)

    def __await__(self) -> Generator[Any, Any, Any]:
        return self.__aenter__().__await__()

    async def __aenter__(self) -> Any:
        raise self._error()

    async def __aexit__(self, *_: object) -> None: ...

    def __aiter__(self) -> Failing:
        return self

    async def __anext__(self) -> Any:
        raise self._error()

    def __enter__(self) -> Any:
        raise self._error()

    def __exit__(self, *_: object) -> None: ...

    def __iter__(self) -> Failing:
        return self

    def __next__(self) -> Any:
        raise self._error()


def _coroutine(error: Callable[[], BaseException], consumed: str) -> Any:
    """A task is made of a real coroutine only."""

    async def fails() -> Any:
        raise error()

    return fails() if consumed == "task" else Failing(error)


def _raising(error: Callable[[], BaseException]) -> Callable[..., Any]:
    def fails(*_: object, **__: object) -> Any:
        raise error()

    return fails


def _failing_function(target: Any, error: Callable[[], BaseException]) -> Callable[..., Any]:
    """In place of a function that is handed on to be called elsewhere: in a thread, by a nursery."""
    if inspect.iscoroutinefunction(target) or inspect.iscoroutinefunction(type(target).__call__):

        async def fails(*_: object, **__: object) -> Any:
            raise error()

        return fails
    return _raising(error)


def _starting(target: Any, error: Callable[[], BaseException]) -> Callable[..., Any]:
    """In place of what may start a function that it is given, and is not waited for: `group.start_soon(client.get)`.
    The function fails, where and when it is started; of what is given none, a coroutine does."""

    def call(*arguments: Any, **options: Any) -> Any:
        for place, given in enumerate(arguments):
            if callable(given) and not isinstance(given, type):
                failing = _failing_function(given, error)
                return target(*arguments[:place], failing, *arguments[place + 1 :], **options)
        return _coroutine(error, "task")

    return call


class Answer:
    """Lets the call happen as the test has arranged it, and changes the status of what it gives."""

    def __init__(self, library: str) -> None:
        self._library = library
        self.given: list[object] = []
        self.refused = ""

    def changed(self, target: Any, *, is_call: bool) -> Any:
        """What takes the place of what a site calls, or of what it waits for."""
        if not is_call:
            return _Answering(target, self._change)

        def call(*arguments: Any, **options: Any) -> Any:
            result = target(*arguments, **options)
            return _Answering(result, self._change) if _is_pending(result) else self._change(result)

        return call

    def _change(self, response: Any) -> Any:
        package = type(response).__module__.partition(".")[0]
        name = next((name for name in _STATUSES if isinstance(getattr(response, name, None), int)), "")
        if not name or package != self._library:
            self.refused = "the test gives no answer of the library, whose status could be changed"
            return response
        try:
            setattr(response, name, BROKEN)
        except AttributeError:
            self.refused = "the status of the answer cannot be changed"
            return response
        for body in _BODIES:
            if isinstance(getattr(response, body, None), bytes):
                setattr(response, body, MESSAGE.encode())
        self.given.append(response)
        return response


def _is_pending(value: Any) -> bool:
    return hasattr(value, "__await__") or hasattr(value, "__aenter__") or hasattr(value, "__aiter__")


class _Answering:
    """What a call gives, with its response changed when it comes."""

    def __init__(self, real: Any, change: Callable[[Any], Any]) -> None:
        self._real = real
        self._change = change

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._change((yield from self._real.__await__()))

    async def __aenter__(self) -> Any:
        return self._change(await self._real.__aenter__())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Any:
        return await self._real.__aexit__(kind, error, trace)

    def __aiter__(self) -> Any:
        return self._real.__aiter__()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)
