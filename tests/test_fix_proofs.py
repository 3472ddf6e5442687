"""What a fix names is there and takes the call: mended modules are imported, and their failures injected."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from flake8_ownership.codemods.engine import Fixed
from tests.test_dialects import mended, project

FETCH = """\


async def fetch(client: httpx.AsyncClient, order_id: str):
    return await client.get(f"/orders/{order_id}")
"""
SPEAKING = FETCH.replace("    return", '    logger.info("fetching")\n    return')
BARE = f"import httpx\n{FETCH}"
STDLIB = "import logging\n\n_log = logging.getLogger('own')\n\n\n"

Run = Callable[..., list[logging.LogRecord]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Imports a module of a folder, has its `fetch` fail, and gives what was logged by then."""
    records: list[logging.LogRecord] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    handler = Kept(logging.WARNING)
    logging.getLogger().addHandler(handler)

    def refused(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down")

    async def fail(module: ModuleType) -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(refused), base_url="http://shop.example") as client:
            with pytest.raises(httpx.ConnectError):
                await module.fetch(client, "7")

    def imported(folder: Path, name: str = "app.new") -> list[logging.LogRecord]:
        monkeypatch.syspath_prepend(str(folder))
        importlib.invalidate_caches()
        asyncio.run(fail(importlib.import_module(name)))
        return records

    yield imported
    logging.getLogger().removeHandler(handler)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("app", "acme", "common")]:
        del sys.modules[name]


def fixed(folder: Path, text: str, name: str = "app/new.py", **options: object) -> Fixed:
    """A module of a project with its findings mended, and written."""
    done = mended(folder, text, name, entry_log="off", **{"granularity": "call", **options})
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(done.text, encoding="utf-8")
    return done


def said(done: Fixed) -> str:
    """A mended text, whatever its quotes."""
    return done.text.replace('"', "'")


def why(done: Fixed) -> str:
    """Why a module was left as it was."""
    assert not done.changed
    (refusal,) = done.refused
    return refusal.message.partition("is not mended: ")[2]


# -- loggers of the project's own


@pytest.mark.parametrize(
    ("methods", "written"),
    [
        ("def exception(self, message): _log.exception(message)", "logger.exception(f"),
        ("def exception(self, message, *args, **data): _log.exception(message)", "logger.exception(f"),
        (
            "def exception(self, code, message): ...\n    def error(self, message): _log.error(message)",
            "logger.error(f",
        ),
        (
            "def error(self, message, exc_info=None): _log.error(message, exc_info=exc_info)",
            "exc_info=True",
        ),
        ("def error(self, message, **data): _log.error(message)", ": {error}"),
        ("def warning(self, message): _log.warning(message)", "logger.warning(f"),
        ("@staticmethod\n    def error(message): _log.error(message)", "logger.error(f"),
        (
            "async def exception(self, message): ...\n    def error(self, message): _log.error(message)",
            "logger.error(f",
        ),
        ("def __getattr__(self, name): return getattr(_log, name)", "logger.exception(f"),
    ],
)
def test_a_logger_of_ones_own_is_called_as_its_class_allows(
    tmp_path: Path, run: Run, methods: str, written: str
) -> None:
    folder = project(
        tmp_path,
        app____init__="",
        app__log=f"{STDLIB}class Logger:\n    def info(self, message): ...\n    {methods}\n\n\nlogger = Logger()\n",
    )
    used = "\n\ndef other():\n    logger.exception('bad')\n" if "__getattr__" in methods else ""
    done = fixed(folder, f"import httpx\n\nfrom app.log import logger\n{SPEAKING}{used}")
    assert written in done.text
    assert len(run(folder)) == 1


@pytest.mark.parametrize(
    ("methods", "reason"),
    [
        ("...", "and nothing shows how to report a failure with it"),
        ("async def error(self, message): _log.error(message)", "and nothing shows how to report a failure with it"),
        ("def error(self, code, message): _log.error(message)", "and nothing shows how to report a failure with it"),
        (
            "def error(self, message): print(message)",
            'whose error() is not known to report anything: observers = ["app.log.Logger.error"] would say so',
        ),
    ],
)
def test_no_second_logger_appears_beside_one_that_cannot_report(tmp_path: Path, methods: str, reason: str) -> None:
    folder = project(
        tmp_path,
        app____init__="",
        app__log=f"{STDLIB}class Logger:\n    def info(self, message): ...\n    {methods}\n\n\nlogger = Logger()\n",
    )
    done = fixed(folder, f"import httpx\n\nfrom app.log import logger\n{SPEAKING}")
    assert why(done) == (f"the file logs with 'logger', {reason}; logging = \"module:name\" says what else to log with")


