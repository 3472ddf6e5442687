from typing import Any

import httpx


class Api:
    def __init__(self, db: Any) -> None:
        self.client: Any = httpx.AsyncClient()
        self.db = db

    async def load(self, path: str, thing: Any, session: object) -> None:
        await self.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        await self.db.execute(path)  # want OWN102  # site evidence=name
        await session.execute(path)  # want OWN102  # site evidence=name
        await thing.load(path)  # no site
