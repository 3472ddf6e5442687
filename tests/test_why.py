"""`why` agrees with `check`, and draws the roads of failures."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.formats import why as why_format
from flake8_ownership.formats.tree import ASCII, BOXES
from flake8_ownership.outstanding import outstanding
from flake8_ownership.roads import explanation
from flake8_ownership.roads.node import Explanation
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from tests import cases, test_endings
from tests.conftest import CLOSED

Write = Callable[[Mapping[str, str]], Path]
Run = Callable[..., tuple[int, str]]
EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
SEND = """\
import httpx


async def send(client: httpx.AsyncClient, order_id: str) -> httpx.Response:
    return await client.get(f"/orders/{order_id}")  # asked
"""
MARKED = {"pyproject.toml": f"{CLOSED}enable = ['OWN202']\n"}


class Explained:
    """What `check` and `why` say of the files below a folder."""

    def __init__(self, root: Path, **more: object) -> None:
        self._root = root
        self._checker = Checker()
        self._settler = Settler()
        self._more = more
        self._known: dict[tuple[Path, int], Explanation] = {}

    def load(self, path: Path) -> tuple[Source, Settings]:
        text = path.read_text(encoding="utf-8")
        given: dict[str, Any] = {**self._more, **cases.options(text)}
        return Source(str(path), text), self._settler.settings(path).with_options(given, str(path))

    def why(self, path: Path, row: int) -> Explanation:
        if (path, row) not in self._known:
            source, settings = self.load(path)
            self._known[path, row] = explanation.explained(self._checker, self.load, source, settings, row)
        return self._known[path, row]

    def text(self, path: Path, row: int) -> str:
        return "\n".join(why_format.lines(self.why(path, row), str(path), row))

    def denied(self, path: Path) -> Iterator[str]:
        """The ends of the findings of a file at which `why` does not name them."""
        source, settings = self.load(path)
        told = outstanding(self._checker.check(source, settings), source, settings)
        for finding in told.findings:
            root = self.why(path, finding.start.row).root
            ends = [(path, finding.start.row), *((root / spot.filename, spot.row) for spot in finding.covers)]
            for end, row in dict.fromkeys(ends):
                found = self.why(end, row)
                if found.root != root and any("is a project by itself" in limit for limit in found.limits):
                    continue
                same = [
                    one
                    for one in found.told
                    if (one.code, one.row, one.column, one.fate)
                    == (finding.code, finding.start.row, finding.start.column, "")
                ]
                if not same or finding.code not in self.text(end, row):
                    place = f"{path.name}:{finding.start.row}: {finding.code} {finding.message}"
                    yield f"{place}, asked at {end.name}:{row}"


def test_no_finding_of_the_examples_is_denied() -> None:
    denied: list[str] = []
    for example in (EXAMPLES / "shop", *(path for path in (EXAMPLES / "dialects").iterdir() if path.is_dir())):
        explained = Explained(example)
        for path in sorted(example.rglob("*.py")):
            denied += explained.denied(path)
    assert denied == []


@pytest.mark.parametrize("page", list(test_endings.pages()), ids=lambda page: page.name)
def test_no_finding_of_a_project_is_denied(page: test_endings.Page, project: Write) -> None:
    folder = project(page.files)
    for number in range(test_endings.MANY if "many files" in page.name else 0):
        (folder / f"other_{number}.py").write_text("def main(): ...\n", encoding="utf-8")
    explained = Explained(folder)
    paths = [folder / name for name in page.files if name.endswith(".py")]
    assert [one for path in paths for one in explained.denied(path)] == []


@pytest.mark.parametrize("code", sorted({path.parent.name for path in cases.single_files()}))
def test_no_finding_of_a_case_is_denied(code: str) -> None:
    denied: list[str] = []
    for path in cases.single_files():
        if path.parent.name == code:
            denied += Explained(path.parent).denied(path)
    assert denied == []


@pytest.mark.parametrize("folder", cases.projects(), ids=lambda path: path.name)
def test_no_finding_of_a_case_of_several_files_is_denied(folder: Path) -> None:
    explained = Explained(folder)
    assert [one for path in sorted(folder.rglob("*.py")) for one in explained.denied(path)] == []


def drawn(folder: Path, text: str, name: str = "main.py", mark: str = "# asked") -> str:
    """What is said of the line that has a mark."""
    row = next(row for row, line in enumerate(text.splitlines(), 1) if mark in line)
    return Explained(folder).text(folder / name, row).replace(f"{folder}/", "")


def road(printed: str) -> str:
    """The part of an explanation that is drawn, and what follows."""
    return printed.partition("  where its failure goes:\n")[2]


HEAD = """\
import asyncio
import logging