def test_functions_of_a_module_are_a_logger(tmp_path: Path, run: Run) -> None:
    functions = f"{STDLIB}def info(message): ...\n\n\ndef error(message):\n    _log.error(message)\n"
    folder = project(tmp_path, app____init__="", app__log=functions)
    text = f"import httpx\n\nfrom app import log\n{SPEAKING.replace('logger', 'log')}"
    assert "log.error(f" in fixed(folder, text).text
    assert len(run(folder)) == 1


def test_a_subclass_of_a_librarys_logger_is_one_of_that_library(tmp_path: Path, run: Run) -> None:
    own = (
        "import logging\n\n\nclass Audit(logging.Logger):\n    def audit(self, message): ...\n\n\n"
        "logger = Audit('audit')\nlogger.parent = logging.getLogger()\n"
    )
    folder = project(tmp_path, app____init__="", app__log=own)
    done = fixed(folder, f"import httpx\n\nfrom app.log import logger\n{SPEAKING}")
    assert 'logger.exception("GET /orders failed (order_id=%s)", order_id)' in done.text
    assert len(run(folder)) == 1


def test_what_an_object_logs_with_is_used(tmp_path: Path, run: Run) -> None:
    base = (
        "import logging\n\n\nclass Module:\n    def __init__(self):\n        self.log = logging.getLogger('m')\n\n"
        "    def debug(self, message):\n        self.log.debug(message)\n\n"
        "    def error(self, message):\n        self.log.error(message)\n"
    )
    folder = project(tmp_path, app____init__="", app__base=base)
    head = "import httpx\n\nfrom app.base import Module\n\n\nclass Sink(Module):\n"
    method = "    async def deliver(self, client: httpx.AsyncClient, order_id: str):\n{}        await client.get('/')\n"
    after = "\n\nasync def fetch(client, order_id):\n    await getattr(Sink(), 'deliver')(client, order_id)\n"
    by_methods = fixed(folder, head + method.format("        self.debug('delivering')\n") + after, select=("OWN101",))
    assert "self.error(f'GET request failed (order_id={order_id}): {error}')" in by_methods.text
    assert "import logging" not in by_methods.text
    assert len(run(folder)) == 1
    by_attribute = mended(folder, head + method.format(""), "app/other.py", select=("OWN101",), granularity="call").text
    assert "self.log.exception(" in by_attribute


def test_a_logger_that_an_object_may_not_have_yet_is_left_alone(tmp_path: Path) -> None:
    text = (
        "import logging\n\nimport httpx\n\n\nclass Sink:\n    def start(self):\n"
        "        self.log = logging.getLogger('m')\n\n"
        "    async def deliver(self, client: httpx.AsyncClient):\n        await client.get('/')\n"
    )
    done = mended(project(tmp_path), text, select=("OWN101",))
    assert "self.log." not in done.text
    assert "logger = logging.getLogger(__name__)" in done.text


def test_a_report_is_changed_only_to_a_method_that_its_logger_has(tmp_path: Path) -> None:
    silent = SPEAKING.replace(
        '    return await client.get(f"/orders/{order_id}")\n',
        '    try:\n        return await client.get(f"/orders/{order_id}")\n    except httpx.HTTPError:\n'
        "        logger.error(f'failed {order_id}')\n        return None\n",
    )
    methods = {
        "def error(self, message): _log.error(message)": "it is not known how this logger takes an exception",
        "def error(self, message, exc_info=None): _log.error(message)": "the change would not make the finding go away",
        "def error(self, message): _log.error(message)\n    def exception(self, message): ...": "logger.exception(",
    }
    for method, wanted in methods.items():
        folder = project(
            tmp_path,
            app____init__="",
            app__log=f"{STDLIB}class Logger:\n    def info(self, message): ...\n    {method}\n\n\nlogger = Logger()\n",
        )
        done = mended(folder, f"import httpx\n\nfrom app.log import logger\n{silent}", "app/new.py", select=("OWN401",))
        assert wanted in (done.text if done.changed else str(done.refused[0]))


# -- loggers of others


