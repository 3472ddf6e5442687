"""Fixes that a maintainer merges as they stand: where they are made, what they say, and where they say it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.codemods.engine import Fixed, is_mendable
from flake8_ownership.faces.cli import main
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from tests import test_dialects as dialects
from tests.test_dialects import TELEMETRY, project

HEAD = "import logging\n\nimport httpx\n\nlogger = logging.getLogger(__name__)\n\n\n"


def mended(folder: Path, text: str, name: str = "app.py", **options: object) -> Fixed:
    """A text with the findings of its calls mended, whoever calls the functions that they stand in."""
    return dialects.mended(folder, text, name, **{"granularity": "call", **options})


def text_of(folder: Path, body: str, head: str = HEAD, **options: object) -> str:
    return mended(project(folder), head + body, **options).text


def why(fixed: Fixed) -> str:
    return "; ".join(str(one).partition("is not mended: ")[2] for one in fixed.refused)


# -- one failure, one report


@pytest.mark.parametrize(
    ("caller", "reason"),
    [
        (
            (
                "async def show(client):\n    try:\n        await _load(client)\n"
                "    except httpx.HTTPStatusError:\n        return 404\n"
            ),
            "show deals with its failures",
        ),
        (
            "async def show(client):\n    with suppress(httpx.HTTPError):\n        await _load(client)\n",
            "show suppresses its failures",
        ),
        ("@retry\nasync def show(client):\n    await _load(client)\n", "the decorator of show tries again"),
        ("async def show(client):\n    await with_retries(_load(client))\n", "show tries it again"),
        ("async def show(client):\n    await _load(client)\n", "show calls it"),
    ],
    ids=["expected", "suppressed", "tried again", "handed to a helper", "called"],
)
def test_what_a_caller_answers_for_is_left_to_it(tmp_path: Path, caller: str, reason: str) -> None:
    load = "async def _load(client: httpx.AsyncClient):\n    await client.get('/')\n\n\n"
    done = mended(project(tmp_path), HEAD + load + caller, select=("OWN101",))
    assert reason in why(done) or "_load" not in [one.function for one in done.left]
    assert "logger.exception" not in done.text.partition("async def show")[0]


def test_an_error_that_is_made_another_one_is_left_to_the_caller(tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient):\n    try:\n        await client.get('/')\n"
        "    except httpx.HTTPError as error:\n        raise {} from error\n"
    )
    done = mended(project(tmp_path), HEAD + body.format("RatesInterrupted()"), select=("OWN101",))
    assert "turns it into another error" in why(done)
    answered = mended(project(tmp_path), HEAD + body.format("HTTPException(502)"), select=("OWN101",))
    assert (
        "        logger.exception('GET request failed')\n        raise HTTPException(502) from error" in answered.text
    )


@pytest.mark.parametrize(
    "body",
    [
        (
            "async def load(client: httpx.AsyncClient):\n    try:\n        int('x')\n    except ValueError:\n"
            "        await client.get('/')\n"
        ),
        (
            "async def load(client: httpx.AsyncClient):\n    try:\n        int('1')\n    finally:\n"
            "        await client.get('/')\n"
        ),
        "async def close(client: httpx.AsyncClient):\n    await client.post('/bye')\n",
        "class Store:\n    async def __aexit__(self, *args):\n        await httpx.AsyncClient().post('/bye')\n",
        "async def handle(client: httpx.AsyncClient, exc: Exception):\n    await client.post('/', json=str(exc))\n",
    ],
    ids=["in a handler", "in a finally", "teardown", "exit", "about a failure"],
)
def test_nothing_is_guarded_where_a_failure_is_tidied_up(tmp_path: Path, body: str) -> None:
    done = mended(project(tmp_path), HEAD + body, select=("OWN101",))
    assert not done.changed
    assert why(done)


def test_a_report_right_behind_is_enough(tmp_path: Path) -> None:
    body = (
        "async def probe(client: httpx.AsyncClient):\n    with contextlib.suppress(Exception):\n"
        "        await client.get('/')\n        return True\n    logger.error('No connection')\n    return False\n"
    )
    done = mended(project(tmp_path), "import contextlib\n" + HEAD + body, select=("OWN202",))
    assert why(done) == "what follows it reports the failure"


def test_a_failure_that_is_the_answer_is_no_error(tmp_path: Path) -> None:
    body = (
        "async def check_server(client: httpx.AsyncClient):\n    try:\n        await client.get('/')\n"
        "    except httpx.ConnectError:\n        return False\n    return True\n"
    )
    done = mended(project(tmp_path), HEAD + body, select=("OWN201",))
    assert "logger" not in done.text.partition("async def")[2]


# -- the logger that a reader would use


def test_a_logger_that_the_function_has_itself_is_used(tmp_path: Path) -> None:
    body = (
        "async def load_rates(client: httpx.AsyncClient):\n    log = structlog.get_logger('rates')\n"
        "    return await client.get('/')\n"
    )
    text = text_of(tmp_path, body, "import httpx\nimport structlog\n\n\n")
    assert "        log.exception('Failed to load rates')" in text
    assert text.count("get_logger") == 1


def test_a_logger_of_what_the_function_is_given_is_used(tmp_path: Path) -> None:
    body = (
        "def other(context):\n    context.logger.error('bad')\n    context.logger.exception('bad')\n\n\n"
        "async def load_rates(client: httpx.AsyncClient, context):\n    return await client.get('/')\n"
    )
    text = text_of(tmp_path, body, "import httpx\n\n\n")
    assert "        context.logger.exception('failed to load rates')" in text
    assert "getLogger" not in text


def test_a_counter_of_one_thing_counts_no_other(tmp_path: Path) -> None:
    head = (
        "import logging\n\nimport httpx\nfrom prometheus_client import Counter\n\n"
        "logger = logging.getLogger(__name__)\n"
        "RECONNECTS = Counter('reconnects_total', 'Attempts to reconnect.', ['result'])\n\n\n"
    )
    body = "async def load(client: httpx.AsyncClient, order_id: str):\n    return await client.get('/')\n"
    (tmp_path / "requirements.txt").write_text("prometheus_client\n", encoding="utf-8")
    assert "RECONNECTS.labels(" not in text_of(tmp_path, body, head)
    counting = body.replace("    return", "    RECONNECTS.labels(result='success')\n    return")
    assert "RECONNECTS.labels(result='failure').inc()" in text_of(tmp_path, counting, head)


KEPT = "class Store:\n    def __init__(self, client: httpx.AsyncClient{given}):\n        self.client = client\n{kept}\n"
LOADS = (
    "    async def load(self):\n        try:\n            return await self.client.get('/')\n"
    "        except Exception:\n            return None\n"
)
OTHER = (
    "\n\nclass Other:\n    def __init__(self):\n        self.logger = logging.getLogger('other')\n\n"
    "    def say(self):\n        self.logger.info('said')\n"
)


@pytest.mark.parametrize(
    "annotation",
    [
        "logging.Logger = None",
        "logging.Logger | None",
        "Optional[logging.Logger] = None",
        "logging.Logger | None = None",
    ],
)
def test_a_logger_that_may_be_none_is_not_used_because_another_class_has_one(tmp_path: Path, annotation: str) -> None:
    text = KEPT.format(given=f", logger: {annotation}", kept="        self.logger = logger\n") + LOADS
    head = "import logging\nfrom typing import Optional\n\nimport httpx\n\n\n"
    assert not mended(project(tmp_path), head + text + OTHER, select=("OWN201",)).changed
    speaking = "\n    def close(self):\n        self.logger.info('closed')\n"
    assert "            self.logger.warning(" in text_of(tmp_path, text + speaking, head, select=("OWN201",))


def test_a_private_logger_is_that_of_its_own_class(tmp_path: Path) -> None:
    kept = "        self.__logger = logging.getLogger('store')\n\n    def say(self):\n        self.__logger.info('x')\n"
    head = "import logging\n\nimport httpx\n\n\n"
    assert "self.__logger.warning(" in text_of(
        tmp_path, KEPT.format(given="", kept=kept) + LOADS, head, select=("OWN201",)
    )
    inherited = f"{KEPT.format(given='', kept=kept)}\n\nclass Orders(Store):\n{LOADS}"
    assert not mended(project(tmp_path), head + inherited, select=("OWN201",)).changed
    at_top = head + "__logger = logging.getLogger(__name__)\n__logger.info('x')\n\n\n"
    assert not mended(project(tmp_path), at_top + KEPT.format(given="", kept="") + LOADS, select=("OWN201",)).changed


def test_what_a_fix_calls_is_not_a_name_of_the_function(tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, order_id{more}):\n    await asyncio.gather(\n"
        "        client.get(f'/{{order_id}}'), client.get('/b'), return_exceptions=True\n    )\n"
    )
    head = HEAD.replace("import logging", "import asyncio\nimport logging")
    assert "if isinstance(" in text_of(tmp_path, body.format(more=""), head, select=("OWN203",))
    asked = "async def load(client: httpx.AsyncClient, id: int):\n    await client.get('/')\n"
    assert "(id=%s)" in text_of(tmp_path, asked, select=("OWN101",))
    done = mended(project(tmp_path), head + body.format(more=", isinstance=None"), select=("OWN203",))
    assert not done.changed
    assert "'isinstance' is a name of this file's own" in why(done)


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ('"100% of the rates, " "kept"', "'100%% of the rates, ' 'kept (order_id=%s)'"),
        ('f"no rates: {error} " "kept"', ""),
        (r'"100\x25 of the rates"', ""),
        ('"kept " f"{error}"', ""),
    ],
)
def test_a_message_in_several_pieces_stays_one_that_can_be_filled(tmp_path: Path, message: str, written: str) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, order_id: str):\n    try:\n        return await client.get('/')\n"
        f"    except httpx.HTTPError as error:\n        logger.error({message})\n"
    )
    done = mended(project(tmp_path), HEAD + body, select=("OWN403",))
    assert done.changed == bool(written)
    assert written in done.text.replace('"', "'")


SIMPLY = 'logging = "stdlib" has it log with the standard library, logging = "module:name" with a logger of yours'


def test_a_file_that_logs_nothing_leaves_it_to_its_callers(tmp_path: Path) -> None:
    store = (
        "import httpx\n\n\nclass Store:\n    async def load(self, client: httpx.AsyncClient):\n"
        "        return await client.get('/')\n"
    )
    routes = "async def show(store, client):\n    return await store.load(client)\n"
    done = mended(project(tmp_path, app____init__="", app__routes=routes, app__store=store), store, "app/store.py")
    assert not done.changed
    assert why(done).endswith(SIMPLY)
    done = mended(tmp_path, store, "app/store.py", logging="stdlib")
    assert "logger = logging.getLogger(__name__)" in done.text
    assert "logger.exception(" in done.text


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({f"m{number}": f"def f{number}():\n    return {number}\n" for number in range(25)}, ""),
        ({}, "class One:\n    def say(self):\n        self.log.info('-')\n\n\n"),
    ],
    ids=["no logger in many files", "a logger that the function lacks"],
)
def test_what_a_library_settles_is_said_and_settles_it(tmp_path: Path, files: dict[str, str], text: str) -> None:
    silent = (
        "async def send(client: httpx.AsyncClient, slug):\n    try:\n        await client.post('/sent')\n"
        "    except Exception:\n        slug.done()\n"
    )
    text = f"import httpx\n\n\n{text}{silent}"
    folder = project(tmp_path, **files)
    assert why(mended(folder, text, select=("OWN201",))).endswith(SIMPLY)
    assert "logger = logging.getLogger(__name__)" in mended(folder, text, select=("OWN201",), logging="stdlib").text


def test_the_file_that_makes_the_loggers_gets_no_other_one(tmp_path: Path) -> None:
    own = "def get_logger(name): ...\n\n\nasync def ship(client: httpx.AsyncClient):\n    await client.get('/')\n"
    use = "from app.log import get_logger\n\nlogger = get_logger(__name__)\n"
    folder = project(tmp_path, app____init__="", app__log=f"import httpx\n\n\n{own}", app__one=use, app__two=use)
    done = mended(folder, f"import httpx\n\n\n{own}", "app/log.py", select=("OWN101",))
    assert why(done).startswith("the project's loggers are made in this file")


def test_a_logger_is_called_as_other_files_call_what_they_make_alike(tmp_path: Path) -> None:
    made = "from acme.log import get_logger\n\nlog = get_logger(__name__)\n\n\n"
    folder = project(tmp_path, one=made + "def f():\n    log.exception('bad')\n")
    body = "async def load_rates(client: httpx.AsyncClient):\n    log.info('-')\n    return await client.get('/')\n"
    assert "log.exception(" in mended(folder, "import httpx\n" + made + body).text


# -- identifiers where they are read


SAVE = "async def save_order(client: httpx.AsyncClient, order_id: str, user_id: str):\n    await client.get('/')\n"


@pytest.mark.parametrize(
    ("beside", "context", "written"),
    [
        ("", "auto", "logger.exception('Failed to save order (order_id=%s, user_id=%s)', order_id, user_id)"),
        ("", "extra", "logger.exception('Failed to save order', extra={'order_id': order_id, 'user_id': user_id})"),
        (
            "def f():\n    logger.info('x', extra={'a': 1})\n",
            "auto",
            "logger.exception('Failed to save order', extra={'order_id': order_id, 'user_id': user_id})",
        ),
        (
            "from pythonjsonlogger import jsonlogger\n",
            "auto",
            "logger.exception('Failed to save order', extra={'order_id': order_id, 'user_id': user_id})",
        ),
        (
            "def f():\n    logger.info('x', extra={'a': 1})\n",
            "message",
            "logger.exception('Failed to save order (order_id=%s, user_id=%s)', order_id, user_id)",
        ),
        (
            "def f(a):\n    logger.info(f'One {a}')\n    logger.info(f'Two {a}')\n",
            "auto",
            "logger.exception(f'Failed to save order (order_id={order_id}, user_id={user_id})')",
        ),
    ],
)
def test_identifiers_are_told_where_they_are_read(tmp_path: Path, beside: str, context: str, written: str) -> None:
    folder = project(tmp_path, other=beside)
    assert written in mended(folder, HEAD + SAVE, select=("OWN101",), context=context, line_length=120).text


def test_identifiers_are_told_as_the_file_tells_values_whatever_the_project_prints(tmp_path: Path) -> None:
    folder = project(tmp_path, other="from pythonjsonlogger import jsonlogger\n")
    said = "def f(a):\n    logger.info(f'One {a}')\n    logger.info(f'Two {a}')\n\n\n"
    done = mended(folder, HEAD + said + SAVE, select=("OWN101",), line_length=120)
    assert "logger.exception(f'Failed to save order (order_id={order_id}, user_id={user_id})')" in done.text


def test_a_file_whose_texts_are_translated_gets_no_other_ones(tmp_path: Path) -> None:
    said = "def f(a):\n    logger.info(t('order.one', a=a))\n    logger.error(t('order.two'))\n\n\n"
    done = mended(project(tmp_path), f"{HEAD}from app.i18n import t\n\n\n{said}{SAVE}", select=("OWN101",))
    assert why(done) == "the texts of the file's logs are given by a call, which a fix cannot add to"
    own = said.replace("t('", "strings('")
    done = mended(project(tmp_path), f"{HEAD}from app.i18n import strings\n\n\n{own}{SAVE}", select=("OWN101",))
    assert why(done).startswith("the texts of the file's logs are given by a call")
    body = said.replace("t('order.two')", "str('order.two')").replace("t('order.one', a=a)", "'One'")
    assert mended(project(tmp_path), HEAD + body + SAVE, select=("OWN101",)).changed


def test_an_existing_log_gets_identifiers_in_its_message(tmp_path: Path) -> None:
    body = (
        "async def save(client: httpx.AsyncClient, order_id: str):\n    try:\n        await client.get('/')\n"
        "    except httpx.HTTPError as error:\n        logger.exception({})\n        raise\n"
    )
    for given, written in {
        "'100% lost'": "'100%% lost (order_id=%s)', order_id",
        "'Lost: %s', error": "'Lost (order_id=%s): %s', order_id, error",
        "'Lost order', exc_info=True": "'Lost order %s', order_id, exc_info=True",
        "f'Lost: {error}'": "f'Lost (order_id={order_id}): {error}'",
        "f'Lost (for good): {error}'": "f'Lost (for good, order_id={order_id}): {error}'",
        "'Lost (for good)'": "'Lost (for good, order_id=%s)', order_id",
    }.items():
        assert f"logger.exception({written})" in text_of(tmp_path, body.format(given), select=("OWN403",))


@pytest.mark.parametrize(
    ("signature", "call", "told"),
    [
        ("bucket, key", "client.get(f'/{bucket}/{key}')", "(bucket=%s, key=%s)', bucket, key"),
        ("topic", "client.post('/', json={'topic': topic})", "(topic=%s)', topic"),
        ("id_reuse_policy, user_ids: list[int]", "client.post('/', json=user_ids)", "failed')"),
        ("password, email, api_key", "client.post('/', json=[password, email, api_key])", ""),
        ("currency", "client.get('/')", "(currency=%s)', currency"),
    ],
)
def test_what_the_call_is_given_tells_the_case(tmp_path: Path, signature: str, call: str, told: str) -> None:
    body = f"async def send(client: httpx.AsyncClient, {signature}):\n    await {call}\n"
    text = text_of(tmp_path, body, select=("OWN101",), identifiers=("currency",))
    assert told in text
    assert "password=" not in text
    assert "email=" not in text


@pytest.mark.parametrize(
    ("signature", "test", "told"),
    [
        ("rep_id, model_id", "if rep_id == -1:", "model_id=%s)"),
        ("old_id, new_id", "if old_id == new_id:", "old_id=%s)"),
        ("by_id: bool, model_id", "if by_id:", "model_id=%s)"),
        ("model_id, parent_id=''", "if model_id:", "model_id=%s)"),
    ],
)
def test_what_a_test_or_default_settles_is_not_told(tmp_path: Path, signature: str, test: str, told: str) -> None:
    body = (
        f"async def load(client: httpx.AsyncClient, {signature}):\n    {test}\n        try:\n"
        "            await client.get('/')\n        except httpx.HTTPError:\n            return None\n"
    )
    text = text_of(tmp_path, body, select=("OWN201",))
    assert f"({told}" in text


def test_a_parameter_that_is_converted_first_is_told(tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, page_id):\n    page_id = int(page_id)\n    await client.get('/')\n"
    )
    assert "(page_id=%s)', page_id" in text_of(tmp_path, body, select=("OWN101",))


def test_a_name_adds_nothing_to_an_id(tmp_path: Path) -> None:
    body = (
        "async def send(client: httpx.AsyncClient, team_id: int, team_name: str, shop_name: str):\n"
        "    await client.post(f'/{team_id}/{team_name}/{shop_name}')\n"
    )
    text = text_of(tmp_path, body, select=("OWN101",))
    assert "team_id=%s" in text
    assert "shop_name=%s" in text
    assert "team_name=" not in text


# -- text


@pytest.mark.parametrize(
    ("name", "call", "said"),
    [
        ("fetch_rates", "client.get('/rates')", "Failed to fetch rates"),
        ("sample_complete", "client.get('/rates')", "GET /rates failed"),
        ("run", "client.post('http://hub/')", "POST http://hub failed"),
        ("poll_loop", "client.get(f'/rates/{day}')", "GET /rates failed"),
        ("scan_init_from_spec", "client.request('DELETE', '/scans')", "DELETE /scans failed"),
        ("on_message", "client.get(url)", "GET request failed"),
    ],
)
def test_a_message_is_about_the_call_where_the_name_is_no_sentence(
    tmp_path: Path, name: str, call: str, said: str
) -> None:
    text = text_of(tmp_path, f"async def {name}(client: httpx.AsyncClient, url, day):\n    await {call}\n")
    assert f"logger.exception({said!r})" in text.replace('"', "'")
    assert "Calling" not in text


@pytest.mark.parametrize(
    ("name", "said"), [("load_rates", "load rates"), ("estimate_required_margin_of_position", "fetch ticker")]
)
def test_a_long_name_gives_way_to_what_the_call_says(tmp_path: Path, name: str, said: str) -> None:
    body = (
        "async def fetch_ticker(client: httpx.AsyncClient, order_id: int):\n    await client.post('/')\n\n\n"
        f"async def {name}(client: httpx.AsyncClient, order_id: int):\n    try:\n"
        "        await fetch_ticker(client, order_id)\n    except httpx.HTTPError:\n        return None\n"
    )
    assert f"logger.warning('Failed to {said}" in text_of(tmp_path, body, select=("OWN201",))


SEVERAL = (
    "async def create_checkpoint(client: httpx.AsyncClient, path: str):\n    try:\n"
    "        await client.post(f'/files/{path}')\n        await %s\n    except Exception:\n        return []\n%s"
)


@pytest.mark.parametrize(
    ("other", "behind", "said"),
    [
        ("keep(path)", "    await client.get('/')\n", "Failed to create checkpoint"),
        ("asyncio.sleep(1)", "    await client.get('/')\n", "POST /files failed"),
        ("noted(path)", "    await client.get('/')\n", "POST /files failed"),
        ("keep(path)", "", "Failed to create checkpoint"),
    ],
    ids=["something else", "no I/O", "a function of the project", "all of the function"],
)
def test_words_are_true_of_all_that_may_have_failed(tmp_path: Path, other: str, behind: str, said: str) -> None:
    own = "async def noted(path): ...\n\n\n"
    head = HEAD.replace("import httpx\n", "import httpx\nfrom kept import keep\n").replace(
        "import logging", "import asyncio\nimport logging"
    )
    assert f"logger.warning('{said} (path=%s): %r', path, error)" in text_of(
        tmp_path, own + SEVERAL % (other, behind), head, select=("OWN201",), line_length=120
    )


@pytest.mark.parametrize(
    ("other", "behind", "is_refused"),
    [
        ("keep(path)", "return await noted(path)", True),
        ("keep(path)", "return path", False),
        ("to_thread.run_sync(copyfile, path)", "noted(path)\n    return path", True),
        ("to_thread.run_sync(copyfile, path)", "return path", False),
    ],
)
def test_a_function_that_goes_on_has_not_failed_with_a_part_of_it(
    tmp_path: Path, other: str, behind: str, is_refused: bool
) -> None:
    body = SEVERAL.replace("        return []\n", "        pass\n") % (other, f"    {behind}\n")
    head = HEAD.replace("import httpx\n", "import httpx\nfrom anyio import to_thread\nfrom kept import keep, noted\n")
    head = head.replace("import httpx", "from shutil import copyfile\n\nimport httpx")
    done = mended(project(tmp_path), head + body, select=("OWN201",))
    assert ("no words would be true of all" in why(done)) is is_refused
    assert ("Failed to create checkpoint" in done.text) is not is_refused


def test_a_message_looks_like_those_of_the_file(tmp_path: Path) -> None:
    others = "def f():\n    logger.info('all is well.')\n    logger.info('all is done.')\n\n\n"
    body = "async def save_order(client: httpx.AsyncClient):\n    await client.get('/')\n"
    assert "logger.exception('failed to save order.')" in text_of(tmp_path, others + body)


# -- entry logs


@pytest.mark.parametrize(
    ("body", "announced"),
    [
        ("async def save_order(client: httpx.AsyncClient, order_id):\n    await client.get('/')\n", True),
        ("async def save_order(client: httpx.AsyncClient):\n    await client.get('/')\n", False),
        ("async def run(client: httpx.AsyncClient, order_id):\n    await client.get('/')\n", False),
        (
            (
                "async def save_order(client: httpx.AsyncClient, order_id):\n    logger.info('Saving %s', order_id)\n"
                "    await client.get('/')\n"
            ),
            False,
        ),
        ("class A:\n    async def save_order(self, order_id):\n        await httpx.AsyncClient().get('/')\n", False),
        (
            (
                "@app.post('/orders')\nasync def save_order(client: httpx.AsyncClient, order_id):\n"
                "    await client.get('/')\n"
            ),
            True,
        ),
    ],
    ids=["an operation", "no identifier", "no sentence", "a log beside it", "a method", "a route"],
)
def test_only_an_operation_with_an_identifier_is_announced(tmp_path: Path, body: str, announced: bool) -> None:
    text = text_of(tmp_path, body, select=("OWN101",))
    assert ("logger.info('Saving order %s', order_id)" in text) is announced
    assert "logger.info('Saving order" not in text_of(tmp_path, body, select=("OWN101",), entry_log="off")


# -- counts, types and lines


def test_nothing_is_counted_as_done_in_a_loop_that_does_not_end(tmp_path: Path) -> None:
    body = (
        "async def listen(client: httpx.AsyncClient):\n    while True:\n        response = await client.get('/')\n"
        "        print(response.text)\n"
    )
    text = mended(project(tmp_path, telemetry=TELEMETRY), HEAD + body, metrics="telemetry:metrics.increment").text
    assert "listen_failed" in text
    assert "succe" not in text


def test_a_name_that_a_test_binds_stays_where_a_type_checker_knows_of_it(tmp_path: Path) -> None:
    body = (
        "async def read(client: httpx.AsyncClient, left):\n"
        "    if left <= 0 or not (page := await client.get('/')):\n        raise EOFError\n    return page\n"
    )
    assert "result = left" not in text_of(tmp_path, body, select=("OWN101",))


def test_lines_are_as_long_as_the_formatter_makes_them(tmp_path: Path) -> None:
    body = (
        "async def load(client: httpx.AsyncClient, ids):\n"
        "    found_in_the_index = [await client.get(one_of_the_many) for one_of_the_many in ids]\n"
        "    return found_in_the_index\n"
    )
    split = (
        "        found_in_the_index = [\n            await client.get(one_of_the_many) for one_of_the_many in ids\n"
        "        ]\n"
    )
    assert split in text_of(tmp_path, body, select=("OWN101",))
    assert split not in text_of(tmp_path, body, select=("OWN101",), line_length=120)


def test_quotes_are_those_of_the_formatter(tmp_path: Path) -> None:
    body = "async def load_rates(client: httpx.AsyncClient):\n    await client.get('/')\n"
    assert "'Failed to load rates'" in text_of(tmp_path, body)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "pyproject.toml").write_text("[tool.black]\n", encoding="utf-8")
    assert '"Failed to load rates"' in mended(tmp_path, HEAD + body, "app/rates.py").text


# -- what is promised


def test_as_many_findings_have_a_fix_as_fix_mends(tmp_path: Path) -> None:
    """Where a fix refuses, the finding of a format that holds fixes has none."""
    from flake8_ownership.codemods.engine import each, fix

    body = (
        "async def close(client: httpx.AsyncClient):\n    await client.post('/bye')\n\n\n"
        "async def save_order(client: httpx.AsyncClient, order_id):\n    await client.get('/')\n\n\n"
        "async def read_order(client: httpx.AsyncClient, order_id):\n    try:\n        await client.get('/')\n"
        "    except httpx.HTTPError:\n        pass\n"
    )
    settings = Settings(root=project(tmp_path), kind="application", ignore=("OWN501",))
    source = Source(str(tmp_path / "app.py"), HEAD + body)
    found = Checker().check(source, settings).findings
    promised = [finding for finding, _ in each(source, Checker(), settings, found)]
    assert len(promised) < len([one for one in found if is_mendable(one, unsafe=True)])
    assert len(promised) == len(fix(source, Checker(), settings, unsafe=True).applied)


def test_check_promises_no_fix_that_may_be_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = (
        "async def close(client: httpx.AsyncClient):\n    await client.post('/bye')\n\n\n"
        "async def save_order(client: httpx.AsyncClient, order_id):\n    await client.get('/')\n"
    )
    (project(tmp_path) / "app.py").write_text(HEAD + body, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.flake8-ownership]\ngranularity = "call"\n', encoding="utf-8")
    arguments = ["--ignore", "OWN501", "--no-cache", str(tmp_path)]
    promised = set()
    for form in ("full", "text"):
        main(["check", f"--output-format={form}", *arguments])
        promised.add(capsys.readouterr().err)
    assert promised == {"checked 1 file: 2 calls lose failures; fix --unsafe-fixes --diff shows what can be fixed\n"}
    main(["check", "--statistics", *arguments])
    printed = capsys.readouterr()
    assert "  2  OWN101 unowned-operation  1 by fix --unsafe-fixes\n" in printed.out
    assert printed.err == "checked 1 file: 2 calls lose failures; 1 can be fixed with --unsafe-fixes\n"
    main(["fix", "--unsafe-fixes", *arguments])
    assert "1 fixed, 1 left: 1 call loses failures\n" in capsys.readouterr().err


def test_statistics_count_what_fix_fixes_and_what_it_fixes_more_with_a_flag(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the same figures as `fix`, whatever it refuses, and nothing is written."""
    silent = "    try:\n        await client.get('/')\n    except httpx.HTTPError:\n        print('no')\n"
    body = (
        "async def close(client: httpx.AsyncClient):\n    await client.post('/bye')\n\n\n"
        "async def save_order(client: httpx.AsyncClient, order_id):\n    await client.get('/')\n\n\n"
        f"async def drop_order(client: httpx.AsyncClient, order_id):\n{silent}    return order_id\n"
        "async def read_order(client: httpx.AsyncClient, order_id):\n    try:\n        await client.get('/')\n"
        "    except httpx.HTTPError:\n        return None\n"
    )
    path = project(tmp_path) / "app.py"
    path.write_text(HEAD + body, encoding="utf-8")
    arguments = ["--ignore", "OWN501", "--no-cache", str(tmp_path)]
    main(["check", "--statistics", "--output-format=json", *arguments])
    counted = json.loads(capsys.readouterr().out)["fixable"]
    assert path.read_text(encoding="utf-8") == HEAD + body
    main(["fix", "--diff", "--unsafe-fixes", *arguments])
    would = capsys.readouterr().err.splitlines()[-1]
    assert would.startswith(f"{counted['safe'] + counted['unsafe']} would be fixed, 1 left: ")
    fixed = {}
    for name, flags in (("safe", []), ("unsafe", ["--unsafe-fixes"])):
        main(["fix", *flags, *arguments])
        fixed[name] = int(capsys.readouterr().err.splitlines()[-1].partition(" ")[0])
    assert counted == fixed
    assert all(fixed.values())


