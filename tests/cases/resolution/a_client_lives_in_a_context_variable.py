from contextvars import ContextVar

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

current_session: ContextVar[AsyncSession] = ContextVar("current_session")
current_client = ContextVar[httpx.AsyncClient]("current_client")


async def save(row: object) -> None:
    session = current_session.get()
    session.add(row)
    await session.flush()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.flush
    await current_client.get().get("/")  # want OWN101  # site api=httpx.AsyncClient.get