@pytest.mark.parametrize(
    ("calls", "written"),
    [
        ("logger.exception('bad')", "logger.exception(f'GET /orders failed (order_id={order_id})')"),
        (
            "logger.error('bad', exc_info=True)",
            "logger.error(f'GET /orders failed (order_id={order_id})', exc_info=True)",
        ),
        ("logger.error(f'bad {1}')", "logger.error(f'GET /orders failed (order_id={order_id}): {error}')"),
    ],
)
@pytest.mark.parametrize("beside", [False, True], ids=["in the file", "in a file beside it"])
def test_an_imported_logger_is_called_as_files_call_it(tmp_path: Path, calls: str, written: str, beside: bool) -> None:
    calling = f"\n\ndef other():\n    {calls}\n"
    head = "from common.logger import logger\n"
    folder = project(tmp_path, app____init__="", app__two=head + calling if beside else "")
    done = fixed(folder, f"import httpx\n{head}{SPEAKING}{'' if beside else calling}")
    assert written in said(done)
    assert "import logging" not in done.text


def test_an_imported_logger_of_which_no_report_is_seen_is_not_guessed_at(tmp_path: Path) -> None:
    folder = project(tmp_path, app____init__="")
    text = f"import httpx\nfrom common.logger import logger\n{SPEAKING}"
    assert "and nothing shows how to report a failure with it" in why(fixed(folder, text))
    asked = fixed(folder, text, logging="common.logger:logger")
    assert "logger.exception(f'GET /orders failed (order_id={order_id})')" in said(asked)


def test_a_logger_whose_calls_are_awaited_is_not_used(tmp_path: Path) -> None:
    folder = project(tmp_path, app____init__="")
    speaking = FETCH.replace("    return", '    await logger.error("fetching")\n    return')
    done = fixed(folder, f"import httpx\nfrom common.logger import logger\n{speaking}")
    assert not done.changed


@pytest.mark.parametrize(
    "declared",
    [
        "import logging\nfrom typing import Annotated\n\nLogger = Annotated[logging.Logger, 'di']\n",
        "import logging\nfrom typing import TypeAlias\n\nLogger: TypeAlias = logging.Logger\n",
        "import logging\n\nLogger = logging.Logger\n",
        "from logging import Logger\n",
        "class Logger:\n    def info(self, message): ...\n    def exception(self, message): ...\n",
    ],
)
def test_what_only_says_what_a_logger_is_logs_nothing(tmp_path: Path, run: Run, declared: str) -> None:
    user = "from app.kinds import Logger\n\n\ndef use(logger: Logger):\n    logger.info('x')\n"
    folder = project(tmp_path, app____init__="", app__kinds=declared, app__one=user, app__two=user)
    done = fixed(folder, BARE)
    assert "logger = logging.getLogger(__name__)" in done.text
    assert len(run(folder)) == 1


def test_a_vendored_logger_a_tests_and_the_root_are_nobodys(tmp_path: Path, run: Run) -> None:
    inside = "from app.units.util import logger\n\nlogger.debug('x')\n"
    folder = project(
        tmp_path,
        app____init__="",
        app__units____init__="",
        app__units__util="import logging\n\nlogger = logging.getLogger(__name__)\n",
        app__units__a=inside,
        app__units__b=inside,
        app___vendor____init__="",
        app___vendor__log="from app._vendor.made import logger\n\nlogger.error('x')\n",
        app__core="import logging\n\nroot_logger = logging.getLogger()\nroot_logger.setLevel('INFO')\n",
        app__test__conftest="import logging\n\nlog = logging.getLogger('test')\n",
    )
    done = fixed(folder, BARE)
    assert "import logging\n" in done.text
    assert "\nlogger = logging.getLogger(__name__)\n" in done.text
    assert len(run(folder)) == 1


def test_a_logger_that_others_use_outside_of_its_package_is_everybodys(tmp_path: Path) -> None:
    user = "from app.core.log import audit\n\n\ndef use():\n    audit.error('x')\n"
    folder = project(
        tmp_path,
        app____init__="",
        app__core____init__="",
        app__core__log="import logging\n\naudit = logging.getLogger('audit')\n",
        app__api__one=user,
    )
    assert "from app.core.log import audit\n" in fixed(folder, BARE).text


