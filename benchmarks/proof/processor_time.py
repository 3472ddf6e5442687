"""A plugin of pytest that says how much processor time the tests took, and what came after them: other work on the
machine makes a run longer, and this hardly.

`-p processor_time` writes two numbers into the file that PROCESSOR_TIME names: the seconds of the tests, and of the
runs with a failure.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

_spent: list[float] = []


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtestloop() -> Generator[None, Any, Any]:
    """Within what the plugin does after the tests."""
    begin = _seconds()
    result = yield
    _spent[:] = [_seconds() - begin, _seconds()]
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """The runs with a failure have been made."""
    if _spent:
        tests, end = _spent
        Path(os.environ["PROCESSOR_TIME"]).write_text(f"{tests} {_seconds() - end}", encoding="utf-8")


def _seconds() -> float:
    """Of this process, and of those that it waited for."""
    return sum(os.times()[:4])
