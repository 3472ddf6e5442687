"""Who asks for a handle that is kept: an attribute or a container of a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.source import Source
from tests.conftest import Check

Project = Callable[[Mapping[str, str]], Path]

HEAD = """\
import asyncio
import contextlib
import logging

import httpx

logger = logging.getLogger(__name__)


class Service:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def _poll(self) -> None:
        (await self.client.get("/")).raise_for_status()

    def start(self) -> None:
        self.tasks = [asyncio.create_task(self._poll())]

    async def stop(self) -> None:
"""
ASKED = {
    "a gather of all": "await asyncio.gather(*self.tasks)",
    "a wait for each": "for task in self.tasks:\n            await task",
    "a look at each": "for task in list(self.tasks):\n            print(task.exception())",
    "those that are chosen": "await asyncio.wait([task for task in self.tasks if not task.done()])",
    "one that is taken out": "await self.tasks.pop()",
    "another name": "tasks = self.tasks\n        await asyncio.gather(*tasks)",
    "one of them": "await self.tasks[0]",
    "a callback": "for task in self.tasks:\n            task.add_done_callback(print)",
    "whoever calls": "return self.tasks",
    "whoever is given them": "look_after(self.tasks)",
    "asked first, cancelled then": "await asyncio.gather(*self.tasks)\n        self.tasks[0].cancel()",
    "a wait for what was cancelled, which raises": "self.tasks[0].cancel()\n        await self.tasks[0]",
    "one that lets cancelling alone go": "self.tasks[0].cancel()\n        try:\n            await self.tasks[0]\n"
    "        except asyncio.CancelledError:\n            pass",
    "one that suppresses cancelling alone": "task = self.tasks.pop()\n        task.cancel()\n"
    "        with contextlib.suppress(asyncio.CancelledError):\n            await task",
    "one that tells what else there was": "for task in self.tasks:\n            task.cancel()\n"
    "        for task in self.tasks:\n            try:\n                await task\n"
    "            except asyncio.CancelledError:\n                pass\n"
    "            except Exception:\n                logger.exception('failed')",
    "a limited wait for what was cancelled": "self.tasks[0].cancel()\n        await asyncio.wait_for(self.tasks[0], 5)",
    "all at once, after cancelling": "for task in self.tasks:\n            task.cancel()\n"
    "        await asyncio.gather(*self.tasks)",
    "a loop that runs them": "asyncio.get_event_loop().run_until_complete(self.tasks[0])",
}
NOT_ASKED = {
    "a loop that cancels": "for task in self.tasks:\n            task.cancel()",
    "a wait for what was cancelled": "for task in self.tasks:\n            task.cancel()\n"
    "        await asyncio.gather(*self.tasks, return_exceptions=True)",
    "a wait that lets everything go": "self.tasks[0].cancel()\n        try:\n            await self.tasks[0]\n"
    "        except BaseException:\n            pass",
    "a wait that suppresses everything": "task = self.tasks.pop()\n        task.cancel()\n"
    "        with contextlib.suppress(Exception, asyncio.CancelledError):\n            await task",
    "a wait for any of them": "for task in self.tasks:\n            task.cancel()\n"
    "        await asyncio.wait(self.tasks)",
    "others in their place": "self.tasks[0] = None",
    "a count": "print(len(self.tasks))",
    "those that are done left out": "self.tasks = [task for task in self.tasks if not task.done()]",
    "one that is taken out and cancelled": "task = self.tasks.pop()\n        task.cancel()",
    "nothing": "pass",
}


@pytest.mark.parametrize("what", ASKED)
def test_a_handle_is_asked_for(check: Check, what: str) -> None:
    assert "OWN301" not in {finding.code for finding in check(f"{HEAD}        {ASKED[what]}\n").findings}


@pytest.mark.parametrize("what", NOT_ASKED)
def test_a_handle_is_not_asked_for(check: Check, what: str) -> None:
    assert "OWN301" in {finding.code for finding in check(f"{HEAD}        {NOT_ASKED[what]}\n").findings}


ELSEWHERE = {
    "a class that has the object": (
        "class Owner:\n    def __init__(self, service: Service) -> None:\n        self.service = service\n\n"
        "    async def close(self) -> None:\n        await asyncio.gather(*self.service.tasks)\n"
    ),
    "a subclass": (
        "class Special(Service):\n    async def close(self) -> None:\n        for task in self.tasks:\n"
        "            await task\n"
    ),
    "a function that is given the object": "async def close(service: Service) -> None:\n    await service.tasks[0]\n",
    "whoever has an object of which nothing is known": "async def close(it) -> None:\n    await it.tasks[0]\n",
}
OF_OTHERS = {
    "an object of another class": (
        "class Other:\n    def __init__(self) -> None:\n        self.tasks = [asyncio.sleep(1)]\n\n"
        "    async def close(self) -> None:\n        await self.tasks[0]\n"
    ),
    "one who only cancels": "async def close(service: Service) -> None:\n    service.tasks[0].cancel()\n",
}
IMPORTS = "import asyncio\n\nfrom shop.service import Service\n\n\n"


def _codes(project: Project, *, head: str = f"{HEAD}        pass\n", other: str) -> set[str | None]:
    root = project({"shop/__init__.py": "", "shop/service.py": head, "shop/other.py": other})
    path = root / "shop/service.py"
    found = Checker().check(Source(str(path), head), Settler().settings(path))
    return {finding.code for finding in found.findings}


@pytest.mark.parametrize("what", ELSEWHERE)
def test_another_module_asks_for_a_handle(project: Project, what: str) -> None:
    assert "OWN301" not in _codes(project, other=IMPORTS + ELSEWHERE[what])


@pytest.mark.parametrize("what", OF_OTHERS)
def test_another_module_asks_for_something_else(project: Project, what: str) -> None:
    assert "OWN301" in _codes(project, other=IMPORTS + OF_OTHERS[what])


MODULE = """\
import asyncio
import httpx

client = httpx.AsyncClient()
running: set[asyncio.Task[None]] = set()


async def poll() -> None:
    (await client.get("/")).raise_for_status()


def start() -> None:
    running.add(asyncio.create_task(poll()))
"""


def test_another_module_asks_for_what_a_module_keeps(project: Project) -> None:
    for close in (
        "from shop.service import running\n\n\nasync def close():\n    await asyncio.gather(*running)\n",
        "from shop import service\n\n\nasync def close():\n    await asyncio.gather(*service.running)\n",
    ):
        assert "OWN301" not in _codes(project, head=MODULE, other=f"import asyncio\n{close}")


def test_another_module_has_a_set_of_that_name(project: Project) -> None:
    other = "import asyncio\n\nrunning = set()\n\n\nasync def close():\n    await asyncio.gather(*running)\n"
    assert "OWN301" in _codes(project, head=MODULE, other=other)
