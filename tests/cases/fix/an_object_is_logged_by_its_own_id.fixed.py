import logging
from dataclasses import dataclass

import httpx

logger = logging.getLogger(__name__)


@dataclass
class ShopOrder:
    client: httpx.AsyncClient
    id: int

    async def load_items(self) -> httpx.Response:
        logger.info("Loading items", extra={"shop_order_id": self.id})
        try:
            return await self.client.get(f"/orders/{self.id}")  # want OWN101
        except Exception:
            logger.exception("Failed to load items", extra={"shop_order_id": self.id})
            raise

    async def load_customer(self, order: "ShopOrder") -> httpx.Response:
        logger.info("Loading customer", extra={"order_id": order.id})
        try:
            return await self.client.get(f"/customers/{order.id}")  # want OWN101
        except Exception:
            logger.exception("Failed to load customer", extra={"order_id": order.id})
            raise

    @classmethod
    async def count(cls, client: httpx.AsyncClient) -> httpx.Response:
        logger.info("Calling ShopOrder.count")
        try:
            return await client.get("/orders/count", params={"by": cls.id})  # want OWN101
        except Exception:
            logger.exception("ShopOrder.count failed")
            raise
