# option metrics=prometheus_client
import logging

import httpx
from prometheus_client import Counter

OPERATIONS = Counter("case_operations_total", "Operations of case by outcome.", ["operation", "outcome"])
REQUESTS = Counter("requests_total", "Requests served.", ["method", "status"])
logger = logging.getLogger(__name__)


async def load_page(client: httpx.AsyncClient, page_id: str) -> httpx.Response:
    logger.info("Loading page %s", page_id)
    try:
        result = await client.get(f"/pages/{page_id}")  # want OWN101
    except Exception:
        logger.exception("Failed to load page %s", page_id)
        OPERATIONS.labels(operation="load_page", outcome="failure").inc()
        raise
    OPERATIONS.labels(operation="load_page", outcome="success").inc()
    return result