@pytest.mark.parametrize(
    ("other", "written"),
    [
        ("from logging import getLogger\n\nlogger = getLogger(__name__)\n", "from logging import getLogger\n"),
        ("import logging\n\nLOG = logging.getLogger(__name__)\n", "LOG = logging.getLogger(__name__)\n"),
        ("from app.log import logging\n\n\ndef f():\n    logging.error('x')\n", "from app.log import logging\n"),
    ],
)
def test_a_logger_is_come_by_as_the_other_files_do(tmp_path: Path, run: Run, other: str, written: str) -> None:
    own = "import logging as std_logging\n\nlogging = std_logging.getLogger('app')\n"
    folder = project(tmp_path, app____init__="", app__log=own, app__one=other, app__two=other)
    assert written in fixed(folder, BARE).text
    assert len(run(folder)) == 1


def test_a_file_that_logs_with_the_module_itself_goes_on_so(tmp_path: Path, run: Run) -> None:
    folder = project(tmp_path, app____init__="")
    done = fixed(folder, f"import logging\n\nimport httpx\n{SPEAKING.replace('logger', 'logging')}")
    assert "logging.exception(" in done.text
    assert "getLogger" not in done.text
    assert len(run(folder)) == 1


# -- where and when a name is bound


def test_no_logger_is_made_above_what_makes_it(tmp_path: Path, run: Run) -> None:
    own = f"{STDLIB}class Logger:\n    def exception(self, message): _log.exception(message)\n\n\n"
    maker = "\n\ndef get_logger(name):\n    return Logger()\n"
    user = "from app.new import get_logger\n\nlogger = get_logger(__name__)\n\n\ndef f():\n    logger.exception('x')\n"
    folder = project(tmp_path, app____init__="", app__one=user, app__two=user)
    done = fixed(folder, f"import httpx\n{own}{FETCH}{maker}".replace("_log.", "logging."))
    assert "get_logger(__name__)" not in done.text
    assert len(run(folder)) == 1


@pytest.mark.parametrize(
    "head",
    [
        "import os\n\nos.environ.setdefault('A', '1')\n\nimport logging\nimport httpx\n",
        '"""Doc."""\n\nimport os\nprint(os.name)\nimport httpx\n\n\ndef first(): ...\n\n\nimport logging\n',
        "import httpx\n\nif True:\n    import logging\n",
        "from typing import TYPE_CHECKING\n\nimport httpx\n\nif TYPE_CHECKING:\n    import logging\n",
        "import httpx\nimport logging\n\ndel logging\n",
    ],
)
def test_a_logger_stands_below_the_import_that_makes_it(tmp_path: Path, run: Run, head: str) -> None:
    folder = project(tmp_path, app____init__="")
    assert "logging.getLogger(__name__)" in fixed(folder, head + FETCH).text
    assert len(run(folder)) == 1


def test_a_retry_gets_no_logger_that_is_made_below_it(tmp_path: Path) -> None:
    retried = (
        "import httpx\nfrom tenacity import retry, stop_after_attempt\n\n\n@retry(stop=stop_after_attempt(2))\n"
        "async def fetch(client: httpx.AsyncClient):\n    await client.get('/')\n\n\nimport logging\n"
    )
    options = {"select": ("OWN502",), "enable": ("OWN502",)}
    below = fixed(project(tmp_path, app____init__=""), f"{retried}\nlogger = logging.getLogger(__name__)\n", **options)
    assert why(below) == "'logger' is defined below it"
    assert why(fixed(tmp_path, retried, **options)) == "'logger' can only be defined below it"


@pytest.mark.parametrize(
    "module",
    [
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app.made import logger\n",
        "import logging\n\nlogger = logging.getLogger('a')\ndel logger\n",
        "try:\n    from acme import logger\nexcept ImportError:\n    logger = None\n",
        "",
    ],
)
def test_a_name_that_a_module_may_not_have_is_not_imported(tmp_path: Path, run: Run, module: str) -> None:
    user = "from app.log import logger\n\n\ndef use():\n    logger.error('x')\n"
    folder = project(tmp_path, app____init__="", app__log=module, app__one=user, app__two=user)
    done = fixed(folder, BARE)
    assert "app.log" not in done.text
    assert len(run(folder)) == 1


# -- what is installed


OTEL = "from opentelemetry import metrics\n\ncounter = metrics.get_meter(__name__).create_counter('consumed')\n"
EXTRA = (
    "[project]\nname = 'app'\nversion = '1'\ndependencies = ['httpx']\n\n"
    "[project.optional-dependencies]\notel = ['opentelemetry-api']\n"
)


