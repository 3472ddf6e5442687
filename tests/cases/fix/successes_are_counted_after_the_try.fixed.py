# option enable=OWN104,OWN106
import logging

import httpx
from statsd import StatsClient

logger = logging.getLogger(__name__)
stats = StatsClient()


async def fetch_invoice(client: httpx.AsyncClient, url: str) -> httpx.Response:
    try:
        result = await client.get(url)  # want OWN106
    except httpx.HTTPError:
        stats.incr("invoice_fetching_failed")
        raise
    stats.incr("invoice_fetched_successfully")
    return result


async def send_invoice(client: httpx.AsyncClient, url: str) -> None:
    try:
        await client.post(url)  # want OWN106
    except httpx.HTTPError:
        stats.incr("invoice_sending_failed")
        raise
    stats.incr("invoice_sent_successfully")


async def maybe_send(client: httpx.AsyncClient, url: str) -> None:
    try:
        await client.post(url)  # want OWN106
    except httpx.TimeoutException:
        pass
    except httpx.HTTPError:
        stats.incr("invoice_sending_failed")
        raise
    else:
        stats.incr("send_succeeded")


async def find_invoice(client: httpx.AsyncClient, url: str) -> str | None:
    try:
        response = await client.get(url)  # want OWN104, OWN106
    except httpx.HTTPError:
        stats.incr("invoice_finding_failed")
        logger.exception("Failed to find invoice")
        return None
    else:
        stats.incr("invoice_found_successfully")
        return response.text
