import httpx


async def fetch(client: httpx.AsyncClient, url: str):
	if url:
		return await client.get(url, headers={'Accept': 'text/plain'})  # want OWN101
	return None
