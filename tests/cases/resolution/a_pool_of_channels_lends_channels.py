import aio_pika
from aio_pika.pool import Pool


async def declare(pool: Pool[aio_pika.Channel]) -> None:
    async with pool.acquire() as channel:  # want OWN101  # site library=aio-pika
        await channel.declare_queue("jobs")  # want OWN101  # site api=aio_pika.RobustChannel.declare_queue
