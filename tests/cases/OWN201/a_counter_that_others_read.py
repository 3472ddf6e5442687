import logging

import httpx

logger = logging.getLogger(__name__)


class Scan:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.failures = 0
        self.misses = 0

    async def ask(self, url: str) -> None:
        try:
            await self.client.get(url)  # site verdict=silenced
        except httpx.HTTPError:
            self.failures += 1

    async def ask_again(self, url: str) -> str | None:
        try:
            return (await self.client.get(url)).raise_for_status().text  # want OWN201
        except httpx.HTTPError:
            self.misses += 1
            return None

    def sum_up(self) -> None:
        if self.failures:
            logger.warning("%d requests failed", self.failures)