@pytest.mark.parametrize(
    "metadata",
    [
        {"pyproject.toml": EXTRA},
        {"setup.cfg": "[options]\ninstall_requires =\n    httpx\n[options.extras_require]\notel = opentelemetry-api\n"},
        {"setup.py": "setup(install_requires=['httpx'], extras_require={'otel': ['opentelemetry-api>=1']})\n"},
        {"pyproject.toml": "[tool.poetry.dependencies]\nopentelemetry-api = {version = '*', optional = true}\n"},
        {"requirements.txt": "httpx\n", "requirements-dev.txt": "opentelemetry-api\n"},
    ],
    ids=["extra", "setup.cfg", "setup.py", "poetry", "requirements"],
)
def test_what_only_an_extra_brings_is_not_imported(tmp_path: Path, metadata: dict[str, str]) -> None:
    folder = project(tmp_path, app____init__="", app__telemetry=OTEL)
    for name, text in metadata.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert "opentelemetry" not in fixed(folder, BARE).text


def test_what_is_imported_with_an_eye_to_its_absence_is_not_imported_without(tmp_path: Path) -> None:
    guarded = "try:\n    import prometheus_client\nexcept ImportError:\n    prometheus_client = None\n"
    folder = project(tmp_path, app____init__="", app__one=guarded, app__two=guarded)
    assert "prometheus" not in fixed(folder, BARE).text


def test_what_other_files_import_is_to_be_required_where_the_project_says_what_it_requires(tmp_path: Path) -> None:
    uses = "from loguru import logger\n\n\ndef f():\n    logger.info('One')\n"
    folder = project(tmp_path, app____init__="", app__one=uses, app__two=uses)
    assert "loguru" in fixed(folder, BARE).text
    (folder / "requirements.txt").write_text("httpx\n", encoding="utf-8")
    assert "loguru" not in fixed(folder, BARE).text
    (folder / "requirements.txt").write_text("httpx\nloguru\n", encoding="utf-8")
    assert "loguru" in fixed(folder, BARE).text


def test_a_library_that_the_settings_name_is_to_be_required(tmp_path: Path) -> None:
    folder = project(tmp_path, app____init__="")
    (folder / "requirements.txt").write_text("httpx\n", encoding="utf-8")
    done = fixed(folder, BARE, metrics="prometheus_client")
    assert "prometheus" not in done.text
    assert [one.message.partition(": ")[2] for one in done.refused] == [
        "the settings name prometheus_client, which the project does not require: add it to its dependencies first"
    ]
    (folder / "requirements.txt").write_text("httpx\nprometheus-client\n", encoding="utf-8")
    assert "prometheus_client" in fixed(folder, BARE, metrics="prometheus_client").text


def test_a_file_gets_a_counter_of_its_own_where_the_user_says_so(tmp_path: Path) -> None:
    folder = project(tmp_path, app____init__="", app__telemetry=OTEL)
    (folder / "pyproject.toml").write_text(EXTRA.replace("['httpx']", "['httpx', 'opentelemetry-sdk']"))
    assert "opentelemetry" not in fixed(folder, BARE).text
    assert "from opentelemetry import metrics\n" in fixed(folder, BARE, metrics="opentelemetry").text


def test_a_module_that_needs_an_extra_is_not_imported(tmp_path: Path) -> None:
    own = f"{OTEL}\n\nclass Metrics:\n    def increment(self, name):\n        counter.add(1)\n\n\nmetrics = Metrics()\n"
    folder = project(tmp_path, app____init__="", app__telemetry=own)
    (folder / "pyproject.toml").write_text(EXTRA)
    assert why(fixed(folder, BARE, metrics="app.telemetry:metrics.increment")) == (
        "importing app.telemetry needs opentelemetry, which is an extra of the project"
    )


# -- what counts


