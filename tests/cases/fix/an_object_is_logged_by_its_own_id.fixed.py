import logging
from dataclasses import dataclass

import httpx

logger = logging.getLogger(__name__)


@dataclass
class ShopOrder:
    client: httpx.AsyncClient
    id: int

    async def load_items(self) -> httpx.Response:
        try:
            return await self.client.get(f"/orders/{self.id}")  # want OWN101
        except Exception:
            logger.exception("Failed to load items (shop_order_id=%s)", self.id)
            raise

    async def load_customer(self, order: "ShopOrder") -> httpx.Response:
        try:
            return await self.client.get(f"/customers/{order.id}")  # want OWN101
        except Exception:
            logger.exception("Failed to load customer (order_id=%s)", order.id)
            raise

    @classmethod
    async def count(cls, client: httpx.AsyncClient) -> httpx.Response:
        try:
            return await client.get("/orders/count", params={"by": cls.id})  # want OWN101
        except Exception:
            logger.exception("GET /orders/count failed")
            raise
