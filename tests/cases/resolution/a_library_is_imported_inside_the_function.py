async def download(url: str) -> bytes:
    import httpx

    async with httpx.AsyncClient() as client:  # no site
        response = await client.get(url)  # want OWN101  # site api=httpx.AsyncClient.get evidence=constructor
    return response.content


async def sleep_a_while() -> None:
    from asyncio import sleep

    await sleep(3)  # no site
