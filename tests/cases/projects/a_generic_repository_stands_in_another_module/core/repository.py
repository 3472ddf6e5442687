from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

ModelT = TypeVar("ModelT")
ClientT = TypeVar("ClientT")


class Repository(Generic[ModelT]):
    model: type[ModelT]

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, key: int) -> ModelT | None:
        return await self._session.get(self.model, key)  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.get evidence=attribute


class Owner(Generic[ClientT]):
    client: ClientT
