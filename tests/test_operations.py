"""What starts a function of a project: every way in which frameworks take functions, and what is no such way."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from flake8_ownership.catalogue.model import Boundary
from flake8_ownership.check import Checker
from flake8_ownership.database import Database, World
from flake8_ownership.index.module import Function, Module
from flake8_ownership.settings import Settings
from flake8_ownership.sites.operations import Operations
from flake8_ownership.sites.trusted import unmatched
from flake8_ownership.source import Source

Write = Callable[[Mapping[str, str]], Path]


def opened(root: Path, name: str = "app.py", **options: object) -> tuple[Module, World, Settings]:
    """A file of a project, and what is known of it."""
    path = root / name
    settings = Settings(root=root, **{"kind": "application", **options})  # type: ignore[arg-type]
    return *Database({}).module(Source(str(path), path.read_text(encoding="utf-8")), settings), settings


def started(root: Path, asked: str, name: str = "app.py", **catalogue: object) -> Boundary | None:
    """What starts the function of that name in a file of a project."""
    module, world, settings = opened(root, name, catalogue=catalogue)
    return Operations(world.resolver, world.catalogue, settings, world.summaries).started_by(
        function(module.every_function(), asked)
    )


def function(functions: Iterable[Function], name: str) -> Function:
    """The one function of that name, or of that qualified name."""
    (found,) = [one for one in functions if name in (one.name, one.qualname)]
    return found


def said(boundary: Boundary | None) -> str:
    return f"{boundary.framework} {boundary.what}" if boundary is not None else ""


PAGE = (Path(__file__).parent / "operations.md").read_text(encoding="utf-8")
PROGRAMS = [
    (heading, text)
    for heading, section in re.findall(r"^## (.+)\n((?:(?!## ).*\n)+)", PAGE, re.MULTILINE)
    for text in re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
]


@pytest.mark.parametrize(("expected", "text"), PROGRAMS)
def test_a_function_is_started_by_what_it_is_registered_with(expected: str, text: str, project: Write) -> None:
    assert len(re.findall(r"def f\(", text)) == 1
    assert said(started(project({"app.py": text}), "f")) == expected.replace("nothing", "")


# Methods that override those of a library's class, through the project's own classes or not.
METHODS = {
    ("class View.get", "Starlette route"): "from starlette.endpoints import HTTPEndpoint as Base\n",
    (
        "class View.dispatch",
        "Starlette middleware",
    ): "from starlette.middleware.base import BaseHTTPMiddleware as Base\n",
    ("class View.post", "aiohttp.web route"): "from aiohttp.web import View as Base\n",
    ("class View.delete", "Django route"): "from django.views import View as Base\n",
    ("class View.put", "Tornado route"): "from tornado.web import RequestHandler as Base\n",
    ("class View.on_message", "discord.py event handler"): "from discord.ext.commands import Bot as Base\n",
    ("class View.on_ready", "discord.py event handler"): "from discord import Client as Base\n",
    ("class View.on_error", ""): "from discord import Client as Base\n",
    ("class View.run", "Celery task"): "from celery import Task as Base\n",
    (
        "class View.on_request",
        "BlackSheep middleware",
    ): "from blacksheep.server.controllers import Controller as Base\n",
    ("class View.authenticate", "BlackSheep middleware"): "from guardpost import AuthenticationHandler as Base\n",
    ("class View.authenticate", "Robyn middleware"): "from robyn import AuthenticationHandler as Base\n",
    ("class View.render", ""): "from django.views import View as Base\n",
    ("class View.patch", ""): "class Base: ...\n",
}


@pytest.mark.parametrize("between", ["", "class Between(Base): ...\n"])
@pytest.mark.parametrize(("asked", "text"), METHODS.items())
def test_a_method_is_started_by_what_calls_the_one_that_it_overrides(
    asked: tuple[str, str], text: str, between: str, project: Write
) -> None:
    name = asked[0].rpartition(".")[2]
    cls = f"class View({'Between' if between else 'Base'}):\n    async def {name}(self): ...\n"
    assert said(started(project({"app.py": text + between + cls}), f"View.{name}")) == asked[1]


def test_a_function_is_registered_in_another_file(project: Write) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/handlers.py": "async def save(request): ...\n\nasync def load(request): ...\n",
        "shop/main.py": "from aiohttp import web\nfrom shop import handlers\napp = web.Application()\n"
        "app.router.add_get('/', handlers.save)\n",
        "shop/app.py": "from fastapi import FastAPI\napi = FastAPI()\n",
        "shop/orders.py": "from shop.app import api\n\n@api.get('/')\nasync def find(): ...\n",
    }
    root = project(files)
    assert said(started(root, "save", "shop/handlers.py")) == "aiohttp.web route"
    assert said(started(root, "load", "shop/handlers.py")) == ""
    assert said(started(root, "find", "shop/orders.py")) == "FastAPI route"


def test_a_runner_of_another_file_has_work_start_where_it_is_run(project: Write) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/running.py": "import asyncio\n\ndef async_to_sync(coro):\n    return asyncio.run(coro)\n",
        "shop/jobs.py": "from celery import shared_task\nfrom shop import running\n\nasync def save(order): ...\n\n"
        "@shared_task\ndef job(order):\n    async def work(): ...\n"
        "    running.async_to_sync(work())\n    running.async_to_sync(save(order))\n",
        "shop/main.py": "from shop.running import async_to_sync\n\nasync def main(): ...\n\nasync_to_sync(main())\n",
    }
    root = project(files)
    assert said(started(root, "main", "shop/main.py")) == "asyncio main coroutine"
    assert said(started(root, "job.work", "shop/jobs.py")) == "Celery task"
    assert said(started(root, "save", "shop/jobs.py")) == "Celery task"


def test_a_servicer_is_known_by_the_class_that_the_tools_have_written(project: Write) -> None:
    service = "{}\nclass Orders(orders_pb2_grpc.OrdersServicer):\n    async def Save(self, request, context): ...\n"
    service += "    async def helper(self): ...\n"
    written = "class OrdersServicer:\n    def Save(self, request, context):\n        raise NotImplementedError\n"
    root = project(
        {
            "written.py": service.format("from protos import orders_pb2_grpc"),
            "protos/__init__.py": "",
            "protos/orders_pb2_grpc.py": written,
            "installed.py": service.format("from elsewhere import orders_pb2_grpc"),
        }
    )
    for name in ("written.py", "installed.py"):
        assert said(started(root, "Save", name)) == "grpc.aio servicer method"
        assert said(started(root, "helper", name)) == ""
    assert said(started(root, "Save", "protos/orders_pb2_grpc.py")) == ""


def test_a_function_of_one_name_is_not_taken_for_another(project: Write) -> None:
    root = project(
        {
            "one.py": "async def save(request): ...\n",
            "two.py": "from aiohttp import web\nasync def save(request): ...\napp = web.Application()\n"
            "app.router.add_get('/', save)\n",
        }
    )
    assert said(started(root, "save", "one.py")) == ""
    assert said(started(root, "save", "two.py")) == "aiohttp.web route"


def test_a_project_describes_a_framework_of_its_own(project: Write) -> None:
    acme = {
        "framework": "Acme",
        "boundary": [
            {"what": "job", "tells": "message", "logger": "acme", "decorators": ["acme.{Bus,Queue}.on"]},
            {"what": "consumer", "tells": "nothing", "handed": ["acme.subscribe:{1,callback}"]},
        ],
    }
    text = (
        "import acme\nbus = acme.Queue()\n@bus.on('x')\nasync def save(event): ...\n\nasync def load(event): ...\n"
        "acme.subscribe('y', callback=load)\n"
    )
    root = project({"app.py": text})
    saved, loaded = started(root, "save", acme=acme), started(root, "load", acme=acme)
    assert saved == Boundary("Acme", "job", "message", "acme", library="acme")
    assert loaded == Boundary("Acme", "consumer", "nothing", library="acme")


# -- what it costs

WEB = "from aiohttp import web\napp = web.Application()\n"
ROUTER = "from typing import Annotated\nfrom fastapi import APIRouter, Depends\nr = APIRouter()\n"
ADDED = "app.router.add_get('/', {})\n"
SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "handed": (WEB, lambda i: f"async def f{i}(r): ...\n" + ADDED.format(f"f{i}")),
    "one name": (
        WEB,
        lambda i: f"class C{i}:\n    async def get(self): ...\nc{i} = C{i}()\n" + ADDED.format(f"c{i}.get"),
    ),
    "decorated": (ROUTER, lambda i: f"@r.get('/{i}')\nasync def f{i}(): ...\n"),
    "dependencies": (
        ROUTER + "async def db(): ...\n",
        lambda i: f"@r.get('/{i}')\nasync def f{i}(x: Annotated[str, Depends(db)]): ...\n",
    ),
    "unregistered": (WEB, lambda i: f"async def f{i}(r):\n    return await f{i + 1}(r)\n"),
    "groups of groups": (
        "import click\n@click.group()\ndef g0(): ...\n",
        lambda i: f"@g{i}.group()\ndef g{i + 1}(): ...\n",
    ),
    "decorators by one another": (
        ROUTER,
        lambda i: f"def d{i}(f):\n    return d{i + 1}(f)\n@d{i}\nasync def h{i}(): ...\n",
    ),
    "one decorator": (
        ROUTER + "def d(f):\n" + "    print(f)\n" * 20 + "    return f\n",
        lambda i: f"@d\nasync def f{i}(): ...\n",
    ),
    "main coroutines": (
        "import asyncio\n",
        lambda i: f"async def f{i}(): ...\ntry:\n    asyncio.run(f{i}())\nexcept KeyError:\n    pass\n",
    ),
}


@pytest.mark.parametrize(("head", "part"), SHAPES.values(), ids=SHAPES)
def test_asking_costs_no_more_for_a_function_among_many(head: str, part: Callable[[int], str], project: Write) -> None:
    counts = []
    for size in (40, 40, 80, 160):  # the first one loads what is loaded once
        module, world, settings = opened(project({"app.py": head + "".join(map(part, range(size)))}))
        functions = list(module.every_function())
        operations = Operations(world.resolver, world.catalogue, settings, world.summaries)
        counts.append(steps(lambda asked=operations, all_=functions: [asked.registered(one) for one in all_]))
    assert counts[3] - counts[2] <= 2.6 * (counts[2] - counts[1]), counts


def steps(run: Callable[[], object]) -> int:
    """The lines that are run and the calls that are made."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


