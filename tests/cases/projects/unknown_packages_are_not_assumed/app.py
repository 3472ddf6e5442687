import acme_geo
import httpx
from acme_storage import Bucket


async def work(client: httpx.AsyncClient, bucket: Bucket, db) -> None:
    await acme_geo.locate("me")  # no site
    await bucket.put("key", b"")  # no site
    await client.get("/")  # want OWN101  # site api=httpx.AsyncClient.get
    await db.execute("select 1")  # want OWN102
