"""Finds out by running it where a failure ends that is injected at a site of a generated project.

Nothing here reads the project as the tool does. Each operation is run with a fresh event loop, once as it is and once
for each of its sites with an error there; what is told, raised and left in tasks is noted.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import CodeType, FrameType, ModuleType
from typing import Any, Literal

from tests.oracle_world import BROKEN, Client, Stop, World
from tests.project_programs import Operation, Project, Site

# reported: somebody was told. raised: it left the operation, and nobody was. task: it stayed in a task that nobody
# asked. lost: none of these. unreached: the site was not reached.
Ending = Literal["reported", "raised", "task", "lost", "unreached"]
_REAL = frozenset({"abc", "asyncio", "contextlib", "functools", "sys"})
_MARK = "<project>"
_MOST_TURNS = 60


@dataclass(frozen=True, slots=True)
class Observed:
    """Where a failure at a site ended when an operation was run; `entered` are the functions that ran, by module and
    qualified name."""

    operation: Operation
    ending: Ending
    entered: frozenset[tuple[str, str]]


@dataclass(slots=True)
class _Run:
    told: list[tuple[tuple[str, int], ...]] = field(default_factory=list)
    entered: set[tuple[str, str]] = field(default_factory=set)
    reached: bool = False
    raised: bool = False
    kept: bool = False


class Running:
    """A project that is compiled once and run often."""

    def __init__(self, project: Project) -> None:
        self._code = {name: compile(text, f"{_MARK}{name}", "exec") for name, text in project.files.items()}
        self._always: dict[Operation, set[tuple[tuple[str, int], ...]]] = {}

    def observe(self, site: Site) -> list[Observed]:
        """Where a failure at a site ends, for each operation."""
        return [self._observed(site, operation) for operation in site.operations]

    def _observed(self, site: Site, operation: Operation) -> Observed:
        if operation not in self._always:
            whole = self._run(operation, None)
            assert not whole.raised
            self._always[operation] = set(whole.told)
        run = self._run(operation, site.address)
        ending: Ending = "lost"
        if not run.reached:
            ending = "unreached"
        elif [one for one in run.told if one not in self._always[operation]]:
            ending = "reported"
        elif run.raised:
            ending = "raised"
        elif run.kept:
            ending = "task"
        return Observed(operation, ending, frozenset(run.entered))

    def _run(self, operation: Operation, address: str | None) -> _Run:
        run = _Run()

        def told(sort: str, about_failure: bool) -> None:
            if about_failure or address is None:
                run.told.append(_lines(sys._getframe()))

        world = _World(self._code, told, address)
        loop = _Loop()

        def failed(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            if context["message"].startswith("Exception in callback") and world.holds(context.get("exception")):
                run.told.append((("asyncio", 0),))

        loop.set_exception_handler(failed)
        asyncio.set_event_loop(loop)
        try:
            module = world.module(operation.module)
            work = eval(operation.call, vars(module), {"client": world.client()})
            sys.setprofile(_noting(run.entered))
            try:
                loop.run_until_complete(_whole(run, world, work, loop))
            finally:
                sys.setprofile(None)
            run.kept = any(map(world.is_unread, loop.made))
            run.reached = world.reached
        finally:
            for future in loop.made:
                future._log_traceback = False
            asyncio.set_event_loop(None)
            loop.close()
        return run


async def _whole(run: _Run, world: _World, work: Awaitable[object], loop: _Loop) -> None:
    """An operation, and what it leaves running."""
    try:
        await work
    except Stop:
        raise
    except BaseException as error:
        if not world.holds(error):
            raise
        run.raised = True
    own = asyncio.current_task()
    for _ in range(_MOST_TURNS):
        if all(task.done() for task in asyncio.all_tasks() if task is not own):
            break
        await asyncio.sleep(0)
    await asyncio.sleep(0)  # callbacks of the last task
    await asyncio.sleep(0)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that remembers what it made, and runs at once what is meant for a thread."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[asyncio.Future[Any]] = []
        self.set_default_executor(_Here())
        self.set_task_factory(lambda loop, work, **more: self._noted(asyncio.Task(work, loop=loop, **more)))

    def create_future(self) -> asyncio.Future[Any]:
        return self._noted(super().create_future())

    def _noted(self, future: Any) -> Any:
        self.made.append(future)
        return future


def _noting(entered: set[tuple[str, str]]) -> Callable[[FrameType, str, object], None]:
    def profile(frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(_MARK):
            entered.add((code.co_filename.removeprefix(_MARK), code.co_qualname.replace(".<locals>", "")))

    return profile


def _lines(frame: FrameType | None) -> tuple[tuple[str, int], ...]:
    """The lines of the project that are being executed, innermost first."""
    found = []
    while frame is not None:
        if frame.f_code.co_filename.startswith(_MARK):
            found.append((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return tuple(found)


class _RequestFailure(OSError):
    """What `requests` fails with; its errors are not those of httpx."""


class _Here(ThreadPoolExecutor):
    """Runs what a thread is given, at once."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(function(*args, **options))
        except BaseException as error:
            done.set_exception(error)
        return done


class _Client(Client):
    """The client whose call of one address fails."""

    def __init__(self, world: _World) -> None:
        super().__init__(None)
        self._world = world

    async def get(self, url: str) -> list[str]:
        return self._world.answer(url)


class _World(World):
    """The modules of one run, those of the project among them."""

    def __init__(self, code: dict[str, CodeType], told: Callable[[str, bool], None], address: str | None) -> None:
        super().__init__(lambda name: True, told, fails=address is not None)
        self._code = code
        self._address = address
        self._own: dict[str, ModuleType] = {}
        self.reached = False
        requests = ModuleType("requests")
        requests.get = self._blocking  # type: ignore[attr-defined]
        self._modules["requests"] = requests

    def client(self) -> Client:
        return _Client(self)

    def _blocking(self, url: str) -> list[str]:
        if url == self._address:
            self._failure = _RequestFailure(BROKEN)
        return self.answer(url)

    def answer(self, url: str) -> list[str]:
        if url == self._address:
            self.reached = True
            assert self._failure is not None
            raise self._failure
        return ["response"]

    def module(self, name: str) -> ModuleType:
        if name not in self._own:
            import builtins

            module = self._own[name] = ModuleType(name)
            vars(module)["__builtins__"] = {**vars(builtins), "__import__": self.imported, "print": self.printed}
            exec(self._code[name], vars(module))
        return self._own[name]

    def imported(self, name: str, space: object, local: object, names: Sequence[str] | None, level: int) -> ModuleType:
        if name in self._code:
            return self.module(name)
        if name in _REAL:
            return importlib.import_module(name)
        return super().imported(name, space, local, names, level)

    def is_unread(self, task: asyncio.Future[Any]) -> bool:
        """Whether a task ended with the failure, and nobody asked."""
        return task.done() and bool(task._log_traceback) and self.holds(task._exception)  # type: ignore[attr-defined]