# -- the project's own hooks

ROUTE = "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/')\nasync def save(): ...\n"
BOT = "from discord.ext import commands\nbot = commands.Bot('!')\n"
SHEEP = "from blacksheep import Application, get\napp = Application()\n\n@get('/')\nasync def save(): ...\n"
ROBYN = "from robyn import Robyn\napp = Robyn(__file__)\n\n@app.get('/')\nasync def save(request): ...\n"
SHEEP_TOLD = SHEEP + "async def told(app, request, error): ...\n"
DISCORD = BOT + "\n\n@bot.command()\nasync def save(ctx): ...\n"
CELERY = "from celery import shared_task, signals\n@shared_task\ndef save(): ...\n"
ARQ = "async def save(ctx): ...\nasync def told(ctx): ...\nclass WorkerSettings:\n    functions = [save]\n"
COG = (
    "from discord.ext import commands\nclass Orders(commands.Cog):\n    def __init__(self): ...\n\n\n"
    "    async def cog_command_error(self, ctx, error): ...\n\n"
    "class Mine({}):\n    @commands.command()\n    async def save(self, ctx): ...\n"
)
HOOKS = {
    "a decorator": (ROUTE + "@app.exception_handler(Exception)\nasync def told(request, error): ...\n", 7),
    "by its status": (ROUTE + "@app.exception_handler(500)\nasync def told(request, error): ...\n", 7),
    "a call": (ROUTE + "async def told(request, error): ...\napp.add_exception_handler(Exception, told)\n", 7),
    "a middleware": (ROUTE + "@app.middleware('http')\nasync def told(request, call_next): ...\n", 7),
    "a decorated event": (DISCORD + "@bot.event\nasync def on_command_error(ctx, error): ...\n", 8),
    "a method": (DISCORD + "class Mine(commands.Bot):\n    async def on_command_error(self, ctx, error): ...\n", 8),
    "a signal": (CELERY + "@signals.task_failure.connect\ndef told(**given): ...\n", 5),
    "a class's attribute": (ARQ + "    after_job_end = told\n", 2),
    "a library that hears of all": (ROUTE + "import sentry_sdk\nsentry_sdk.init(dsn='')\n", 7),
    "of this command": (DISCORD + "@save.error\nasync def told(ctx, error): ...\n", 8),
    "of another command": (
        DISCORD + "@bot.command()\nasync def other(ctx): ...\n@other.error\nasync def told(ctx, error): ...\n",
        None,
    ),
    "of commands of another kind": (
        DISCORD + "from discord import app_commands\nclass Tree(app_commands.CommandTree):\n"
        "    async def on_error(self, interaction, error): ...\n",
        None,
    ),
    "of its class": (COG.format("Orders"), 6),
    "of another class": (COG.format("commands.Cog"), None),
    "an item": (SHEEP_TOLD + "app.exceptions_handlers[Exception] = told\n", 7),
    "an item by its status": (SHEEP_TOLD + "app.exceptions_handlers[500] = told\n", 7),
    "an item of the framework's own error for all": (
        "from blacksheep.exceptions import InternalServerError\n"
        + SHEEP_TOLD
        + "app.exceptions_handlers[InternalServerError] = told\n",
        8,
    ),
    "the framework's own error for all": (
        "from blacksheep.exceptions import InternalServerError\n"
        + SHEEP
        + "@app.exception_handler(InternalServerError)\nasync def told(app, request, error): ...\n",
        8,
    ),
    "another library's error of that name": (
        "from openai import InternalServerError\n"
        + SHEEP_TOLD
        + "app.exceptions_handlers[InternalServerError] = told\n",
        None,
    ),
    "an item for some errors only": (SHEEP_TOLD + "app.exceptions_handlers[KeyError] = told\n", None),
    "an item of something else": (SHEEP_TOLD + "app.others[Exception] = told\n", None),
    "a method that logs": (
        SHEEP + "class Mine(Application):\n    async def log_unhandled_exc(self, request, exc): ...\n",
        7,
    ),
    "a middleware that is handed on": (
        SHEEP + "async def told(request, handler): ...\napp.middlewares.append(told)\n",
        7,
    ),
    "a decorator without arguments": (ROBYN + "@app.exception\ndef told(error): ...\n", 7),
    "a call without a class of errors": (ROBYN + "def told(error): ...\napp.exception(told)\n", 7),
    "of some errors only": (ROUTE + "@app.exception_handler(KeyError)\nasync def told(request, error): ...\n", None),
    "of another framework": (
        ROUTE + "from quart import Quart\nq = Quart('q')\n@q.errorhandler(Exception)\nasync def told(error): ...\n",
        None,
    ),
    "none": (ROUTE, None),
}


