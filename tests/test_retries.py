"""A loop tries again where a handler goes on to the next round, and success leaves the loop."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from flake8_ownership.index.module import Module
from flake8_ownership.sites.retries import RetryLoops
from flake8_ownership.sites.surroundings import Surroundings
from flake8_ownership.source import Source

ATTEMPTS = {
    "success returns": "for _ in range(3):\n    try:\n        return await f()\n    except E:\n        log()",
    "success breaks in the else": (
        "while True:\n    try:\n        await f()\n    except E:\n        log()\n    else:\n        break"
    ),
    "what follows returns, and the handler never gets there": (
        "for _ in range(3):\n    try:\n        x = await f()\n    except E:\n        log()\n"
        "        continue\n    return x"
    ),
    "the handler goes on or raises": (
        "for i in range(3):\n    try:\n        return await f()\n    except E:\n        if i < 2:\n"
        "            continue\n        raise"
    ),
    "success returns out of a with": (
        "while True:\n    try:\n        with lock:\n            return await f()\n    except E:\n        log()"
    ),
}
NO_ATTEMPTS = {
    "no loop": "try:\n    return await f()\nexcept E:\n    log()",
    "the next one's turn": "for x in xs:\n    try:\n        await f(x)\n    except E:\n        log()",
    "the handler leaves": "for _ in range(3):\n    try:\n        return await f()\n    except E:\n        return None",
    "the handler gets to the return as well": (
        "for x in xs:\n    try:\n        y = await f(x)\n    except E:\n        y = None\n    return y"
    ),
    "the loop is around a function that holds it": (
        "for x in xs:\n    async def inner():\n        try:\n            return await f(x)\n"
        "        except E:\n            log()"
    ),
    "the try is in the loop's else": (
        "for x in xs:\n    pass\nelse:\n    try:\n        return await f()\n    except E:\n        log()"
    ),
}


def attempted(body: str) -> bool:
    text = "async def work(xs):\n" + textwrap.indent(body, "    ") + "\n"
    module = Module("work", Path("work.py"), Source("work.py", text), is_package=False)
    surroundings = Surroundings(module.functions["work"])
    (handler,) = (node for node in ast.walk(module.source.tree) if isinstance(node, ast.ExceptHandler))
    return RetryLoops(surroundings).makes_attempts(handler)


@pytest.mark.parametrize("body", ATTEMPTS.values(), ids=ATTEMPTS)
def test_what_fails_is_an_attempt(body: str) -> None:
    assert attempted(body)


@pytest.mark.parametrize("body", NO_ATTEMPTS.values(), ids=NO_ATTEMPTS)
def test_what_fails_is_no_attempt(body: str) -> None:
    assert not attempted(body)
