"""A grammar of programs for the laws of fixes: async functions over a client whose calls are nobody's.

A program is a module with `work`, or with a `start` that gets at it; `fix_world` runs it.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

HEAD = """import asyncio
import contextlib
import functools

import httpx
from shop import tidy


@contextlib.asynccontextmanager
async def plain():
    yield 1


def passed_on(function):
    @functools.wraps(function)
    def inner(*given):
        return function(*given)

    return inner


"""
Lines = list[str]

# -- words

SITES = (
    'await client.get("/a")',
    'found = await client.get("/b")',
    'found = [await client.get(path) for path in "cd"]',
    'found = (await client.get("/e")) if flags[0] else None',
    'found = {"answer": await client.get("/f")}  # the answer',
    'found, other = await client.get("/g"), await client.get("/h"); tidy()',
    'found = \\\n    await client.get("/i")',
    'found = await client.get("/j")  # type: ignore[misc]',
    "found = f\"{await client.get('/k')}!\"",
    'first, *rest = await client.get("/l")',
    'assert await client.get("/m"), found',
    'kept += len(await client.get("/n"))',
    'found = tidy() or await client.get("/o")',
    'if flags[1]: found = await client.get("/p"); tidy()',
    'while not (found := await client.get("/q")): tidy()',
    'if (found := await client.get("/r")) and flags[2]:\n    tidy()',
    'match await client.get("/s"):\n    case "":\n        tidy()\n    case found:\n        pass',
    'for letter in await client.get("/t"): found = letter',
    'found = await asyncio.wait_for(client.get("/u"), 1)',
    'found = await asyncio.gather(client.get("/v"), client.get("/w"))',
    'task = asyncio.create_task(client.get("/x"))\ntidy()\nfound = await task',
    'async with client.stream("GET", "/y") as answer:\n    found = [line async for line in answer.aiter_lines()]',
    """async with plain(), client.stream("GET", "/z") as answer:
    async for line in answer.aiter_lines():
        found = line
    else:
        tidy()""",
    """async with asyncio.TaskGroup() as group:
    group.create_task(client.get("/1"))
    group.create_task(client.get("/2"))""",
)
# Sites whose response is looked at.
CHECKED = (
    'answer = await client.get("/7")\nanswer.raise_for_status()\nfound = answer.json()',
    'answer = await client.get("/8")\nif answer.status_code != 200:\n    return\nfound = answer.json()',
    'answer = await client.get("/9")\ntidy()\nif answer.is_error: raise ValueError(answer)\nfound = answer.json()',
    'answer = await client.get("/10")\nif answer.is_success:\n    found = answer.json()\nelse:\n    tidy()',
    'answer = await client.get("/11")\nif answer.status_code >= 400: tidy()\nfound = 1',
    'answer = await client.get("/12")\nif not answer.is_success: raise KeyError("status")',
    "async with plain():\n    answer = await client.get('/13')\ntidy()\nanswer.raise_for_status()",
    """if flags[0]:
    answer = await client.get("/14")
else:
    answer = await client.get("/15")
answer.raise_for_status()
if "15" in answer.json():
    return""",
)
# Those after which the program goes on with a bad status as with a good one.
GOING_ON = ("/10", "/11")
NESTED = 'async def inner():\n    tidy()\n    return await client.get("/inner")\nfound = await inner()'
PLAIN = (
    "tidy()",
    "found = 1",
    "pass",
    "# nothing",
    "kept = 1; tidy()",
    "def helper():\n    return 2",
    "left: int = 3  # type: ignore[assignment]",
    "found = (lambda: found)()",
    "tidy(); pass",
    "if flags[0]: tidy()",
)
EXITS = (
    'return await client.get("/3")',
    "return 3",
    "return",
    "return found",
    'raise KeyError("mine")',
    'return [await client.get(path) for path in "45"]',
    'raise ValueError(await client.get("/6"))',
    "tidy(); return found",
)
WITHS = (
    "async with plain():",
    "with contextlib.nullcontext() as entered:",
    "async with plain(), plain() as entered:",
    "async with asyncio.timeout(1):",
)
# -- programs


@dataclass(frozen=True)
class Manner:
    """What a program's statements may be: `loops`; the yields of a `generator`; calls of a `nested` function that has a
    call of its own."""

    loops: bool = True
    generator: bool = False
    nested: bool = True


def programs(manner: Manner) -> st.SearchStrategy[str]:
    """Modules with one function that works."""
    lines = st.sampled_from((1, 1, 2, 2, 3)).flatmap(lambda depth: _blocks(depth, manner, in_loop=False))
    return st.builds(_module, lines, st.sampled_from(sorted(_SHAPES)), st.just(manner))


def one_liners() -> st.SearchStrategy[str]:
    """Modules whose function stands on one line."""
    simple = [site for site in (*SITES, *EXITS) if "\n" not in site and "kept" not in site and ":" not in site]
    fitting = [site for site in simple if "found" not in site.partition("=")[2]]
    head = "async def work(client: httpx.AsyncClient, order_id: str, flags: tuple[bool, ...]): "
    return st.sampled_from(fitting).map(lambda site: f"{HEAD}{head}found = None; {site}\n")


# `{body}` stands at the level of a function, `{deeper}` at that of a method.
_SHAPES = {
    "function": """\
