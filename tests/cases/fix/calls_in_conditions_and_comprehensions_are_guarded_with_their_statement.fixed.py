import logging

import httpx

logger = logging.getLogger(__name__)


async def find(client: httpx.AsyncClient, urls: list[str]) -> list[int]:
    try:
        codes = [(await client.get(url)).status_code for url in urls]  # want OWN101
        if (await client.head(urls[0])).is_success:  # want OWN101
            codes.append(0)
        while (await client.get(urls[-1])).status_code == 202:  # want OWN101
            codes.append(1)
    except Exception:
        logger.exception("HTTP request failed")
        raise
    return codes
