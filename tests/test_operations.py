"""What starts a function of a project: every way in which frameworks take functions, and what is no such way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.catalogue.model import Boundary
from flake8_ownership.database import Database
from flake8_ownership.index.module import Function
from flake8_ownership.settings import Settings
from flake8_ownership.sites.operations import Operations
from flake8_ownership.source import Source

Write = Callable[[Mapping[str, str]], Path]


def started(root: Path, asked: str, name: str = "app.py", **catalogue: object) -> Boundary | None:
    """What starts the function of that name in a file of a project."""
    path = root / name
    settings = Settings(root=root, catalogue=catalogue)
    module, world = Database({}).module(Source(str(path), path.read_text(encoding="utf-8")), settings)
    return Operations(world.resolver, world.catalogue).started_by(function(module.every_function(), asked))


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
