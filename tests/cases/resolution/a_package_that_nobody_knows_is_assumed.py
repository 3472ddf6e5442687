import acme_payments
from acme_geo import GeoClient, locate
from acme_storage.aio import Bucket

bucket = Bucket("invoices")


async def charge(order_id: str, amount: int) -> None:
    await acme_payments.charge(order_id, amount)  # want OWN101  # site api=acme_payments.charge certainty=assumed evidence=import library=acme_payments
    place = await locate("10.0.0.1")  # want OWN101  # site api=acme_geo.locate certainty=assumed evidence=import
    print(place.city)


async def find(client: GeoClient, name: str) -> None:
    await client.search(name)  # want OWN101  # site api=acme_geo.GeoClient.search certainty=assumed evidence=annotation
    async with GeoClient() as own:  # no site
        await own.search(name)  # want OWN101  # site api=acme_geo.GeoClient.search certainty=assumed
    async for found in client.stream(name):  # want OWN101  # site api=acme_geo.GeoClient.stream certainty=assumed consumed=async-for
        print(found)


async def store(name: str, body: bytes) -> None:
    await bucket.put(name, body)  # want OWN101  # site api=acme_storage.aio.Bucket.put certainty=assumed
    await bucket.close()  # site certainty=assumed


class Maps:
    def __init__(self, key: str) -> None:
        self._geo = GeoClient(key)
        self.key = key

    async def city(self, name: str) -> str:
        found = await self._geo.search(name)  # want OWN101  # site api=acme_geo.GeoClient.search certainty=assumed evidence=attribute
        return found.city
