"""What is logged and counted of a request whose response has a bad status: mended functions are run with real httpx."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.test_dialects import TELEMETRY, mended, project

HEAD = """\
import logging

import httpx

from telemetry import metrics

logger = logging.getLogger(__name__)
STORED = []


class RatesError(Exception):
    pass


class NoSuchRate(Exception):
    pass


def check_response(response):
    if response.status_code >= 400:
        raise RatesError(response.status_code)


def check_loudly(response):
    if response.status_code >= 400:
        logger.error("bad status %s", response.status_code)
        raise RatesError(response.status_code)


async def load_rate(client: httpx.AsyncClient, rate_id: str):
"""


@dataclass(frozen=True)
class Told:
    """How a call ended, and what was told of it."""

    end: object
    errors: int
    failures: int
    successes: int


WELL = Told("returned 7", 0, 0, 1)
FAILED = Told("HTTPStatusError", 1, 1, 0)
OWN = Told("RatesError", 1, 1, 0)
NOTHING = Told("returned None", 0, 0, 0)
# What the function does, and what a 200, a 500 and a 404 come to.
SHAPES: dict[str, tuple[str, Told, Told, Told]] = {
    "raises": (
        """\
    response = await client.get("/rates")
    response.raise_for_status()
    return response.json()["rate"]
""",
        WELL,
        FAILED,
        FAILED,
    ),
    "raises with the response": (
        """\
    response = await client.get("/rates")
    response = response.raise_for_status()
    return response.json()["rate"]
""",
        WELL,
        FAILED,
        FAILED,
    ),
    "raises in the chain": (
        """\
    response = await client.get("/rates")
    return response.raise_for_status().json()["rate"]
""",
        WELL,
        FAILED,
        FAILED,
    ),
    "raises later": (
        """\
    response = await client.get("/rates")
    size = len(response.content)
    STORED.append(size)
    response.raise_for_status()
    return response.json()["rate"]
""",
        WELL,
        FAILED,
        FAILED,
    ),
    "raises after the client is closed": (
        """\
    async with httpx.AsyncClient(transport=client._transport, base_url="http://a") as other:
        response = await other.get("/rates")
    response.raise_for_status()
    return response.json()["rate"]
""",
        WELL,
        FAILED,
        FAILED,
    ),
    "raises after either branch": (
        """\
    if rate_id:
        response = await client.get("/rates")
    else:
        response = await client.get("/all")
    response.raise_for_status()
    return response.json()["rate"]
""",
        WELL,
        FAILED,
        FAILED,
    ),
    "raises its own": (
        """\
    response = await client.get("/rates")
    if response.status_code != 200:
        raise RatesError(response.status_code)
    return response.json()["rate"]
""",
        WELL,
        OWN,
        OWN,
    ),
    "raises its own by another name": (
        """\
    response = await client.get("/rates")
    status = response.status_code
    if status >= httpx.codes.BAD_REQUEST:
        raise RatesError(status)
    return response.json()["rate"]
""",
        WELL,
        OWN,
        OWN,
    ),
    "raises its own in an else": (
        """\
    response = await client.get("/rates")
    if response.is_success:
        return response.json()["rate"]
    else:
        raise RatesError(response.status_code)
""",
        WELL,
        OWN,
        OWN,
    ),
    "raises its own at the end": (
        """\
    response = await client.get("/rates")
    if response.status_code == 200:
        return response.json()["rate"]
    raise RatesError(response.status_code)
""",
        WELL,
        OWN,
        OWN,
    ),
    "has a function check": (
        """\
    response = await client.get("/rates")
    check_response(response)
    return response.json()["rate"]
""",
        WELL,
        OWN,
        OWN,
    ),
    "has a function check that logs": (
        """\
    response = await client.get("/rates")
    check_loudly(response)
    return response.json()["rate"]
""",
        WELL,
        Told("RatesError", 1, 0, 0),
        Told("RatesError", 1, 0, 0),
    ),
    "asserts": (
        """\
    response = await client.get("/rates")
    assert response.status_code == 200
    return response.json()["rate"]
