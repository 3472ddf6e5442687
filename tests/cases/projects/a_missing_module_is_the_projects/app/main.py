import app.generated
from app.generated import stock
from app.generated.client import Client

from . import prisma
from .speedups import fetch


async def work(client: Client) -> None:
    await stock.get("tea")  # no site
    await client.get("tea")  # no site
    await prisma.order.create()  # no site
    await fetch("tea")  # no site
    await app.generated.start()  # no site
