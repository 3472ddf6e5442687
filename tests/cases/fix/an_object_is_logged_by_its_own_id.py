import logging
from dataclasses import dataclass

import httpx

logger = logging.getLogger(__name__)


@dataclass
class ShopOrder:
    client: httpx.AsyncClient
    id: int

    async def load_items(self) -> httpx.Response:
        return await self.client.get(f"/orders/{self.id}")  # want OWN101

    async def load_customer(self, order: "ShopOrder") -> httpx.Response:
        return await self.client.get(f"/customers/{order.id}")  # want OWN101

    @classmethod
    async def count(cls, client: httpx.AsyncClient) -> httpx.Response:
        return await client.get("/orders/count", params={"by": cls.id})  # want OWN101
