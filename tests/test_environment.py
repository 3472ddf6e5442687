"""An installed environment that a project opts in to is read as text, within its folder, and tells what libraries
declare that the catalogue lacks."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from flake8_ownership.cache import Cache
from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.errors import ConfigError
from flake8_ownership.faces.cli import main
from flake8_ownership.index import environment
from flake8_ownership.index.disk import Disk
from flake8_ownership.index.display import display
from flake8_ownership.index.environment import Environment, Found
from flake8_ownership.index.module import Scope, last_name
from flake8_ownership.index.values import Where
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

Write = Callable[[Mapping[str, str]], Path]
SITE = ".venv/lib/python3.11/site-packages"
LIBRARY = {
    f"{SITE}/somelib/__init__.py": """\
from pathlib import Path

from ._base import *
from ._client import Client, connect, make

Path("executed").touch()
""",
    f"{SITE}/somelib/_base.py": """\
import httpx


class Base:
    session: httpx.AsyncClient

    async def start(self) -> None: ...


class Sub(httpx.AsyncClient): ...


class Open:
    def __getattr__(self, name): ...
""",
    f"{SITE}/somelib/_types.py": """\
from typing import TypeVar, Union

import httpx

T = TypeVar("T")
Either = Union[httpx.AsyncClient, None]
""",
    f"{SITE}/somelib/_client.py": """\
from contextlib import asynccontextmanager
from typing import AsyncIterator

import httpx

from ._base import Base
from ._types import Either, T


class Row:
    async def save(self) -> None: ...


class Client(Base):
    def __init__(self):
        self.inner = httpx.AsyncClient()

    @property
    def last(self) -> Row: ...

    async def fetch(self, key: str) -> Row: ...

    async def stream(self) -> AsyncIterator[Row]:
        yield Row()

    def pick(self, kind: type[T]) -> T: ...

    def either(self) -> Either: ...

    def untold(self): ...


def make() -> Client: ...


@asynccontextmanager
async def connect() -> AsyncIterator[Client]:
    yield Client()


client = make()
""",
    f"{SITE}/typed/__init__.py": "def make(): ...\n",
    f"{SITE}/typed-stubs/__init__.pyi": "import httpx\n\ndef make() -> httpx.AsyncClient: ...\n",
}
CASES = {
    "(await client.fetch('a')).save": "member somelib._client.Row.save",
    "client.last": "somelib._client.Row",
    "client.inner": "httpx.AsyncClient",
    "client.session": "httpx.AsyncClient",
    "client.start": "member somelib.Client.start",
    "client.either().get": "method httpx.AsyncClient.get",
    "[row async for row in client.stream()][0]": "somelib._client.Row",
    "make().inner": "httpx.AsyncClient",
    "client.pick(Mine).own": "def main.Mine.own",
    "somelib._client.client.inner": "httpx.AsyncClient",
    "typed.make().get": "method httpx.AsyncClient.get",
    "mine.session": "httpx.AsyncClient",
    "mine.start": "member somelib.Base.start",
    "mine.missing": "Unknown (Mine does not declare missing)",
    "yours.get": "method httpx.AsyncClient.get",
    "theirs.anything": "member somelib._base.Open.anything",
    "client.untold().thing": "member somelib.Client.untold.thing",
}
PROGRAM = """\
import somelib
import typed
from somelib import Client, connect, make
from somelib._base import Open, Sub


class Mine(somelib.Base):
    async def own(self): ...


class Yours(Sub): ...


class Theirs(Open): ...


async def go(client: Client, mine: Mine, yours: Yours, theirs: Theirs):
    reveal_type({})
"""
FETCH = """\
import somelib


async def go(order_id):
    await somelib.make().inner.get(order_id)
