from logging import Logger

import httpx


class Orders:
    def __init__(self, client: httpx.AsyncClient, logger: Logger) -> None:
        self.client = client
        self.logger = logger

    async def load_order(self, order_id: str) -> httpx.Response:
        return await self.client.get(f"/orders/{order_id}")  # want OWN101


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    return await client.get(f"/pages/{page_id}")  # want OWN101
