import httpx
import trio


async def work(client: httpx.AsyncClient, nursery: trio.Nursery) -> None:
    nursery.start_soon(client.get, "/")  # want OWN101  # site api=httpx.AsyncClient.get consumed=task
    nursery.start_soon(trio.sleep, 1)  # no site
    await trio.sleep(1)  # no site