""",
        WELL,
        Told("AssertionError", 1, 1, 0),
        Told("AssertionError", 1, 1, 0),
    ),
    "knows what is not there": (
        """\
    response = await client.get("/rates")
    if response.status_code == 404:
        return None
    response.raise_for_status()
    return response.json()["rate"]
""",
        WELL,
        FAILED,
        Told("returned None", 0, 0, 1),
    ),
    "says what is not there": (
        """\
    response = await client.get("/rates")
    if response.status_code == 404:
        raise NoSuchRate(rate_id)
    response.raise_for_status()
    return response.json()["rate"]
""",
        WELL,
        FAILED,
        Told("NoSuchRate", 0, 0, 0),
    ),
    "gives up": (
        """\
    response = await client.get("/rates")
    if response.status_code != 200:
        return None
    return response.json()["rate"]
""",
        WELL,
        NOTHING,
        NOTHING,
    ),
    "logs and gives up": (
        """\
    response = await client.get("/rates")
    if not response.is_success:
        logger.error("no rate")
        return None
    return response.json()["rate"]
""",
        WELL,
        Told("returned None", 1, 0, 0),
        Told("returned None", 1, 0, 0),
    ),
    "logs and raises": (
        """\
    response = await client.get("/rates")
    if response.is_error:
        logger.error("no rate")
        raise RatesError
    return response.json()["rate"]
""",
        WELL,
        Told("RatesError", 1, 0, 0),
        Told("RatesError", 1, 0, 0),
    ),
    "does something where all is well": (
        """\
    response = await client.get("/rates")
    if 200 <= response.status_code < 300:
        STORED.append(response.text)
""",
        Told("returned None", 0, 0, 1),
        NOTHING,
        NOTHING,
    ),
    "logs and goes on": (
        """\
    response = await client.get("/rates")
    if response.status_code != 200:
        logger.warning("no rate")
    STORED.append(response)
""",
        NOTHING,
        NOTHING,
        NOTHING,
    ),
    "raises while the response is open": (
        """\
    async with client.stream("GET", "/rates") as response:
        response.raise_for_status()
        await response.aread()
        return response.json()["rate"]
""",
        WELL,
        FAILED,
        FAILED,
    ),
    "gives up while the response is open": (
        """\
    async with client.stream("GET", "/rates") as response:
        if response.status_code != 200:
            return None
        await response.aread()
        return response.json()["rate"]
""",
        WELL,
        NOTHING,
        NOTHING,
    ),
    "raises after a handler": (
        """\
    try:
        response = await client.get("/rates")
    except httpx.ConnectTimeout:
        return None
    response.raise_for_status()
    return response.json()["rate"]
""",
        WELL,
        FAILED,
        FAILED,
    ),
    "looks after the status itself": (
        """\
    response = await client.get("/rates")
    try:
        response.raise_for_status()
        found = response.json()
    except httpx.HTTPStatusError:
        logger.error("no rate")
        return None
    if "error" in found:
        return None
    return found["rate"]
""",
        WELL,
        Told("returned None", 1, 0, 0),
        Told("returned None", 1, 0, 0),
    ),
    "asks twice": (
        """\
    response = await client.get("/rates")
    response.raise_for_status()
    second = await client.get(response.json()["next"])
    if second.status_code != 200:
        raise RatesError
    return second.json()["rate"]
""",
        WELL,
        FAILED,
        FAILED,
    ),
    "tells of an error in the body": (
        """\
    response = await client.get("/rates")
    response.raise_for_status()
    found = response.json()
    if "error" in found:
        raise RatesError(found["error"])
    return found["rate"]
""",
        WELL,
        FAILED,
        FAILED,
    ),
}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is counted."""
    names: list[str] = []
    module = ModuleType("telemetry")
    vars(module)["metrics"] = SimpleNamespace(increment=names.append)
    monkeypatch.setitem(__import__("sys").modules, "telemetry", module)
    return names


