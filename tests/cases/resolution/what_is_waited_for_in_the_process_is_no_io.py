from acme_bus import OrderEvent, SendFuture
from acme_geo import GeoClient
from aiodataloader import DataLoader


async def follow(event: OrderEvent, sent: SendFuture, client: GeoClient, users: DataLoader) -> None:
    await event.wait(timeout=3)  # no site
    await sent.result()  # no site
    await users.load("key")  # no site
    await event.publish()  # want OWN101  # site api=acme_bus.OrderEvent.publish certainty=assumed
    await client.wait()  # want OWN101  # site api=acme_geo.GeoClient.wait certainty=assumed
