"""Who asks for a handle that is kept: an attribute or a container of a class."""

from __future__ import annotations

import pytest

from tests.conftest import Check

HEAD = """\
import asyncio
import httpx


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
}
NOT_ASKED = {
    "a loop that cancels": "for task in self.tasks:\n            task.cancel()",
    "a wait for what was cancelled": "for task in self.tasks:\n            task.cancel()\n"
    "        await asyncio.gather(*self.tasks, return_exceptions=True)",
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
