from shop.clients import ShopClient


async def send(order: str) -> str:
    async with ShopClient() as client:
        return (await client.post("/orders", content=order)).text  # want OWN101
