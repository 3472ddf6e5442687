# option enable=OWN104,OWN106
import httpx
from statsd import StatsClient

stats = StatsClient()


async def fetch_invoice(client: httpx.AsyncClient, url: str) -> httpx.Response:
    try:
        return await client.get(url)  # want OWN106
    except httpx.HTTPError:
        stats.incr("invoice_fetching_failed")
        raise


async def send_invoice(client: httpx.AsyncClient, url: str) -> None:
    try:
        await client.post(url)  # want OWN106
    except httpx.HTTPError:
        stats.incr("invoice_sending_failed")
        raise


async def maybe_send(client: httpx.AsyncClient, url: str) -> None:
    try:
        await client.post(url)  # want OWN106
    except httpx.TimeoutException:
        pass
    except httpx.HTTPError:
        stats.incr("invoice_sending_failed")
        raise


async def find_invoice(client: httpx.AsyncClient, url: str) -> str | None:
    try:
        response = await client.get(url)  # want OWN104, OWN106
    except httpx.HTTPError:
        stats.incr("invoice_finding_failed")
        return None
    else:
        return response.text
