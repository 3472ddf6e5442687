import httpx

client = None


async def fetch(path: str) -> None:
    global client
    if client is None:
        client = httpx.AsyncClient()
    await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get


def outer():
    http = None

    async def inner(path: str) -> None:
        nonlocal http
        http = httpx.AsyncClient()
        await http.get(path)  # want OWN101  # site api=httpx.AsyncClient.get

    return inner
