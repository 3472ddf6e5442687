import aio_pika


async def consume(url: str) -> None:
    connection = await aio_pika.connect_robust(url)  # want OWN101  # site api=aio_pika.connect_robust evidence=import
    async with connection:
        channel = await connection.channel()  # want OWN101  # site library=aio-pika consumed=await
        await channel.set_qos(prefetch_count=10)  # want OWN101  # site api=aio_pika.RobustChannel.set_qos
        queue = await channel.declare_queue("jobs", durable=True)  # want OWN101  # site api=aio_pika.RobustChannel.declare_queue
        async with queue.iterator() as messages:  # want OWN101  # site library=aio-pika consumed=async-with
            async for message in messages:  # want OWN101  # site library=aio-pika consumed=async-for
                async with message.process():  # want OWN101  # site library=aio-pika consumed=async-with
                    print(message.body)


async def publish(connection: aio_pika.abc.AbstractRobustConnection, body: bytes) -> None:
    async with connection.channel() as channel:  # want OWN101  # site evidence=annotation
        exchange = await channel.get_exchange("events")  # want OWN101  # site api=aio_pika.RobustChannel.get_exchange
        await exchange.publish(aio_pika.Message(body), routing_key="jobs")  # want OWN101  # site api=aio_pika.RobustExchange.publish evidence=chain
        await channel.default_exchange.publish(aio_pika.Message(body), "all")  # want OWN101  # site api=aio_pika.RobustExchange.publish