@pytest.fixture
def logged() -> Iterator[list[logging.LogRecord]]:
    """What is logged of failures."""
    records: list[logging.LogRecord] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    handler = Kept(logging.WARNING)
    logging.getLogger("mended").addHandler(handler)
    yield records
    logging.getLogger("mended").removeHandler(handler)


def ended(text: str, answer: httpx.Response | Exception, only: str = "") -> str:
    """How `load_rate` of a text ends where the service gives an answer; a failure `only` at one path."""

    def given(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            if request.url.path != (only or request.url.path):
                return httpx.Response(200, json=BODY)
            raise answer
        return answer

    async def run() -> object:
        async with httpx.AsyncClient(transport=httpx.MockTransport(given), base_url="http://rates.example") as client:
            return await space["load_rate"](client, "usd")

    space: dict[str, Any] = {"__name__": "mended"}
    exec(compile(text, "<mended>", "exec"), space)
    try:
        return f"returned {asyncio.run(run())}"
    except Exception as error:
        return type(error).__name__


BODY = {"rate": 7, "next": "/more"}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("status", "wanted"), [(200, 1), (500, 2), (404, 3)])
def test_a_bad_status_is_a_failure_and_no_success(
    tmp_path: Path, counted: list[str], logged: list[logging.LogRecord], shape: str, status: int, wanted: int
) -> None:
    body = SHAPES[shape][0]
    folder = project(tmp_path, telemetry=TELEMETRY)
    fixed = mended(folder, HEAD + body, metrics="telemetry:metrics.increment", ignore=("OWN501",))
    assert fixed.applied
    before = ended(HEAD + body, httpx.Response(status, json=BODY))
    counted.clear()
    logged.clear()
    end = ended(fixed.text, httpx.Response(status, json=BODY))
    successes = sum(name.endswith(("_successfully", "_succeeded")) for name in counted)
    errors = sum(record.levelno >= logging.ERROR for record in logged)
    assert Told(end, errors, len(counted) - successes, successes) == SHAPES[shape][wanted]
    assert end == before


@pytest.mark.parametrize("shape", SHAPES)
def test_a_request_that_fails_is_told_once_whatever_follows_it(
    tmp_path: Path, counted: list[str], logged: list[logging.LogRecord], shape: str
) -> None:
    fixed = mended(
        project(tmp_path, telemetry=TELEMETRY),
        HEAD + SHAPES[shape][0],
        metrics="telemetry:metrics.increment",
        ignore=("OWN501",),
    )
    assert ended(fixed.text, httpx.ReadError("cut off")) == "ReadError"
    assert (len(logged), len(counted)) == (1, 1)


def test_an_error_in_the_body_of_a_good_response_is_a_failure(
    tmp_path: Path, counted: list[str], logged: list[logging.LogRecord]
) -> None:
    body = SHAPES["tells of an error in the body"][0]
    fixed = mended(project(tmp_path, telemetry=TELEMETRY), HEAD + body, metrics="telemetry:metrics.increment")
    assert ended(fixed.text, httpx.Response(200, json={"error": "closed"})) == "RatesError"
    assert (len(logged), counted) == (1, ["rate_loading_failed"])


def test_a_body_that_cannot_be_read_is_a_failure(
    tmp_path: Path, counted: list[str], logged: list[logging.LogRecord]
) -> None:
    fixed = mended(
        project(tmp_path, telemetry=TELEMETRY), HEAD + SHAPES["raises"][0], metrics="telemetry:metrics.increment"
    )
    assert ended(fixed.text, httpx.Response(200, text="<html>")) == "JSONDecodeError"
    assert (len(logged), counted) == (1, ["rate_loading_failed"])


def test_a_service_that_counts_nothing_reports_a_bad_status_all_the_same(
    tmp_path: Path, logged: list[logging.LogRecord]
) -> None:
    text = HEAD.replace("from telemetry import metrics\n\n", "") + SHAPES["raises"][0]
    fixed = mended(project(tmp_path), text)
    assert ended(fixed.text, httpx.Response(500)) == "HTTPStatusError"
    assert len(logged) == 1


