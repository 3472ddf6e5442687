import httpx

from shop.core.store.orders import Orders
from shop.nothing import missing


async def use(client: httpx.AsyncClient) -> object:
    await missing()  # no site
    return await Orders(client).fetch()  # no site
