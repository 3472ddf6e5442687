"""The dialects of fixes, with the real libraries: what a mended service logs and counts, as their own tools show it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.codemods.dialects.libraries import LOGGING, METRICS
from flake8_ownership.codemods.engine import Fixed, fix
from flake8_ownership.options import LOGGING_LIBRARIES, METRICS_LIBRARIES
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples" / "dialects"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/shown.txt"))
TELEMETRY = "class metrics:\n    @staticmethod\n    def increment(name): ...\n"
BAD = (
    "import httpx\n\n\nasync def save_order(client: httpx.AsyncClient, order_id: str):\n"
    "    return await client.get('/')\n"
)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_says_what_stands_beside_it(name: str) -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "show.py"), name], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ((EXAMPLES / name / "shown.txt").read_text(encoding="utf-8"), "")


@pytest.mark.parametrize("name", NAMES)
def test_a_mended_example_is_what_stands_beside_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    for path in (EXAMPLES / name).glob("*.py"):
        if not path.name.endswith(".fixed.py"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    assert mended(tmp_path, (tmp_path / "orders.py").read_text(encoding="utf-8"), "orders.py").text == (
        EXAMPLES / name / "orders.fixed.py"
    ).read_text(encoding="utf-8")


def mended(folder: Path, text: str, name: str = "app.py", **options: object) -> Fixed:
    settings = Settings(root=folder, **{"kind": "application", **options})  # type: ignore[arg-type]
    return fix(Source(str(folder / name), text), Checker(), settings, unsafe=True)


def project(folder: Path, **files: str) -> Path:
    """A project of its own with some files; `app__one` is `app/one.py`, `app____init__` is `app/__init__.py`."""
    (folder / "pyproject.toml").touch()
    for name, text in files.items():
        package = name.removesuffix("____init__")
        path = folder / (package.replace("__", "/") + (".py" if package == name else "/__init__.py"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_file_without_a_logger_gets_it_as_the_other_files_do(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        app____init__="",
        app__log="import structlog\n\n\ndef get_logger(name: str) -> structlog.stdlib.BoundLogger:\n"
        "    return structlog.get_logger(name)\n",
        app__one="from app.log import get_logger\n\nLOG = get_logger(__name__)\n",
        app__two="from app.log import get_logger\n\nLOG = get_logger(__name__)\n",
        app__old="import logging\n\nlogger = logging.getLogger(__name__)\n",
    )
    text = mended(folder, BAD, "app/new.py").text
    assert "from app.log import get_logger\n\nLOG = get_logger(__name__)\n" in text
    assert 'LOG.exception("Failed to save order", order_id=order_id)'.replace('"', "'") in text


def test_an_import_that_would_close_a_circle_is_not_made(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        app____init__="",
        app__log="import logging\n\nimport app.new\n\nlogger = logging.getLogger('app')\n",
        app__one="from app.log import logger\n",
    )
    text = mended(folder, BAD, "app/new.py").text
    assert "app.log" not in text
    assert "logger = logging.getLogger(__name__)" in text


def test_a_metric_that_would_close_a_circle_is_refused(tmp_path: Path) -> None:
    folder = project(tmp_path, app____init__="", app__telemetry="import app.new\n\nmetrics = object()\n")
    fixed = mended(folder, BAD, "app/new.py", metrics="app.telemetry:metrics.increment")
    assert fixed.text == BAD
    assert "would make imports circular" in str(fixed.refused[0])


@pytest.mark.parametrize(
    ("package", "telemetry", "refused"),
    [
        ("from app.new import save_order\n", "", False),
        ("", "from . import new\n", True),
        ("from app.new import save_order\n\nENV = 1\n", "from app import ENV\n", True),
    ],
)
def test_a_package_is_imported_before_its_parts(tmp_path: Path, package: str, telemetry: str, refused: bool) -> None:
    folder = project(tmp_path, app____init__=package, app__telemetry=f"{telemetry}\n\ndef count(name): ...\n")
    fixed = mended(folder, BAD, "app/new.py", metrics="app.telemetry:count")
    assert bool(fixed.refused) is refused
    (folder / "app" / "new.py").write_text(fixed.text, encoding="utf-8")
    if not refused:
        assert "from app.telemetry import count\n" in fixed.text
        run = "import sys, types; sys.modules['httpx'] = types.SimpleNamespace(AsyncClient=None); import app.new"
        subprocess.run([sys.executable, "-c", run], cwd=folder, check=True)


def test_dependencies_decide_where_no_file_does(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\ndependencies = ['loguru>=0.7', 'prometheus-client']\n")
    text = mended(tmp_path, BAD).text
    assert "from loguru import logger\n" in text
    assert "prometheus" not in text  # a file that does not count gets no counter of its own
    assert "from prometheus_client import Counter\n" in mended(tmp_path, BAD, metrics="prometheus_client").text


@pytest.mark.parametrize("wanted", ["stdlib", "structlog", "loguru", "logfire"])
def test_the_configuration_overrides_what_others_use(tmp_path: Path, wanted: str) -> None:
    folder = project(
        tmp_path, one="from loguru import logger\n", two="import structlog\n\nlog = structlog.get_logger()\n"
    )
    written = {
        "stdlib": "logger.exception('Failed to save order %s', order_id)",
        "structlog": "log.exception('Failed to save order', order_id=order_id)",
        "loguru": "logger.exception(f'Failed to save order {order_id}')",
        "logfire": "logfire.exception('Failed to save order', order_id=order_id)",
    }
    assert written[wanted] in mended(folder, BAD, logging=wanted).text


def test_a_logger_of_ones_own_is_imported(tmp_path: Path) -> None:
    folder = project(tmp_path, app____init__="", app__log="import logging\n\naudit = logging.getLogger('audit')\n")
    text = mended(folder, BAD, "app/new.py", logging="app.log:audit").text
    assert "from app.log import audit\n" in text
    assert "audit.exception('Failed to save order %s', order_id)" in text


def test_a_logger_of_the_class_is_used(tmp_path: Path) -> None:
    text = (
        "import logging\n\nimport httpx\n\n\nclass Shop:\n    def __init__(self, client: httpx.AsyncClient):\n"
        "        self._log = logging.getLogger('shop')\n        self._client = client\n\n"
        "    async def ping(self):\n        return await self._client.get('/')\n"
    )
    assert "self._log.exception('GET request failed')" in mended(project(tmp_path), text).text


def test_a_script_declares_no_counter_that_it_would_register_twice(tmp_path: Path) -> None:
    script = "from prometheus_client import Counter\n" + BAD + "\n\nif __name__ == '__main__':\n    print(Counter)\n"
    text = mended(project(tmp_path), script).text
    assert "OPERATIONS" not in text
    assert "logger.exception" in text


def test_the_style_note_leaves_the_log_to_others(tmp_path: Path) -> None:
    folder = project(tmp_path, telemetry=TELEMETRY)
    text = mended(folder, BAD, style="note", metrics="telemetry:metrics.increment", entry_log="off").text
    assert "    except Exception as error:\n        error.add_note(f'Failed to save order {order_id}')\n" in text
    assert "logg" not in text


def test_the_style_note_needs_something_to_count_with(tmp_path: Path) -> None:
    fixed = mended(project(tmp_path), BAD, style="note")
    assert fixed.text == BAD
    assert "nothing counts in this project" in str(fixed.refused[0])


def test_templates_word_messages_and_metrics(tmp_path: Path) -> None:
    text = mended(
        project(tmp_path, telemetry=TELEMETRY),
        BAD,
        metrics="telemetry:metrics.increment",
        entry_message="{function} starts",
        failure_message="Could not {do}",
        failure_metric="{module}.{do}.failed",
        success_metric="{module}.{do}.ok",
    ).text
    for said in (
        "'save_order starts (order_id=%s)'",
        "'Could not save order %s'",
        "'app.save_order.failed'",
        "'app.save_order.ok'",
    ):
        assert said in text


def test_the_libraries_of_the_settings_are_those_of_which_something_is_known() -> None:
    assert tuple(library.name for library in LOGGING) == LOGGING_LIBRARIES
    assert tuple(library.name for library in METRICS) == METRICS_LIBRARIES