ALONE = "cannot be called with the name of a metric alone"
COUNTERS = """\
class Metrics:
    def increment(self, name): ...
    def timing(self, name, value): ...
    async def push(self, name): ...
    value = 3


metrics = Metrics()


def inc(name): ...
def inc_by(name, value): ...
async def ainc(name): ...
if inc:
    maybe = inc
"""


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("app.telemetry:inc", ""),
        ("app.telemetry:metrics.increment", ""),
        ("nothere:inc", "the option: metrics: this project has no module 'nothere'"),
        ("app.telemetry:metrics.nothere", f"the option: metrics: metrics.nothere of app.telemetry {ALONE}"),
        ("app.telemetry:metrics.timing", f"the option: metrics: metrics.timing of app.telemetry {ALONE}"),
        ("app.telemetry:metrics.push", f"the option: metrics: metrics.push of app.telemetry {ALONE}"),
        (
            "app.telemetry:Metrics.increment",
            f"the option: metrics: Metrics.increment of app.telemetry {ALONE}",
        ),
        ("app.telemetry:inc_by", f"the option: metrics: inc_by of app.telemetry {ALONE}"),
        ("app.telemetry:ainc", f"the option: metrics: ainc of app.telemetry {ALONE}"),
        ("app.telemetry:maybe", "the option: metrics: app.telemetry has maybe only under a condition"),
    ],
)
def test_a_metric_of_the_settings_is_there_and_takes_a_name(tmp_path: Path, run: Run, target: str, reason: str) -> None:
    folder = project(tmp_path, app____init__="", app__telemetry=COUNTERS)
    done = fixed(folder, BARE, metrics=target)
    if reason:
        assert why(done) == reason
    else:
        assert f"{target.partition(':')[2]}('fetch_failed')" in said(done)
        assert len(run(folder)) == 1


@pytest.mark.parametrize(
    ("call", "counts"),
    [
        ("metrics.increment('x')", True),
        ("metrics.increment('x', 3)", False),
        ("metrics.increment('x', tags=['a'])", False),
    ],
)
def test_a_counter_is_called_as_the_file_calls_it(tmp_path: Path, call: str, counts: bool) -> None:
    text = f"import httpx\nfrom acme import metrics\n\n\ndef f():\n    {call}\n{FETCH}"
    done = fixed(project(tmp_path, app____init__=""), text)
    assert ("metrics.increment('fetch_failed')" in said(done)) is counts
    assert done.changed


def test_no_second_logger_appears_beside_one_that_an_object_keeps(tmp_path: Path) -> None:
    own = "class Logger:\n    def info(self, message, tag): ...\n    def error(self, message, tag): ...\n"
    text = (
        "import httpx\n\nfrom app.log import Logger\n\n\nclass Store:\n    def __init__(self):\n"
        "        self.logger = Logger()\n\n    async def load(self, client: httpx.AsyncClient):\n"
        "        self.logger.info('loading', tag='a')\n        await client.get('/')\n"
    )
    done = fixed(project(tmp_path, app____init__="", app__log=own), text, select=("OWN101",))
    assert why(done).startswith("the file logs with 'self.logger', and nothing shows how to report a failure with it")


def test_an_objects_error_that_is_no_log_is_no_logger(tmp_path: Path, run: Run) -> None:
    text = (
        "import httpx\n\n\nclass Form:\n    def error(self, message):\n        self.failed = message\n\n"
        "    async def load(self, client: httpx.AsyncClient):\n        self.error('not yet')\n"
        "        await client.get('/')\n\n\n"
        "async def fetch(client, order_id):\n    await getattr(Form(), 'load')(client)\n"
    )
    folder = project(tmp_path, app____init__="")
    assert "logger.exception('GET request failed')" in fixed(folder, text, select=("OWN101",)).text
    assert len(run(folder)) == 1


# -- identifiers


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("@dataclass\nclass Order:\n    id: str", True),
        ("class Order(NamedTuple):\n    id: str", True),
        ("class Order(Protocol):\n    id: str", True),
        ("class Order(acme.Model):\n    id: str", True),
        ("class Order:\n    id: str = ''", True),
        ("class Order:\n    id: str\n\n    def __init__(self):\n        self.id = 'a'", True),
        ("class Order(TypedDict):\n    id: str", False),
        ("class Base(TypedDict):\n    id: str\n\n\nclass Order(Base):\n    other_id: str", False),
        ("class Order:\n    id: str", False),
    ],
)
def test_an_identifier_is_read_only_of_what_is_sure_to_have_it(tmp_path: Path, kind: str, named: bool) -> None:
    head = (
        "from dataclasses import dataclass\nfrom typing import NamedTuple, Protocol, TypedDict\n\n"
        f"import acme\nimport httpx\n\n\n{kind}\n\n\n"
    )
    function = "async def fetch(client: httpx.AsyncClient, order: Order{}):\n    await client.get('/')\n"
    text = fixed(project(tmp_path, app____init__=""), head + function.format(""), select=("OWN101",)).text
    assert ("order.id" in text) is named
    absent = mended(tmp_path, head + function.format(" = None"), "app/new.py", select=("OWN101",)).text
    assert "logger.exception" in absent
    assert "order.id" not in absent


