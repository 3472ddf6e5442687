"""What is told of a task that failed: what it was for, with the traceback that Python would have shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_dialects import project
from tests.test_fix_merging import mended, why

HEAD = "import asyncio\nimport logging\n\nimport aiohttp\nimport httpx\n\nlogger = logging.getLogger(__name__)\n\n\n"
SAID = "def say(order_id):\n    try:\n        int(order_id)\n    except ValueError as e:\n        {}\n\n\n"
START = (
    "async def publish(client: httpx.AsyncClient, sku: str):\n"
    "    asyncio.create_task(client.post('/orders', json={'sku': sku}))\n"
)
OWN = (
    "async def begin(client: aiohttp.ClientSession, order_id: str):\n"
    "    asyncio.create_task({0}(client, order_id))\n\n\n"
    "async def {0}(client, order_id: str):\n    await client.post(f'/{{order_id}}')\n"
)
OWN_LOGGER = "class Log:\n    def error(self, text):\n        print(text)\n\n\nlogger = Log()\n\n\n"
THEIRS = {"select": ("OWN301", "OWN305"), "observers": ("app.Log.error",)}


def of(folder: Path, text: str, **options: object) -> str:
    return mended(project(folder), text, select=("OWN301",), line_length=120, **options).text


@pytest.mark.parametrize("said", ["logger.error(f'Wrong number: {e!r}')", "logger.error('Wrong number: %s', e)"])
def test_the_traceback_is_shown_whatever_the_file_shows(tmp_path: Path, said: str) -> None:
    assert "(sku={sku})', exc_info=task.exception())" in of(tmp_path, HEAD + SAID.format(said) + START).replace(
        "sku=%s)', sku,", "sku={sku})',"
    )
    text = of(tmp_path, HEAD + SAID.format(said) + OWN.format("send_order"))
    assert "    except Exception:\n        logger.exception(" in text


@pytest.mark.parametrize("text", [START, OWN.format("send_order")], ids=["a callback", "what it runs"])
def test_a_logger_that_takes_no_traceback_leaves_it_to_python(tmp_path: Path, text: str) -> None:
    head = HEAD.replace("logger = logging.getLogger(__name__)\n\n\n", OWN_LOGGER)
    fixed = mended(project(tmp_path), head + SAID.format("logger.error(f'Wrong: {e}')") + text, **THEIRS)
    assert "its traceback, which this logger would not show" in why(fixed)
    assert "task" not in fixed.text.replace("create_task", "")


def test_a_future_that_python_is_silent_about_is_told_without_one(tmp_path: Path) -> None:
    head = HEAD.replace("logger = logging.getLogger(__name__)\n\n\n", OWN_LOGGER)
    start = START.replace("async def", "def").replace("asyncio.create_task(", "asyncio.run_coroutine_threadsafe(")
    start = start.replace("}))", "}), LOOP)")
    text = mended(project(tmp_path), head + SAID.format("logger.error(f'Wrong: {e}')") + start, **THEIRS).text
    assert "{future.exception()}')\n" in text


def test_a_tracker_that_gets_what_python_logs_is_given_nothing_twice(tmp_path: Path) -> None:
    head = "import asyncio\n\nimport httpx\nimport sentry_sdk\n\n\n"
    said = SAID.format("sentry_sdk.capture_exception(e)")
    fixed = mended(project(tmp_path), head + said + START, select=("OWN301",))
    assert "in a log that the tracker gets as well" in why(fixed)
    assert "sentry_sdk.capture_exception(task.exception())" in of(tmp_path, head + said + START, logging="sentry")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("start_file_uploader", "File uploader failed (order_id=%s)"),
        ("run_sql_migration", "SQL migration failed (order_id=%s)"),
        ("run_all_orders", "Failed to run all orders (order_id=%s)"),
        ("start_polling", "Polling failed (order_id=%s)"),
        ("send_order", "Failed to send order %s"),
        ("run", ""),
    ],
)
def test_what_was_started_has_failed_and_not_its_start(tmp_path: Path, name: str, said: str) -> None:
    text = of(tmp_path, HEAD + OWN.format(name))
    assert (f"logger.exception('{said}'" in text) is bool(said)
    assert "start " not in text.partition("logger.exception(")[2].partition("\n")[0]


@pytest.mark.parametrize(
    ("given", "reason"),
    [("shop_id", ""), ("item_id", "what tells the tasks of a loop apart is another one when they end")],
)
def test_a_task_of_a_loop_is_told_apart_or_left_alone(tmp_path: Path, given: str, reason: str) -> None:
    text = (
        "async def publish(client: httpx.AsyncClient, shop_id: str, items):\n    for item_id in items:\n"
        f"        asyncio.create_task(client.post('/orders', json={{'sku': {given}}}))\n"
    )
    fixed = mended(project(tmp_path), HEAD + text, select=("OWN301",))
    assert reason in why(fixed)
    assert ("add_done_callback" in fixed.text) is (not reason)
