# option metrics=app.telemetry:metrics.increment
import logging

import httpx

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
    logger.info("Fetching invoice %s", invoice_id)
    try:
        result = await client.get(f"/invoices/{invoice_id}")  # want OWN101
    except Exception:
        logger.exception("Failed to fetch invoice %s", invoice_id)
        metrics.increment("invoice_fetching_failed")
        raise
    metrics.increment("invoice_fetched_successfully")
    return result
