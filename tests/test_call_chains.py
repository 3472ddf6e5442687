"""One failure, one error log: over call chains of up to four layers, of functions, methods and modules."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flake8_ownership.check import Checker
from flake8_ownership.codemods.engine import fix
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

# What the layers load: their functions have names that a log can say in words.
CALLED = ("orders", "prices", "shops", "stocks", "lines")
EXAMPLES = int(os.environ.get("OWNERSHIP_EXAMPLES", "25"))
NUMBERS = count()
Handling = Literal["none", "log and raise", "silence", "translate", "finally", "twice"]
HANDLINGS: dict[Handling, str] = {
    "none": "    return {call}\n",
    "log and raise": (
        "    try:\n        return {call}\n"
        "    except Exception:\n        logger.exception('Order %s is not taken', order_id)\n        raise\n"
    ),
    "silence": "    try:\n        return {call}\n    except Exception:\n        return None\n",
    "translate": (
        "    try:\n        return {call}\n"
        "    except Exception as error:\n        raise RuntimeError(f'order {{order_id}}') from error\n"
    ),
    "finally": "    try:\n        return {call}\n    finally:\n        SEEN.append(order_id)\n",
    "twice": "    SEEN.append(order_id)\n    first = {call}\n    if not first:\n        return\n    return first\n",
}
Ending = Literal["dropped", "silenced", "logged"]
# What runs the chain, and what it does with the failure.
ENDINGS: dict[Ending, str] = {
    "dropped": "    await asyncio.gather({coroutine}, return_exceptions=True)\n",
    "silenced": "    try:\n        await {coroutine}\n    except Exception:\n        pass\n",
    "logged": (
        "    try:\n        await {coroutine}\n    except Exception:\n        logger.exception('%s failed', order_id)\n"
    ),
}
_PLAIN: list[Handling] = ["none", "translate", "finally", "twice"]


@dataclass(frozen=True)
class Layer:
    """A function or method that calls the layer below it, in the module of the layer below or in one of its own."""

    method: bool
    own_module: bool
    handling: Handling


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[Layer], Ending]:
    """From the call upwards, and what becomes of the failure at last. The project itself reports it once at most."""
    layers = [
        Layer(draw(st.booleans()), draw(st.booleans()), draw(st.sampled_from(_PLAIN)))
        for _ in range(draw(st.integers(1, 4)))
    ]
    ending: Ending = draw(st.sampled_from(tuple(ENDINGS)))
    handlings: list[Handling] = ["silence"] if ending == "logged" else ["silence", "log and raise"]
    for handling in handlings:
        if draw(st.booleans()):
            at = draw(st.integers(0, len(layers) - 1))
            layers[at] = Layer(layers[at].method, layers[at].own_module, handling)
    return layers, ending


def modules(layers: list[Layer], ending: Ending) -> dict[str, str]:
    """The text of each module; the last one, `main`, runs the chain."""
    found: dict[str, str] = {}
    name, call, imported = "", "", ""
    body = (
        "    response = await client.get(f'/orders/{order_id}')\n    response.raise_for_status()\n    return response\n"
    )
    for at, layer in enumerate(layers):
        if not name or layer.own_module:
            name = f"layer_{at}"
            found[name] = (
                f"import logging\n\nimport httpx\n{imported}\nlogger = logging.getLogger(__name__)\nSEEN = []\n"
            )
        if at:
            body = HANDLINGS[layer.handling].format(call=call)
        elif layer.handling != "none":
            body = HANDLINGS[layer.handling].format(call="(await client.get(f'/orders/{order_id}')).raise_for_status()")
        if layer.method:
            method = "".join(f"    {line}\n" for line in body.replace("client", "self._client").splitlines())
            found[name] += (
                f"\n\nclass Orders{at}:\n    def __init__(self, client: httpx.AsyncClient) -> None:\n"
                f"        self._client = client\n\n    async def load_{CALLED[at]}(self, order_id: str):\n{method}"
            )
            call = f"await Orders{at}(client).load_{CALLED[at]}(order_id)"
            imported = f"from {name} import Orders{at}\n"
        else:
            found[name] += f"\n\nasync def load_{CALLED[at]}(client: httpx.AsyncClient, order_id: str):\n{body}"
            call = f"await load_{CALLED[at]}(client, order_id)"
            imported = f"from {name} import load_{CALLED[at]}\n"
    found["main"] = (
        f"import asyncio\nimport logging\n\nimport httpx\n{imported}\nlogger = logging.getLogger(__name__)\n\n\n"
        f"async def main(client: httpx.AsyncClient, order_id: str):\n{ENDINGS[ending].format(coroutine=call[6:])}"
    )
    return found


def mended(folder: Path, texts: dict[str, str]) -> dict[str, str]:
    """What a fix of the whole project writes."""
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "pyproject.toml").touch()
    checker, options = Checker(), Settings(root=folder, kind="application")
    return {
        name: fix(Source(str(folder / f"{name}.py"), text), checker, options, unsafe=True).text
        for name, text in texts.items()
    }


def errors_logged(texts: dict[str, str]) -> int:
    """How often a project logs a failure when the service below it answers 500."""
    folder = Path(tempfile.mkdtemp())
    package = f"chain_{next(NUMBERS)}"
    (folder / package).mkdir()
    for name, text in texts.items():
        absolute = re.sub(r"^from (layer_\d) import", rf"from {package}.\1 import", text, flags=re.MULTILINE)
        (folder / package / f"{name}.py").write_text(absolute, encoding="utf-8")
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = records.append  # type: ignore[method-assign]
    sys.path.insert(0, str(folder))
    logging.getLogger(package).addHandler(handler)
    try:
        asyncio.run(_run(importlib.import_module(f"{package}.main").main))
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]
        shutil.rmtree(folder)
    return len(records)


async def _run(main: object) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(500))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as client:
        await main(client, "order-7")  # type: ignore[operator]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(chain=chains())
def test_one_failure_is_logged_once(chain: tuple[list[Layer], Ending]) -> None:
    texts = modules(*chain)
    with tempfile.TemporaryDirectory() as folder:
        after = mended(Path(folder), texts)
    told_before = errors_logged(texts)
    assert told_before in {0, 1}
    assert errors_logged(after) == 1
    if told_before:
        assert after == texts
