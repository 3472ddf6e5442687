"""Failures that end on purpose are left to it; identifiers are told where they are read, and tell the case."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests import test_dialects as dialects
from tests.test_dialects import TELEMETRY, project
from tests.test_fix_merging import HEAD, mended, text_of, why

FUNCTION = "async def load(client: httpx.AsyncClient, order_id: str):\n"
CALL = "        return await client.get(f'/orders/{order_id}')\n"


def left(folder: Path, body: str, head: str = HEAD, **options: object) -> str:
    """Why nothing is mended."""
    done = mended(project(folder), head + body, **{"ignore": ("OWN501", "OWN101"), **options})
    assert done.text == head + body
    return why(done)


@pytest.mark.parametrize(
    "handler",
    [
        "    except Exception:\n        return None  # the cache is only a help\n",
        "    except Exception:\n        # the cache is only a help\n        return None\n",
        "    except Exception:\n        pass\n        # the cache is only a help\n    return None\n",
        "    except Exception:  # noqa: BLE001  # the cache is only a help\n        return None\n",
        "    # the cache is only a help\n    except Exception:\n        return None\n",
    ],
)
def test_a_handler_that_a_comment_explains_is_left_alone(tmp_path: Path, handler: str) -> None:
    reason = "a comment there says why the failure may end there"
    assert left(tmp_path, f"{FUNCTION}    try:\n{CALL}{handler}") == reason


def test_a_comment_at_the_end_of_what_is_tried_explains_no_handler(tmp_path: Path) -> None:
    handler = "        # order_id is a number\n    except Exception:\n        return None\n"
    assert "logger.warning" in text_of(tmp_path, f"{FUNCTION}    try:\n{CALL}{handler}", ignore=("OWN501",))


@pytest.mark.parametrize(
    "comment",
    ["# noqa: BLE001", "# pylint: disable=broad-except", "# TODO: tell somebody", "# logger.error('gone')", "# ------"],
)
def test_a_comment_that_gives_no_reason_leaves_nothing_alone(tmp_path: Path, comment: str) -> None:
    body = f"{FUNCTION}    try:\n{CALL}    except Exception:  {comment}\n        return None\n"
    assert "logger.warning" in text_of(tmp_path, body, ignore=("OWN501",))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            (
                "import discord\n\n\nasync def tell(channel: discord.TextChannel, order_id: str):\n    try:\n"
                "        await channel.send(order_id)\n    except discord.HTTPException:\n        return None\n"
            ),
            "HTTPException may be an expected outcome",
        ),
        (
            (
                f"{FUNCTION}    try:\n        answer = await client.get(f'/orders/{{order_id}}')\n"
                "    except Exception:\n        return None\n    return None if answer.status_code == 404 else answer\n"
            ),
            "the function distinguishes a 404 from a failure",
        ),
        (
            (
                f"{FUNCTION}    while 1:\n        try:\n    {CALL}"
                "        except Exception:\n            await asyncio.sleep(1)\n"
            ),
            "it asks again after a while",
        ),
        (
            f"{FUNCTION}    try:\n{CALL}    except Exception:\n        pass\n    order = build()\n    return order\n",
            "the function goes on to try another way",
        ),
        (
            f"{FUNCTION.replace('load', 'send_usage')}    try:\n{CALL}    except Exception:\n        return None\n",
            "what the program reports about itself does not concern its users",
        ),
        (
            (
                "async def _do(client: httpx.AsyncClient, text: str):\n    try:\n        await client.get(text)\n"
                "    except Exception:\n        return None\n"
            ),
            "nothing names what was tried there in words that a log could use",
        ),
        (
            (
                "async def load_orders(client: httpx.AsyncClient, text: str):\n    try:\n"
                "        await client.get(text)\n    except Exception:\n        return None\n"
            ),
            "nothing that the call is given would tell one case from another in a log",
        ),
        (
            (
                "async def load_orders(client: httpx.AsyncClient, shop_id: str):\n    for _ in pages():\n        try:\n"
                "            await client.get(f'/orders/{shop_id}')\n        except Exception:\n            continue\n"
            ),
            "nothing would say which iteration of the loop it was",
        ),
    ],
    ids=["named", "404", "polled", "another way", "itself", "no words", "no case", "no turn"],
)
def test_a_handler_is_left_alone_whose_log_nobody_would_want(tmp_path: Path, body: str, reason: str) -> None:
    head = HEAD.replace("import logging", "import asyncio\nimport logging")
    assert reason in left(tmp_path, body, head)


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        (
            (
                f"{FUNCTION}    try:\n{CALL}    except httpx.HTTPError:\n"
                "        logger.error('Order not found')\n        return None\n"
            ),
            "OWN401",
            "the log says 'not found', which may not be what failed",
        ),
        (
            (
                f"{FUNCTION}    try:\n        answer = await client.get(f'/orders/{{order_id}}')\n"
                "        logger.error('No order was found: %s', answer.text)\n    except httpx.HTTPError:\n"
                "        logger.error('No order was found')\n    return None\n"
            ),
            "OWN401",
            "the log reports an earlier failure",
        ),
        (
            (
                f"{FUNCTION}    try:\n{CALL}    except httpx.HTTPError as error:\n"
                "        logger.error('Lost\\n%s', error)\n        return None\n"
            ),
            "OWN403",
            "the message of the log spans several lines",
        ),
        (
            (
                f"{FUNCTION}    tasks = [asyncio.create_task(client.get(f'/orders/{{order_id}}'))]\n"
                "    await asyncio.wait(tasks)\n    await asyncio.gather(*tasks)\n"
            ),
            "OWN303",
            "",
        ),
        (
            "async def _do(client: httpx.AsyncClient):\n    await asyncio.wait([asyncio.create_task(client.get())])\n",
            "OWN303",
            "nothing names what fails there in words that a log could use",
        ),
    ],
    ids=["a cause", "said before", "over lines", "asked later", "no words"],
)
def test_a_report_is_left_alone_that_would_tell_what_is_not_so(
    tmp_path: Path, body: str, code: str, reason: str
) -> None:
    head = HEAD.replace("import logging", "import asyncio\nimport logging")
    assert reason in left(tmp_path, body, head, select=(code,), ignore=())


def test_what_is_told_of_a_request_is_not_that_of_who_asks(tmp_path: Path) -> None:
    head = HEAD.replace("import logging", "import logging\nfrom dataclasses import dataclass") + (
        "@dataclass\nclass Member:\n    team_id: str\n    user_id: str\n\n\n"
        "@dataclass\nclass UserAuth:\n    user_id: str\n    agent_id: str\n    budget_id: str\n\n\n"
    )
    body = (
        "async def drop_member(client: httpx.AsyncClient, member: Member, auth: UserAuth):\n    try:\n"
        "        await client.post('/drop', json={'user': member.user_id, 'team': member.team_id})\n"
        "    except httpx.HTTPError as error:\n        logger.exception('Lost: %s', error)\n        raise\n"
    )
    text = text_of(tmp_path, body, head, select=("OWN403",))
    assert "'Lost (team_id=%s, user_id=%s): %s', member.team_id, member.user_id, error" in " ".join(text.split())


def test_a_file_that_logs_in_another_language_is_given_no_log_of_its_own(tmp_path: Path) -> None:
    others = "def start():\n    logger.info('启动服务')\n    logger.info('服务已启动')\n\n\n"
    body = f"{FUNCTION}    try:\n{CALL}    except Exception:\n        return None\n"
    assert "not in English" in left(tmp_path, body, HEAD + others)


def test_a_log_begins_as_the_others_of_its_file_do(tmp_path: Path) -> None:
    others = "".join(f"def step_{at}():\n    logger.info('[Orders] step {at}')\n\n\n" for at in range(3))
    body = f"{FUNCTION}    try:\n{CALL}    except Exception:\n        return None\n"
    text = text_of(tmp_path, body, HEAD + others, ignore=("OWN501",))
    assert "'[Orders] GET /orders failed (order_id=%s): %r', order_id, error" in text


def test_a_handler_tells_of_the_error_as_the_others_of_its_file_do(tmp_path: Path) -> None:
    others = "".join(
        f"def parse_{at}(text):\n    try:\n        return int(text)\n    except ValueError as error:\n"
        "        logger.warning('Not a number: %s', error)\n\n\n"
        for at in range(2)
    )
    body = f"{FUNCTION}    try:\n{CALL}    except Exception:\n        return None\n"
    text = text_of(tmp_path, body, HEAD + others, ignore=("OWN501",))
    assert "    except Exception as error:\n" in text
    assert "logger.warning('GET /orders failed (order_id=%s): %s', order_id, error)" in text


def test_what_is_sent_is_never_told(tmp_path: Path) -> None:
    body = (
        "async def send_frame(client: httpx.AsyncClient, frame: str, shop_id: str):\n    try:\n"
        "        await client.post('/frames', content=frame)\n    except Exception:\n        return None\n"
    )
    text = text_of(tmp_path, body, ignore=("OWN501",))
    assert "logger.warning('Failed to send frame (shop_id=%s): %r', shop_id, error)" in text


def test_a_suppress_is_left_alone_in_what_only_tidies_up(tmp_path: Path) -> None:
    head = HEAD.replace("import logging", "import contextlib\nimport logging")
    body = (
        "async def _shutdown_shop(client: httpx.AsyncClient, shop_id: str):\n"
        "    with contextlib.suppress(Exception):\n        await client.delete(f'/shops/{shop_id}')\n"
    )
    assert left(tmp_path, body, head, enable=("OWN202",)) == "it only tidies up"


def test_a_peer_that_may_have_left_is_no_failure_whatever_its_class(tmp_path: Path) -> None:
    body = (
        "async def send_order(websocket, order_id: str):\n    try:\n        await websocket.send_text(order_id)\n"
        "    except Exception:\n        return None\n"
    )
    done = mended(project(tmp_path), HEAD + body)
    assert done.text == HEAD + body


def test_what_a_path_is_made_of_and_a_loop_goes_over_is_told(tmp_path: Path) -> None:
    body = (
        "async def read_memories(client: httpx.AsyncClient, currency: str, names: list[str]):\n"
        "    for filename in names:\n        try:\n            await client.get(f'/rates/{currency}')\n"
        "        except Exception:\n            continue\n"
    )
    text = text_of(tmp_path, body, HEAD, ignore=("OWN501",))
    assert "'Failed to read memories (currency=%s, filename=%s): %r', currency, filename, error" in text.replace(
        "\n                ", " "
    )


def test_a_suppress_that_a_comment_explains_is_left_alone(tmp_path: Path) -> None:
    body = f"{FUNCTION}    # the cache is only a help\n    with contextlib.suppress(Exception):\n{CALL}"
    head = HEAD.replace("import logging", "import contextlib\nimport logging")
    reason = "a comment there says why the failure may end there"
    assert left(tmp_path, body, head, enable=("OWN202",)) == reason


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (
            "    except Exception as error:\n        failed = error\n    if failed:\n        client.close()\n",
            "hands on",
        ),
        (
            (
                "    except Exception as error:\n        ok, text = False, f'Error: {error}'\n"
                "    return {'ok': ok, 'text': text}\n"
            ),
            "hands on what it caught",
        ),
        ("    except Exception:\n        click.echo('no such order')\n", "tells the person who typed the command"),
    ],
)
def test_what_a_handler_hands_on_or_says_itself_is_left_to_it(tmp_path: Path, handler: str, reason: str) -> None:
    body = f"{FUNCTION}    ok, text, failed = True, '', None\n    try:\n{CALL.replace('return ', '')}{handler}"
    done = mended(project(tmp_path), HEAD + body, ignore=("OWN501", "OWN101"))
    assert "logger." not in done.text.replace("logger = logging.getLogger(__name__)", "")
    assert reason in why(done) or not done.left


def test_what_stands_in_a_handler_is_left_to_it(tmp_path: Path) -> None:
    body = (
        f"{FUNCTION}    try:\n        order = parse(order_id)\n    except ValueError:\n        try:\n    {CALL}"
        "        except Exception:\n            return None\n"
    )
    assert "already dealing with a failure" in left(tmp_path, body)


def test_attempts_that_end_with_an_error_are_not_told_one_by_one(tmp_path: Path) -> None:
    body = (
        f"{FUNCTION}    for host in HOSTS:\n        try:\n            return await client.get(host)\n"
        "        except Exception:\n            continue\n    raise RuntimeError('no host answers')\n"
    )
    done = mended(project(tmp_path), HEAD + body, ignore=("OWN501", "OWN101"))
    assert done.text == HEAD + body


def test_a_file_that_is_not_there_yet_is_no_failure(tmp_path: Path) -> None:
    head = HEAD.replace("import httpx", "import aiofiles")
    body = (
        "async def stored(path: str) -> str:\n    try:\n        async with aiofiles.open(path, '{mode}') as file:\n"
        "            return await file.read()\n    except OSError:\n        return ''\n"
    )
    assert "does not exist yet" in left(tmp_path, body.replace("{mode}", "r"), head)
    written = body.replace("{mode}", "w").replace("file.read()", "file.write('')")
    assert "logger.warning('Failed to write file (path=%s): %r', path, error)" in text_of(tmp_path, written, head)


@pytest.mark.parametrize(("level", "written"), [("debug", ""), ("warning", "logger.warning("), ("error", "exception(")])
def test_a_handler_speaks_as_loud_as_the_others_of_its_file(tmp_path: Path, level: str, written: str) -> None:
    others = "".join(
        f"def parse_{at}(text):\n    try:\n        return int(text)\n    except ValueError:\n"
        f"        logger.{level}('Not a number: %s', text)\n\n\n"
        for at in range(2)
    )
    body = f"{FUNCTION}    try:\n{CALL}    except Exception:\n        return None\n"
    text = text_of(tmp_path, body, HEAD + others, ignore=("OWN501",))
    assert written in text.partition("async def load")[2]
    assert bool(written) is ("logger" in text.partition("async def load")[2])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("    answer = await client.head(f'/{order_id}')\n    return answer.headers.get('etag')\n", "may refuse HEAD"),
        (
            (
                "    try:\n        answer = await client.get('/a')\n"
                "    except httpx.RequestError:\n        logger.exception('no answer')\n        raise\n"
                "    return answer.json().get('id')\n"
            ),
            "RequestError does not cover a bad status",
        ),
        (
            (
                "    try:\n        answer = await client.get('/a')\n"
                "    except OrderError:\n        logger.exception('no answer')\n        raise\n"
                "    return answer.json().get('id')\n"
            ),
            "would not catch what it raises",
        ),
        (
            (
                "    answer = await client.get('/a')\n    if other.status_code != 200:\n"
                "        raise OrderError(other.text)\n    return answer.json().get('id')\n"
            ),
            "in its own way",
        ),
        (
            (
                "    answer = await client.post('/a')\n    try:\n        return json.loads(answer.content)\n"
                "    except ValueError:\n        return None\n"
            ),
            "looks into the body",
        ),
    ],
)
def test_a_status_is_left_where_raising_would_break_something(tmp_path: Path, body: str, reason: str) -> None:
    assert reason in left(tmp_path, FUNCTION + body, select=("OWN501",), ignore=())


def test_a_status_is_left_to_callers_that_are_given_the_body(tmp_path: Path) -> None:
    body = (
        "async def _load(client: httpx.AsyncClient):\n    answer = await client.get('/a')\n"
        "    return answer.json()\n\n\n"
        "async def read(client: httpx.AsyncClient):\n    return (await _load(client)).get('id')\n"
    )
    assert "handed on as it is" in left(tmp_path, body, select=("OWN501",), ignore=())


@pytest.mark.parametrize(("kind", "left_alone"), [("library", True), ("application", False)])
def test_a_library_that_has_its_own_errors_for_answers_raises_none_of_others(
    tmp_path: Path, kind: str, left_alone: bool
) -> None:
    (tmp_path / "errors.py").write_text("class HTTPException(Exception):\n    pass\n", encoding="utf-8")
    body = "async def load(client: httpx.AsyncClient):\n    return (await client.get('/a')).text\n"
    done = mended(project(tmp_path), HEAD + body, select=("OWN501",), ignore=(), kind=kind)
    assert ("raise_for_status" in done.text) is not left_alone
    assert not left_alone or why(done) == "the library has errors of its own for what a server answers"


SHOW = "    answer = await client.get('/a')\n    show(answer.text)\n\n\n"


@pytest.mark.parametrize(
    ("caller", "reason"),
    [
        (
            "    try:\n        await load({})\n    except OrderError:\n        show('none')\n",
            "would not catch what it raises",
        ),
        ("    try:\n        await load({})\n    except Exception:\n        pass\n", "reports nothing that fails there"),
        ("    try:\n        await load({})\n    except Exception as error:\n        show(error)\n", ""),
        ("    await load({})\n", ""),
    ],
)
@pytest.mark.parametrize("between", ["", "async def every(client):\n    await load(client, '1')\n\n\n"])
def test_a_status_is_left_where_a_caller_would_make_nothing_of_its_error(
    tmp_path: Path, between: str, caller: str, reason: str
) -> None:
    called = caller.replace("load({})", "every(client)" if between else "load(client, '1')")
    done = mended(
        project(tmp_path), f"{HEAD}{FUNCTION}{SHOW}{between}async def all_of(client):\n{called}", select=("OWN501",)
    )
    assert [one for one in done.refused if reason in str(one)] if reason else done.text.count("raise_for_status()") == 1


@pytest.mark.parametrize(
    ("asked", "is_left"),
    [("f'/a?token={order_id}'", True), ("WEBHOOK", True), ("'/a', params=secrets", True), ("f'/a/{order_id}'", False)],
)
def test_no_error_is_raised_that_would_show_a_secret(tmp_path: Path, asked: str, is_left: bool) -> None:
    body = f"    answer = await client.get({asked})\n    show(answer.text)\n"
    assert (
        mended(project(tmp_path), HEAD + FUNCTION + body, select=("OWN501",)).text == HEAD + FUNCTION + body
    ) is is_left


def test_a_framework_that_has_told_it_is_not_helped_unless_something_counts(tmp_path: Path) -> None:
    head = HEAD.replace("import httpx", "import httpx\nfrom fastapi import FastAPI").rstrip()
    head += "\napp = FastAPI()\nclient = httpx.AsyncClient()\n\n\n"
    body = "@app.post('/orders')\nasync def load(text: str):\n    await client.post('/orders', content=text)\n"
    done = dialects.mended(project(tmp_path), head + body, ignore=("OWN501",))
    assert "traceback already reports it" in why(done)
    assert done.text == head + body
    folder = project(tmp_path, app____init__="", app__telemetry=TELEMETRY)
    counted = dialects.mended(folder, head + body, metrics="app.telemetry:metrics.increment", ignore=("OWN501",)).text
    assert "logger.exception" in counted


@pytest.mark.parametrize(
    ("given", "before", "told"),
    [
        ("index: Index", "", ""),
        ("index: Topic", "", "index"),
        ("index: str", "", "index"),
        ("order_id: str", "    key = f'order:{order_id}'\n", "order_id"),
        ("cache_key: str", "    key = made_key(cache_key)\n", "cache_key"),
        ("host: str", "    endpoint = f'{HOST}/orders'\n", "host"),
    ],
)
def test_what_is_told_is_no_object_and_tells_the_case_once(tmp_path: Path, given: str, before: str, told: str) -> None:
    name = given.partition(":")[0]
    head = HEAD + "class Index:\n    size: int\n\n\nclass Topic(StrEnum):\n    ORDERS = 'orders'\n\n\n"
    asked = before.partition("=")[0].strip() or name
    body = (
        f"async def load(client: httpx.AsyncClient, {given}):\n{before}    try:\n"
        f"        return await client.get({asked}, {name})\n    except Exception:\n        return None\n"
    )
    text = (
        text_of(tmp_path, body, head, ignore=("OWN501",))
        .partition("except Exception as error:")[2]
        .partition("return")[0]
    )
    shown = text.partition("failed")[2].partition("\n")[0]
    assert shown.rstrip(")").removesuffix(", error").split(", ")[1:] == ([told] if told else []), text


def test_a_logger_of_the_whole_file_comes_first(tmp_path: Path) -> None:
    head = HEAD.replace("logger = ", "TRAFFIC_LOGGER = logging.getLogger('traffic')\nlogger = ")
    body = f"{FUNCTION}    try:\n{CALL}    except Exception:\n        return None\n"
    assert "        logger.warning" in text_of(tmp_path, body, head, ignore=("OWN501",))


def test_a_task_of_the_object_logs_with_what_that_keeps(tmp_path: Path) -> None:
    head = "import asyncio\nimport logging\n\nimport httpx\n\n\n"
    body = (
        "class Shop:\n    def __init__(self, client: httpx.AsyncClient, logger: logging.Logger) -> None:\n"
        "        self.client, self.logger = client, logger\n\n"
        "    async def run(self, shop_id: str) -> None:\n        self.logger.warning('starting')\n"
        "        asyncio.create_task({})\n\n"
        "    async def sync_orders(self, shop_id: str) -> None:\n"
        "        await self.client.get(f'/orders/{{shop_id}}')\n"
    )
    own = dialects.mended(project(tmp_path), head + body.format("self.sync_orders(shop_id)"), ignore=("OWN501",))
    assert (
        own.text.endswith(
            "        try:\n            await self.client.get(f'/orders/{shop_id}')\n        except Exception:\n"
            "            self.logger.exception('failed to synchronize orders (shop_id=%s)', shop_id)\n"
        )
        or "Failed to synchronize orders (shop_id=%s)" in own.text
    )
    assert not own.left
    foreign = dialects.mended(project(tmp_path), head + body.format("self.client.post('/orders', json=shop_id)"))
    written = (
        "        def log_failure(task: asyncio.Task[object]) -> None:\n"
        "            if not task.cancelled() and task.exception() is not None:\n"
        "                self.logger.error("
    )
    assert written in foreign.text or "name that a log" in why(foreign)


SYNC = (
    "async def sync_orders(client: httpx.AsyncClient, shop_id: str) -> None:\n    await client.get(f'/{shop_id}')\n\n\n"
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "async def run(client: httpx.AsyncClient) -> None:\n    asyncio.create_task(client.get('/orders/all'))\n",
            "Python reports the failure itself",
        ),
        (
            (
                "async def run(client: httpx.AsyncClient, shop_ids: list[str]) -> None:\n"
                "    for shop_id in shop_ids:\n"
                "        asyncio.create_task(client.get(f'/orders/{shop_id}'))\n"
            ),
            "Python reports the failure itself",
        ),
        (
            (
                "async def run(client: httpx.AsyncClient, shop_id: str) -> None:\n"
                "    asyncio.create_task(client.get(f'/orders/{shop_id}'))\n"
                "    asyncio.create_task(client.get('/orders/all'))\n"
            ),
            "better to write one for all of them",
        ),
        (
            (
                "async def _do(client: httpx.AsyncClient) -> None:\n    await client.get('/orders')\n\n\n"
                "async def run(client: httpx.AsyncClient) -> None:\n    asyncio.create_task(_do(client))\n"
            ),
            "in words that a log could use",
        ),
    ],
    ids=["nothing at hand", "what a loop goes over", "several", "no words"],
)
def test_a_task_is_left_alone_where_a_callback_would_say_no_more(tmp_path: Path, body: str, reason: str) -> None:
    head = HEAD.replace("import logging", "import asyncio\nimport logging")
    assert reason in left(tmp_path, SYNC + body, head)


def test_what_a_kept_task_is_for_is_said_without_identifiers_too(tmp_path: Path) -> None:
    """Python says nothing of a task that somebody holds."""
    body = (
        "class Shop:\n    def __init__(self, client):\n        self.client: httpx.AsyncClient = client\n\n"
        "    async def _poll_loop(self):\n        await self.client.get('/orders')\n\n"
        "    def start(self):\n        self._task = asyncio.create_task(self._poll_loop())\n"
    )
    text = text_of(tmp_path, body, HEAD.replace("import logging", "import asyncio\nimport logging"), ignore=("OWN501",))
    assert "        except Exception:\n            logger.exception('Poll loop failed')\n" in text


def test_a_function_that_goes_on_has_not_failed_but_its_call_has(tmp_path: Path) -> None:
    body = (
        "async def convert_message(client: httpx.AsyncClient, user_id: str) -> str:\n"
        "    name = user_id\n"
        "    try:\n"
        "        name = (await client.get(f'/users/{user_id}')).text\n"
        "    except Exception:\n"
        "        pass\n"
        "    return f'Hello {name}'\n"
    )
    text = mended(project(tmp_path), HEAD + body, ignore=("OWN501",)).text
    assert "GET /users failed (user_id=%s)" in text
    assert "convert message" not in text


@pytest.mark.parametrize(
    ("parameters", "before", "call", "told"),
    [
        ("account_id: str, psid: str", "", "client.post('/', json={'to': psid})", ["psid", "account_id"]),
        ("shop_id: str, task_name: str", "", "client.post('/', json=[task_name])", ["shop_id", "task_name"]),
        ("final_user_id: str, user_id: str", "", "sign(client, user_id=final_user_id)", ["final_user_id"]),
        ("asked, shop_id: str", "    raw = asked.get('id')\n", "sign(client, user_id=raw)", ["raw", "shop_id"]),
        ("params, shop_id: str", "    raw = params['id']\n", "sign(client, user_id=raw)", ["raw", "shop_id"]),
        ("shop_id: str, members", "", "client.post(f'/{shop_id}', json=members)", ["shop_id"]),
        ("shop_id: str, to: str", "", "client.post('/sms', json=[to])", ["shop_id"]),
        ("shop_id: str, mnemonic: str", "", "client.post('/', json=[mnemonic])", ["shop_id"]),
        ("shop_id: str, token: str", "", "sign(client, user_id=token)", ["shop_id"]),
        ("cookies: dict, shop_id: str", "    sid = cookies.get('sid')\n", "client.post('/', json=[sid])", ["shop_id"]),
        ("headers: dict, shop_id: str", "    uid = headers['X-Key']\n", "client.post('/', json=[uid])", ["shop_id"]),
        ("vault, shop_id: str", "    uid = vault.secrets['a']\n", "client.post('/', json=[uid])", ["shop_id"]),
        ("shop_id: str, title: str", "", "client.post('/', json=[title])", ["shop_id"]),
        ("shop_id: str, url: str", "", "client.post(url)", ["shop_id"]),
        ("shop_id: str, words: str", "", "client.post('/', content=words)", ["shop_id"]),
    ],
)
def test_what_the_failing_call_is_given_is_told(
    parameters: str, before: str, call: str, told: list[str], tmp_path: Path
) -> None:
    sign = "async def sign(client: httpx.AsyncClient, user_id: str):\n    return await client.get('/')\n\n\n"
    body = f"async def work(client: httpx.AsyncClient, {parameters}):\n{before}    try:\n        await {call}\n"
    handler = "    except Exception as error:\n        logger.error('Lost: %s', error)\n"
    text = text_of(tmp_path, f"{sign}{body}{handler}", select=("OWN403",))
    calls = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call)]
    (log,) = (one for one in calls if ast.unparse(one.func) == "logger.error")
    assert [ast.unparse(one) for one in log.args[1:]] == [*told, "error"]


def test_a_loop_tells_which_turn_it_was(tmp_path: Path) -> None:
    body = (
        "async def empty(client: httpx.AsyncClient, room_id: str, members):\n    for member in members:\n"
        "        if member.startswith('@'):\n            try:\n"
        "                await client.post(f'/rooms/{room_id}', json=[member])\n"
        "            except Exception:\n                continue\n"
    )
    assert "(room_id=%s, member=%s): %r'" in text_of(tmp_path, body, ignore=("OWN501",))


def test_a_loop_over_texts_that_may_be_secrets_tells_none(tmp_path: Path) -> None:
    body = (
        "async def send(client: httpx.AsyncClient, order_id: str, invites: list[str]):\n    for invite in invites:\n"
        "        try:\n            await client.post(invite)\n        except Exception as error:\n"
        "            logger.error('Lost: %s', error)\n"
    )
    assert "invite" not in text_of(tmp_path, body, select=("OWN403",)).partition("logger.error")[2]


def test_a_handler_whose_twin_stays_silent_is_left_alone(tmp_path: Path) -> None:
    body = (
        f"{FUNCTION}    try:\n        limit = int(order_id)\n    except Exception:\n        return None\n"
        f"    try:\n{CALL}    except Exception:\n        return None\n"
    )
    assert left(tmp_path, body) == "the handler on line 11 is written the same way, and would stay silent"


def test_twins_that_both_lose_a_failure_are_both_mended(tmp_path: Path) -> None:
    one = f"    try:\n{CALL.replace('return ', '')}    except Exception:\n        return None\n"
    text = text_of(tmp_path, FUNCTION + one + one.replace("/orders", "/bills"), ignore=("OWN501", "OWN101"))
    assert text.count("logger.warning") == 2


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("    if order.item_id:\n", "(item_id=%s, order_id=%s): %r'"),
        ("    logger.debug('order %s', order.item_id)\n    if client:\n", "(item_id=%s, order_id=%s): %r'"),
        ("    if client:\n", "order_id"),
        ("    order = next(client)\n    if client:\n", "order_id"),
    ],
)
def test_what_the_call_is_given_of_an_object_is_told_where_it_has_been_read(
    before: str, told: str, tmp_path: Path
) -> None:
    body = (
        f"async def load(client: httpx.AsyncClient, order, order_id: str):\n{before}        try:\n"
        "            await client.post('/orders', json=order.item_id)\n"
        "        except Exception:\n            return None\n"
    )
    text = text_of(tmp_path, body, ignore=("OWN501",))
    assert told in text
    assert ("item_id=" in text) is told.startswith("(")


@pytest.mark.parametrize(
    ("sink", "told"),
    [
        ("logger.add(print, format='{message} {extra}')\nlogger.bind(user=1)", "logger.bind(order_id=order_id)"),
        ("logger.add(print, serialize=True)\nlogger.bind(user=1)", "logger.bind(order_id=order_id)"),
        ("logger.add(print, serialize=True)", "(order_id={order_id})"),
        ("logger.add(print, format='{message} {extra[user]}')", "(order_id={order_id})"),
        ("logger.bind(user=1)", "(order_id={order_id})"),
    ],
)
def test_identifiers_are_bound_where_a_format_prints_them_and_others_are(sink: str, told: str, tmp_path: Path) -> None:
    head = "import httpx\nfrom loguru import logger\n\n\n"
    body = f"{FUNCTION}    try:\n{CALL}    except Exception:\n        return None\n"
    set_up = f"from loguru import logger\n\n{sink}\n"
    text = mended(project(tmp_path, sinks=set_up), head + body, ignore=("OWN501", "OWN101")).text
    assert told in text


def test_a_log_that_gets_its_error_needs_nothing_that_counts(tmp_path: Path) -> None:
    body = (
        f"{FUNCTION}    try:\n{CALL}    except httpx.HTTPError:\n        logger.warning('no order %s', order_id)\n"
        "        return None\n"
    )
    folder = project(tmp_path, app____init__="", app__telemetry=TELEMETRY)
    done = mended(folder, HEAD + body, metrics="app.telemetry:metrics.increment", select=("OWN401",))
    assert "'no order %s: %r', order_id, error" in done.text
    assert "telemetry" not in done.text


def test_a_session_of_a_database_is_no_secret(tmp_path: Path) -> None:
    head = HEAD.replace("import httpx", "import httpx\nfrom sqlalchemy.ext.asyncio import AsyncSession")
    body = (
        "async def load(session: AsyncSession, order_id: int):\n    try:\n        return await session.get(order_id)\n"
        "    except Exception:\n        return None\n"
    )
    done = mended(project(tmp_path), head + body, select=("OWN201",))
    assert '(order_id=%s): %r", order_id, error' in done.text
    assert "named like a secret" in why(
        mended(project(tmp_path), head + body.replace("get(", "get(api_token, "), select=("OWN201",))
    )


def test_an_object_that_says_nothing_in_a_text_is_not_told(tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, order_id: str):\n    queue: asyncio.Queue[str] = asyncio.Queue()\n"
        "    try:\n        await client.post('/orders', queue)\n    except Exception:\n        return None\n"
    )
    text = text_of(tmp_path, body, HEAD.replace("import logging", "import asyncio\nimport logging"), ignore=("OWN501",))
    assert "(order_id=%s)" in text


def test_a_handler_of_a_function_that_runs_for_many_cases_tells_which(tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, wanted: dict):\n    try:\n"
        "        return await client.get('/orders')\n    except Exception:\n        return None\n"
    )
    assert left(tmp_path, body) == "nothing at hand would tell one case from another in a log"
    assert "logger.warning" in text_of(tmp_path, body.replace(", wanted: dict", ""), ignore=("OWN501",))


@pytest.mark.parametrize(
    ("log", "tested"),
    [
        ("logger.error('the order was lost')", "log.assert_called_with('the order was lost')"),
        ("logger.error(f'the order was lost: {error}')", "assert 'the order was lost: ' in caplog.text"),
    ],
)
def test_what_a_test_looks_for_is_left_as_it_is(tmp_path: Path, log: str, tested: str) -> None:
    body = f"{FUNCTION}    try:\n{CALL}    except httpx.HTTPError as error:\n        {log}\n"
    assert "order_id" in text_of(tmp_path, body, select=("OWN403",)).rpartition("except")[2]
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_orders.py").write_text(f"def test_it(log, caplog):\n    {tested}\n", encoding="utf-8")
    assert left(tmp_path, body, select=("OWN403",), ignore=()) == "a test looks for what this log says"


def test_what_the_handler_raises_names_the_case_in_its_log_too(tmp_path: Path) -> None:
    body = (
        "async def like(client: httpx.AsyncClient, post_id: str):\n    context = whoever()\n    try:\n"
        "        await client.post(f'/posts/{post_id}')\n    except Exception as error:\n"
        "        logger.error('Not liked: %s', error)\n"
        "        raise RuntimeError(f'[agent:{context.agent_id}]') from error\n"
    )
    text = text_of(tmp_path, body, select=("OWN403",))
    assert "post_id, context.agent_id, error\n" in text


def test_a_message_that_is_given_by_its_name_gets_nothing_before_it(tmp_path: Path) -> None:
    log = "logger.error(msg='No order', extra={'a': 1})"
    body = f"{FUNCTION}    try:\n{CALL}    except httpx.HTTPError:\n        {log}\n"
    text = text_of(tmp_path, body, select=("OWN401",))
    assert "logger.exception(msg='No order', extra={'a': 1})" in text


SESSIONS = """\
from contextlib import asynccontextmanager
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

