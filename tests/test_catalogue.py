"""What the catalogue says of libraries is so, and what it does not understand it refuses."""

from __future__ import annotations

import importlib.util
import logging
import re
import socket
import sys
import sysconfig
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from flake8_ownership.catalogue import Catalogue, boundaries, loader, observers, retrying, shelf, watched, world
from flake8_ownership.check import Checker
from flake8_ownership.errors import CatalogueError
from flake8_ownership.index import known_calls, stubs
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from tests import introspection
from tests.conftest import Check

ROOT = Path(__file__).parent.parent
STUBS = ROOT / "flake8_ownership" / "stubs" / "libraries"
IO = sorted((shelf.FOLDER / "io").glob("*.toml"))
OBSERVERS = sorted((shelf.FOLDER / "observers").glob("*.toml"))


def table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def pinned() -> dict[str, str]:
    """The libraries that this environment has to look into, with their versions."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    found = [re.match(r"([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)$", entry) for entry in groups["libraries"]]
    return {match[1]: match[2] for match in found if match is not None}


PINNED = pinned()
# Their own failures are those of the servers and protocols below them.
NO_ERRORS = ("strawberry-graphql", "fastapi", "starlette", "h11", "wsproto", "celery", "pydantic")
# Names that the libraries have from Python 3.12 on.
NEWER = {"anyio.Path has no is_junction", "anyio.Path has no walk", "pathlib.Path has no walk"}


def of_library(name: str) -> list[Path]:
    return [path for path in (*IO, *OBSERVERS) if table(path)["library"] == name]


@pytest.mark.parametrize("path", IO, ids=lambda path: path.stem)
def test_a_library_file_says_what_it_was_checked_against(path: Path) -> None:
    library = loader.read(path)
    assert library.version
    assert library.imports
    assert library.classes or library.functions
    assert library.errors.general or path.stem in NO_ERRORS, "what can go wrong?"
    assert not library.errors.general & library.errors.expected
    assert path in shelf.files_by_kind()[library.kind]
    assert f"`{library.kind}`" in (ROOT / "docs/catalogue.md").read_text(encoding="utf-8"), "which kinds are there?"


@pytest.mark.parametrize("path", OBSERVERS, ids=lambda path: path.stem)
def test_an_observer_file_reports_something(path: Path) -> None:
    found = observers.read(path)
    assert found.signals or found.scopes or found.retries or found.library.functions or "hook" in table(path)


@pytest.mark.parametrize("path", OBSERVERS, ids=lambda path: path.stem)
def test_an_observer_file_has_keys_that_are_known(path: Path) -> None:
    raw = table(path)
    assert raw.keys() <= observers.KEYS[""]
    for kind in observers.KEYS.keys() & raw.keys():
        for name, row in raw[kind].items():
            assert row.keys() <= observers.KEYS[kind], name


def test_every_key_that_a_reader_takes_is_in_the_docs() -> None:
    text = (ROOT / "docs/catalogue.md").read_text(encoding="utf-8")
    words = {word for code in re.findall(r"`+([^`]+)`+", text) for word in re.split(r"[\s,=\"\[\].]+", code)}
    of_io = loader._TOP | loader._CLASS | loader._FUNCTION | loader._PATTERN | loader._ERRORS
    of_boundaries = boundaries.KEYS | boundaries._BOUNDARY | boundaries._HOOK
    for keys in (of_io, of_boundaries, *observers.KEYS.values()):
        assert keys - words == set()


@pytest.mark.parametrize("path", [*IO, *OBSERVERS], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_name_of_a_library_can_be_found_through_its_imports(path: Path) -> None:
    """The catalogue opens a file only for a name below one of its imports; any other name would never be found."""
    raw = table(path)
    imports = [re.escape(name).replace(r"\*", r"\w*") for name in raw["imports"]]
    below = re.compile(rf"({'|'.join(imports)})(\..+)?")
    names = [*raw.get("class", {}), *raw.get("function", {}), *raw.get("type", {}), *raw.get("scope", {})]
    assert [name for name in names if not below.fullmatch(name)] == []


@pytest.mark.parametrize("name", PINNED)
def test_what_is_said_of_an_installed_library_is_so(name: str) -> None:
    assert version(name) == PINNED[name]
    for path in of_library(name):
        raw = table(path)
        assert introspection.is_installed(raw)
        assert raw["version"] == PINNED[name], f"{path} was checked against another version than is installed"
        assert set(introspection.problems(raw)) <= NEWER


@pytest.fixture(scope="module")
def returns() -> ModuleType:
    """The script that writes what the members of libraries return."""
    spec = importlib.util.spec_from_file_location("returns", ROOT / "tools" / "returns.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules["returns"] = found
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize("name", [name for name in PINNED if any(one.parent.name == "io" for one in of_library(name))])
def test_what_is_said_of_an_installed_librarys_returns_is_what_it_declares(name: str, returns: ModuleType) -> None:
    for path in of_library(name):
        if path.parent.name == "io":
            known = STUBS / f"{path.stem}.pyi"
            said = known.read_text(encoding="utf-8") if known.exists() else ""
            assert returns.stub(path, Path(sysconfig.get_path("purelib"))) == said


def test_most_members_of_the_catalogue_have_a_known_return(returns: ModuleType) -> None:
    total, given, stubbed = returns.counts()
    assert (given + stubbed) / total > 0.5


def test_every_part_of_a_librarys_stub_is_found_by_its_path() -> None:
    for path in sorted(STUBS.glob("*.pyi")):
        library = loader.read(shelf.FOLDER / "io" / f"{path.stem}.toml")
        paths = re.findall(r"^# ([\w.]+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert paths
        assert [one for one in paths if stubs.of_library(library.name, one) is None] == []
        assert set(paths) <= {*library.classes, *library.functions}


def test_the_standard_library_has_what_is_said_of_it() -> None:
    raw = table(shelf.FOLDER / "io" / "stdlib.toml")
    assert set(introspection.problems(raw)) <= NEWER


def apns(**options: Any) -> Any:
    """A client of aioapns that has not connected yet."""
    import aioapns

    return aioapns.APNs(key="key", key_id="K", team_id="T", topic="com.example.shop", **options)


SERVERS = """
import asyncio

