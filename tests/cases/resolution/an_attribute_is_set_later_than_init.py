from typing import Optional

import aiohttp
import asyncpg


class Scraper:
    def __init__(self) -> None:
        self.session: Optional[aiohttp.ClientSession] = None
        self.pool = None

    async def start(self) -> None:
        self.session = aiohttp.ClientSession()
        self.pool = await asyncpg.create_pool()  # want OWN101

    async def scrape(self, url: str) -> None:
        async with self.session.get(url) as response:  # want OWN101  # site api=aiohttp.ClientSession.get evidence=attribute
            page = await response.text()  # want OWN101  # site api=aiohttp.ClientResponse.text evidence=chain
        await self.pool.execute("insert into pages values ($1)", page)  # want OWN101  # site api=asyncpg.Pool.execute evidence=attribute
