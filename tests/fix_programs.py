"""Programs for the laws of fixes: async functions over a client whose calls are nobody's, and what running them shows.

Nothing of `flake8_ownership` is used here: a program is run as it is and as it was mended, and the two are compared.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import importlib
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

from hypothesis import strategies as st

HEAD = """import contextlib

import httpx


@contextlib.asynccontextmanager
async def plain():
    yield 1


def tidy():
    return None


"""
Lines = list[str]


class Boom(Exception):
    """What generally goes wrong."""


@dataclass(frozen=True)
class Shown:
    """What one run showed: its end, the calls that it made, and what it told."""

    end: tuple[object, ...]
    calls: int
    successes: int
    failures: int
    errors: int
    entries: int


# -- running


class Answer(str):
    """What a call gives: all went well."""

    def raise_for_status(self) -> None:
        """There is nothing to raise for."""


@dataclass
class _Client:
    fails_at: int
    error: BaseException | None
    calls: int = 0

    async def get(self, url: str) -> Answer:
        self.calls += 1
        await asyncio.sleep(0)
        if self.error is not None and self.calls == self.fails_at:
            raise self.error
        return Answer(f"answer {self.calls} to {url}")


@dataclass
class _Told:
    counted: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)


def run(text: str, flags: tuple[bool, ...], fails_at: int = 0, error: BaseException | None = None) -> Shown:
    """Runs `work` of a program; `error` is raised by the call with the number `fails_at`, counted from 1."""
    told, client = _Told(), _Client(fails_at, error)
    modules = _modules(told)

    def imported(name: str, *_: object) -> object:
        return modules[name] if name in modules else importlib.import_module(name)

    space: dict[str, Any] = {"__builtins__": {**vars(builtins), "__import__": imported}, "__name__": "program"}
    exec(compile(text, "<program>", "exec"), space)
    end: tuple[object, ...]
    try:
        end = ("returned", asyncio.run(_gathered(space["work"](client, "id-1", flags))))
    except BaseException as raised:
        end = ("raised", raised is error, type(raised), str(raised), type(raised.__cause__))
    successes = sum(name.endswith(("_successfully", "_succeeded")) for name in told.counted)
    errors = told.logged.count("exception")
    return Shown(end, client.calls, successes, len(told.counted) - successes, errors, told.logged.count("info"))


async def _gathered(work: Any) -> object:
    """The result of a coroutine, or the list of what an async generator yields."""
    return [value async for value in work] if hasattr(work, "__aiter__") else await work


def _modules(told: _Told) -> dict[str, object]:
    logger = SimpleNamespace()
    for name in ("debug", "info", "warning", "error", "exception"):
        setattr(logger, name, lambda *_, name=name, **__: told.logged.append(name))
    telemetry, logging, httpx = ModuleType("telemetry"), ModuleType("logging"), ModuleType("httpx")
    vars(telemetry)["metrics"] = SimpleNamespace(increment=told.counted.append)
    vars(logging)["getLogger"] = lambda name: logger
    vars(httpx)["AsyncClient"] = _Client
    return {"telemetry": telemetry, "logging": logging, "httpx": httpx, "contextlib": contextlib}


# -- the grammar

SITES = (
    'await client.get("/a")',
    'found = await client.get("/b")',
    'found = [await client.get(path) for path in "cd"]',
    'found = (await client.get("/e")) if flags[0] else None',
    'found = {"answer": await client.get("/f")}  # the answer',
    'found, other = await client.get("/g"), await client.get("/h"); tidy()',
)
PLAIN = ("tidy()", "found = 1", "pass", "", "# nothing", "kept = 1; tidy()", "def inner():\n    return 2")
EXITS = ('return await client.get("/z")', "return 3", "return", "return found", 'raise KeyError("mine")')


def programs(*, loops: bool, generator: bool = False) -> st.SearchStrategy[str]:
    """Modules with one function `work`, whose nest may hold `loops`; as a `generator` it yields now and then."""
    return _blocks(3, loops, in_loop=False, generator=generator).map(lambda lines: _module(lines, generator))


def _module(lines: Lines, generator: bool) -> str:
    body = ["global kept", "found = None", *lines, *(['yield await client.get("/last")'] if generator else [])]
    head = "async def work(client: httpx.AsyncClient, order_id: str, flags: tuple[bool, ...]):"
    return HEAD + "\n".join([head, *_indented(body)]) + "\n"


def _blocks(depth: int, loops: bool, *, in_loop: bool, generator: bool) -> st.SearchStrategy[Lines]:
    statement = _statements(depth, loops, in_loop=in_loop, generator=generator)
    return st.lists(statement, min_size=1, max_size=3).map(lambda parts: [line for part in parts for line in part])


@st.composite
def _statements(draw: st.DrawFn, depth: int, loops: bool, *, in_loop: bool, generator: bool) -> Lines:
    kinds = ["site", "site", "site", "plain", "exit"]
    if depth:
        kinds += ["if", "if", "else", "match", "with", "finally", "narrow", "raises on"] + ["loop"] * loops
    kind = draw(st.sampled_from(kinds))
    if kind == "site":
        return draw(st.sampled_from(SITES)).splitlines()
    if kind == "plain":
        words = (*PLAIN, *(["yield found"] if generator else []))
        return [line for line in draw(st.sampled_from(words)).splitlines() if line]
    flag = f"flags[{draw(st.integers(0, 2))}]"
    if kind == "exit":
        exits = ("return",) if generator else EXITS
        leave = draw(st.sampled_from((*exits, *(("break", "continue") if in_loop else ()))))
        return [f"if {flag}:", f"    {leave}"]

    def block(inside_loop: bool = in_loop) -> Lines:
        lines = draw(_blocks(depth - 1, loops, in_loop=inside_loop, generator=generator))
        return _indented(lines if any(not line.lstrip().startswith("#") for line in lines) else [*lines, "pass"])

    match kind:
        case "if":
            return [f"if {flag}:", *block()]
        case "else":
            return [f"if {flag}:", *block(), "else:", *block()]
        case "match":
            return [f"match {flag}:", "    case True:", *_indented(block()), "    case _:", *_indented(block())]
        case "with":
            return [draw(st.sampled_from(("async with plain():", "with contextlib.nullcontext():"))), *block()]
        case "finally":
            return ["try:", *block(), "finally:", "    tidy()"]
        case "narrow":
            return ["try:", *block(), "except KeyError:", *block()]
        case "raises on":
            return ["try:", *block(), "except Exception:", "    tidy()", "    raise"]
    return ["for _ in range(2):", *block(inside_loop=True)]


def _indented(lines: Lines) -> Lines:
    return [f"    {line}" for line in lines]


FLAGS = st.tuples(st.booleans(), st.booleans(), st.booleans())
ERRORS = st.sampled_from((Boom("broken"), TimeoutError("late"), asyncio.CancelledError("stopped")))
