from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession


class Repository:
    def __init__(
        self,
        sessions: Callable[..., AbstractAsyncContextManager[AsyncSession]],
        make: Callable[[], httpx.AsyncClient],
    ) -> None:
        self.sessions = sessions
        self.make = make

    async def add(self, row: object) -> None:
        async with self.sessions() as session:  # no site
            session.add(row)
            await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit
        async with self.make() as client:  # no site
            await client.post("/added")  # want OWN101  # site api=httpx.AsyncClient.post


async def of_a_class(kind: type[httpx.AsyncClient], session: AbstractAsyncContextManager[AsyncSession]) -> None:
    async with kind(timeout=3) as client, session as opened:  # no site
        await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
        await opened.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit


async def generated(sessions: AsyncGenerator[AsyncSession, None], handler: Callable[..., Any]) -> None:
    async for session in sessions:  # no site
        await session.commit()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.commit
    await anext(sessions)  # no site
    await handler()  # no site