import grpc.aio
import websockets
from aiohttp import web


async def plain(port):
    await asyncio.start_server(print, "127.0.0.1", port)


async def sockets(port):
    async with websockets.serve(print, "127.0.0.1", port):
        pass


async def pages(port):
    runner = web.AppRunner(web.Application())
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    finally:
        await runner.cleanup()


async def calls(port):
    server = grpc.aio.server()
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
"""


async def test_a_server_that_cannot_have_its_address_fails_where_the_catalogue_says(check: Check) -> None:
    """grpc asks for the address before it starts, and starting it is told of nowhere."""
    found = {site.function: site.identity.api for site, codes in check(SERVERS, kind="application").sites if codes}
    assert found == {
        "plain": "asyncio.start_server",
        "sockets": "websockets.asyncio.server.serve",
        "pages": "aiohttp.web.TCPSite.start",
    }
    program: dict[str, Any] = {}
    exec(SERVERS, program)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for name in found:
            with pytest.raises(OSError, match="in use"):
                await program[name](taken.getsockname()[1])
        with pytest.raises(RuntimeError, match="Failed to bind"):
            await program["calls"](taken.getsockname()[1])


async def test_uvicorn_logs_that_it_cannot_have_its_address_and_ends_the_process(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """This is why a task that serves loses nothing."""
    import uvicorn

    async def application(_scope: Any, _receive: Any, _send: Any) -> None:
        raise AssertionError("nothing asks it")

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = uvicorn.Server(
            uvicorn.Config(application, port=taken.getsockname()[1], log_config=None, lifespan="off")
        )
        with pytest.raises(SystemExit):
            await server.serve()
    errors = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert ["in use" in text for text in errors] == [True]


async def test_aioapns_logs_a_refusal_itself_or_hands_it_to_err_func(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This is why its results are no `outcome` of which OWN208 would ask who reads it."""
    from aioapns.common import NotificationRequest, NotificationResult

    handed: list[str] = []

    async def told(_: NotificationRequest, result: NotificationResult) -> None:
        handed.append(result.description)
        raise LookupError("no such device")

    async def refused(_: Any, request: NotificationRequest) -> NotificationResult:
        return NotificationResult(request.notification_id, "410", "Unregistered")

    request = NotificationRequest("device", {}, notification_id="push-7")
    monkeypatch.setattr("aioapns.connection.APNsBaseConnectionPool.send_notification", refused)
    result = await apns().send_notification(request)
    assert not result.is_successful
    assert [(one.levelno, one.getMessage()) for one in caplog.records if one.name == "aioapns"] == [
        (logging.ERROR, "Status of notification push-7 is 410 (Unregistered)")
    ]
    with pytest.raises(LookupError):
        await apns(err_func=told).send_notification(request)
    assert handed == ["Unregistered"]


