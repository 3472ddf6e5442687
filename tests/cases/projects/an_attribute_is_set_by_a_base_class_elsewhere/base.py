import httpx
from sqlalchemy.ext.asyncio import AsyncSession


class Repository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def save(self, row: object) -> None:
        self.session.add(row)
        await self.session.flush()  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.flush evidence=attribute


class HttpMixin:
    timeout = 5

    @property
    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=self.timeout)
