import aiohttp

request = aiohttp.request
ClientSession = aiohttp.ClientSession


async def get_json(url: str) -> dict:
    async with request("GET", url) as response:  # want OWN101  # site api=aiohttp.request
        return await response.json()  # want OWN101  # site api=aiohttp.ClientResponse.json