@pytest.mark.parametrize(("text", "row"), HOOKS.values(), ids=HOOKS)
def test_a_hook_is_where_the_framework_tells_the_project_of_failures(
    text: str, row: int | None, project: Write
) -> None:
    module, world, settings = opened(project({"app.py": text}))
    operations = Operations(world.resolver, world.catalogue, settings, world.summaries)
    hooked = operations.hooks(function(module.every_function(), "save"))
    assert [(one.path.name, one.row) for one in hooked] == ([("app.py", row)] if row else [])
    assert [one.function.name for one in hooked if one.function] in (
        [],
        ["told"],
        ["on_command_error"],
        ["cog_command_error"],
        ["log_unhandled_exc"],
    )


def test_a_hook_stands_in_another_file(project: Write) -> None:
    root = project(
        {
            "shop/__init__.py": "",
            "shop/main.py": ROUTE,
            "shop/errors.py": "async def told(request, error): ...\n",
            "shop/setup.py": "from shop.errors import told\nfrom shop.main import app\n\n"
            "def setup():\n    app.add_exception_handler(Exception, handler=told)\n",
        }
    )
    module, world, settings = opened(root, "shop/main.py")
    operations = Operations(world.resolver, world.catalogue, settings, world.summaries)
    (hooked,) = operations.hooks(function(module.every_function(), "save"))
    assert hooked.function is not None
    assert (hooked.function.canonical, hooked.by) == ("shop.errors.told", "fastapi.FastAPI.add_exception_handler")
    assert (hooked.path.name, hooked.row) == ("setup.py", 5)


