import logging
from logging import Logger

import httpx

_logger = logging.getLogger(__name__)


class Orders:
    def __init__(self, client: httpx.AsyncClient, logger: Logger) -> None:
        self.client = client
        self.logger = logger

    async def load_order(self, order_id: str) -> httpx.Response:
        try:
            return await self.client.get(f"/orders/{order_id}")  # want OWN101
        except Exception:
            self.logger.exception("Failed to load order %s", order_id)
            raise


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    _logger.info("Loading page %s", page_id)
    try:
        return await client.get(f"/pages/{page_id}")  # want OWN101
    except Exception:
        _logger.exception("Failed to load page %s", page_id)
        raise
