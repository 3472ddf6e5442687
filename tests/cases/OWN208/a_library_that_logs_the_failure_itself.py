# A refusal is logged by aioapns, with the notification's id, or handed to its `err_func`: nobody has to read the result.
import logging

from aioapns import APNs, NotificationRequest
from aiokafka import AIOKafkaProducer

logger = logging.getLogger(__name__)


async def pushes(client: APNs, request: NotificationRequest) -> None:
    try:
        await client.send_notification(request)  # site verdict=owned
        result = await client.send_notification(request)
        print(result)
    except Exception:
        logger.exception("not sent: %s", request.notification_id)
        raise


async def publishes(producer: AIOKafkaProducer, order_id: str) -> None:
    try:
        await producer.send("orders", order_id)  # want OWN208
    except Exception:
        logger.exception("not sent: %s", order_id)
        raise