# -- by which name a module is imported


def test_a_module_is_imported_as_the_file_imports_its_own(tmp_path: Path, run: Run) -> None:
    log = "import logging\n\nlogger = logging.getLogger('app')\n"
    user = "from ..log import logger\n\n\ndef f():\n    logger.error('x')\n"
    folder = project(
        tmp_path, app____init__="", app__log=log, app__core____init__="", app__core__a=user, app__core__b="ONE = 1\n"
    )
    dotted = fixed(folder, f"import httpx\n\nfrom .b import ONE\n{FETCH}", "app/core/new.py")
    assert "from ..log import logger\n" in dotted.text
    assert len(run(folder, "app.core.new")) == 1
    assert "from app.log import logger\n" in mended(folder, BARE, "app/core/other.py").text


def test_a_package_in_a_folder_without_init_is_imported_by_dots(tmp_path: Path, run: Run) -> None:
    """Its whole name has a part that no file shows."""
    folder = project(
        tmp_path,
        acme__app____init__="",
        acme__app__log="import logging\n\nlogger = logging.getLogger('app')\n",
        acme__app__a="from .log import logger\n\n\ndef f():\n    logger.error('x')\n",
    )
    assert "from .log import logger\n" in fixed(folder, BARE, "acme/app/new.py").text
    assert len(run(folder, "acme.app.new")) == 1


def test_a_function_in_a_method_logs_with_the_methods_object(tmp_path: Path, run: Run) -> None:
    text = (
        "import logging\n\nimport httpx\n\n\nclass Store:\n    def __init__(self):\n"
        "        self.log = logging.getLogger('store')\n\n"
        "    async def load(self, client: httpx.AsyncClient):\n        self.log.debug('-')\n"
        "        async def ask():\n            return await client.get('/')\n\n        return await ask()\n\n\n"
        "async def fetch(client, order_id):\n    await getattr(Store(), 'load')(client)\n"
    )
    folder = project(tmp_path, app____init__="")
    done = fixed(folder, text, select=("OWN101",))
    assert "                self.log.exception(" in done.text
    assert "getLogger(__name__)" not in done.text
    assert len(run(folder)) == 1
    doubtful = text.replace("logging.getLogger('store')", "Logs()").replace(
        "class Store", "class Logs: ...\n\n\nclass Store"
    )
    assert "self.log" in why(fixed(folder, doubtful, select=("OWN101",)))


def test_an_object_that_logs_in_a_form_of_its_own_gets_no_other_logger(tmp_path: Path) -> None:
    text = (
        "import httpx\n\n\nclass Seeder:\n    def _log(self, level, message, tag):\n        print(level, tag)\n\n"
        "    async def load(self, client: httpx.AsyncClient):\n        self._log('info', 'loading', tag='a')\n"
        "        await client.get('/')\n        self._log('info', 'loaded', tag='a')\n"
    )
    done = fixed(project(tmp_path, app____init__=""), text, select=("OWN101",))
    assert why(done).startswith("the file logs with 'self._log', in a form of its own;")


def test_nothing_is_read_of_a_row_that_may_ask_the_database(tmp_path: Path) -> None:
    """After a commit it would, and fail outside of a greenlet; what the function has read by then is at hand."""
    text = (
        "import httpx\nfrom sqlalchemy.orm import DeclarativeBase, Mapped\n\n\nclass Base(DeclarativeBase): ...\n\n\n"
        "class Order(Base):\n    __tablename__ = 'orders'\n    id: Mapped[int]\n\n\n"
        "async def fetch_order(client: httpx.AsyncClient, order: Order):\n    {}\n    await client.get('/')\n"
    )
    folder = project(tmp_path)
    assert "order.id" not in mended(folder, text.format("pass"), select=("OWN101",)).text
    read = mended(folder, text.format("print(order.id)"), select=("OWN101",)).text
    assert "    order_id = order.id\n    logger.info('Fetching order %s', order.id)\n    try:\n" in read
    assert "logger.exception('Failed to fetch order %s', order_id)" in read


