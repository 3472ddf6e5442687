"""Hovers: a rule's page on its code, and on a call why it is a finding, or is none."""

from __future__ import annotations

import pytest

from flake8_ownership import rules
from tests.lsp.conftest import APP
from tests.lsp.editor import Editor


async def test_a_call_says_why_it_is_a_finding(editor: Editor) -> None:
    editor.open("app.py")
    shown = await editor.hover("app.py", "get", "await")
    assert "is I/O: httpx.AsyncClient.get" in shown
    assert "unowned: nothing in the function catches it" in shown
    assert "OWN101" in shown


async def test_a_call_says_why_it_is_none(pulling: Editor) -> None:
    pulling.open("app.py", "import asyncio\n\n\nasync def wait():\n    await asyncio.sleep(1)\n")
    assert "no site: " in await pulling.hover("app.py", "sleep")


async def test_the_innermost_call_is_the_one(pulling: Editor) -> None:
    pulling.open("app.py", APP.replace('get("/")', 'get((await client.post("/inner")).text)'))
    assert "client.post" in await pulling.hover("app.py", "inner")
    assert "httpx.AsyncClient.get" in await pulling.hover("app.py", "get", "await")


@pytest.mark.parametrize("comment", ["# noqa: OWN101", "# noqa: E501,OWN101 why", "# type: ignore  # noqa:OWN101"])
async def test_a_code_in_a_noqa_comment_shows_the_rule(pulling: Editor, comment: str) -> None:
    pulling.open("app.py", APP.replace('"/")', f'"é🎉")  {comment}'))
    rule = rules.by_code("OWN101")
    assert rule is not None
    assert await pulling.hover("app.py", "OWN101") == rule.docs()


async def test_a_prefix_shows_the_rules_that_it_names(pulling: Editor) -> None:
    pulling.open("app.py", APP.replace('"/")', '"/")  # noqa: OWN1'))
    shown = await pulling.hover("app.py", "OWN1")
    named = [rule for rule in rules.all_rules() if rule.code.startswith("OWN1")]
    assert [rule.code in shown for rule in rules.all_rules()] == [rule in named for rule in rules.all_rules()]


async def test_elsewhere_nothing_is_shown(pulling: Editor) -> None:
    pulling.open("app.py", APP.replace('"/")', '"/")  # noqa: E501'))
    assert await pulling.hover("app.py", "import") == ""
    assert await pulling.hover("app.py", "E501") == ""
    pulling.replace("app.py", APP + "def broken(:\n")
    assert await pulling.hover("app.py", "get", "await") == ""
