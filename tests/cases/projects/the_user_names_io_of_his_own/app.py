import acme_clock
import acme_geo
from redis.asyncio import Redis

from gateways import sms
from gateways.sms import Pager


async def notify(text: str) -> None:
    print(text)


async def work(cache: Redis, pager: Pager, db) -> None:
    await sms.send("me", "hello")  # want OWN101  # site api=gateways.sms.send certainty=catalogued
    await pager.send("hello")  # want OWN101  # site api=gateways.sms.Pager.send certainty=catalogued
    await notify("hello")  # want OWN101  # site api=app.notify
    await sms.draft("me")  # no site
    await cache.ping()  # no site
    await cache.get("key")  # want OWN101  # site api=redis.asyncio.Redis.get
    await acme_clock.now()  # no site
    await acme_geo.locate("me")  # want OWN101  # site api=acme_geo.locate certainty=assumed
    await db.refresh("row")  # no site
    await db.execute("select 1")  # want OWN102
