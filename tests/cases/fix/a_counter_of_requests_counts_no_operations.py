# option metrics=prometheus_client
import logging

import httpx
from prometheus_client import Counter

REQUESTS = Counter("requests_total", "Requests served.", ["method", "status"])
logger = logging.getLogger(__name__)


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    return await client.get(f"/pages/{page_id}")  # want OWN101
