# option metrics=prometheus_client
import logging

import httpx
from prometheus_client import Counter

OPERATIONS = Counter("case_operations_total", "Operations of case by outcome.", ["operation", "outcome"])
logger = logging.getLogger(__name__)


class Orders:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def load(self, order_id: str) -> httpx.Response:
        try:
            result = await self.client.get(f"/orders/{order_id}")  # want OWN101
        except Exception:
            logger.exception("GET /orders failed (order_id=%s)", order_id)
            OPERATIONS.labels(operation="Orders.load", outcome="failure").inc()
            raise
        OPERATIONS.labels(operation="Orders.load", outcome="success").inc()
        return result


class Customers:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def load(self, customer_id: str) -> httpx.Response:
        try:
            result = await self.client.get(f"/customers/{customer_id}")  # want OWN101
        except Exception:
            logger.exception("GET /customers failed (customer_id=%s)", customer_id)
            OPERATIONS.labels(operation="Customers.load", outcome="failure").inc()
            raise
        OPERATIONS.labels(operation="Customers.load", outcome="success").inc()
        return result

    async def load_address(self, customer_id: str) -> httpx.Response:
        try:
            result = await self.client.get(f"/addresses/{customer_id}")  # want OWN101
        except Exception:
            logger.exception("Failed to load address (customer_id=%s)", customer_id)
            OPERATIONS.labels(operation="load_address", outcome="failure").inc()
            raise
        OPERATIONS.labels(operation="load_address", outcome="success").inc()
        return result