async def test_aioapns_gives_up_with_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """This is why its ConnectionError is none of its general errors: it does not leave `send_notification()`."""
    from aioapns.common import NotificationRequest
    from aioapns.exceptions import MaxAttemptsExceeded

    async def at_once(_: float) -> None: ...

    async def down(_: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("aioapns.connection.asyncio.sleep", at_once)
    monkeypatch.setattr("aioapns.connection.APNsKeyConnectionPool.create_connection", down)
    with pytest.raises(MaxAttemptsExceeded):
        await apns(max_connection_attempts=2).send_notification(NotificationRequest("device", {}))


def test_many_of_the_most_used_libraries_are_installed_to_look_into() -> None:
    assert len([name for name in PINNED if any(path.parent.name == "io" for path in of_library(name))]) >= 25
    assert [name for name in PINNED if not of_library(name)] == []


def test_wrappers_and_idle_names_are_dotted_paths() -> None:
    for name, wrapper in world.wrappers().items():
        assert "." in name
        assert wrapper.argument == "*" or wrapper.argument >= 0
    assert all(re.fullmatch(r"\w+(\.\w+)*", name) for name in world.idle())


def test_what_calls_give_is_said_in_words_that_are_understood() -> None:
    calls = world.type_names().calls
    assert set(calls.values()) == set(known_calls.WORDS)
    assert all(re.fullmatch(r"\w+(\.\w+)+", path) for path in calls)
    assert not any(path.startswith("typing_extensions.") for path in calls), "the names of typing stand for both"


def test_the_retries_of_libraries_are_known_by_their_names_alone() -> None:
    retries = [retry for path in OBSERVERS for retry in table(path).get("retry", {}).items()]
    for path, row in retries:
        name = path.rpartition(".")[2]
        assert retrying.words().is_helper(name)
        assert "decorator" not in row["forms"] or name in retrying.transparent_decorators()
        assert ("hook" in row) == ("hook-keyword" in row)
    assert len(retries) >= 8


@pytest.mark.parametrize("known", watched.classes(), ids=lambda known: f"{known.module}.{known.names[0]}")
def test_the_classes_that_are_watched_have_the_methods(known: watched.Watched) -> None:
    module = pytest.importorskip(known.module)
    classes = [getattr(module, name) for name in known.names]
    assert all(any(method in vars(cls) for cls in classes) for method in known.methods)
    assert all(any(method in vars(cls) for method in known.methods) for cls in classes)


# -- the user's own libraries

OWN = {
    "class": {"acme.Client": {"await": ["fetch"], "pure": ["render"], "returns": {"acme.Page": ["fetch"]}}},
    "function": {"acme.connect": {"use": ["await"], "returns": "acme.Client"}},
}
PROGRAM = """
import acme


async def work(key):
    client = await acme.connect()
    await client.fetch(key)
    await client.render(key)
"""


def test_a_library_of_the_users_is_known_by_the_same_keys(check: Check) -> None:
    found = [(site.identity.api, site.identity.certainty) for site, _ in check(PROGRAM, catalogue={"acme": OWN}).sites]
    assert found == [("acme.connect", "catalogued"), ("acme.Client.fetch", "catalogued")]


JOB = {"what": "job", "tells": "nothing"}


@pytest.mark.parametrize(
    ("entry", "key", "said"),
    [
        ({"klass": {}}, "klass", "did you mean 'class'"),
        ({"class": {"acme.Client": {"awaits": []}}}, 'class."acme.Client".awaits', "did you mean"),
        ({"class": {"acme.Client": {"await": "get"}}}, 'class."acme.Client".await', "expected a list of strings"),
        ({"function": {"acme.connect": {"use": ["asynchronously"]}}}, 'function."acme.connect".use', "is no use"),
        ({"errors": {"generic": []}}, "errors.generic", "did you mean 'general'"),
        ({"class": []}, "class", "expected tables"),
        ({"kind": 1}, "kind", "expected a string"),
        ({"sync": 1}, "sync", "expected true or false"),
        ({"pattern": 3}, "pattern", "expected a list of tables"),
        ({"pattern": [{}, 3]}, "pattern.1", "expected a table"),
        ({"errors": 3}, "errors", "expected a table"),
        ({"class": {"acme.Client": {"returns": 3}}}, 'class."acme.Client".returns', "expected a table"),
        ({"class": {"acme.Client": {"attrs": {"a": 3}}}}, 'class."acme.Client".attrs.a', "expected a string"),
        ({"class": {"acme.Client": {"call-io": "never"}}}, 'class."acme.Client".call-io', "is no use"),
        ({"boundary": {}}, "boundary", "expected a list of tables"),
        ({"boundary": [3]}, "boundary.0", "expected a table"),
        ({"boundary": [{"what": "job"}]}, "boundary.0.tells", "missing"),
        ({"boundary": [JOB, {**JOB, "what": "jobs"}]}, "boundary.1.what", "is none of route"),
        ({"boundary": [{**JOB, "tells": "all"}]}, "boundary.0.tells", "expected one of traceback, message, count"),
        ({"boundary": [{**JOB, "level": "LOUD"}]}, "boundary.0.level", "is none of DEBUG"),
        ({"boundary": [{**JOB, "decorator": []}]}, "boundary.0.decorator", "did you mean 'decorators'"),
        ({"boundary": [{**JOB, "decorators": ["job"]}]}, "boundary.0.decorators", "'job' is not dotted paths"),
        ({"boundary": [{**JOB, "handed": ["acme.add"]}]}, "boundary.0.handed", "is not a dotted path, a colon"),
        ({"boundary": [{**JOB, "methods": ["Base"]}]}, "boundary.0.methods", "is not a dotted path of a class"),
        ({"boundary": [{**JOB, "attributes": ["f"]}]}, "boundary.0.attributes", "is not a class's name"),
        ({"boundary": [{**JOB, "mentions": "id"}]}, "boundary.0.mentions", "expected a list of strings"),
        ({"boundary": [{**JOB, "decorators": ["{a,b}" * 11 + ".x"]}]}, "boundary.0.decorators", "more than 1000 names"),
        ({"hook": [{"hears": ["jobs"]}]}, "hook.0.hears", "'jobs' is no operation"),
        ({"hook": [{"of": "0"}]}, "hook.0.of", "expected a position"),
        ({"same": {"acme.B": 3}}, 'same."acme.B"', "expected a string"),
        ({"framework": 3}, "framework", "expected a string"),
    ],
)
def test_an_entry_that_is_not_understood_is_refused_by_name(entry: dict[str, Any], key: str, said: str) -> None:
    with pytest.raises(CatalogueError) as raised:
        Catalogue({"acme": entry}, "pyproject.toml")
    assert raised.value.path == "pyproject.toml"
    assert raised.value.key == f"catalogue.acme.{key}"
    assert said in raised.value.message


def test_a_function_of_the_projects_is_io_where_the_user_says_so(project: Callable[..., Path]) -> None:
    root = project(
        {
            "app/__init__.py": "",
            "app/gateways.py": "async def send(text): ...\n",
            "app/main.py": "from app import gateways\n\n\nasync def work(text):\n    await gateways.send(text)\n",
        }
    )
    path = root / "app" / "main.py"

    def codes(**options: Any) -> list[tuple[str, ...]]:
        source = Source(str(path), path.read_text(encoding="utf-8"))
        return [found for _, found in Checker().check(source, Settings(root=root, kind="application", **options)).sites]

    assert codes() == []
    assert codes(io=("app.gate*.send",)) == [("OWN101",)]


def test_what_the_user_says_is_no_io_is_none(check: Check) -> None:
    text = "import httpx\n\n\nasync def work(c: httpx.AsyncClient):\n    await c.get('/')\n"
    assert check(text).findings
    assert check(text, not_io=("httpx.AsyncClient.*",)).sites == ()
