from aiokafka import AIOKafkaConsumer, AIOKafkaProducer


async def relay(topic: str) -> None:
    consumer = AIOKafkaConsumer(topic)
    await consumer.start()  # want OWN101  # site api=aiokafka.AIOKafkaConsumer.start evidence=constructor
    try:
        async with AIOKafkaProducer() as producer:  # want OWN101  # site library=aiokafka consumed=async-with
            async for message in consumer:  # want OWN101  # site library=aiokafka consumed=async-for evidence=constructor
                await producer.send_and_wait("copies", message.value)  # want OWN101  # site api=aiokafka.AIOKafkaProducer.send_and_wait
                await consumer.commit()  # want OWN101  # site api=aiokafka.AIOKafkaConsumer.commit
    finally:
        await consumer.stop()  # site library=aiokafka
