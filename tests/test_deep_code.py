"""Code as deep, and numbers as large, as Python parses them cost no file its result."""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import libcst as cst
import pytest

from flake8_ownership import stack
from flake8_ownership.check import CRASH, Checker
from flake8_ownership.codemods.engine import fix
from flake8_ownership.errors import SourceError
from flake8_ownership.index import trees
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from flake8_ownership.stack import deeply
from tests.conftest import Check

_HEAD = "import asyncio\nimport httpx\nasync def f(c: httpx.AsyncClient, a, x):\n"
_GET = '    await c.post("u")\n'
DEEP: dict[str, Callable[[int], str]] = {
    "calls": lambda n: f"{_HEAD}    z = a{'.b()' * n}\n{_GET}",
    "calls before a site": lambda n: f"{_HEAD}    await a{'.b()' * n}.wait()\n{_GET}",
    "attributes": lambda n: f"{_HEAD}    z = a{'.b' * n}\n{_GET}",
    "subscripts": lambda n: f"{_HEAD}    z = a{'[0]' * n}\n{_GET}",
    "a sum": lambda n: f"{_HEAD}    z = x{' + x' * n}\n{_GET}",
    "powers": lambda n: f"{_HEAD}    z = x{' ** x' * n}\n{_GET}",
    "negations": lambda n: f"{_HEAD}    z = {'not ' * n}x\n{_GET}",
    "lambdas": lambda n: f"{_HEAD}    z = {'lambda: ' * n}x\n{_GET}",
    "conditions": lambda n: f"{_HEAD}    z = {'x if a else ' * n}x\n{_GET}",
    "branches": lambda n: (
        f"{_HEAD}    if x == 0:\n        pass\n"
        + "".join(f"    elif x == {i}:\n        y = {i}\n" for i in range(n))
        + _GET
    ),
    "an argument": lambda n: f'{_HEAD}    await c.post("u", x{" + x" * n})\n',
    "an annotation": lambda n: f"{_HEAD}    z: int{' | int' * n} = x\n{_GET}",
    "a decorator": lambda n: f"{_HEAD}    @a{'.b()' * n}\n    def g():\n        pass\n{_GET}",
    "what a task is given": lambda n: f"{_HEAD}    t = asyncio.create_task(c.post(a{'.b()' * n}))\n    await t\n",
    "what keeps a task": lambda n: (
        f"{_HEAD.replace('Client', 'Client, order_id')}    t = asyncio.create_task(c.post('u'))\n"
        f"    x = a{'.b()' * n}\n"
    ),
    "a handler": lambda n: (
        f"{_HEAD}    try:\n    {_GET}    except Exception:\n        z = a{'.b()' * n}\n        raise\n"
    ),
    "a report": lambda n: (
        f"{_HEAD}    try:\n    {_GET}    except Exception as e:\n        x.log.error(e{' + x' * n})\n"
    ),
    "an item of a `with`": lambda n: f"{_HEAD}    with a{'.b()' * n}:\n    {_GET}",
}


def compiles(text: str) -> bool:
    try:
        compile(text, "app.py", "exec")
    except (RecursionError, MemoryError):
        return False
    return True


@pytest.mark.parametrize("depth", [400, 990, 2_500])
@pytest.mark.parametrize("shape", DEEP)
def test_what_python_compiles_is_judged(check: Check, shape: str, depth: int) -> None:
    text = DEEP[shape](depth)
    if depth < 1_000:
        assert compiles(text)
    if compiles(text):
        checked = check(text)
        assert [finding.message for finding in checked.findings if finding.code == CRASH] == []
        assert len(checked.sites) == 1


def test_a_call_in_deep_code_is_explained(tmp_path: Path) -> None:
    source = Source(str(tmp_path / "app.py"), DEEP["calls"](990))
    assert [one.call for one in Checker().explain(source, Settings(), 5)] == ["c.post"]


