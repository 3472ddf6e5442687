"""What the resolver finds out, it finds out once, also beside a circle."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from flake8_ownership.check import Checker
from flake8_ownership.index.module import Function
from flake8_ownership.index.types import Resolver
from flake8_ownership.index.values import Value
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source

LEVELS = 10


def forked(last: str) -> str:
    """Functions that each return what one of two others does, level below level; the last two return `last`."""
    levels = [
        f"def left{level}(flag):\n    return left{level + 1}(flag) if flag else right{level + 1}(flag)\n"
        f"def right{level}(flag):\n    return right{level + 1}(flag) if flag else left{level + 1}(flag)\n"
        for level in range(LEVELS)
    ]
    return (
        "".join(levels) + f"def left{LEVELS}(flag):\n    return {last}\ndef right{LEVELS}(flag):\n    return {last}\n"
    )


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the result of each function has been worked out."""
    found: Counter[str] = Counter()
    result = Resolver._result

    def counted(self: Resolver, function: Function) -> Value:
        found[function.name] += 1
        return result(self, function)

    monkeypatch.setattr(Resolver, "_result", counted)
    return found


def test_what_is_asked_for_inside_a_circle_is_worked_out_once(tmp_path: Path, worked_out: Counter[str]) -> None:
    (tmp_path / "pyproject.toml").touch()
    text = (
        "import httpx\nclient = httpx.AsyncClient()\n"
        "def client_of(flag):\n    return client_of(not flag) if flag else left0(flag)\n"
        f"{forked('client')}async def get(url):\n    return await client_of(True).get(url)\n"
    )
    checked = Checker().check(Source(str(tmp_path / "app.py"), text), Settings())
    assert [finding.code for finding in checked.findings] == ["OWN101"]
    assert worked_out.keys() >= {"client_of", "left0", f"right{LEVELS}"}
    assert {name: count for name, count in worked_out.items() if count > 1} == {}
