import httpx

make = lambda: httpx.AsyncClient()  # noqa: E731


async def work(path: str) -> None:
    await make().get(path)  # want OWN101  # site api=httpx.AsyncClient.get