async def work(client: httpx.AsyncClient, order_id: str, flags: tuple[bool, ...]):
{body}
""",
    "decorated": """\
@passed_on
async def work(client: httpx.AsyncClient, order_id: str, flags: tuple[bool, ...]):
    '''Works.'''
{body}
""",
    "method": """\
class Service:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def work(self, order_id: str, flags: tuple[bool, ...]):
{deeper}


def start(client, *given):
    return Service(client).work(*given)
""",
    "static": """\
class Service:
    @staticmethod
    async def work(client: httpx.AsyncClient, order_id: str, flags: tuple[bool, ...]):
{deeper}
    size = 1


start = Service.work
""",
    "closure": """\
def start(client: httpx.AsyncClient, order_id: str, flags: tuple[bool, ...]):
    async def work():
{deeper}

    return work()
""",
}


def _module(lines: Lines, shape: str, manner: Manner) -> str:
    last = ['yield await client.get("/last")'] if manner.generator else []
    body = _indented(["global kept", "kept = 0", "found = None", *lines, *last])
    if shape == "method":
        body = [line.replace("client.", "self.client.") for line in body]
    deeper = _indented(body)
    return HEAD + _SHAPES[shape].format(body="\n".join(body), deeper="\n".join(deeper))


def _blocks(depth: int, manner: Manner, *, in_loop: bool) -> st.SearchStrategy[Lines]:
    statement = _statements(depth, manner, in_loop=in_loop)
    return st.lists(statement, min_size=1, max_size=3).map(lambda parts: [line for part in parts for line in part])


@st.composite
def _statements(draw: st.DrawFn, depth: int, manner: Manner, *, in_loop: bool) -> Lines:
    kinds = ["site", "site", "site", "site", "plain", "exit"]
    if depth:
        kinds += ["if", "if", "else", "match", "with", "with", "finally", "narrow", "all of it", "raises on"]
        kinds += ["for", "while"] * manner.loops
    kind = draw(st.sampled_from(kinds))
    if kind == "site":
        return draw(st.sampled_from((*SITES, *CHECKED, *([NESTED] * manner.nested)))).splitlines()
    if kind == "plain":
        return draw(st.sampled_from((*PLAIN, *(["yield found"] * 3 if manner.generator else [])))).splitlines()
    flag = f"flags[{draw(st.integers(0, 2))}]"
    if kind == "exit":
        exits = ("return",) if manner.generator else EXITS
        return [f"if {flag}:", f"    {draw(st.sampled_from((*exits, *(('break', 'continue') if in_loop else ()))))}"]

    def block(inside_loop: bool = in_loop) -> Lines:
        lines = draw(_blocks(depth - 1, manner, in_loop=inside_loop))
        return _indented(lines if any(not line.lstrip().startswith("#") for line in lines) else [*lines, "pass"])

    match kind:
        case "if":
            return [f"if {flag}:", *block()]
        case "else":
            between = [f"elif not flags[{draw(st.integers(0, 2))}]:", *block()] if draw(st.booleans()) else []
            return [f"if {flag}:", *block(), *between, "else:", *block()]
        case "match":
            return [f"match {flag}:", "    case True:", *_indented(block()), "    case _:", *_indented(block())]
        case "with":
            return [draw(st.sampled_from(WITHS)), *block()]
        case "finally":
            return ["try:", *block(), "finally:", "    tidy()"]
        case "narrow":
            clause = draw(st.sampled_from(("KeyError", "KeyError as error", "TimeoutError")))
            return ["try:", *block(), f"except {clause}:", *block()]
        case "all of it":
            return ["try:", *block(), "except KeyError:", *block(), "else:", *block(), "finally:", "    tidy()"]
        case "raises on":
            return ["try:", *block(), "except Exception:", "    tidy()", "    raise"]
    orelse = ["else:", *block()] if draw(st.booleans()) else []
    if kind == "for":
        return ["for _ in range(2):", *block(inside_loop=True), *orelse]
    turns = f"turns_{depth}"
    return [f"{turns} = 0", f"while {turns} < 2:", f"    {turns} += 1", *block(inside_loop=True), *orelse]


def _indented(lines: Lines) -> Lines:
    return [f"    {line}" for line in lines]
