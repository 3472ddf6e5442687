from app.clients import client


async def work() -> None:
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get evidence=cross-file
