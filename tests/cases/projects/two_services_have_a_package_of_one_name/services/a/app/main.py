from app.clients import client


async def work() -> None:
    await client.get("/")  # no site