# -- whom the user trusts

SHOP = {
    "shop/__init__.py": "",
    "shop/base.py": "class Handler:\n    async def handle(self): ...\n\n"
    "def reported(function):\n    return function\n\nasync def other(): ...\n",
    "shop/orders.py": "from acme import Bus\nfrom fastapi import APIRouter\nfrom shop.base import Handler, reported\n"
    "router = APIRouter()\nclass Orders(Handler):\n    async def handle(self): ...\n    async def extra(self): ...\n"
    "@router.get('/')\nasync def route(): ...\n\n@Bus.on('x')\nasync def event(): ...\n\n"
    "@reported\nasync def job(): ...\n\nasync def free(): ...\n",
}
TRUST = {
    "fastapi": {"route"},
    "fastapi.APIRouter": {"route"},
    "fastapi.FastAPI": set(),
    "acme": {"event"},
    "acme.Bus.on": {"event"},
    "shop.base.Handler.*": {"handle", "extra"},
    "shop.base.Handler.handle": {"handle"},
    "shop.base.reported": {"job"},
    "shop.orders.free": {"free"},
    "shop.orders.Orders": {"handle", "extra"},
    "*.free": {"free"},
}


@pytest.mark.parametrize(("name", "trusted"), TRUST.items())
def test_the_user_names_whose_failures_are_reported(name: str, trusted: set[str], project: Write) -> None:
    module, world, settings = opened(project(SHOP), "shop/orders.py", boundaries=(name,))
    operations = Operations(world.resolver, world.catalogue, settings, world.summaries)
    assert {one.name for one in module.every_function() if operations.trusted(one) == name} == trusted
    assert unmatched(settings, world.project, world.catalogue) is None


