import aiohttp
import httpx


class Lazy:
    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None
        self._session = None

    @property
    def client(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient()
        return self._client

    async def _get_session(self):
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session

    async def fetch(self, url: str) -> str:
        await self.client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get
        session = await self._get_session()  # no site
        async with session.get(url) as response:  # want OWN101  # site api=aiohttp.ClientSession.get
            return await response.text()  # want OWN101  # site api=aiohttp.ClientResponse.text evidence=chain