@pytest.mark.parametrize("shape", DEEP)
def test_deep_code_is_mended_or_left_with_a_reason(tmp_path: Path, shape: str) -> None:
    source = Source(str(tmp_path / "app.py"), DEEP[shape](400))
    done = fix(source, Checker(), Settings(root=tmp_path, kind="application"), unsafe=True)
    assert done.applied
    assert all(refused.message.endswith("its code is nested too deeply") for refused in done.refused)
    assert {finding.code for finding in done.left} == {refused.message.partition(" ")[0] for refused in done.refused}


def test_what_libcst_would_have_to_read_is_not_rewritten_where_it_is_deep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    parse = cst.parse_module

    def parsed(text: str, config: cst.PartialParserConfig) -> cst.Module:
        read.append(text)
        return parse(text, config)

    monkeypatch.setattr(cst, "parse_module", parsed)
    source = Source(str(tmp_path / "app.py"), DEEP["an argument"](400))
    done = fix(source, Checker(), Settings(root=tmp_path, kind="application", select=("OWN501",)), unsafe=True)
    assert read == []
    assert [refused.message for refused in done.refused] == [
        "OWN501 at c.post is not mended: its code is nested too deeply"
    ]


def test_a_deep_module_is_read_by_those_that_import_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "deep.py").write_text(f"import httpx\nz = a{'.b()' * 990}\nclient = httpx.AsyncClient()\n")
    text = "from deep import client\nasync def f():\n    await client.post('u')\n"
    checked = Checker().check(Source(str(tmp_path / "app.py"), text), Settings(assume_third_party=False))
    assert [site.identity.api for site, _ in checked.sites] == ["httpx.AsyncClient.post"]


NEIGHBOURS = {
    "calls": lambda n: f"fetch\nx = a{'.b()' * n}\n",
    "calls over many rows": lambda n: f"fetch\nx = (a{chr(10).join(['.b()'] * n)})\n",
    "a sum": lambda n: f"def g():\n    fetch(x{' + x' * n})\n",
    "negations in a class": lambda n: f"class G:\n    def g(self):\n        await fetch({'-' * n}x)\n",
    "branches": lambda n: "if x:\n    pass\n" + "elif x:\n    fetch()\n" * n,
    "an f-string": lambda n: f'fetch\nx = f"""\n{{a{".b()" * n}}}"""\n',
    "an argument": lambda n: f"fetch(client=a{'.b()' * n})\n",
}