def test_a_framework_that_is_trusted_tells_nobody_of_an_answer(project: Write) -> None:
    text = (
        "import httpx\nfrom fastapi import FastAPI, HTTPException\n\napp = FastAPI()\n\n\n"
        '@app.get("/orders/{order_id}")\nasync def order(order_id: str, client: httpx.AsyncClient):\n    try:\n'
        '        (await client.get(f"/orders/{order_id}")).raise_for_status()\n    except httpx.HTTPError as error:\n'
        "        raise HTTPException(502) from error\n"
    )
    root = project({"app.py": text})
    source = Source(str(root / "app.py"), text)
    told = {
        name: [one.code for one in Checker().check(source, Settings(root=root, boundaries=(name,))).findings]
        for name in ("fastapi", "app.order")
    }
    assert told == {"fastapi": ["OWN101"], "app.order": []}


def test_a_framework_is_trusted_by_what_another_package_hands_on_of_it(project: Write) -> None:
    text = "from guardpost import AuthenticationHandler\nclass Key(AuthenticationHandler):\n"
    text += "    async def authenticate(self, context): ...\n"
    for name in ("blacksheep", "guardpost"):
        module, world, settings = opened(project({"app.py": text}), boundaries=(name,))
        operations = Operations(world.resolver, world.catalogue, settings, world.summaries)
        assert [operations.trusted(one) for one in module.every_function()] == [name]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fastapii", "no file of the project names it; did you mean 'fastapi'?"),
        ("nobody_knows_it", "no file of the project names it"),
        ("shop.base.Handlers.*", "nothing of the project is named so; did you mean 'shop.base.Handler'?"),
        ("shop.base.Handler.handel", "nothing of the project is named so; did you mean 'shop.base.Handler.handle'?"),
        ("shop.nowhere.f", "nothing of the project is named so"),
    ],
)
def test_a_name_that_stands_for_nothing_is_an_error(name: str, said: str, project: Write) -> None:
    _, world, settings = opened(project(SHOP), "shop/orders.py")
    settings = settings.with_options({"boundaries": ["celery", name]}, "pyproject.toml", {"boundaries": 3})
    error = unmatched(settings, world.project, world.catalogue)
    assert error is not None
    assert str(error) == f"pyproject.toml:3: boundaries: {name}: {said}"


def test_names_of_a_project_may_stand_for_what_is_not_read(project: Write) -> None:
    _, world, settings = opened(project(SHOP), "shop/orders.py", boundaries=("shop.*.handle", "asyncio", "shop"))
    assert unmatched(settings, world.project, world.catalogue) is None


@pytest.mark.parametrize("what", ["job", "tool"])
@pytest.mark.parametrize("answered", [False, True])
def test_who_asked_is_told_where_the_catalogue_says_so_of_a_boundary(
    what: str, *, answered: bool, project: Write
) -> None:
    text = (
        "import acme\nimport httpx\n\nqueue = acme.Queue()\n\n\n@queue.job\n"
        "async def send(order_id: str):\n    async with httpx.AsyncClient() as client:\n"
        "        await client.post('/orders', json=order_id)\n"
    )
    path = project({"app.py": text}) / "app.py"
    boundary = {"what": what, "tells": "nothing", "decorators": ["acme.Queue.job"], "answered": answered}
    settings = Settings(
        root=path.parent, catalogue={"acme": {"imports": ["acme"], "boundary": [boundary]}}, select=("OWN101",)
    )
    found = Checker().check(Source(str(path), text), settings).findings
    assert [one.code for one in found] == ([] if answered else ["OWN101"])