@pytest.mark.parametrize(
    "lost",
    [
        "    try:\n        await client.get('/cache')\n    except httpx.HTTPError:\n        pass\n",
        "    with contextlib.suppress(httpx.HTTPError):\n        await client.get('/cache')\n",
        "    await asyncio.gather(client.get('/cache'), return_exceptions=True)\n",
    ],
    ids=["handler", "suppress", "gather"],
)
@pytest.mark.parametrize("first", [True, False])
def test_one_call_is_a_success_or_a_failure_and_not_both(
    tmp_path: Path, counted: list[str], logged: list[logging.LogRecord], lost: str, first: bool
) -> None:
    """What is lost on the way is logged, and the operation succeeds all the same."""
    asked = "    found = await client.get('/rates')\n    found.raise_for_status()\n"
    text = f"import asyncio\nimport contextlib\n{HEAD}{lost + asked if first else asked + lost}"
    folder = project(tmp_path, telemetry=TELEMETRY)
    fixed = mended(folder, text, metrics="telemetry:metrics.increment", ignore=("OWN501",), enable=("OWN202",))
    assert ended(fixed.text, httpx.ConnectError("down"), "/cache") == "returned None"
    assert (len(logged), counted) == (1, ["rate_loaded_successfully"])


@pytest.mark.parametrize(
    "body",
    [
        "    if not result.is_successful:\n        return False\n    return True\n",
        "    if result.is_successful:\n        STORED.append(push_id)\n",
        "    if result.status != '200':\n        raise RatesError(result.description)\n",
    ],
)
def test_a_push_that_was_refused_is_no_success(
    tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    """The answer of another kind of service, whose class has a status in the catalogue."""

    class Apns:
        def __init__(self, status: str) -> None:
            self.status = status

        async def send_notification(self, _: object) -> SimpleNamespace:
            return SimpleNamespace(is_successful=self.status == "200", status=self.status, description="Unregistered")

    library = ModuleType("aioapns")
    vars(library).update(APNs=Apns)
    monkeypatch.setitem(__import__("sys").modules, "aioapns", library)
    head = HEAD.partition("async def load_rate")[0].replace("import httpx\n", "from aioapns import APNs\n")
    given = "async def tell(client: APNs, push_id: str):\n    result = await client.send_notification(push_id)\n"
    folder = project(tmp_path, telemetry=TELEMETRY)
    fixed = mended(folder, head + given + body, metrics="telemetry:metrics.increment")
    assert fixed.applied
    space: dict[str, Any] = {"__name__": "mended"}
    exec(compile(fixed.text, "<mended>", "exec"), space)
    asyncio.run(space["tell"](Apns("200"), "7"))
    assert sum(name.endswith(("_successfully", "_succeeded")) for name in counted) == 1
    counted.clear()
    with contextlib.suppress(space["RatesError"]):
        asyncio.run(space["tell"](Apns("410"), "7"))
    assert not [name for name in counted if name.endswith(("_successfully", "_succeeded"))]


@pytest.mark.parametrize("loop", ["while True", "for url in urls"])
def test_a_status_ends_no_loop_that_goes_on_whatever_the_answer(tmp_path: Path, loop: str) -> None:
    body = (
        f"async def tell(client: httpx.AsyncClient, urls: list[str]):\n    {loop}:\n        await client.post('/')\n"
        "        await asyncio.sleep(60)\n"
    )
    folder = project(tmp_path)
    done = mended(folder, "import asyncio\n\nimport httpx\n\n\n" + body, select=("OWN501",))
    assert not done.changed
    assert "it would end the loop, which goes on" in str(done.refused)


def test_a_question_is_answered_with_no_where_the_status_is_bad(tmp_path: Path) -> None:
    body = (
        "async def is_valid(client: httpx.AsyncClient):\n    answer = await client.get('/')\n"
        "    keep(answer.text)\n    if is_kept():\n        return True\n    return {}\n"
    )
    head = "import httpx\n\n\n"
    done = mended(project(tmp_path), head + body.format("False"), select=("OWN501",))
    assert not done.changed
    assert "answers yes or no" in str(done.refused[0])
    assert mended(project(tmp_path), head + body.format("True"), select=("OWN501",)).changed


@pytest.mark.parametrize(("client", "is_mended"), [("aiohttp.ClientSession", False), ("httpx.AsyncClient", True)])
def test_a_loop_that_runs_again_after_the_clients_error_hears_of_no_status(
    client: str, is_mended: bool, tmp_path: Path
) -> None:
    head = "import aiohttp\nimport httpx\nfrom discord.ext import tasks\n\n\n"
    body = f"@tasks.loop(minutes=1)\nasync def beat(client: {client}):\n    await client.post('/beat')\n"
    done = mended(project(tmp_path), head + body, select=("OWN501",))
    assert done.changed is is_mended
    assert is_mended or "tries again after such an error" in str(done.refused[0])


def test_an_answer_that_is_printed_is_left_alone(tmp_path: Path) -> None:
    body = (
        'async def ask(client: httpx.AsyncClient):\n    answer = await client.get("/")\n    print(answer.status_code)\n'
    )
    done = mended(project(tmp_path), f"import httpx\n\n\n{body}", select=("OWN501",))
    assert not done.changed
    assert "prints the status of the answer" in str(done.refused[0])


def test_what_is_closed_afterwards_is_not_passed_by(tmp_path: Path) -> None:
    head = "async def ask():\n    client = httpx.AsyncClient()\n    answer = await client.get('/')\n"
    body = head + "{}    return answer.text\n"
    closed = body.format("    await client.aclose()\n")
    done = mended(project(tmp_path), f"import httpx\n\n\n{closed}", select=("OWN501",))
    assert not done.changed
    assert "the cleanup that follows" in str(done.refused[0])
    assert mended(project(tmp_path), "import httpx\n\n\n" + body.format(""), select=("OWN501",)).changed


def test_an_answer_that_is_called_nothing_gets_a_name(tmp_path: Path) -> None:
    body = (
        "async def tell(client: httpx.AsyncClient, order_id: str):\n"
        "    async with client.stream('POST', f'/orders/{order_id}') as _:\n        pass\n"
    )
    done = mended(project(tmp_path), "import httpx\n\n\n" + body, select=("OWN501",))
    assert "as response:\n        response.raise_for_status()" in done.text


@pytest.mark.parametrize(("more", "is_named"), [("", True), ("    return _('done')\n", False)])
def test_an_answer_that_is_assigned_to_nothing_gets_a_name(tmp_path: Path, more: str, is_named: bool) -> None:
    body = (
        "async def tell(client: httpx.AsyncClient, order_id: str):\n"
        f"    _ = await client.post(f'/orders/{{order_id}}')\n    print(order_id)\n{more}"
    )
    done = mended(project(tmp_path), "import httpx\n\n\n" + body, select=("OWN501",))
    assert ("    response = await client.post(" in done.text) is is_named
    assert "_.raise" not in done.text


LINES = """\
async def tell(client: httpx.AsyncClient, order_id: str):
    await client.post(
        f"https://shop.example/orders/{order_id}/a-path-that-is-far-longer-than-any-line-that-a-formatter-would-leave-alone",
        json={
            "order_id": order_id,
            "reason": "a reason that takes up most of what a line has room for",
        },
    )
    print(order_id)
"""


def test_a_dict_that_stands_on_several_lines_gets_no_blank_line(tmp_path: Path) -> None:
    done = mended(project(tmp_path), "import httpx\n\n\n" + LINES, select=("OWN501",))
    assert "response.raise_for_status()" in done.text
    assert not [line for line in done.text.splitlines() if line and not line.strip()]