@pytest.mark.parametrize("depth", [2_450, 4_900, 20_000, 50_000])
@pytest.mark.parametrize("shape", NEIGHBOURS)
def test_a_deep_file_costs_another_nothing_that_it_mentions(tmp_path: Path, shape: str, depth: int) -> None:
    """Where it is too deep to be walked over, it is as if it could not be read."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "deep.py").write_text(NEIGHBOURS[shape](depth))
    text = "import httpx\nasync def fetch(c: httpx.AsyncClient):\n    await c.post('u')\n"
    checker = Checker()
    for _ in range(2):
        checked = checker.check(Source(str(tmp_path / "app.py"), text), Settings(kind="application"))
        assert [finding.code for finding in checked.findings] == ["OWN101", "OWN501"]
        with suppress(SourceError):  # checked by itself, it is none the more of use to others
            checker.check(Source(str(tmp_path / "deep.py"), NEIGHBOURS[shape](depth)), Settings())


def test_no_more_of_a_tree_is_measured_than_may_be_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[ast.AST] = []
    children = trees.children
    monkeypatch.setattr(trees, "children", lambda node: looked.append(node) or children(node))
    source = Source("app.py", "".join(f"def f{n}(x):\n    return x.a.b.c(1, 2, [x])\n" for n in range(1_000)))
    assert not trees.is_deep(source.tree, source.length, 10_000)
    assert len(looked) == 1
    assert trees.is_deep(source.tree, source.length, 6)
    assert not trees.is_deep(source.tree, source.length, 7)


def down(depth: int) -> int:
    return 0 if depth == 0 else 1 + down(depth - 1)


def test_what_fits_the_usual_stack_is_done_there() -> None:
    assert deeply(threading.get_ident) == threading.get_ident()


def test_what_does_not_fit_is_done_on_a_deep_one_and_leaves_no_trace() -> None:
    limit, size = sys.getrecursionlimit(), 1_048_576
    usual = threading.stack_size(size)
    assert deeply(lambda: down(20_000)) == 20_000
    assert deeply(lambda: deeply(lambda: down(20_000))) == 20_000
    assert (sys.getrecursionlimit(), threading.stack_size(usual)) == (limit, size)


def test_what_no_stack_holds_is_an_error() -> None:
    with pytest.raises(RecursionError):
        deeply(lambda: down(10_000_000))
    with pytest.raises(RecursionError):
        deeply(lambda: deeply(lambda: down(10_000_000)))


def test_another_error_on_the_deep_stack_is_the_works_own() -> None:
    def work() -> None:
        down(20_000)
        raise KeyError("x")

    with pytest.raises(KeyError):
        deeply(work)


def test_where_the_system_grants_no_deep_stack_the_file_alone_is_not_judged(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(stack.threading.Thread, "start", refused)
    messages = [finding.message for finding in check(DEEP["calls"](990)).findings]
    assert len(messages) == 1
    assert "the code is nested too deeply" in messages[0]


# More than 4,300 digits in decimals, which Python parses and does not write.
_NUMBER = f"0x{'f' * 4_000}"
NUMBERS = f"""\
import asyncio
import logging
import subprocess

import httpx
from celery import Celery

app = Celery("app")
logger = logging.getLogger(__name__)
LIMIT = {_NUMBER}


@app.task(bind={_NUMBER})
async def f(c: httpx.AsyncClient, order_id, n: int = {_NUMBER}):
    t = asyncio.create_task(c.post({_NUMBER}), name={_NUMBER})
    t.add_done_callback(LIMIT[{_NUMBER}])
    try:
        r = await c.post(order_id, timeout={_NUMBER})
    except httpx.HTTPStatusError as error:
        if error.response.status_code == {_NUMBER}:
            return {{"status": {_NUMBER}}}
        logger.error("failed %s", {_NUMBER}, extra={{"n": {_NUMBER}}})
        return {_NUMBER}
    if r.status_code == {_NUMBER} or r.status_code // 100 != {_NUMBER}:
        return -{_NUMBER}
    await asyncio.gather(c.post({_NUMBER}), c.post("u"), return_exceptions={_NUMBER})
    subprocess.run(["a"], check={_NUMBER}, timeout={_NUMBER})
    async with LIMIT[{_NUMBER}](c.post({_NUMBER})):
        return r.text
"""


def test_a_number_that_python_does_not_write_is_judged_and_left_alone(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, kind="application", enable=("OWN",))
    source = Source(str(tmp_path / "app.py"), NUMBERS, tree=ast.parse(NUMBERS))
    findings = Checker().check(source, settings).findings
    assert {"OWN107", "OWN203"} <= {finding.code for finding in findings}
    done = fix(source, Checker(), settings, unsafe=True)
    assert done.applied
    assert [refused.message for refused in done.refused if "report it" in refused.message] == []
    assert done.text.count(_NUMBER) == NUMBERS.count(_NUMBER)
    assert len(Checker().explain(source, settings, 18)) == 1


def test_the_tree_of_another_is_not_changed_for_it() -> None:
    tree = ast.parse(f"x = {_NUMBER}")
    assert repr(Source("app.py", f"x = {_NUMBER}", tree=tree).tree.body[0].value.value) == _NUMBER  # type: ignore[attr-defined]
    assert type(tree.body[0].value.value) is int  # type: ignore[attr-defined]