Local = async_sessionmaker()


@asynccontextmanager
async def within(db: AsyncSession | None):
    if db is not None:
        yield db
    else:
        async with Local() as session:
            yield session


async def rename(order_id: str, db: AsyncSession | None = None):
    try:
        async with within(db) as session:
            order = await session.get(dict, order_id)
            print(order)
    except Exception:
        return None
"""


def test_a_session_that_one_of_several_functions_makes_is_no_secret(tmp_path: Path) -> None:
    assert "logger.warning" in text_of(tmp_path, SESSIONS, select=("OWN201",))


@pytest.mark.parametrize(
    ("test", "is_told"), [("not done and tries < 9", False), ("True", True), ("not ended()", True)]
)
def test_results_of_what_is_tried_again_are_not_told_each_time(tmp_path: Path, test: str, is_told: bool) -> None:
    body = (
        "async def load_orders(client: httpx.AsyncClient, ids):\n    tries = 0\n    done = False\n"
        f"    while {test}:\n"
        "        await asyncio.gather(*[client.get(f'/orders/{one}') for one in ids], return_exceptions=True)\n"
        "        tries += 1\n        done = ended()\n        await asyncio.sleep(3)\n"
    )
    head = "import asyncio\n" + HEAD + "from shop import ended\n\n\n"
    text = mended(project(tmp_path), head + body, select=("OWN203",)).text
    assert ("GET /orders failed" in text) is is_told
