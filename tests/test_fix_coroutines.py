"""A task of the file's own coroutine: that tells of its failure itself, and no callback does."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.test_dialects import project
from tests.test_fix_merging import mended

HEAD = "import asyncio\nimport logging\n\nimport httpx\n\nlogger = logging.getLogger(__name__)\n\n\n"
STORE = (
    "class Store:\n    def __init__(self, name, client: httpx.AsyncClient):\n        self.name = name\n"
    "        self.client = client\n        self.ended = asyncio.Event()\n\n    def start(self):\n"
    "        {start}\n\n    async def _watch_orders(self, order_id: str):\n        {body}\n"
)
KEPT = "self.task = asyncio.create_task(self._watch_orders('3'))"
LOOP = "every = 3\n        while True:\n            await self.client.get('/b')\n            await asyncio.sleep(every)"


def written(folder: Path, body: str = LOOP, start: str = KEPT, more: str = "") -> str:
    text = HEAD + STORE.format(start=start, body=body) + more
    return mended(project(folder), text, select=("OWN301", "OWN302"), line_length=120).text


@pytest.mark.parametrize("start", [KEPT, "asyncio.ensure_future(self._watch_orders('3'))"])
def test_a_coroutine_tells_of_its_failure_itself(tmp_path: Path, start: str) -> None:
    text = written(tmp_path, start=start)
    assert "        every = 3\n        try:\n            while True:\n" in text
    assert (
        "        except Exception:\n            logger.exception('Failed to watch orders (order_id=%s)', order_id)\n"
        in text
    )
    assert "add_done_callback" not in text
    assert "raise" not in text


def test_what_comes_after_its_own_handler_is_run(tmp_path: Path) -> None:
    body = (
        "try:\n            await self.client.get('/b')\n        except asyncio.CancelledError:\n            pass\n"
        "        self.ended.set()"
    )
    text = written(tmp_path, body)
    assert "            pass\n        except Exception:\n            logger.exception(" in text
    assert text.count("try:") == 1


@pytest.mark.parametrize(
    "more",
    [
        "\n    async def again(self):\n        await self._watch_orders('4')\n",
        "\n    def hand(self, bus):\n        bus.on(self._watch_orders)\n",
    ],
    ids=["awaited elsewhere", "handed on"],
)
def test_a_coroutine_that_others_run_is_left_as_it_is(tmp_path: Path, more: str) -> None:
    text = written(tmp_path, more=more)
    assert "logger.exception" not in text


def test_a_cancelled_task_stays_one_and_tells_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Its failure is told once, by its own log; what cancels it is no failure."""
    text = written(tmp_path)
    space: dict[str, object] = {"__name__": "program"}
    exec(compile(text, "<program>", "exec"), space)

    class Client:
        async def get(self, path: str) -> None:
            if self.fails:
                raise OSError(path)
            await asyncio.sleep(60)

        def __init__(self, *, fails: bool) -> None:
            self.fails = fails

    async def run(*, fails: bool) -> asyncio.Task[None]:
        store = space["Store"]("one", Client(fails=fails))  # type: ignore[operator]
        store.start()
        await asyncio.sleep(0.01)
        store.task.cancel()
        await asyncio.wait([store.task])
        return store.task  # type: ignore[no-any-return]

    assert not asyncio.run(run(fails=True)).cancelled()
    assert [one.levelname for one in caplog.records] == ["ERROR"]
    caplog.clear()
    assert asyncio.run(run(fails=False)).cancelled()
    assert not caplog.records
