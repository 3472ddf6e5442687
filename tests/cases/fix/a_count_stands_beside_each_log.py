import logging

import httpx
from prometheus_client import Counter

logger = logging.getLogger(__name__)
CALLS = Counter("invoice_calls_total", "Calls of the invoice service.", ["operation", "status", "exception"])


async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response | None:
    try:
        return await client.get(f"/invoices/{invoice_id}")  # want OWN103
    except httpx.HTTPError:
        if invoice_id.startswith("test"):
            logger.warning("No test invoice %s", invoice_id, exc_info=True)
            return None
        logger.exception("Failed to fetch invoice", extra={"invoice_id": invoice_id})
        raise


async def send_invoice(client: httpx.AsyncClient, invoice_id: str) -> bool:
    try:
        await client.post(f"/invoices/{invoice_id}")  # want OWN103
    except httpx.HTTPError as error:
        if isinstance(error, httpx.TimeoutException):
            logger.warning("Timed out for %s: %s", invoice_id, error)
        else:
            logger.exception("Failed for %s", invoice_id)
        return False
    return True
