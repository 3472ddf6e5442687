"""A status is not checked where the error would have a loop ask again at once, for ever."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.codemods.engine import fix
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

HEAD = """\
import asyncio
import logging
import time

import httpx

logger = logging.getLogger(__name__)


async def poll(client: httpx.AsyncClient, queue: asyncio.Queue[str]) -> None:
    done, attempts = False, 0
"""
TRY = """\
try:
    answer = await client.get("/rates")
    print(answer.text)
except Exception:
    logger.exception("no rates")
"""
LOOP = f"while True:\n{indent(TRY, '    ')}"
SPINS = {
    "goes on": f"{LOOP}    continue\n",
    "falls through": LOOP,
    "continues before the pause": f"{LOOP}        continue\n    await asyncio.sleep(1)\n",
    "until it is done": LOOP.replace("True", "not done").replace("print", "done = True; print"),
    "a bare handler": LOOP.replace(" Exception:", ":"),
}
MAY_BE_CHECKED = {
    "no loop": TRY,
    "waits in the handler": f"{LOOP}        await asyncio.sleep(1)\n",
    "sleeps in the handler": f"{LOOP}        time.sleep(1)\n        continue\n",
    "waits after it": f"{LOOP}    await asyncio.sleep(1)\n",
    "waits for the next": f"while True:\n    rate = await queue.get()\n{indent(TRY, '    ')}        continue\n",
    "waits in the end": f"{LOOP}        continue\n    finally:\n        await asyncio.sleep(1)\n",
    "gives up": f"{LOOP}        break\n",
    "counts": f"while attempts < 3:\n{indent(TRY, '    ')}        attempts += 1\n",
    "each once": f"for rate in 'ab':\n{indent(TRY, '    ')}        continue\n",
}


def refusals(body: str, folder: Path) -> tuple[str, list[str]]:
    text = HEAD + indent(body, "    ")
    settings = Settings(root=folder, kind="application", select=("OWN501",))
    done = fix(Source(str(folder / "app.py"), text), Checker(), settings, unsafe=True)
    return done.text, [str(one) for one in done.refused]


@pytest.mark.parametrize("name", SPINS)
def test_a_loop_that_would_ask_again_at_once_is_left(name: str, tmp_path: Path) -> None:
    text, refused = refusals(SPINS[name], tmp_path)
    assert "raise_for_status" not in text
    assert ["ask again at once" in one for one in refused] == [True]


@pytest.mark.parametrize("name", MAY_BE_CHECKED)
def test_what_ends_or_pauses_is_checked(name: str, tmp_path: Path) -> None:
    text, refused = refusals(MAY_BE_CHECKED[name], tmp_path)
    assert "answer.raise_for_status()" in text, refused
