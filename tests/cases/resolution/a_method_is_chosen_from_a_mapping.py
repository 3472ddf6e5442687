import httpx


async def send(client: httpx.AsyncClient, method: str, url: str) -> None:
    verbs = {"GET": client.get, "POST": client.post}
    await verbs[method](url)  # want OWN101  # site library=httpx
    handler = verbs.get(method)
    await handler(url)  # want OWN101  # site library=httpx
