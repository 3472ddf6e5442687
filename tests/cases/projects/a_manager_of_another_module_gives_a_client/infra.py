from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from sqlalchemy.ext.asyncio import AsyncSession


@asynccontextmanager
async def session_scope() -> AsyncIterator[AsyncSession]:
    yield AsyncSession()


@asynccontextmanager
async def client_scope():
    async with httpx.AsyncClient() as client:  # no site
        yield client


class Session:
    def __init__(self) -> None:
        self.client = httpx.AsyncClient()

    async def __aenter__(self):
        return self.client

    async def __aexit__(self, *error: object) -> None: ...
