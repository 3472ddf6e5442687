"""The words that generated projects are made of, as tables: add a row and it is tried in every place that it fits.

`{call}` is a call that gives a coroutine, `{fn}` the function alone and `{args}` what it is given; `{client}` is the
HTTP client at hand. `NUMBER` makes names differ, `BODY` is where the rest of a nest stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.program_parts import PARTS

Kind = Literal["coroutine", "generator", "manager", "blocking"]


@dataclass(frozen=True)
class Form:
    """How a function is written: its text, how it is called, and how it is named where it is handed to another."""

    text: str
    call: str
    function: str
    arguments: str = ""
    client: str = "self.client"
    qualname: str = "NAME"
    kind: Kind = "coroutine"
    starts: bool = True  # whether it may be one that nobody in the project calls


_MADE = "    def __init__(self, client: httpx.AsyncClient):\n        self.client = client\n"
_METHOD = f"{_MADE}\n    async def NAME(self):\n        BODY"
_ABSTRACT = "class Store_NUMBER(abc.ABC):\n    @abc.abstractmethod\n    async def NAME(self): ...\n"

FORMS: dict[str, Form] = {
    "function": Form(
        "async def NAME(client: httpx.AsyncClient):\n    BODY", "NAME({client})", "NAME", "{client}", "client"
    ),
    "method": Form(
        f"class Service_NUMBER:\n{_METHOD}",
        "Service_NUMBER({client}).NAME()",
        "Service_NUMBER({client}).NAME",
        qualname="Service_NUMBER.NAME",
    ),
    "inherited": Form(
        f"class Base_NUMBER:\n{_METHOD}\n\n\nclass Service_NUMBER(Base_NUMBER):\n    pass",
        "Service_NUMBER({client}).NAME()",
        "Service_NUMBER({client}).NAME",
        qualname="Base_NUMBER.NAME",
        starts=False,
    ),
    "super": Form(
        f"class Base_NUMBER:\n{_METHOD}\n\n\nclass Service_NUMBER(Base_NUMBER):\n"
        "    async def NAME(self):\n        return await super().NAME()",
        "Service_NUMBER({client}).NAME()",
        "Service_NUMBER({client}).NAME",
        starts=False,
    ),
    "override": Form(
        f"{_ABSTRACT}\n\nclass Remote_NUMBER(Store_NUMBER):\n{_METHOD}\n\n\n"
        "def make_NUMBER(client: httpx.AsyncClient) -> Store_NUMBER:\n    return Remote_NUMBER(client)",
        "make_NUMBER({client}).NAME()",
        "make_NUMBER({client}).NAME",
        starts=False,
    ),
    "hook": Form(
        "class Base_NUMBER(abc.ABC):\n    async def run_NUMBER(self):\n        await self.NAME()\n\n"
        "    @abc.abstractmethod\n    async def NAME(self): ...\n\n\n"
        f"class Service_NUMBER(Base_NUMBER):\n{_METHOD}",
        "Service_NUMBER({client}).run_NUMBER()",
        "Service_NUMBER({client}).run_NUMBER",
        starts=False,
    ),
    "closure": Form(
        "async def NAME(client: httpx.AsyncClient):\n    async def inner_NUMBER():\n        BODY\n\n"
        "    await inner_NUMBER()",
        "NAME({client})",
        "NAME",
        "{client}",
        "client",
    ),
    "maker": Form(
        "async def _NAME(client: httpx.AsyncClient):\n    BODY\n\n\n"
        "def NAME(client: httpx.AsyncClient):\n    return _NAME(client)",
        "NAME({client})",
        "NAME",
        "{client}",
        "client",
        starts=False,
    ),
    "run": Form(
        "async def NAME(client: httpx.AsyncClient):\n    BODY\n\n\n"
        'if __name__ == "__main__":\n    asyncio.run(NAME(httpx.AsyncClient()))',
        "NAME({client})",
        "NAME",
        "{client}",
        "client",
    ),
    "generator": Form(
        "async def NAME(client: httpx.AsyncClient):\n    yield 0\n    BODY\n    yield 1",
        "NAME({client})",
        "NAME",
        "{client}",
        "client",
        kind="generator",
        starts=False,
    ),
    "manager": Form(
        "@contextlib.asynccontextmanager\nasync def NAME(client: httpx.AsyncClient):\n    BODY\n    yield",
        "NAME({client})",
        "NAME",
        "{client}",
        "client",
        kind="manager",
        starts=False,
    ),
    "enter": Form(
        f"class Session_NUMBER:\n{_MADE}\n    async def __aenter__(self):\n        BODY\n        return self\n\n"
        "    async def __aexit__(self, kind, error, trace):\n        return None",
        "Session_NUMBER({client})",
        "Session_NUMBER",
        "{client}",
        kind="manager",
        starts=False,
    ),
    "blocking": Form("def NAME():\n    BODY", "NAME()", "NAME", kind="blocking", starts=False),
}

# -- how a function runs another one, or the call of the library

LINKS: dict[str, str] = {
    "awaited": "await {call}",
    "bound": "result = await {call}",
    "returned": "return await {call}",
    "by lambda": "await call_plainly(lambda: {call})",
    "task awaited": "task = asyncio.create_task({call})\nawait task",
    "future awaited": "task = asyncio.ensure_future({call})\nawait asyncio.sleep(0)\nawait task",
    "task awaited in a list": "tasks = [asyncio.create_task({call})]\nfor task in tasks:\n    await task",
    "task dropped": "asyncio.create_task({call})\nawait asyncio.sleep(0)",
    "task named and dropped": "task = asyncio.create_task({call})\nawait asyncio.sleep(0)",
    "task kept": "task = asyncio.create_task({call})\nTASKS.add(task)",
    "task forgotten": "task = asyncio.create_task({call})\nTASKS.add(task)\ntask.add_done_callback(TASKS.discard)",
    "task polled": "task = asyncio.create_task({call})\nwhile not task.done():\n    await asyncio.sleep(0)",
    "task asked": (
        "task = asyncio.create_task({call})\nwhile not task.done():\n    await asyncio.sleep(0)\ntask.result()"
    ),
    "task watched": "task = asyncio.create_task({call})\ntask.add_done_callback(log_failure)",
    "task ignored": "task = asyncio.create_task({call})\ntask.add_done_callback(ignore_failure)",
    "task asked in a callback": "task = asyncio.create_task({call})\ntask.add_done_callback(ask_result)",
    "task watched by a lambda": (
        "task = asyncio.create_task({call})\n"
        "task.add_done_callback(lambda done: done.exception() and "
        'logger.error("failed", exc_info=done.exception()))'
    ),
    "gathered": "await asyncio.gather({call}, idle())",
    "gathered in a list": "await asyncio.gather(*[{call} for _ in range(1)])",
    "gathered tasks": (
        "tasks = [asyncio.create_task({call}), asyncio.create_task(idle())]\nawait asyncio.gather(*tasks)"
    ),
    "gathered and dropped": "await asyncio.gather({call}, idle(), return_exceptions=True)",
    "gathered and counted": "results = await asyncio.gather({call}, return_exceptions=True)\nlen(results)",
    "gathered and told": (
        "results = await asyncio.gather({call}, idle(), return_exceptions=True)\nfor result in results:\n"
        '    if isinstance(result, Exception):\n        logger.error("failed", exc_info=result)'
    ),
    "gathered and raised": (
        "results = await asyncio.gather({call}, idle(), return_exceptions=True)\nfor result in results:\n"
        "    if isinstance(result, BaseException):\n        raise result"
    ),
    "in a group": (
        "async with asyncio.TaskGroup() as group:\n    group.create_task({call})\n    group.create_task(idle())"
    ),
    "waited for": "await asyncio.wait([asyncio.create_task({call})])",
    "waited for and asked": (
        "done, _ = await asyncio.wait([asyncio.create_task({call})])\nfor task in done:\n    task.result()"
    ),
    "waited for and told": (
        "done, _ = await asyncio.wait([asyncio.create_task({call})])\nfor task in done:\n"
        '    if task.exception():\n        logger.error("failed", exc_info=task.exception())'
    ),
    "as completed": "for task in asyncio.as_completed([{call}]):\n    await task",
    "in time": "await asyncio.wait_for({call}, 5)",
    "shielded": "await asyncio.shield({call})",
    "within a timeout": "async with asyncio.timeout(5):\n    await {call}",
    "in a loop": "for _ in range(2):\n    await {call}",
    # helpers that are given the coroutine
    "by a helper": "await run_plainly({call})",
    "by a quiet helper": "await run_quietly({call})",
    "by a loud helper": "await run_loudly({call})",
    "spawned": "spawn({call})",
    "spawned and watched": "spawn_watched({call})",
    "spawned and awaited": "await spawn({call})",
    # helpers that are given the function
    "called": "await call_plainly({fn}{args})",
    "called quietly": "await call_quietly({fn}{args})",
    "called loudly": "await call_loudly({fn}{args})",
    "retried": "await retried({fn}{args})",
    "retried quietly": "await retried_quietly({fn}{args})",
    "retried loudly": "await retried_loudly({fn}{args})",
    "by a partial": "await call_plainly(functools.partial({fn}{args}))",
    "started": "start({fn}{args})",
    "started with a handler": "start_loudly({fn}{args})",
    "started with a silent handler": "start_quietly({fn}{args})",
    "run by a manager": "Runner().run_task({fn}{args})",
    "run by a loud manager": "LoudRunner().run_task({fn}{args})",
    "run by a quiet manager": "QuietRunner().run_task({fn}{args})",
    "dispatched": "handlers = {{'work': {fn}}}\nfor handler in handlers.values():\n    await handler({only})",
    "by a name": "handler = {fn}\nawait handler({only})",
}
GENERATOR_LINKS = {
    "iterated": "async for _ in {call}:\n    pass",
    "listed": "found = [one async for one in {call}]",
}
MANAGER_LINKS = {
    "entered": "async with {call}:\n    await asyncio.sleep(0)",
    "entered by a stack": (
        "async with contextlib.AsyncExitStack() as stack:\n    await stack.enter_async_context({call})"
    ),
}
THREAD_LINKS = {
    "in a thread": "await asyncio.to_thread({fn}{args})",
    "in an executor": "await asyncio.get_running_loop().run_in_executor(None, {fn}{args})",
    "in a thread of a task": "task = asyncio.create_task(asyncio.to_thread({fn}{args}))\nawait task",
    "in an executor and dropped": "asyncio.get_running_loop().run_in_executor(None, {fn}{args})",
}
BLOCKING_LINKS = {
    "called at once": "{fn}({only})",
    "returned at once": "return {fn}({only})",
}
EVERY_LINK = {**LINKS, **GENERATOR_LINKS, **MANAGER_LINKS, **THREAD_LINKS, **BLOCKING_LINKS}

# -- what stands around it

LAYERS: dict[str, str] = {
    "swallowed": "try:\n    BODY\nexcept Exception:\n    pass",
    "swallowed by the library's error": "try:\n    BODY\nexcept httpx.HTTPError:\n    pass",
    "swallowed but for the expected": "try:\n    BODY\nexcept KeyError:\n    raise\nexcept Exception:\n    return None",
    "narrow": "try:\n    BODY\nexcept KeyError:\n    pass",
    "of another error": "try:\n    BODY\nexcept (ValueError, ServiceError):\n    pass",
    "logged": 'try:\n    BODY\nexcept Exception:\n    logger.exception("failed")',
    "logged without a traceback": 'try:\n    BODY\nexcept Exception as error:\n    logger.warning("failed: %s", error)',
    "logged by the library's error": (
        'try:\n    BODY\nexcept httpx.HTTPError:\n    logger.exception("failed")\n    raise'
    ),
    "logged and raised": 'try:\n    BODY\nexcept Exception:\n    logger.exception("failed")\n    raise',
    "counted and raised": 'try:\n    BODY\nexcept Exception:\n    stats.incr("failed")\n    raise',
    "told by a helper": "try:\n    BODY\nexcept Exception as error:\n    tell(error)",
    "raised": "try:\n    BODY\nexcept Exception:\n    raise",
    "translated": 'try:\n    BODY\nexcept Exception as error:\n    raise ServiceError("broken") from error',
    "raised later": (
        "failed_NUMBER = None\ntry:\n    BODY\nexcept Exception as error:\n    failed_NUMBER = error\n"
        "if failed_NUMBER is not None:\n    raise failed_NUMBER"
    ),
    "logged later": (
        "failed_NUMBER = None\ntry:\n    BODY\nexcept Exception as error:\n    failed_NUMBER = error\n"
        'if failed_NUMBER is not None:\n    logger.error("failed: %s", failed_NUMBER)'
    ),
    "tidied up": "try:\n    BODY\nfinally:\n    await idle()",
    "left in finally": "try:\n    BODY\nfinally:\n    return None",
    "suppressed": "with contextlib.suppress(Exception):\n    BODY",
    "of a plain manager": "async with plain():\n    BODY",
    "of a manager that reports": "async with reports():\n    BODY",
    "of a manager that reports and goes on": "async with reports_and_goes_on():\n    BODY",
    "of a manager that swallows": "async with swallows():\n    BODY",
    "of a manager that suppresses": "with hides():\n    BODY",
    "of a manager that whispers": "async with whispers():\n    BODY",
    "of a manager that translates": "async with translates():\n    BODY",
    "of a plain class": "async with Plain():\n    BODY",
    "of a class that reports": "async with Reporting():\n    BODY",
    "of a class that swallows": "async with Swallowing():\n    BODY",
    "of a class that ends some": "async with Ending():\n    BODY",
    "in a branch": "if client_is_ready():\n    BODY",
}
# Of these only those that wait for nothing stand in a blocking function.
BLOCKING_LAYERS = tuple(name for name, text in LAYERS.items() if "async " not in text and "await " not in text)

DECORATORS = (
    "passes_on",
    "logs_and_raises",
    "logs_and_goes_on",
    "swallows_all",
    "raises_its_own",
    "in_background",
    "awaits_a_task",
    "repeated(2)",
)

# -- what the helpers of a project are made of, each written where its name is used

_WRAPPER = (
    "def {name}(function):\n    @functools.wraps(function)\n    async def wrapper(*args, **kwargs):\n{body}\n\n"
    "    return wrapper"
)
_GIVEN = "async def {name}(coroutine):\n{body}"
_CALLED = "async def {name}(function, *args):\n{body}"
_TRIED = "    try:\n        return await {what}\n    except Exception:\n        {then}"
_REPEATED = (
    "    last = None\n    for _ in range(2):\n        try:\n            return await function(*args)\n"
    "        except Exception as error:\n            last = error\n    {then}"
)
_LOG = 'logger.exception("failed")'
_RUNNER = (
    "class {name}:\n    def __init__(self):\n        self.tasks = set()\n\n    def run_task(self, function, *args):\n"
    "        task = asyncio.create_task(self._run(function, *args))\n        self.tasks.add(task)\n"
    "        task.add_done_callback(self.tasks.discard)\n\n    async def _run(self, function, *args):\n{body}"
)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


HELPERS: dict[str, str] = {
    **PARTS,
    "TASKS": "TASKS = set()",
    "idle": "async def idle():\n    await asyncio.sleep(0)",
    "client_is_ready": "def client_is_ready():\n    return True",
    "log_failure": (
        "def log_failure(task):\n    if not task.cancelled() and task.exception() is not None:\n"
        '        logger.error("failed", exc_info=task.exception())'
    ),
    "ignore_failure": "def ignore_failure(task):\n    if not task.cancelled():\n        task.exception()",
    "ask_result": "def ask_result(task):\n    task.result()",
    "run_plainly": _GIVEN.format(name="run_plainly", body="    return await coroutine"),
    "run_quietly": _GIVEN.format(name="run_quietly", body=_TRIED.format(what="coroutine", then="return None")),
    "run_loudly": _GIVEN.format(name="run_loudly", body=_TRIED.format(what="coroutine", then=_LOG)),
    "call_plainly": _CALLED.format(name="call_plainly", body="    return await function(*args)"),
    "call_quietly": _CALLED.format(name="call_quietly", body=_TRIED.format(what="function(*args)", then="return None")),
    "call_loudly": _CALLED.format(name="call_loudly", body=_TRIED.format(what="function(*args)", then=_LOG)),
    "retried": _CALLED.format(name="retried", body=_REPEATED.format(then="raise last")),
    "retried_quietly": _CALLED.format(name="retried_quietly", body=_REPEATED.format(then="return None")),
    "retried_loudly": _CALLED.format(
        name="retried_loudly", body=_REPEATED.format(then='logger.error("gave up", exc_info=last)')
    ),
    "spawn": (
        "def spawn(coroutine):\n    task = asyncio.create_task(coroutine)\n    TASKS.add(task)\n"
        "    task.add_done_callback(TASKS.discard)\n    return task"
    ),
    "spawn_watched": (
        "def spawn_watched(coroutine):\n    task = asyncio.create_task(coroutine)\n    TASKS.add(task)\n"
        "    task.add_done_callback(log_failure)"
    ),
    "start": (
        "def start(function, *args):\n    task = asyncio.create_task(function(*args))\n    TASKS.add(task)\n"
        "    task.add_done_callback(TASKS.discard)"
    ),
    "start_loudly": (
        "def start_loudly(function, *args):\n    task = asyncio.create_task(call_loudly(function, *args))\n"
        "    TASKS.add(task)\n    task.add_done_callback(TASKS.discard)"
    ),
    "start_quietly": (
        "def start_quietly(function, *args):\n    task = asyncio.create_task(call_quietly(function, *args))\n"
        "    TASKS.add(task)\n    task.add_done_callback(TASKS.discard)"
    ),
    "Runner": _RUNNER.format(name="Runner", body="        await function(*args)"),
    "LoudRunner": _RUNNER.format(name="LoudRunner", body=_indented(_TRIED.format(what="function(*args)", then=_LOG))),
    "QuietRunner": _RUNNER.format(
        name="QuietRunner", body=_indented(_TRIED.format(what="function(*args)", then="return None"))
    ),
    "Ending": (
        "class Ending:\n    async def __aenter__(self):\n        return self\n\n"
        "    async def __aexit__(self, kind, error, trace):\n        return error is not None"
    ),
    "logs_and_goes_on": _WRAPPER.format(
        name="logs_and_goes_on",
        body=_indented(_TRIED.format(what="function(*args, **kwargs)", then=_LOG)),
    ),
    "in_background": _WRAPPER.format(
        name="in_background",
        body="        task = asyncio.ensure_future(function(*args, **kwargs))\n        while not task.done():\n"
        "            await asyncio.sleep(0)",
    ),
    "awaits_a_task": _WRAPPER.format(
        name="awaits_a_task",
        body="        task = asyncio.ensure_future(function(*args, **kwargs))\n        return await task",
    ),
    "repeated": (
        "def repeated(times):\n    def decorate(function):\n        @functools.wraps(function)\n"
        "        async def wrapper(*args, **kwargs):\n            last = None\n            for _ in range(times):\n"
        "                try:\n                    return await function(*args, **kwargs)\n"
        "                except Exception as error:\n                    last = error\n"
        "            raise last\n\n        return wrapper\n\n    return decorate"
    ),
}