def test_statistics_of_nothing_speak_of_no_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project(tmp_path) / "app.py").write_text("x = 1\n", encoding="utf-8")
    assert main(["check", "--statistics", "--no-cache", str(tmp_path)]) == 0
    assert capsys.readouterr().err.endswith(", nothing found\n")


def test_where_nothing_can_be_fixed_statistics_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = "async def close(client: httpx.AsyncClient):\n    await client.post('/bye')\n"
    (project(tmp_path) / "app.py").write_text(HEAD + body, encoding="utf-8")
    main(["check", "--statistics", "--ignore", "OWN501", "--no-cache", str(tmp_path)])
    printed = capsys.readouterr()
    assert "  1  OWN101 unowned-operation\n" in printed.out
    assert printed.err.endswith("; none of them can be fixed\n")


@pytest.mark.parametrize("flag", [["--diff"], []])
def test_a_refusal_tells_the_row_of_the_file_on_the_disk(
    flag: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = (
        "async def save_order(client: httpx.AsyncClient, order_id):\n    await client.get('/')\n\n\n"
        "async def close(client: httpx.AsyncClient):\n    await client.post('/bye')\n"
    )
    path = project(tmp_path) / "app.py"
    path.write_text(HEAD + body, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.flake8-ownership]\ngranularity = "call"\n', encoding="utf-8")
    main(["fix", "--unsafe-fixes", *flag, "--ignore", "OWN501", "--no-cache", str(tmp_path)])
    said = capsys.readouterr().err
    row = path.read_text(encoding="utf-8").split("client.post")[0].count("\n") + 1
    assert f"{path}:{row}: OWN101 at client.post is not mended" in said


def test_a_status_that_is_passed_while_bad_counts_no_success(tmp_path: Path) -> None:
    body = (
        "async def settle(client: httpx.AsyncClient, order_id):\n    try:\n        answer = await client.get('/a')\n"
        "        if answer.is_success:\n            print(answer.json())\n        else:\n            print(order_id)\n"
        "        return 3\n    finally:\n        print(order_id)\n"
    )
    folder = project(tmp_path, app____init__="", app__telemetry=TELEMETRY)
    done = mended(folder, HEAD + body, metrics="app.telemetry:metrics.increment", select=("OWN101",))
    assert "_failed" in done.text
    assert "succe" not in done.text.replace("is_success", "")


def test_a_function_of_which_a_part_is_refused_counts_no_success(tmp_path: Path) -> None:
    body = (
        "async def settle(client: httpx.AsyncClient, order_id, flag):\n"
        "    try:\n        if flag:\n            raise KeyError\n        await client.get('/a')\n"
        "    finally:\n        print(order_id)\n    if flag:\n        return 3\n    await client.head('/b')\n"
    )
    folder = project(tmp_path, app____init__="", app__telemetry=TELEMETRY)
    done = mended(folder, HEAD + body, metrics="app.telemetry:metrics.increment", select=("OWN101",))
    assert why(done) == "it would be a try within a try"
    assert done.text.count("logger.exception") == 1
    assert "_failed" in done.text
    assert "successfully" not in done.text


HABIT = (
    "async def f{}(client):\n    try:\n        await client()\n    except ValueError:\n"
    "        logger.exception('bad'){}\n\n\n"
)


@pytest.mark.parametrize("raises", [False, True])
def test_no_log_is_made_where_handlers_of_the_project_never_raise_on(tmp_path: Path, *, raises: bool) -> None:
    """There the failure is told where it ends, and a logger that is given for it and not used is not left behind."""
    other = HABIT.format("{}", "\n        raise" if raises else "")
    others = "import logging\n\nlogger = logging.getLogger(__name__)\n\n\n" + "".join(map(other.format, range(6)))
    body = "import httpx\n\n\nasync def save_order(client: httpx.AsyncClient, order_id):\n    await client.get('/')\n"
    done = mended(project(tmp_path, other=others), body, select=("OWN101",))
    assert ("logger.exception('failed to save order %s', order_id)" in done.text) is raises
    assert ("seldom log what they raise again" in why(done)) is not raises
    assert done.changed is raises


def test_what_a_framework_prints_is_logged_only_where_the_user_asks_for_it(tmp_path: Path) -> None:
    other = HABIT.format("{}", "\n        raise")
    others = "import logging\n\nlogger = logging.getLogger(__name__)\n\n\n" + "".join(map(other.format, range(6)))
    body = (
        "import httpx\nfrom fastapi import FastAPI\n\napp = FastAPI()\nclient = httpx.AsyncClient()\n\n\n"
        "@app.post('/orders')\nasync def save_order(order_id: str):\n    await client.post('/', json=order_id)\n"
    )
    done = mended(project(tmp_path, other=others), body, select=("OWN107",), granularity="operation")
    assert not done.changed
    assert "seldom log what they raise again" in why(done)
    options = {"select": ("OWN107",), "granularity": "operation"}
    done = mended(project(tmp_path, other=others), others + body, **options)
    assert not done.changed
    assert "a log would tell it twice" in why(done)
    assert 'set logging = "stdlib", or "module:name" of your own' in why(done)
    done = mended(project(tmp_path, other=others), others + body, logging="stdlib", **options)
    assert "logger.exception('failed to save order %s', order_id)" in done.text
    done = mended(project(tmp_path, other=others), others + body, logging="other:logger", **options)
    assert "logger.exception('failed to save order %s', order_id)" in done.text


# -- what counts


COUNTS = "from prometheus_client import Counter\n\nSEEN = Counter('seen', 'Orders seen.')\n"
LOAD = "async def load(client: httpx.AsyncClient, order_id: str):\n    SEEN.inc()\n    await client.get('/')\n"


def test_a_file_that_counts_with_what_others_have_made_gets_no_metric_of_its_own(tmp_path: Path) -> None:
    head = HEAD.replace("import httpx\n", "import httpx\n\nfrom telemetry import SEEN\n")
    text = mended(project(tmp_path, telemetry=COUNTS), head + LOAD, select=("OWN101",)).text
    assert "logger.exception" in text
    assert "Counter" not in text


def test_a_file_that_makes_metrics_gets_one_more(tmp_path: Path) -> None:
    head = HEAD.replace("import httpx\n", f"import httpx\n{COUNTS}")
    text = mended(project(tmp_path), head + LOAD, select=("OWN101",)).text
    assert 'OPERATIONS.labels(operation="load", outcome="failure").inc()' in text.replace("'", '"')
