"""Where the programs of the laws of fixes run: a client that fails as it is told, and a clock that nobody waits for.

Nothing of `flake8_ownership` is used here: a program is run as it is and as it was mended, and the two are compared.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import importlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any, Literal

Kind = Literal["nothing", "error", "expected", "late", "hangs", "cancelled", "bad"]
Flags = tuple[bool, ...]
# After so long whoever waits for a program gives it up; its own timeouts are shorter.
PATIENCE = 1_000.0


class Boom(Exception):
    """What generally goes wrong."""


@dataclass(frozen=True)
class Fault:
    """What befalls the call with the number `at`, counted from 1.

    It raises a general `error`, an `expected` one or a TimeoutError (`late`); it `hangs` until the innermost timeout
    around it expires, in the program or around it; its task is `cancelled` from outside; or it gets a `bad` response.
    """

    kind: Kind = "nothing"
    at: int = 0


@dataclass(frozen=True)
class Shown:
    """What one run showed: its end, all that it did on the way, and what it told.

    `inner` is the type of what left the function itself, None where it returned; `injected` where that is the fault's
    own error. `noticed` where the program looked at the status of a bad response.
    """

    end: tuple[object, ...]
    trace: tuple[str, ...]
    calls: int
    inner: type[BaseException] | None
    injected: bool
    noticed: bool
    successes: int
    failures: int
    errors: int
    entries: int

    @property
    def conduct(self) -> tuple[object, ...]:
        """What a fix must leave as it was."""
        return self.end, self.trace


def run(code: CodeType, flags: Flags, fault: Fault) -> Shown:
    """Runs `start` of a program, or else its `work`, whose calls meet a fault."""
    world = _World(fault)
    modules = world.modules()

    def imported(name: str, *_: object) -> object:
        return modules[name] if name in modules else importlib.import_module(name)

    space: dict[str, Any] = {"__builtins__": {**vars(builtins), "__import__": imported}, "__name__": "program"}
    exec(code, space)
    end: tuple[object, ...]
    with asyncio.Runner(loop_factory=_Clock) as runner:
        try:
            start = space.get("start") or space["work"]
            end = ("returned", runner.run(world.awaited(start(world.client, "id-1", flags))))
        except BaseException as error:
            end = ("raised", _described(error, world.error))
    successes = sum(name.endswith(("_successfully", "_succeeded")) for name in world.counted)
    return Shown(
        end,
        tuple(world.trace),
        world.calls,
        type(world.inner) if world.inner is not None else None,
        world.inner is not None and world.inner is world.error,
        world.noticed,
        successes,
        len(world.counted) - successes,
        world.logged.count("exception") + world.logged.count("warning"),
        world.logged.count("info"),
    )


def _described(error: BaseException | None, injected: BaseException | None, depth: int = 8) -> object:
    """An exception with its causes and contexts, without the places that it came through."""
    if error is None or not depth:
        return None
    inside = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return (
        error is injected,
        type(error),
        str(error),
        error.__suppress_context__,
        _described(error.__cause__, injected, depth - 1),
        _described(error.__context__, injected, depth - 1),
        [_described(one, injected, depth - 1) for one in inside],
    )


class _Clock(asyncio.SelectorEventLoop):
    """A loop whose time passes only while everybody waits, and then at once."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        select = self._selector.select  # type: ignore[attr-defined]

        def skip(timeout: float | None) -> object:
            if timeout is None:
                raise RuntimeError("everybody waits for somebody else")
            self._now += timeout
            return select(0)

        self._selector.select = skip  # type: ignore[attr-defined]

    def time(self) -> float:
        return self._now


class Answer(str):
    """What a call gives: all went well, unless the fault made it bad."""

    error: BaseException | None = None
    world: _World | None = None

    def _is_bad(self) -> bool:
        if self.world is not None:
            self.world.noticed = True
        return self.error is not None

    def raise_for_status(self) -> None:
        if self._is_bad():
            assert self.error is not None
            raise self.error

    @property
    def status_code(self) -> int:
        return 500 if self._is_bad() else 200

    @property
    def is_error(self) -> bool:
        return self._is_bad()

    @property
    def is_success(self) -> bool:
        return not self._is_bad()

    def json(self) -> str:
        return str(self)


@dataclass
class _World:
    fault: Fault
    error: BaseException | None = None
    inner: BaseException | None = None
    calls: int = 0
    noticed: bool = False
    trace: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)

    @property
    def client(self) -> object:
        return SimpleNamespace(get=self._get, stream=self._stream)

    async def awaited(self, work: Any) -> object:
        """The result of a coroutine, or the list of what an async generator yields, by somebody with some patience."""
        async with asyncio.timeout(PATIENCE):
            try:
                return [value async for value in work] if hasattr(work, "__aiter__") else await work
            except BaseException as error:
                self.inner = error
                raise

    async def _get(self, url: str) -> Answer:
        await self._crossed(f"get {url}")
        answer = Answer(f"answer {self.calls} to {url}")
        if self.fault == Fault("bad", self.calls):
            self.error = answer.error = Boom("bad status")
            answer.world = self
        return answer

    @contextlib.asynccontextmanager
    async def _stream(self, method: str, url: str) -> AsyncIterator[object]:
        await self._crossed(f"{method} {url}")
        try:
            yield SimpleNamespace(aiter_lines=self._lines, status_code=200, raise_for_status=lambda: None)
        finally:
            self.trace.append("closed")

    async def _lines(self) -> AsyncIterator[str]:
        for line in ("one", "two"):
            await self._crossed("line")
            yield line

    async def _crossed(self, what: str) -> None:
        """A crossing of the process boundary, at which the fault may wait."""
        self.trace.append(what)
        self.calls += 1
        await asyncio.sleep(0)
        if self.calls != self.fault.at:
            return
        match self.fault.kind:
            case "error" | "expected" | "late":
                self.error = {"error": Boom, "expected": KeyError, "late": TimeoutError}[self.fault.kind]("broken")
                raise self.error
            case "hangs":
                await asyncio.sleep(10 * PATIENCE)
            case "cancelled":
                task = asyncio.current_task()
                assert task is not None
                task.cancel("stopped")
                await asyncio.sleep(0)

    def modules(self) -> dict[str, object]:
        """What a program may import beside the standard library."""

        def logs(name: str) -> Callable[..., None]:
            return lambda *_, **__: self.logged.append(name)

        logger = SimpleNamespace(**{name: logs(name) for name in ("debug", "info", "warning", "error", "exception")})
        made = {name: ModuleType(name) for name in ("telemetry", "logging", "httpx", "shop")}
        vars(made["telemetry"])["metrics"] = SimpleNamespace(increment=self.counted.append)
        vars(made["logging"])["getLogger"] = lambda name: logger
        vars(made["httpx"])["AsyncClient"] = object
        vars(made["shop"])["tidy"] = lambda: self.trace.append("tidy")
        return dict(made)
