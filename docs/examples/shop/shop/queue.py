"""Telling the other services."""

import contextlib

import aio_pika


async def publish(topic: str, order_id: str) -> None:
    connection = await aio_pika.connect_robust("amqp://localhost/")
    async with connection:
        channel = await connection.channel()
        await channel.default_exchange.publish(aio_pika.Message(order_id.encode()), routing_key=topic)


async def forget(topic: str) -> None:
    connection = await aio_pika.connect_robust("amqp://localhost/")
    channel = await connection.channel()
    with contextlib.suppress(Exception):
        await channel.queue_delete(topic)
