# option metrics=opentelemetry
import logging

import httpx
from opentelemetry.metrics import get_meter

logger = logging.getLogger(__name__)
meter = get_meter(__name__)
failures = meter.create_counter("failures")


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    return await client.get(f"/pages/{page_id}")  # want OWN101