"""
CONFIG = "[tool.flake8-ownership]\nenvironment = '.venv'\n"


def revealed(folder: Path, expression: str, settings: Settings) -> str:
    source = Source(str(folder / "main.py"), PROGRAM.format(expression))
    module, world = Checker().module(source, settings)
    scopes: list[Scope] = list(module.every_function())
    (found,) = [
        display(world.resolver.value(call.args[0], Where(scope, (call.lineno, call.col_offset), block)))
        for scope in scopes
        for call, block in scope.body.calls
        if last_name(call) == "reveal_type"
    ]
    return found


def opted(folder: Path) -> Settings:
    return Settings(root=folder, environment=".venv")


def apis(folder: Path, checker: Checker | None = None, settings: Settings | None = None) -> list[str | None]:
    source = Source(str(folder / "main.py"), FETCH)
    checked = (checker or Checker()).check(source, settings or opted(folder))
    return [site.identity.api for site, _ in checked.sites]


@pytest.fixture
def installed(project: Write) -> Path:
    return project({"pyproject.toml": "", "main.py": FETCH, **LIBRARY})


@pytest.mark.parametrize("expression", CASES)
def test_what_a_library_declares_is_known(expression: str, installed: Path) -> None:
    assert revealed(installed, expression, opted(installed)) == CASES[expression]


def test_what_a_context_manager_of_a_library_gives_is_known(installed: Path) -> None:
    body = "    async with somelib.connect() as one:\n        await one.inner.get('/')\n"
    text = f"import somelib\n\n\nasync def go():\n{body}"
    checked = Checker().check(Source(str(installed / "main.py"), text), opted(installed))
    assert "httpx.AsyncClient.get" in [site.identity.api for site, _ in checked.sites]


def test_nothing_is_executed(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(installed)
    assert apis(installed) == ["httpx.AsyncClient.get"]
    assert not (installed / "executed").exists()


def test_without_the_option_nothing_of_an_environment_is_looked_at(installed: Path) -> None:
    assert apis(installed, settings=Settings(root=installed)) == ["somelib.make.inner.get"]
    checker = Checker()
    entry = checker.entry(Source(str(installed / "main.py"), FETCH), Settings(root=installed))
    assert not [question for question in entry["asked"] if ".venv" in question]


def test_a_folder_that_is_not_there_tells_nothing(installed: Path) -> None:
    assert apis(installed, settings=Settings(root=installed, environment="nowhere")) == ["somelib.make.inner.get"]


def test_site_packages_may_be_named_themselves(installed: Path) -> None:
    assert apis(installed, settings=Settings(root=installed, environment=SITE)) == ["httpx.AsyncClient.get"]


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("linked", ["somelib", "somelib/_client.py", "."])
def test_no_link_leads_out_of_it(linked: str, project: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = project({"pyproject.toml": "", "main.py": FETCH, **LIBRARY})
    inside = (folder / SITE / linked).resolve()
    outside = tmp_path_factory.mktemp("outside") / "moved"
    inside.rename(outside)
    inside.symlink_to(outside)
    assert apis(folder) == ["somelib.make.inner.get"]


def test_what_is_too_large_is_not_known(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "LARGEST", 100)
    assert apis(installed) == ["somelib.make.inner.get"]


def test_what_does_not_parse_is_not_known(installed: Path) -> None:
    (installed / SITE / "somelib/_client.py").write_text("class (")
    assert apis(installed) == ["somelib.make.inner.get"]


def test_modules_that_import_each_other_are_read_to_an_end(installed: Path) -> None:
    (installed / SITE / "somelib/_client.py").write_text("from . import make\nfrom ._base import *\n")
    (installed / SITE / "somelib/_base.py").write_text("from ._client import *\n")
    assert apis(installed) == ["somelib.make.inner.get"]


def test_a_name_is_looked_for_once_however_many_stars_lead_to_a_module(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for layer in range(12):
        stars = "".join(f"from ._{side}{layer + 1} import *\n" for side in "ab") * 3
        for side in "ab":
            (installed / SITE / f"somelib/_{side}{layer}.py").write_text(stars if layer < 11 else "")
    (installed / SITE / "somelib/_client.py").write_text("from ._a0 import *\n")
    asked: list[str] = []
    find = Environment._found

    def counted(self: Environment, path: str, seen: set[str]) -> Found | None:
        asked.append(path)
        return find(self, path, seen)

    monkeypatch.setattr(Environment, "_found", counted)
    assert apis(installed) == ["somelib.make.inner.get"]
    # Each of the modules asks those of its six stars, for each of the names that the check asks for.
    assert 0 < len(asked) < 12 * 2 * 6 * 10


@pytest.mark.parametrize(
    "text",
    ["make = make.x\n", "make = make.make.make\n", "class make(make.x): ...\n", "make = a.make\na = a.a.a\n"],
)
def test_a_name_that_stands_for_something_inside_of_itself_is_given_up_soon(
    text: str, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installed / SITE / "somelib/_client.py").write_text(text)
    asked: list[Path] = []
    for name in ("is_file", "folders"):
        monkeypatch.setattr(Disk, name, _counted(getattr(Disk, name), asked))
    assert apis(installed) == ["somelib.make.inner.get"]
    assert 0 < len(asked) < 1_000


def _counted(ask: Callable[[Disk, Path], Any], asked: list[Path]) -> Callable[[Disk, Path], Any]:
    def counted(disk: Disk, path: Path) -> Any:
        asked.append(path)
        return ask(disk, path)

    return counted


def test_the_cache_knows_what_an_environment_held(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    source = Source(str(installed / "main.py"), FETCH)
    assert apis(installed, Checker(cache=cache)) == ["httpx.AsyncClient.get"]
    assert Checker(cache=cache).recall(source, opted(installed)) is not None
    assert Checker(cache=cache).recall(source, Settings(root=installed)) is None
    changed = installed / SITE / "somelib/_client.py"
    changed.write_text(changed.read_text().replace("-> Client", "-> Row"))
    assert Checker(cache=cache).recall(source, opted(installed)) is None
    assert apis(installed, Checker(cache=cache)) == ["somelib._client.Row.inner.get"]


def test_what_is_installed_later_is_seen_by_the_cache(project: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = project({"pyproject.toml": "", "main.py": FETCH, f"{SITE}/README": ""})
    cache = Cache(tmp_path_factory.mktemp("cache"))
    assert apis(folder, Checker(cache=cache)) == ["somelib.make.inner.get"]
    for name, text in LIBRARY.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    assert apis(folder, Checker(cache=cache)) == ["httpx.AsyncClient.get"]


def test_a_project_names_no_folder_outside_of_it(project: Write) -> None:
    folder = project(
        {"pyproject.toml": "[tool.flake8-ownership]\nenvironment = '../else'\n", ".git/HEAD": "", "a.py": ""}
    )
    with pytest.raises(ConfigError, match="leads out of the project"):
        Settler().settings(folder / "a.py")


def test_check_and_flake8_read_it_where_the_project_says_so(
    project: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from flake8_ownership.faces.flake8 import Plugin

    folder = project({"pyproject.toml": CONFIG, "main.py": FETCH, **LIBRARY})
    monkeypatch.chdir(folder)
    main(["sites", "--no-cache", "--output-format", "json", "main.py"])
    (site,) = json.loads(capsys.readouterr().out)["sites"]
    assert (site["api"], site["certainty"]) == ("httpx.AsyncClient.get", "catalogued")
    source = Source("main.py", FETCH)
    found = list(Plugin(source.tree, "main.py", source.lines).run())
    assert [message for _, _, message, _ in found if "somelib.make().inner.get" in message]
