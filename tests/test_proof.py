"""`pytest --ownership`: what becomes of a failure that is injected, and whether that is what is said of the code."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import jsonschema
import pytest

from flake8_ownership.faces.cli import main
from flake8_ownership.ownership import proved
from flake8_ownership.ownership.proved import Proofs, Shown
from flake8_ownership.proof import running
from flake8_ownership.proof.session import _patient, seconds_of

pytest_plugins = ["pytester"]

SETTINGS = """
[tool.flake8-ownership]
kind = "application"
[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
"""
CLIENT = """
import httpx

def client():
    answer = httpx.MockTransport(lambda request: httpx.Response(200, json={"value": 2}))
    return httpx.AsyncClient(transport=answer, base_url="http://rates.example")
"""


def run(pytester: pytest.Pytester, service: str, tests: str, *arguments: str) -> tuple[Proofs, str]:
    """What is shown of a module `service`, and what the terminal says."""
    lay(pytester, service, tests)
    report = pytester.path.parent / f"{pytester.path.name}.json"
    done = pytester.runpytest_inprocess(
        "-q", "-p", "no:cacheprovider", "--ownership", f"--ownership-report={report}", *arguments
    )
    return proved.read(str(report)), done.stdout.str()


# What a process of its own loads: nothing else that happens to be installed here.
FEW = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_ADDOPTS": "-p pytest_asyncio.plugin -p flake8_ownership.proof.plugin -p xdist.plugin",
}


@pytest.fixture
def few_plugins(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in FEW.items():
        monkeypatch.setenv(name, value)


SILENT = """
import logging
logger = logging.getLogger(__name__)

async def rate(client: httpx.AsyncClient):
    try:
        return await client.get("/rate")
    except httpx.HTTPError:
        return None
"""
TEST = "async def test_rate():\n    await service.rate(client())\n"


def lay(pytester: pytest.Pytester, service: str, tests: str) -> None:
    pytester.makepyprojecttoml(SETTINGS)
    pytester.makepyfile(
        clients=CLIENT,
        service=f"import httpx\n{dedent(service)}",
        test_service=f"import service\nfrom clients import client\n{dedent(tests)}",
    )


def endings(proofs: Proofs, failure: str = "general") -> dict[str, str]:
    """How a failure ended, by the function whose call failed."""
    return {one.function: run.ending for one, run in shown(proofs) if run.failure == failure}


def shown(proofs: Proofs) -> list[tuple[proved.Proved, Shown]]:
    return [(one, run) for one in proofs.calls for run in one.runs]


ENDINGS = """
import asyncio
import logging
import contextlib
import atexit
import loguru
import sentry_sdk
import structlog
from opentelemetry import trace
from prometheus_client import CollectorRegistry, Counter
from statsd import StatsClient

logger = logging.getLogger(__name__)
structured = structlog.get_logger()
failures = Counter("failures", "those of rates", registry=CollectorRegistry())
stats = StatsClient()
atexit.register(stats.close)  # its socket
tracer = trace.get_tracer(__name__)

async def raised(client: httpx.AsyncClient):
    return await client.get("/rate")

async def swallowed(client: httpx.AsyncClient):
    try:
        return await client.get("/rate")
    except httpx.HTTPError:
        return None

async def whispered(client: httpx.AsyncClient):
    try:
        return await client.get("/rate")
    except httpx.HTTPError:
        logger.info("no rate")

async def suppressed(client: httpx.AsyncClient):
    with contextlib.suppress(Exception):
        await client.get("/rate")

async def logged(client: httpx.AsyncClient):
    try:
        return await client.get("/rate")
    except httpx.HTTPError:
        logger.warning("no rate")

async def structured_log(client: httpx.AsyncClient):
    try:
        return await client.get("/rate")
    except httpx.HTTPError:
        structured.exception("no rate")

async def logged_by_loguru(client: httpx.AsyncClient):
    try:
        return await client.get("/rate")
    except httpx.HTTPError:
        loguru.logger.error("no rate")

async def counted(client: httpx.AsyncClient):
    try:
        return await client.get("/rate")
    except httpx.HTTPError:
        failures.inc()

async def counted_by_statsd(client: httpx.AsyncClient):
    try:
        return await client.get("/rate")
    except httpx.HTTPError:
        stats.incr("failures")

async def captured(client: httpx.AsyncClient):
    try:
        return await client.get("/rate")
    except httpx.HTTPError as error:
        sentry_sdk.capture_exception(error)

async def traced(client: httpx.AsyncClient):
    with tracer.start_as_current_span("rate"):
        return await client.get("/rate")

async def fetch(client: httpx.AsyncClient):
    return await client.get("/rate")

async def forgets(client):
    task = asyncio.create_task(fetch(client))
    await asyncio.sleep(0.01)

async def fetch_all(client: httpx.AsyncClient):
    return await client.get("/rate")

async def gathers(client):
    await asyncio.gather(fetch_all(client), return_exceptions=True)

async def streamed(client: httpx.AsyncClient):
    try:
        async with client.stream("GET", "/rate") as answer:
            return answer
    except httpx.HTTPError:
        return None

async def tries_for_ever(client: httpx.AsyncClient):
    while True:
        try:
            return await client.get("/rate")
        except httpx.HTTPError:
            await asyncio.sleep(0)
"""
FUNCTIONS = {
    "raised": "open",
    "swallowed": "silenced",
    "whispered": "silenced",
    "suppressed": "silenced",
    "logged": "reported",
    "structured_log": "reported",
    "logged_by_loguru": "reported",
    "counted": "reported",
    "counted_by_statsd": "reported",
    "captured": "reported",
    "traced": "reported",
    "streamed": "silenced",
    "tries_for_ever": "silenced",
}


def test_how_a_failure_ends_is_shown_and_what_is_said_of_it_holds(pytester: pytest.Pytester) -> None:
    calls = {**FUNCTIONS, "forgets": "", "gathers": ""}
    tests = "\n".join(f"async def test_{name}():\n    await service.{name}(client())\n" for name in calls)
    proofs, output = run(pytester, ENDINGS, tests)
    assert endings(proofs) == {**FUNCTIONS, "fetch": "detached", "fetch_all": "detached"}
    # Of these only rules tell that are off.
    unsaid = {one.function for one in proofs.calls if one.proof == "lost" and not one.codes}
    assert unsaid == {"whispered", "suppressed"}
    assert proofs.agreeing >= len(FUNCTIONS)
    assert not proofs.disagreements, output
    pytester_lost = sum(one.proof == "lost" for one in proofs.calls)
    assert f"{pytester_lost}  proved lost: nobody was told" in output


def test_a_report_names_the_identifiers_whose_values_it_shows(pytester: pytest.Pytester) -> None:
    service = """
    import logging
    logger = logging.getLogger(__name__)

    async def pay(client: httpx.AsyncClient, order_id: str, user_id: str):
        try:
            await client.post("/pay", json={"order": order_id})
        except Exception:
            logger.exception("not paid", extra={"order": order_id})
            raise
    """
    test = "import pytest\nasync def test_pay():\n    await service.pay(client(), 'order-7', 'user-9')\n"
    proofs, _ = run(pytester, service, test)
    (one,) = proofs.calls
    assert one.proof == "reported"
    assert one.identifiers == ("order_id",)
    assert {heard.traceback for run in one.runs for heard in run.told} == {True}


def test_a_timeout_and_an_answer_may_end_otherwise(pytester: pytest.Pytester) -> None:
    service = """
    import logging
    logger = logging.getLogger(__name__)

    async def late(client: httpx.AsyncClient):
        try:
            return await client.get("/rate")
        except httpx.TimeoutException:
            return None
        except httpx.HTTPError:
            logger.exception("no rate")

    async def raises(client: httpx.AsyncClient):
        try:
            answer = await client.get("/rate")
            answer.raise_for_status()
        except httpx.HTTPError:
            logger.exception("no rate")

    async def believes(client: httpx.AsyncClient):
        try:
            return (await client.get("/rate")).text
        except httpx.HTTPError:
            logger.exception("no rate")
    """
    tests = "\n".join(
        f"async def test_{name}():\n    await service.{name}(client())\n" for name in ("late", "raises", "believes")
    )
    proofs, _ = run(pytester, service, tests)
    assert endings(proofs) == {"late": "reported", "raises": "reported", "believes": "reported"}
    assert endings(proofs, "timeout") == {"late": "silenced", "raises": "reported", "believes": "reported"}
    assert endings(proofs, "status 500") == {"late": "silenced", "raises": "reported", "believes": "silenced"}


def test_what_is_said_and_not_shown_is_a_disagreement(pytester: pytest.Pytester) -> None:
    """A test may put something else in the place of a logger, which no reading of the code tells."""
    service = """
    import logging
    logger = logging.getLogger(__name__)

    async def rate(client: httpx.AsyncClient):
        try:
            return await client.get("/rate")
        except httpx.HTTPError:
            logger.exception("no rate")
    """
    test = """
    from unittest.mock import MagicMock

    async def test_rate(monkeypatch):
        monkeypatch.setattr(service, "logger", MagicMock())
        await service.rate(client())
    """
    proofs, output = run(pytester, service, test, "--ownership-failure=general")
    ((_, wrong),) = proofs.disagreements
    assert (wrong.ending, wrong.claim.ending) == ("silenced", "reported")
    assert "of 1 of the 1 run flake8-ownership says where the failure ends: 0 bear it out" in output
    assert "disagreement: service.py:8 client.get in rate" in output


def test_roads_are_followed_to_the_caller_that_ends_the_failure(pytester: pytest.Pytester) -> None:
    service = """
    import functools

    class Rates:
        def __init__(self, client: httpx.AsyncClient):
            self.client = client

        async def fetch(self):
            return await self.client.get("/rate")

    async def loud(rates: Rates):
        return await rates.fetch()

    async def quiet(rates: Rates):
        try:
            return await rates.fetch()
        except Exception:
            return None
    """
    tests = "\n".join(
        f"async def test_{name}():\n    await service.{name}(service.Rates(client()))\n" for name in ("loud", "quiet")
    )
    proofs, output = run(pytester, service, tests, "--ownership-failure=general")
    found = {run.road[-1].function: (run.ending, run.where and run.where.function) for _, run in shown(proofs)}
    assert found == {"loud": ("open", "loud"), "quiet": ("silenced", "quiet")}
    assert proofs.agreeing == 2, output


def test_what_cannot_be_shown_is_said(pytester: pytest.Pytester) -> None:
    service = """
    async def once(client: httpx.AsyncClient):
        return await client.get("/rate")

    async def failing(client: httpx.AsyncClient):
        return await client.get("/rate")

    async def never(client: httpx.AsyncClient):
        return await client.get("/rate")
    """
    tests = """
    runs = []

    async def test_once():
        runs.append(1)
        if len(runs) == 1:
            await service.once(client())

    async def test_failing():
        await service.failing(client())
        assert False
    """
    proofs, _ = run(pytester, service, tests, "--ownership-failure=general")
    found = {one.function: (one.proof, one.why) for one in proofs.calls}
    assert found == {
        "once": ("flaky", ""),
        "failing": ("not injected", "no test that passes reaches it"),
        "never": ("not reached", "no test reaches it"),
    }


def test_what_a_plugin_has_imported_before_is_watched_too(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its decorated functions, methods, and those that others hold already."""
    service = """
        import functools

        def passing(function):
            @functools.wraps(function)
            async def passed(*arguments):
                return await function(*arguments)
            return passed

        class Rates:
            def __init__(self, client: httpx.AsyncClient):
                self.client = client

            @passing
            async def raised(self):
                return await self.client.get("/rate")

        async def swallowed(client: httpx.AsyncClient):
            def path(name=__name__):
                return "/" + name
            try:
                return await client.get(path())
            except httpx.HTTPError:
                return None
        """
    tests = """
        import early

        async def test_both():
            await early.Rates(client()).raised()
            await early.swallowed(client())
        """
    pytester.makepyfile(early="from service import Rates, swallowed\n")
    pytester.syspathinsert()
    monkeypatch.setenv("PYTHONPATH", str(pytester.path))
    lay(pytester, service, tests)
    report = pytester.path.parent / f"{pytester.path.name}.json"
    done = pytester.runpytest_subprocess("-q", "-p", "early", "--ownership", f"--ownership-report={report}")
    done.assert_outcomes(passed=1)
    proofs = proved.read(str(report))
    assert not proofs.notes
    assert not proofs.disagreements
    assert endings(proofs) == {"Rates.raised": "open", "swallowed": "silenced"}


def test_a_thread_that_a_failure_leaves_behind_does_not_keep_the_process(pytester: pytest.Pytester) -> None:
    """It waits for something that will never come, because what would send it failed."""
    service = """
        import queue, threading

        async def connect(client: httpx.AsyncClient):
            jobs = queue.Queue()
            threading.Thread(target=jobs.get, name="waits-for-ever").start()
            await client.get("/rate")
            jobs.put(None)
        """
    lay(pytester, service, "async def test_it():\n    await service.connect(client())\n")
    done = pytester.runpytest_subprocess("-q", "--ownership", timeout=60)
    done.assert_outcomes(passed=1)
    assert done.ret == 0
    done.stderr.fnmatch_lines(["ownership: ended although *: waits-for-ever*"])


def test_what_does_not_end_is_torn_down_for_the_next_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its fixture does not end either, which would leave the next test nothing to begin with."""
    usual = running._options
    monkeypatch.setattr(running, "_options", lambda config: dataclasses.replace(usual(config), patience=2.0))
    service = """
    async def one(client: httpx.AsyncClient):
        return await client.get("/rate")

    async def two(client: httpx.AsyncClient):
        return await client.get("/rate")
    """
    tests = """
    import time
    import pytest

    @pytest.fixture
    def waits():
        sent = []
        yield sent
        if not sent:
            time.sleep(30)

    async def test_one(waits):
        try:
            await service.one(client())
        except Exception:
            time.sleep(30)
        waits.append(1)
    """
    other = """
    import time
    import service
    from clients import client

    async def test_two():
        time.sleep(0.5)  # the quickest goes first
        await service.two(client())
    """
    pytester.makepyfile(test_two=other)
    proofs, _ = run(pytester, service, tests, "--ownership-failure=general")
    assert endings(proofs) == {"one": "unclear", "two": "open"}


def test_a_budget_leaves_runs_out_and_says_so(pytester: pytest.Pytester) -> None:
    service = "async def rate(client: httpx.AsyncClient):\n    return await client.get('/rate')\n"
    proofs, output = run(
        pytester, service, "async def test_rate():\n    await service.rate(client())\n", "--ownership-budget=1e-12s"
    )
    assert [one.proof for one in proofs.calls] == ["not injected"]
    assert "failures were not injected: the budget was spent" in output


def test_other_runners(pytester: pytest.Pytester) -> None:
    """anyio on asyncio and on trio, and unittest."""
    service = """
    import anyio

    async def rate(client: httpx.AsyncClient):
        return await client.get("/rate")

    async def of_anyio(client):
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(rate, client)
        except* httpx.HTTPError:
            pass

    async def of_unittest(client: httpx.AsyncClient):
        return await client.get("/rate")
    """
    tests = """
    import unittest
    import pytest

    @pytest.mark.anyio
    @pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
    async def test_of_anyio(anyio_backend):
        await service.of_anyio(client())

    class TestRates(unittest.IsolatedAsyncioTestCase):
        async def test_of_unittest(self):
            await service.of_unittest(client())
    """
    lay(pytester, service, tests)
    pytester.makepyprojecttoml(SETTINGS.replace('"auto"', '"strict"'))
    for backend in ("asyncio", "trio"):
        report = pytester.path.parent / f"{backend}.json"
        pytester.runpytest_inprocess(
            *("-q", "-p", "no:cacheprovider", "--ownership", "--ownership-failure=general"),
            *(f"--ownership-report={report}", "-k", f"{backend} or of_unittest"),
        )
        proofs = proved.read(str(report))
        found = {one.function: (run.ending, [spot.function for spot in run.road]) for one, run in shown(proofs)}
        ending, road = found["rate"]
        assert ending in ("silenced", "detached"), backend
        assert road == ["rate", "of_anyio"], backend
        assert found["of_unittest"] == ("open", ["of_unittest"])


@pytest.mark.usefixtures("few_plugins")
def test_what_a_nursery_or_pool_is_given_to_call_fails_there(pytester: pytest.Pytester) -> None:
    """Nobody waits for what the call of the nursery itself gives."""
    service = """
    import asyncio
    import logging
    import anyio

    logger = logging.getLogger(__name__)

    async def told(client: httpx.AsyncClient):
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(client.get, "/rate")
        except Exception:
            logger.exception("no rate")

    async def hidden(client: httpx.AsyncClient):
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(client.get, "/rate")
        except* httpx.HTTPError:
            pass

    async def pooled(client: httpx.Client):
        try:
            await asyncio.get_running_loop().run_in_executor(None, client.get, "/rate")
        except httpx.HTTPError:
            logger.exception("no rate")
    """
    tests = """
    import httpx

    async def test_all():
        await service.told(client())
        await service.hidden(client())
        answer = httpx.MockTransport(lambda request: httpx.Response(200))
        await service.pooled(httpx.Client(transport=answer, base_url="http://rates.example"))
    """
    proofs, _ = run(pytester, service, tests)
    assert endings(proofs) == {"told": "reported", "hidden": "silenced", "pooled": "reported"}
    assert not proofs.disagreements


def test_a_handler_that_calls_its_own_function_again_reports_nothing_by_that(pytester: pytest.Pytester) -> None:
    """What is told on the way is told of something else, unless the failure is handed on."""
    service = """
    import logging
    logger = logging.getLogger(__name__)

    async def again(client: httpx.AsyncClient, tags: dict, attempt: int = 0):
        if attempt > 2:
            return None
        if not tags:
            logger.error("no tags")
        try:
            return await client.get("/rate")
        except httpx.HTTPError:
            return await again(client, tags, attempt + 1)

    async def handed(client: httpx.AsyncClient, error: Exception | None = None):
        if error is not None:
            logger.error("failed: %s", error)
            return None
        try:
            return await client.get("/rate")
        except httpx.HTTPError as cause:
            return await handed(client, cause)
    """
    tests = """
    async def test_both():
        await service.again(client(), {"a": 1})
        await service.handed(client())
    """
    proofs, _ = run(pytester, service, tests, "--ownership-failure=general")
    assert endings(proofs) == {"again": "silenced", "handed": "reported"}
    assert not proofs.disagreements
    claims = {one.function: run.claim.ending for one, run in shown(proofs)}
    assert claims == {"again": "", "handed": "reported"}


def test_workers_of_xdist_hand_over_what_they_have_shown(pytester: pytest.Pytester) -> None:
    service = """
    async def one(client: httpx.AsyncClient):
        return await client.get("/rate")

    async def two(client: httpx.AsyncClient):
        return await client.get("/rate")
    """
    lay(
        pytester,
        service,
        "\n".join(f"async def test_{n}():\n    await service.{n}(client())\n" for n in ("one", "two")),
    )
    report = pytester.path.parent / "xdist.json"
    done = pytester.runpytest_subprocess(
        *("-q", "-p", "no:cacheprovider", "-n2", "--ownership", "--ownership-failure=general"),
        f"--ownership-report={report}",
    )
    assert done.ret == 0
    assert endings(proved.read(str(report))) == {"one": "open", "two": "open"}
    assert "2  proved lost" in done.stdout.str()


@pytest.mark.usefixtures("few_plugins")
def test_a_written_test_fails_until_the_failure_is_reported(pytester: pytest.Pytester) -> None:
    run(pytester, SILENT, TEST, "--ownership-failure=general", "--ownership-write-tests=lost")
    (written,) = (pytester.path / "lost").iterdir()
    before = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", str(written))
    assert before.ret == 1
    assert "silenced in rate" in before.stdout.str()
    lay(pytester, SILENT.replace("return None", "logger.exception('no rate')"), TEST)
    after = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", str(written))
    assert after.ret == 0


def test_nothing_is_written_and_lines_stay_what_they_were(pytester: pytest.Pytester) -> None:
    service = '''
    @property
    async def decorated(): ...

    async def rate(client: httpx.AsyncClient):
        """What one costs."""
        return (await client.get(
            "/rate",
        )).json()[
            "none"
        ]
    '''
    test = """
    import traceback

    async def test_rate():
        try:
            await service.rate(client())
        except KeyError as error:
            assert [frame.lineno for frame in traceback.extract_tb(error.__traceback__)][1:] == [8]
        else:
            raise AssertionError
    """
    test += "        assert vars(service)['rate'].__doc__ == 'What one costs.'\n"
    lay(pytester, service, test)
    before = {path: path.read_bytes() for path in pytester.path.rglob("*.py")}
    proofs, _ = run(pytester, service, test, "--ownership-failure=general")
    assert endings(proofs) == {"rate": "open"}
    assert {path: path.read_bytes() for path in pytester.path.rglob("*.py")} == before
    assert not list(pytester.path.rglob("service*.pyc"))


def test_it_loads_nothing_unless_it_is_asked_for() -> None:
    program = "import sys, flake8_ownership.proof.plugin; print([n for n in sys.modules if n.startswith('flake8_own')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['flake8_ownership', 'flake8_ownership.proof', 'flake8_ownership.proof.plugin']"


def test_a_run_without_an_end_is_ended() -> None:
    with _patient(0.05) as waited:
        time.sleep(20)
    assert waited.is_over


def test_a_run_is_ended_although_its_interrupt_is_made_another_error() -> None:
    """pluggy does so, where a hook of the old kind is interrupted and warnings are errors."""
    with _patient(0.05) as waited:
        try:
            time.sleep(20)
        except BaseException as interrupt:
            raise RuntimeWarning from interrupt
    assert waited.is_over
    with pytest.raises(RuntimeWarning), _patient(20) as waited:
        raise RuntimeWarning
    assert not waited.is_over


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("5m", 300), ("1.5h", 5400)])
def test_a_budget_is_a_time(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "-1s", "0", "soon", "infh"])
def test_other_budgets_are_refused(text: str, pytester: pytest.Pytester) -> None:
    with pytest.raises(ValueError):
        seconds_of(text)


def test_a_report_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text('{"version": 1, "operations": []}', encoding="utf-8")
    with pytest.raises(Exception, match="is not a report that `pytest --ownership-report` wrote"):
        proved.read(str(path))


def test_a_report_tells_what_is_proved_from_what_is_claimed(pytester: pytest.Pytester) -> None:
    service = """
    async def raised(client: httpx.AsyncClient):
        return await client.get("/rate")

    async def untested(client: httpx.AsyncClient):
        return await client.get("/rate")
    """
    run(
        pytester,
        service,
        "async def test_raised():\n    await service.raised(client())\n",
        "--ownership-failure=general",
    )
    report = [*("report", "--no-cache", "--proof", f"{pytester.path}.json"), str(pytester.path)]
    text = flake8_ownership(*report)
    lines = text[text.index("calls: claimed") :].splitlines()
    assert lines[1].split() == ["lost", "not", "reached"]
    assert lines[2].split() == ["loses", "failures", "1", "1"]
    assert "| 🔴 loses failures | 1 | 1 |" in flake8_ownership(*report, "--markdown")
    document = json.loads(flake8_ownership(*report, "--json"))
    jsonschema.validate(document, json.loads(flake8_ownership("report", "--schema")))
    assert document["proof"]["claimed"]["lost"]["lost"] == 1
    (raised,) = [one for name, one in document["proof"]["calls"].items() if "::raised::" in name]
    assert raised == {"proof": "lost", "identifiers": [], "tests": ["test_service.py::test_raised"]}


def flake8_ownership(*arguments: str) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(arguments) == 0
    return out.getvalue()
