"""A fix writes a log as the nearest ones are written: what they begin and end with, and how they tell what failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_dialects import project
from tests.test_fix_merging import mended

HEAD = "import logging\n\nimport httpx\n\nlogger = logging.getLogger(__name__)\n\n\n"
SILENT = (
    "    async def get_order(self, order_id: str):\n        try:\n"
    "            return await self.client.get(f'/orders/{order_id}')\n        except httpx.HTTPError:\n"
    "            return None\n"
)


def method_of(
    folder: Path,
    logs: str,
    method: str = SILENT,
    head: str = HEAD,
    before: str = "",
    **options: object,
) -> str:
    """What becomes of a method in a class whose other method has some logs, and in a file with more of them."""
    others = "".join(f"        {line}\n" for line in logs.splitlines())
    text = (
        f"{head}{before}class Store:\n    def __init__(self, client: httpx.AsyncClient, name):\n"
        "        self.client = client\n        self.name = name\n\n"
        f"    def other(self, one, two):\n{others}\n{method}"
    )
    options = {"select": ("OWN201",), "line_length": 120, **options}
    return mended(project(folder), text, **options).text.partition("get_order")[2]


@pytest.mark.parametrize(
    ("logs", "written"),
    [
        (
            "logger.info('[store] Read one')\nlogger.info('[store] Read two')",
            "logger.warning('[store] Failed to get order %s: %r', order_id, error)",
        ),
        (
            "logger.info('Store - read one')\nlogger.info('Store - read two')",
            "logger.warning('Store - failed to get order %s: %r', order_id, error)",
        ),
        (
            "logger.info(f'{self.name}: read {one}')\nlogger.info(f'{self.name}: read {two}')",
            "logger.warning(f'{self.name}: failed to get order {order_id}: {error!r}')",
        ),
        (
            "logger.info('%s: read %s', self.name, one)\nlogger.info('%s: read %s', self.name, two)",
            "logger.warning('%s: failed to get order %s: %r', self.name, order_id, error)",
        ),
        (
            "logger.info(PREFIX + 'Read %s', one)\nlogger.info(PREFIX + 'Read %s', two)",
            "logger.warning('%sFailed to get order %s: %r', PREFIX, order_id, error)",
        ),
        (
            "logger.info('read one.')\nlogger.info('read two.')",
            "logger.warning('failed to get order %s: %r', order_id, error)",
        ),
        # Of others it is no name, and what one call begins with says nothing.
        (
            "logger.info('%s: read %s', one, two)\nlogger.info('%s: read %s', one, two)",
            "logger.warning('failed to get order %s: %r', order_id, error)",
        ),
        (
            "logger.info('[one] Read')\nlogger.info('Read two')",
            "logger.warning('Failed to get order %s: %r', order_id, error)",
        ),
        (
            "logger.info('Status: %s', one)\nlogger.info('Status: %s', two)",
            "logger.warning('Failed to get order %s: %r', order_id, error)",
        ),
    ],
    ids=[
        "literal",
        "with a dash",
        "attribute",
        "arguments",
        "constant",
        "full stop",
        "no name here",
        "one alone",
        "no prefix",
    ],
)
def test_a_message_begins_and_ends_as_those_nearby(tmp_path: Path, logs: str, written: str) -> None:
    assert written in method_of(tmp_path, logs, before="PREFIX = 'store '\n\n\n")


CAUGHT = "try:\n    pass\nexcept ValueError as err:\n    {}\ntry:\n    pass\nexcept OSError as err:\n    {}"


@pytest.mark.parametrize(
    ("log", "written"),
    [
        (
            "logger.warning('No: %s', err)",
            "as err:\n            logger.warning('Failed to get order %s: %s', order_id, err)",
        ),
        ("logger.warning('No - %r', err)", "logger.warning('Failed to get order %s - %r', order_id, err)"),
        ("logger.warning(f'No: {err!r}')", "logger.warning(f'Failed to get order {order_id}: {err!r}')"),
        ("logger.warning('No. Error: %s', err)", "logger.warning('Failed to get order %s. Error: %s', order_id, err)"),
        ("logger.error('No: %s', err)", "logger.error('Failed to get order %s: %s', order_id, err)"),
        # A traceback is too much where the code has an answer.
        ("logger.error('No', exc_info=True)", "logger.warning('Failed to get order %s: %r', order_id, err)"),
        ("logger.exception('No')", "logger.warning('Failed to get order %s: %r', order_id, err)"),
        ("logger.warning('No', exc_info=err)", "logger.warning('Failed to get order %s', order_id, exc_info=True)"),
    ],
)
def test_a_failure_is_told_as_handlers_nearby_tell_theirs(tmp_path: Path, log: str, written: str) -> None:
    assert written in method_of(tmp_path, CAUGHT.format(log, log))


def test_keywords_tell_it_where_those_nearby_do(tmp_path: Path) -> None:
    head = "import httpx\nimport structlog\n\nlogger = structlog.get_logger()\n\n\n"
    log = "logger.warning('no', error=str(err))"
    assert "logger.warning('failed to get order', order_id=order_id, error=str(err))" in method_of(
        tmp_path, CAUGHT.format(log, log), head=head
    )


def test_the_nearest_have_the_say(tmp_path: Path) -> None:
    far = "def far():\n" + "    logger.info('[far] Read.')\n" * 5 + "\n\n"
    near = "logger.info('[near] read')\nlogger.info('[near] read')"
    assert "logger.warning('[near] failed to get order %s: %r', order_id, error)" in method_of(
        tmp_path, near, before=far
    )


def test_a_logger_is_given_what_it_is_always_given(tmp_path: Path) -> None:
    head = "import httpx\nfrom app.log import setup\n\nTAG = __name__\nlogger = setup()\n\n\n"
    log = "logger.bind(tag=TAG).error(f'No: {err}')"
    text = method_of(tmp_path, CAUGHT.format(log, log), head=head)
    assert "logger.bind(tag=TAG).error(f'Failed to get order {order_id}: {err}')" in text


def test_no_second_logger_is_made_beside_one_that_nothing_is_known_of(tmp_path: Path) -> None:
    head = "import httpx\nfrom app.log import setup\n\nlogger = setup()\n\n\n"
    text = method_of(tmp_path, "logger.bind(tag=one).send('No')", head=head)
    assert "logger" not in text


def test_a_message_that_holds_what_stands_for_a_value_is_no_form(tmp_path: Path) -> None:
    logs = "logger.info('\\0: read one')\nlogger.info('\\0: read two')"
    assert "logger.warning('Failed to get order %s: %r', order_id, error)" in method_of(tmp_path, logs)


SAYS = (
    "def parse(text):\n    try:\n        return int(text)\n    except ValueError as error:\n"
    "        logger.warning({})\n\n\n"
    "def parse_both(text):\n    try:\n        return float(text)\n    except ValueError as error:\n"
    "        logger.warning({})\n\n\n"
)


@pytest.mark.parametrize(
    ("form", "message", "told"),
    [
        ("'no number: %s', error", "'No rates.'", "'No rates: %s', error)"),
        ("'no number: %s', error", "'No rates of %s', order_id", "'No rates of %s: %s', order_id, error)"),
        ("f'no number: {error}'", "'No rates'", "f'No rates: {error}')"),
        ("f'no number: {error!r}'", "f'No rates of {order_id} yet'", "f'No rates of {order_id} yet: {error!r}')"),
        ("f'no number: {error}'", "f'No rates of {order_id}'", "f'No rates of {order_id}: {error}')"),
        ("'no number', exc_info=True", "'No rates'", "'No rates', exc_info=True)"),
    ],
)
def test_a_log_tells_what_was_caught_as_those_beside_it_do(form: str, message: str, told: str, tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, order_id: str):\n    try:\n"
        "        return await client.get('/')\n    except Exception:\n"
        f"        logger.warning({message})\n        return None\n"
    )
    text = mended(project(tmp_path), HEAD + SAYS.format(form, form) + body, select=("OWN401",)).text
    assert told in text
    assert ("except Exception as error:" in text) is ("exc_info" not in told)


def test_the_handlers_beside_get_the_same_identifiers(tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, order_id: str):\n    try:\n        return await client.get('/')\n"
        "    except httpx.ConnectError as error:\n        logger.error('No connection: %s', error)\n        raise\n"
        "    except httpx.HTTPError as error:\n        logger.error('No order: %s', error)\n        raise\n"
        "    except ValueError as error:\n        logger.error('No order %s: %s', order_id, error)\n        raise\n"
        "    except KeyError:\n        logger.info('No key')\n        raise\n"
    )
    text = mended(project(tmp_path), HEAD + body, select=("OWN403",)).text
    assert "'No connection (order_id=%s): %s', order_id, error" in text
    assert "'No order %s: %s', order_id, error" in text
    assert text.count("order_id, error") == 3
    assert "logger.info('No key')" in text


def test_other_reports_of_the_function_get_the_same_identifiers(tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, order_id: str, at: str):\n    try:\n        try:\n"
        "            await client.get('/a')\n        except httpx.HTTPError as error:\n"
        "            logger.error('No a: %s', error)\n            raise RuntimeError from error\n"
        "        try:\n            await client.get(f'/{order_id}')\n        except httpx.HTTPError as error:\n"
        "            logger.error('No b: %s', error)\n            raise RuntimeError from error\n"
        "        try:\n            int('x')\n        except ValueError as error:\n"
        "            logger.error('No number: %s', error)\n"
        "        try:\n            save(at)\n        except Exception as error:\n"
        "            logger.error('Not saved: %s', error)\n"
        "        response = await client.get('/c')\n        if response.status_code != 200:\n"
        "            logger.warning(f'No c: {response.status_code}')\n            return None\n"
        "        data = response.json()\n        if not data.get('ok'):\n"
        "            logger.warning('Not ok: %s', data.get('error'))\n"
        "        if not at:\n            logger.warning('Nothing to do')\n"
        "        if at == 'message':\n            logger.warning('Nothing to say')\n"
        "        try:\n            await client.get(PLACE)\n        except KeyError as error:\n"
        "            logger.error('No place %s: %s', PLACE, error)\n"
        "    except Exception as error:\n        logger.error('Not loaded: %s', error)\n        raise\n"
    )
    text = mended(project(tmp_path), HEAD + "from shop import PLACE, save\n\n\n" + body, select=("OWN403",)).text
    for told in ("'No a (order_id=%s): %s'", "'No b (order_id=%s): %s'", "'Not saved (order_id=%s): %s'"):
        assert f"{told}, order_id, error" in text
    assert "f'No c (order_id={order_id}): {response.status_code}'" in text
    assert "'Not ok (order_id=%s): %s', order_id, data.get('error')" in text
    assert "'Not loaded (order_id=%s): %s', order_id, error" in text
    for left in ("'No number: %s', error", "'Nothing to do'", "'Nothing to say'", "'No place %s: %s', PLACE, error"):
        assert left in text


def test_other_reports_tell_only_what_is_bound_there(tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, url: str):\n    try:\n        await client.get('/a')\n"
        "    except httpx.HTTPError as error:\n        logger.error('No a: %s', error)\n        raise\n"
        "    for order_id in ids():\n        await put(client, order_id)\n\n\n"
        "async def put(client: httpx.AsyncClient, order_id: str):\n    try:\n"
        "        await client.get(f'/{order_id}')\n    except httpx.HTTPError as error:\n"
        "        logger.error('No b: %s', error)\n        raise\n"
    )
    text = mended(project(tmp_path), HEAD + "from shop import ids\n\n\n" + body, select=("OWN403",)).text
    assert "'No a: %s', error" in text
    assert "'No b (order_id=%s): %s', order_id, error" in text


def test_identifiers_stand_before_what_is_said_of_the_error(tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, order_id: str):\n    try:\n        return await client.get('/')\n"
        "    except httpx.HTTPError as e:\n        logger.error(f'Lost the page: {str(e)}. Giving up')\n        raise\n"
    )
    text = mended(project(tmp_path), HEAD + body, select=("OWN403",)).text
    assert "f'Lost the page (order_id={order_id}): {str(e)}. Giving up'" in text


def test_what_is_done_to_an_object_is_said_of_it(tmp_path: Path) -> None:
    head = HEAD.replace("import httpx", "import discord")
    method = (
        "    async def moderate(self, user: discord.Member, guild_id: int):\n        try:\n"
        "            await user.kick()\n        except Exception:\n            return None\n"
    )
    said = "logger.warning('Failed to kick user (guild_id=%s): %r', guild_id, error)"
    assert said in mended(project(tmp_path), f"{head}class Store:\n{method}", select=("OWN201",)).text.replace('"', "'")


TOLD = HEAD + (
    "async def send(client: httpx.AsyncClient, order_id: str):\n    try:\n        await client.get('/orders')\n"
    "    except httpx.HTTPError as error:\n        logger.error('lost')\n        raise RuntimeError from error\n\n\n"
)


@pytest.mark.parametrize(
    ("beside", "written"),
    [
        ("def go():\n    logger.info('read', extra={'a': 1})\n", "extra={'order_id': order_id}"),
        ("def go(call):\n    logger.info('read %s', 1)\n    call(extra={'a': 1})\n", "'lost (order_id=%s)"),
        ("def go(one):\n    logger.info(f'read {one}')\n", "f'lost (order_id={order_id})"),
    ],
    ids=["an extra of its logs", "an extra of another call", "values put into the text"],
)
def test_identifiers_are_told_as_the_file_tells_values(tmp_path: Path, beside: str, written: str) -> None:
    text = mended(project(tmp_path), TOLD + beside, select=("OWN403",)).text
    assert written in text.replace('"', "'")


HEADERS = """\
import logging

