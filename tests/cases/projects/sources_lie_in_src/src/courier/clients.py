import httpx

client = httpx.AsyncClient()
