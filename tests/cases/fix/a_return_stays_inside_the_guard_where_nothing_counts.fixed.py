import logging

import httpx

logger = logging.getLogger(__name__)


async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
    logger.info("Fetching invoice %s", invoice_id)
    try:
        return await client.get(f"/invoices/{invoice_id}")  # want OWN101
    except Exception:
        logger.exception("Failed to fetch invoice %s", invoice_id)
        raise
