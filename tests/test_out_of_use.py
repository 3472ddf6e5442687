"""Nothing is told of a function that nothing in a whole program speaks of: who is not run loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.formats import why
from flake8_ownership.index import project as project_module
from flake8_ownership.index.disk import Disk
from flake8_ownership.outstanding import outstanding
from flake8_ownership.source import Source

Project = Callable[[Mapping[str, str]], Path]

HEAD = "import httpx\n\n\n"
FETCH = """\
async def fetch_prices(client: httpx.AsyncClient, shop_id: str) -> None:
    try:
        await client.get(f"/prices/{shop_id}")
    except Exception:
        pass
"""
# A program of some size that is deployed, none of whose files speaks of the function.
PROGRAM = {
    "pyproject.toml": "",
    "Dockerfile": "FROM python\n",
    **{f"part_{number}.py": f"LEVEL = {number}\n" for number in range(12)},
}


def told(root: Path, name: str = "shop.py") -> list[str]:
    """The codes of the findings in a file."""
    path = root / name
    source = Source(str(path), path.read_text(encoding="utf-8"))
    return [finding.code for finding in Checker().check(source, Settler().settings(path)).findings]


def shop(text: str) -> dict[str, str]:
    return {**PROGRAM, "shop.py": HEAD + text}


def method(head: str = "class Shop:") -> str:
    body = FETCH.replace("(client", "(self, client").replace("\n", "\n    ").rstrip(" ")
    return f"{head}\n    {body}"


@pytest.mark.parametrize(
    "text",
    [
        FETCH,
        method(),
        "async def prices_by_shop(client: httpx.AsyncClient) -> None:\n    async "
        + FETCH.partition(" ")[2].replace("\n", "\n    ")
        + "await fetch_prices(client, '1')\n",
    ],
    ids=["a function", "a method", "a function inside of one"],
)
def test_what_nothing_speaks_of_is_silent(text: str, project: Project) -> None:
    assert told(project(shop(text))) == []


OWN = "async def fetch_prices():\n    pass\n\n\n"


@pytest.mark.parametrize(
    "others",
    [
        {"part_1.py": f"{OWN}async def run():\n    await fetch_prices()\n"},
        {"market.py": OWN, "part_1.py": "from market import fetch_prices\n\nJOBS = [fetch_prices]\n"},
        {"market/shop.py": OWN, "market/run.py": "from . import shop\n\nJOBS = [shop.fetch_prices]\n"},
        {"part_1.py": "async def run(market):\n    await market.fetch_prices()\n"},
    ],
    ids=["in its own file", "from another file", "from another file of that name", "of an object"],
)
def test_what_others_call_by_its_name_is_another(others: dict[str, str], project: Project) -> None:
    assert told(project({**shop(FETCH), **others})) == []


@pytest.mark.parametrize(
    "more",
    [
        {"part_1.py": "from shop import fetch_prices\n"},
        {"part_1.py": f"{OWN}import shop\n\nJOBS = [fetch_prices, shop.fetch_prices]\n"},
        {"all.py": "from shop import *\n", "part_1.py": "from all import *\n\nJOBS = [fetch_prices]\n"},
        {"part_1.py": "# to be done: fetch_prices\n"},
        {"part_1.py": "JOBS = ['fetch_prices']\n"},
        {"part_1.py": "async def fetch_prices():\n    pass\n"},
        {
            "shop.py": HEAD + method(),
            "part_1.py": "from shop import Shop\n\n\ndef run(name):\n    return getattr(Shop(), f'fetch_{name}')()\n"
            "\n\nJOBS = [run]\n",
        },
        {"shop.py": HEAD + "@app.job\n" + FETCH},
        {"shop.py": HEAD + "import kiosk\n\n\n" + method("class Shop(kiosk.Stand):")},
        {"shop.py": HEAD + method("class Shop:") + "\n\n" + method("class Mall:"), "part_1.py": "# Shop, Mall\n"},
        {"pyproject.toml": '[tool.flake8-ownership]\nkind = "application"\n'},
    ],
    ids=[
        "an import",
        "an import of the module",
        "an import of all that another imports",
        "a comment",
        "a text",
        "another of the name",
        "a name made at run time",
        "a decorator",
        "a base of a library",
        "a convention",
        "a configuration that says all is known",
    ],
)
def test_what_may_be_run_is_told(more: dict[str, str], project: Project) -> None:
    assert "OWN201" in told(project({**shop(FETCH), **more}))


def test_a_few_files_are_no_whole_program(project: Project) -> None:
    few = {name: text for name, text in shop(FETCH).items() if not name.startswith("part_1")}
    assert told(project(few)) == ["OWN201"]


def test_a_class_that_nothing_speaks_of(project: Project) -> None:
    called = {"part_1.py": "async def run(one):\n    await one.fetch_prices()\n"}
    root = project({**shop(method()), **called})
    assert told(root) == []
    (root / "part_2.py").write_text("from shop import Shop\n", encoding="utf-8")
    assert told(root) == ["OWN201"]


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("class Shop(kiosk.Stand):\n    def __init__(self, place):\n        self.place = place\n", []),
        ("class Shop(kiosk.Stand):\n    def __init__(self, *, place):\n        self.place = place\n", []),
        ("class Shop(kiosk.Stand):\n    def __init__(self, place=None):\n        self.place = place\n", ["OWN201"]),
        ("class Shop(kiosk.Stand):", ["OWN201"]),
        ("class Shop(kiosk.Stand, kind='shop'):\n    def __init__(self, place):\n        pass\n", ["OWN201"]),
        ("class Stall: ...\n\n\nclass Shop(Stall):\n    def __init__(self, place):\n        pass\n", ["OWN201"]),
    ],
    ids=["given a place", "given a keyword", "given nothing", "made by nothing", "registered", "a base of the project"],
)
def test_a_class_of_a_library_that_has_to_be_given_something_is_made_by_none_but_the_project(
    head: str, codes: list[str], project: Project
) -> None:
    called = {"part_1.py": "async def run(one):\n    await one.fetch_prices()\n"}
    root = project({**shop("import kiosk\n\n\n" + method(head)), **called})
    assert told(root) == codes


def test_why_says_so(project: Project) -> None:
    path = project(shop(FETCH)) / "shop.py"
    source, settings = Source(str(path), path.read_text(encoding="utf-8")), Settler().settings(path)
    checker = Checker()
    (call,) = checker.explain(source, settings, 6)
    said = list(why.of_call(call, str(path), outstanding(checker.check(source, settings), source, settings)))
    assert said[-1] == (
        "  no finding: nothing in the project calls fetch_prices(): who is told of its failures is not known"
    )


HINTS = (".github/workflows/test.yml", ".gitmodules", "Dockerfile", "environment.yml", "requirements.txt", "Pipfile")


@pytest.mark.parametrize("hint", HINTS)
def test_a_copy_without_history_is_a_project_too(hint: str, tmp_path: Path) -> None:
    """Callers in its other files are known: what one of them reports is no finding."""
    head = "import logging\n\nfrom api.shop import send\n\n\n"
    caller = f"{head}async def run(client):\n    try:\n        await send(client)\n"
    files = {
        "api/shop.py": HEAD + "async def send(client: httpx.AsyncClient):\n    await client.get('/')\n",
        "jobs/nightly.py": f"{caller}    except Exception:\n        logging.exception('not sent')\n        raise\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert "OWN101" in told(tmp_path, "api/shop.py")
    (tmp_path / hint).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / hint).touch()
    assert "OWN101" not in told(tmp_path, "api/shop.py")


def test_nothing_in_a_home_makes_it_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_module, "_USER", str(tmp_path))
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "tools").mkdir()
    assert project_module.marked_root(tmp_path / "tools", Disk()) is None
    (tmp_path / "tools" / "Dockerfile").touch()
    assert project_module.marked_root(tmp_path / "tools", Disk()) == tmp_path / "tools"


CALLED = f"{FETCH}\n\nasync def fetch_all(client: httpx.AsyncClient) -> None:\n    await fetch_prices(client, '1')\n"
TASK = "import asyncio\n\nimport httpx\n\nfrom shop import {name}\n\nasyncio.run({name}(httpx.AsyncClient{given}))\n"


def test_what_only_such_a_function_calls_is_silent_too(project: Project) -> None:
    assert told(project(shop(CALLED))) == []


def test_what_another_function_calls_as_well_is_told(project: Project) -> None:
    run = {"run.py": TASK.format(name="fetch_prices", given="(), '1'")}
    assert told(project({**shop(CALLED), **run})) == ["OWN201"]


def test_what_is_called_by_one_that_is_called_is_told(project: Project) -> None:
    run = {"run.py": TASK.format(name="fetch_all", given="()")}
    assert told(project({**shop(CALLED), **run})) == ["OWN201"]


def test_two_that_call_each_other_are_told(project: Project) -> None:
    text = CALLED + "    await fetch_some(client)\n\n\nasync def fetch_some(client: httpx.AsyncClient) -> None:\n"
    assert told(project(shop(f"{text}    await fetch_all(client)\n"))) == ["OWN201"]
