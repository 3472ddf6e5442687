# option metrics=prometheus_client
import logging

import httpx

logger = logging.getLogger(__name__)


class Orders:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def load(self, order_id: str) -> httpx.Response:
        return await self.client.get(f"/orders/{order_id}")  # want OWN101


class Customers:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def load(self, customer_id: str) -> httpx.Response:
        return await self.client.get(f"/customers/{customer_id}")  # want OWN101

    async def load_address(self, customer_id: str) -> httpx.Response:
        return await self.client.get(f"/addresses/{customer_id}")  # want OWN101
