"""A service that is not owned, and editors on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
import pytest_asyncio

from tests.lsp.editor import PROFILES, Editor, session

APP = """import httpx


async def fetch(client: httpx.AsyncClient) -> str:
    answer = await client.get("/")
    return answer.raise_for_status().text
"""


@pytest.fixture(params=PROFILES)
def profile(request: pytest.FixtureRequest) -> str:
    """The name of a profile."""
    return str(request.param)


@pytest_asyncio.fixture
async def editor(profile: str, project: Callable[[Mapping[str, str]], Path]) -> AsyncIterator[Editor]:
    """A session on a folder with `app.py` on disk, in each of the profiles."""
    async with session(project({"app.py": APP}), PROFILES[profile]()) as opened:
        yield opened


@pytest_asyncio.fixture
async def pulling(project: Callable[[Mapping[str, str]], Path]) -> AsyncIterator[Editor]:
    """The same, for what no profile sees otherwise, in the one that never has to wait."""
    async with session(project({"app.py": APP}), PROFILES["vscode"]()) as opened:
        yield opened
