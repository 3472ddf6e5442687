from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiokafka import AIOKafkaProducer


async def publish(producer: AIOKafkaProducer, topic: str, values: Sequence[bytes]) -> None:
    for value in values:
        await producer.send_and_wait(topic, value)  # want OWN101  # site api=aiokafka.AIOKafkaProducer.send_and_wait evidence=annotation
