import logging

import httpx

logger = logging.getLogger(__name__)


async def fetch(client: httpx.AsyncClient, url: str):
	if url:
		try:
			return await client.get(url, headers={'Accept': 'text/plain'})  # want OWN101
		except Exception:
			logger.exception('GET request failed')
			raise
	return None
