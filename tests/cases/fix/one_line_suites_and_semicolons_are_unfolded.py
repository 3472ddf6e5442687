import httpx


async def ping(client: httpx.AsyncClient, wanted: bool) -> None:
    if wanted: await client.get("/ping")  # want OWN101
    count = 1; await client.get("/pong"); count += 1  # want OWN101