from fastapi import FastAPI

app = FastAPI()
log = logging.getLogger()
"""
ENDINGS = f"""{HEAD}{SEND}

async def relay(client: httpx.AsyncClient) -> None:
    await send(client, "1")


async def loud(client: httpx.AsyncClient) -> None:
    try:
        await relay(client)
    except Exception:
        log.exception("failed")


async def quiet(client: httpx.AsyncClient) -> None:
    try:
        await relay(client)
    except Exception:
        pass


async def job(client: httpx.AsyncClient) -> None:
    await send(client, "2")


def start(client: httpx.AsyncClient) -> None:
    asyncio.create_task(job(client))


@app.get("/orders/{{order_id}}")
async def route(order_id: str) -> None:
    await relay(httpx.AsyncClient())
    await relay(httpx.AsyncClient())


async def value(client: httpx.AsyncClient) -> object:
    try:
        return await send(client, "3")
    except Exception as error:
        return error
"""
ROAD = """\
  ├─ main.py:16:11: send in relay()
  │  ├─ main.py:21:15: relay in loud()
  │  │  └─ reported at main.py:22: the handler for Exception reports it
  │  ├─ main.py:28:15: relay in quiet()
  │  │  └─ silenced at main.py:29: the handler for Exception ends it and says nothing [OWN201]
  │  ├─ main.py:43:11: relay in route()
  │  │  └─ boundary at main.py:42: FastAPI calls it as a route, and prints its traceback \
(uvicorn.error, ERROR; it names no identifier) [OWN107]
  │  └─ main.py:44:11: relay in route()
  │     └─ leaves route(), as above
  ├─ main.py:34:11: send in job()
  │  └─ main.py:38:25: job in start()
  │     └─ detached at main.py:38: nobody holds the task, so nobody learns how it ended [OWN301]
  └─ main.py:49:22: send in value()
     └─ carried at main.py:50: the handler for Exception hands it on as a value
"""


def test_a_call_leads_to_every_ending_each_drawn_once(project: Write) -> None:
    printed = drawn(project({**MARKED, "main.py": ENDINGS}), ENDINGS)
    assert road(printed) == ROAD + (
        "  OWN201 silenced-io at main.py:28:15 (flake8-ownership rule OWN201)\n"
        "  OWN301 detached-io at main.py:38:25 (flake8-ownership rule OWN301)\n"
        "  OWN107 framework-only at main.py:43:11 (flake8-ownership rule OWN107)\n"
        '  if this is not I/O: not-io = ["httpx.AsyncClient.get"]\n'
        '  if what FastAPI reports is enough for you: boundaries = ["fastapi"]'
    )


def test_what_cannot_print_boxes_gets_plain_characters(project: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project({**MARKED, "main.py": ENDINGS})
    command = [sys.executable, "-m", "flake8_ownership", "why", "main.py:12"]
    for encoding, style in (("ascii", ASCII), ("latin-1", ASCII), ("utf-8", BOXES)):
        environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        done = subprocess.run(command, cwd=folder, capture_output=True, check=True, env=environment)
        printed = road(done.stdout.decode(encoding)).splitlines()
        assert printed[0] == f"  {style.branch}main.py:16:11: send in relay()"
        assert printed[1].startswith(f"  {style.below}{style.branch}main.py:21:15")
        assert printed[-6].startswith(f"  {style.nothing}{style.last}carried")


def test_of_many_callers_the_rest_is_counted(project: Write) -> None:
    callers = "".join(
        f"\n\nasync def by_{number}(client: httpx.AsyncClient) -> None:\n    await send(client, 'x')\n"
        for number in range(30)
    )
    printed = drawn(project({**MARKED, "main.py": SEND + callers}), SEND + callers)
    assert "  └─ and 18 more: 18 open\n" in printed
    assert printed.count("send in by_") == 12
    # No finding is denied all the same.
    assert printed.count("OWN101 unowned-operation at") == 30


QUIET = """