import aiohttp

logger = logging.getLogger(__name__)


async def load(session: aiohttp.ClientSession, order_id: str):
    try:
        response = await session.get("/orders", headers=headers_of(order_id))
        response.raise_for_status()
    except Exception:
        {told}return None
"""


@pytest.mark.parametrize("told", ["", "logger.warning('no order %s', order_id)\n        "], ids=["silent", "told"])
def test_an_error_whose_repr_shows_the_headers_of_a_request_is_told_by_its_text(tmp_path: Path, told: str) -> None:
    text = mended(project(tmp_path), HEADERS.format(told=told), select=("OWN201", "OWN401")).text
    assert "as error" in text
    assert "str(error) or repr(error)" in text
    assert "%r" not in text


NEARBY = """

async def {name}(session: aiohttp.ClientSession, order_id: str):
    try:
        response = await session.delete("/orders")
        response.raise_for_status()
    except Exception as error:
        logger.error(f"Failed to drop {{order_id}}: {{error!r}}")
        raise
"""


def test_such_an_error_of_an_operation_is_told_by_its_text_where_others_show_their_repr(tmp_path: Path) -> None:
    operation = HEADERS.partition("    try:")[0] + "    return await session.get('/orders', headers=headers_of(1))\n"
    nearby = NEARBY.format(name="drop") + NEARBY.format(name="drop_all")
    text = mended(project(tmp_path), operation + nearby, select=("OWN101",)).text
    assert "str(error) or repr(error)" in text
    assert text.count("!r}") == nearby.count("!r}"), "those nearby are left"
