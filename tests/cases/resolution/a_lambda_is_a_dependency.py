import httpx
from fastapi import Depends


async def work(path: str, client=Depends(lambda: httpx.AsyncClient())) -> None:
    await client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
