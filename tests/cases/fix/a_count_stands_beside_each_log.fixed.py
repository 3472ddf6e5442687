import logging

import httpx
from prometheus_client import Counter

logger = logging.getLogger(__name__)
CALLS = Counter("invoice_calls_total", "Calls of the invoice service.", ["operation", "status", "exception"])


async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response | None:
    try:
        return await client.get(f"/invoices/{invoice_id}")  # want OWN103
    except httpx.HTTPError as error:
        if invoice_id.startswith("test"):
            logger.warning("No test invoice %s", invoice_id, exc_info=True)
            CALLS.labels(operation="fetch_invoice", status="failure", exception=type(error).__name__).inc()
            return None
        logger.exception("Failed to fetch invoice", extra={"invoice_id": invoice_id})
        CALLS.labels(operation="fetch_invoice", status="failure", exception=type(error).__name__).inc()
        raise


async def send_invoice(client: httpx.AsyncClient, invoice_id: str) -> bool:
    try:
        await client.post(f"/invoices/{invoice_id}")  # want OWN103
    except httpx.HTTPError as error:
        if isinstance(error, httpx.TimeoutException):
            logger.warning("Timed out for %s: %s", invoice_id, error)
            CALLS.labels(operation="send_invoice", status="failure", exception=type(error).__name__).inc()
        else:
            logger.exception("Failed for %s", invoice_id)
            CALLS.labels(operation="send_invoice", status="failure", exception=type(error).__name__).inc()
        return False
    return True
