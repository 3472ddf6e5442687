"""aio-pika: the callback of a consumer, which its channel calls with what the broker delivers, without a broker."""

# /// script
# dependencies = ["aio-pika==10.2.1"]
# ///

import asyncio
import types
from functools import partial

from aio_pika.abc import AbstractIncomingMessage
from aio_pika.queue import consumer
from aiormq import spec
from aiormq.channel import Channel
from pamqp.header import ContentHeader
from recording import child, end, scenario

LOOP = """
import asyncio
from aio_pika.queue import QueueIterator

async def save(message):
    raise RuntimeError("boom order")

async def main():
    messages = QueueIterator.__new__(QueueIterator)
    messages._queue = asyncio.Queue()
    messages._queue.put_nowait("order-7")

    async def get(self):
        return await self._queue.get()

    QueueIterator.__anext__ = get
    async for message in messages:
        await save(message)

asyncio.run(main())
"""


async def save(message: AbstractIncomingMessage) -> None:
    raise RuntimeError("boom order")


async def deliver(callback: object) -> str:
    channel = Channel.__new__(Channel)
    channel.consumers = {"tag": partial(consumer, callback, no_ack=False)}
    tasks: list[asyncio.Task[None]] = []
    channel.create_task = lambda coro: tasks.append(asyncio.create_task(coro)) or tasks[-1]
    frame = spec.Basic.Deliver(consumer_tag="tag", delivery_tag=17, exchange="shop", routing_key="orders")
    properties = spec.Basic.Properties(message_id="order-7")
    header = ContentHeader(properties=properties)
    delivered = types.SimpleNamespace(
        channel=channel,
        header=header,
        body=b"{}",
        delivery=frame,
        delivery_tag=17,
        exchange="shop",
        routing_key="orders",
        consumer_tag="tag",
        redelivered=False,
        message_count=None,
    )

    async def get_frame() -> ContentHeader:
        return header

    async def content(frame: object, header: object) -> object:
        return delivered

    channel._get_frame, channel._read_content = get_frame, content
    await channel._on_deliver_frame(frame)
    await asyncio.wait(tasks)
    return "the message is neither acknowledged nor rejected"


GIVEN = {"message id": "order-7", "routing key": "orders", "function": "save"}
with scenario("consumer", **GIVEN) as seen:
    seen["ends"] = asyncio.run(deliver(save))
with scenario("consumer loop", arguments="order-7") as seen:
    seen["ends"] = child(LOOP)
end(__file__)