async def publish(client: httpx.AsyncClient) -> None:
    try:
        await both(client)
        await client.put("/x")
    except Exception:  # asked
        pass


async def both(client: httpx.AsyncClient) -> None:
    await send(client, "1")
    await client.delete("/x")
"""


def test_a_handler_leads_to_every_call_that_it_hides(project: Write) -> None:
    text = SEND.replace("  # asked", "") + QUIET
    assert (
        drawn(project({**MARKED, "main.py": text}), text)
        == """\
main.py:12: silenced: the handler for Exception ends it and says nothing
  ├─ main.py:10:15: both in publish()
  │  ├─ main.py:17:11: send in both()
  │  │  └─ main.py:5:18: client.get in send()
  │  └─ main.py:18:11: client.delete in both()
  └─ main.py:11:15: client.put in publish()
  OWN201 silenced-io at main.py:11:15 (flake8-ownership rule OWN201)"""
    )


WRAPPERS = {
    "a context manager": """\
@asynccontextmanager
async def quietly():
    try:
        yield
    except Exception:  # asked
        pass


async def work(client: httpx.AsyncClient) -> None:
    async with quietly():
        await send(client, "1")
""",
    "a decorator": """\
def quietly(function):
    async def wrapper(*args):
        try:
            return await function(*args)
        except Exception:  # asked
            return None

    return wrapper


@quietly
async def work(client: httpx.AsyncClient) -> None:
    await send(client, "1")
""",
    "a helper": """\
async def quietly(work):
    try:
        return await work
    except Exception:  # asked
        return None


async def work(client: httpx.AsyncClient) -> None:
    await quietly(client.get("/x"))
""",
    "leaving a class": """\
class Quietly:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return True  # asked


async def work(client: httpx.AsyncClient) -> None:
    async with Quietly():
        await send(client, "1")
""",
    "suppress": """\
async def work(client: httpx.AsyncClient) -> None:
    with suppress(Exception):  # asked
        await send(client, "1")
""",
    "gather": """\
async def work(client: httpx.AsyncClient) -> None:
    await asyncio.gather(client.get("/x"), return_exceptions=True)  # asked
""",
    "a return in finally": """\
async def work(client: httpx.AsyncClient) -> None:
    try:  # asked
        await send(client, "1")
    finally:
        return
