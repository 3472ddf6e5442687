from ..core import clients
from ..core.clients import cache, orders
from .generated import mailer
from .helpers import clean


async def run() -> None:
    await clean()  # no site
    await orders.get("key")  # no site
    await clients.orders.get("key")  # no site
    await mailer.send("text")  # no site
    await cache.lpop("mails")  # want OWN101  # site api=redis.asyncio.Redis.lpop evidence=cross-file
