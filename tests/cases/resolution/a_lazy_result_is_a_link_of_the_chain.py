import aio_pika
import aiohttp
from openai import AsyncOpenAI
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine


async def sql(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:  # want OWN101  # site consumed=async-with
        async with connection.begin():  # want OWN101  # site library=sqlalchemy consumed=async-with evidence=chain
            await connection.execute("select 1")  # want OWN101  # site evidence=chain


async def queue(connection: aio_pika.RobustConnection) -> None:
    async with connection.channel() as channel:  # want OWN101
        await channel.get_exchange("events")  # want OWN101  # site api=aio_pika.RobustChannel.get_exchange evidence=chain


async def cache(redis: Redis, key: str) -> None:
    pipe = redis.pipeline()
    await pipe.execute()  # want OWN101  # site api=redis.asyncio.client.Pipeline.execute evidence=chain


async def stream(client: AsyncOpenAI, messages: list) -> None:
    stream = await client.chat.completions.create(model="gpt-5", messages=messages, stream=True)  # want OWN101
    async for chunk in stream:  # want OWN101  # site library=openai evidence=chain consumed=async-for
        print(chunk)


class Partner(aiohttp.ClientSession):
    async def orders(self) -> list:
        async with self.get("/orders") as response:  # want OWN101
            return await response.json()  # want OWN101  # site api=aiohttp.ClientResponse.json evidence=chain
