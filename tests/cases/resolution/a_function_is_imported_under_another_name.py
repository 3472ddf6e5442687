from asyncio import open_connection as dial
from asyncio import sleep as pause

from aio_pika import connect_robust as connect


async def start(url: str, host: str) -> None:
    connection = await connect(url)  # want OWN101  # site api=aio_pika.connect_robust evidence=import
    await connection.channel()  # want OWN101
    reader, writer = await dial(host, 25)  # want OWN101  # site api=asyncio.open_connection evidence=import
    await pause(1)  # no site
    writer.close()