""",
}


@pytest.mark.parametrize("name", WRAPPERS)
def test_whatever_ends_a_failure_leads_to_what_it_hides(name: str, project: Write) -> None:
    head = "import asyncio\nfrom contextlib import asynccontextmanager, suppress\n"
    text = head + SEND.replace("  # asked", "") + "\n\n" + WRAPPERS[name]
    printed = drawn(project({**MARKED, "main.py": text}), text)
    assert ": silenced: " in printed
    assert "client.get in " in printed
    assert " OWN20" in printed


LIMITS = {
    "it is handed to somebody": (
        'HANDLERS = {"send": send}\n',
        "unknown at main.py:4: main.py mentions send without calling it",
    ),
    "a coroutine that nobody is seen to await": (
        "async def start(client: httpx.AsyncClient) -> None:\n    ready = send(client, '1')\n    use(ready)\n",
        "what becomes of its failure there is not known",
    ),
    "a handler of the function reports": (
        "async def start(client: httpx.AsyncClient) -> None:\n    await begin(client)\n",
        "reported at main.py:8: a handler in begin() reports: it is taken to look after its failures",
    ),
}


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_not_followed_is_said(name: str, project: Write) -> None:
    more, words = LIMITS[name]
    text = f"{SEND}\n\n{more}"
    if "begin" in more:
        begin = "async def begin(client: httpx.AsyncClient) -> None:\n    try:\n        await send(client, '1')\n"
        handler = "    except httpx.ReadTimeout:\n        logging.exception('failed')\n"
        text = f"{SEND}\n\n{begin}{handler}\n\n{more}".replace("import httpx", "import httpx, logging")
    assert words in drawn(project({**MARKED, "main.py": text}), text)


@pytest.mark.parametrize("many", [test_endings.MANY, 70])
def test_a_name_in_too_many_files_is_not_looked_for(project: Write, many: int) -> None:
    files = {f"other_{number}.py": "class A:\n    def send(self): ...\n" for number in range(many)}
    text = f"{SEND}\n\nasync def go(client: httpx.AsyncClient) -> None:\n    await send(client, '1')\n"
    text = text.replace("async def send(client", "class B:\n  async def send(self, client").replace(
        "    return", "     return"
    )
    printed = drawn(project({**MARKED, **files, "main.py": text}), text)
    assert "unknown at main.py:5: too many files mention send to tell who calls it\n" in printed
    assert "  no finding is known: its failure is not followed to each of its endings" in printed


def test_where_no_project_is_marked_callers_elsewhere_are_not_looked_for(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(SEND, encoding="utf-8")
    printed = drawn(tmp_path, SEND)
    assert "callers in other files are not looked for: nothing marks the folder of a project" in printed


def test_a_tree_that_grows_too_large_is_cut(project: Write) -> None:
    layers = [SEND]
    for depth in range(70):
        called = "send" if depth == 0 else f"by_{depth - 1}"
        layers.append(
            f"\n\nasync def by_{depth}(client: httpx.AsyncClient) -> None:\n    await {called}(client, 'x')\n"
        )
    text = "".join(layers)
    assert "not followed: 60 calls deep" in drawn(project({**MARKED, "main.py": text}), text)


def test_a_failure_that_a_comment_waives_is_said_to_be(project: Write) -> None:
    lost = "await relay(client)\n    except Exception:\n        pass"
    text = ENDINGS.replace(lost, lost.replace("\n", "  # noqa: OWN201\n", 1))
    printed = drawn(project({**MARKED, "main.py": text}), text)
    assert "says nothing [OWN201, waived by a comment]\n" in printed


def test_an_answer_that_check_lets_go_is_no_traceback_of_the_framework(project: Write) -> None:
    text = """\
import fastapi
import httpx

app = fastapi.FastAPI()


@app.get("/orders/{order_id}")
async def order(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        await client.get(f"/orders/{order_id}")  # asked
    except httpx.HTTPError as error:
        raise fastapi.HTTPException(404, "no such order") from error
"""
    printed = drawn(project({**MARKED, "main.py": text}), text)
    assert "carried at main.py:8: FastAPI answers the request with it\n" in printed
    assert "OWN107" not in printed


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("HTTPException(404)", "carried at main.py:8: BlackSheep answers the request with it\n"),
        (
            "HTTPException(502)",
            "open at main.py:8: BlackSheep answers the request with it, and tells nobody else [OWN101]\n",
        ),
        (
            "RuntimeError()",
            "reported at main.py:8: BlackSheep calls it as a route, and prints its traceback with the path",
        ),
    ],
)
def test_a_framework_that_names_the_path_does_so_of_no_answer(raised: str, said: str, project: Write) -> None:
    text = f"""\
import httpx
from blacksheep import Application, HTTPException, get

app = Application()


@get("/orders/{{order_id}}")
async def order(client: httpx.AsyncClient, order_id: str) -> None:
    try:
        await client.get(f"/orders/{{order_id}}")  # asked
    except httpx.HTTPError as error:
        raise {raised} from error
"""
    assert said in drawn(project({**MARKED, "main.py": text}), text)
