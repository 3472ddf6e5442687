# option metrics=opentelemetry
import logging

import httpx
from opentelemetry import metrics
from opentelemetry.metrics import get_meter

OPERATIONS = metrics.get_meter(__name__).create_counter("case.operations")
logger = logging.getLogger(__name__)
meter = get_meter(__name__)
failures = meter.create_counter("failures")


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    logger.info("Loading page %s", page_id)
    try:
        result = await client.get(f"/pages/{page_id}")  # want OWN101
    except Exception as error:
        logger.exception("Failed to load page %s", page_id)
        OPERATIONS.add(1, {"operation": "load_page", "error.type": type(error).__qualname__})
        raise
    OPERATIONS.add(1, {"operation": "load_page"})
    return result