def test_a_library_of_the_users_own_may_be_said_to_ask_again(tmp_path: Path) -> None:
    text = (
        "import httpx\nfrom rows import Row\n\n\nclass Order(Row):\n    id: int\n\n\n"
        "async def fetch_order(client: httpx.AsyncClient, order: Order):\n    await client.get('/')\n"
    )
    folder = project(tmp_path)
    assert "order.id" in mended(folder, text, select=("OWN101",)).text
    own = {"rows": {"kind": "sql", "expires": True}}
    assert "order.id" not in mended(folder, text, select=("OWN101",), catalogue=own).text


def test_a_method_that_is_called_is_no_identifier(tmp_path: Path) -> None:
    text = (
        "import httpx\n\n\nclass Page:\n    def get_id(self): ...\n\n"
        "    async def load(self, client: httpx.AsyncClient):\n        await client.get(self.get_id())\n"
    )
    assert "=self.get_id" not in mended(project(tmp_path), text, select=("OWN101",)).text.replace(": self", "=self")


@pytest.mark.parametrize(
    ("oldest", "head", "written"),
    [
        ("3.8", "", "task: 'asyncio.Task[object]'"),
        ("3.8", "from __future__ import annotations\n\n", "task: asyncio.Task[object]"),
        ("3.11", "", "task: asyncio.Task[object]"),
    ],
)
def test_an_annotation_is_one_that_the_oldest_python_can_run(
    tmp_path: Path, oldest: str, head: str, written: str
) -> None:
    text = f"{head}import asyncio\n\nimport httpx\n\n\nasync def fetch(client: httpx.AsyncClient, order_id: str):\n"
    folder = project(tmp_path)
    (folder / "pyproject.toml").write_text(f"[project]\nrequires-python = '>={oldest}'\n")
    done = mended(folder, f"{text}    asyncio.create_task(client.get(f'/orders/{{order_id}}'))\n", select=("OWN301",))
    assert f"def log_failure({written}) -> None:\n" in done.text


# -- attributes that a constructor sets


_CLASSES = """\
import logging

import httpx


class Base:
    def __init__(self, log=None):
        self.log = logging.getLogger()


class Orders({bases}):
    {made}

    async def fetch(self, client: httpx.AsyncClient):
        return await client.get("/orders")


async def fetch(client, order_id):
    return await getattr(Orders(client), "fetch")(client)
"""


@pytest.mark.parametrize(
    ("bases", "made", "kept"),
    [
        ("Base", "pass", True),
        ("Base", "def __init__(self, client): super().__init__()", True),
        ("Base", "def __init__(self, client): Base.__init__(self)", True),
        ("Base", "def __init__(self, client): self.client = client", False),
        ("Base", "def __init__(self, client):\n        if client is None:\n            super().__init__()", False),
        (
            "Base",
            "def __init__(self, client):\n        if not client: return\n        self.log = logging.getLogger()",
            False,
        ),
        ("Base", "def __init__(self, client):\n        self.log = logging.getLogger()", True),
    ],
)
def test_a_logger_of_an_object_is_one_that_its_constructors_set(
    tmp_path: Path, run: Run, bases: str, made: str, kept: bool
) -> None:
    done = fixed(tmp_path, _CLASSES.format(bases=bases, made=made))
    assert ("self.log.exception(" in done.text) is kept
    run(tmp_path)


def test_a_record_that_is_generated_calls_no_constructor_of_its_base(tmp_path: Path) -> None:
    text = _CLASSES.format(bases="Base", made="client: httpx.AsyncClient")
    text = text.replace("class Orders", "@dataclass\nclass Orders")
    done = fixed(tmp_path, f"from dataclasses import dataclass\n{text}")
    assert "self.log" not in done.text.partition("class Orders")[2]


@pytest.mark.parametrize("speaking", [False, True])
def test_a_logger_that_a_function_sets_to_none_is_not_used(tmp_path: Path, speaking: bool) -> None:
    text = f"import logging\n\nimport httpx\n\nlogger = logging.getLogger(__name__)\n{SPEAKING if speaking else FETCH}"
    done = fixed(tmp_path, text + "\n\ndef close():\n    global logger\n    logger = None\n")
    assert "logger.exception(" not in done.text.replace("_logger", "")
    assert done.changed or "sets to None" in why(done)
