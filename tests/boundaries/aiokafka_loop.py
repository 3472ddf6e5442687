"""aiokafka: a loop over a consumer, whose messages come from no broker."""

# /// script
# dependencies = ["aiokafka==0.14.0"]
# ///

from recording import child, end, scenario

LOOP = """
import asyncio
from aiokafka import AIOKafkaConsumer

async def save(message):
    raise RuntimeError("boom order")

async def main():
    consumer = AIOKafkaConsumer("orders")

    async def getone():
        return "order-7"

    consumer.getone = getone
    async for message in consumer:
        await save(message)

asyncio.run(main())
"""

with scenario("consumer loop", arguments="order-7", topic="orders") as seen:
    seen["ends"] = child(LOOP)
end(__file__)
