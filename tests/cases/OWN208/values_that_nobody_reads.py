import asyncio
import logging

from aiokafka import AIOKafkaProducer
from django.dispatch import Signal
from elasticsearch import AsyncElasticsearch
from elasticsearch.helpers import async_bulk

logger = logging.getLogger(__name__)
order_paid = Signal()


async def future_dropped(producer: AIOKafkaProducer) -> None:
    try:
        await producer.send("orders", b"1")  # want OWN208
    except Exception:
        logger.exception("not sent")
        raise


async def future_kept_and_forgotten(producer: AIOKafkaProducer) -> None:
    try:
        future = await producer.send("orders", b"1")  # want OWN208
    except Exception:
        logger.exception("not sent")
        raise


async def future_awaited(producer: AIOKafkaProducer) -> None:
    try:
        future = await producer.send("orders", b"1")
        await future
    except Exception:
        logger.exception("not sent")
        raise


async def errors_dropped(client: AsyncElasticsearch, actions: list[dict[str, object]]) -> None:
    try:
        await async_bulk(client, actions, raise_on_error=False)  # want OWN208
        count, _ = await async_bulk(client, actions, raise_on_error=False)  # want OWN208
        await async_bulk(client, actions)
    except Exception:
        logger.exception("not indexed")
        raise


async def errors_read(client: AsyncElasticsearch, actions: list[dict[str, object]]) -> None:
    try:
        _, errors = await async_bulk(client, actions, raise_on_error=False)
    except Exception:
        logger.exception("not indexed")
        raise
    if errors:
        logger.error("%d refused", len(errors))


async def receivers_unread(order_id: str) -> None:
    await order_paid.asend_robust(sender=None, order_id=order_id)  # want OWN208


async def receivers_read(order_id: str) -> None:
    for receiver, result in await order_paid.asend_robust(sender=None, order_id=order_id):
        if isinstance(result, Exception):
            logger.error("%r failed", receiver, exc_info=result)


async def status_unread(command: str) -> bytes:
    try:
        process = await asyncio.create_subprocess_exec(command, stdout=asyncio.subprocess.PIPE)  # want OWN208
        output, _ = await process.communicate()
    except OSError:
        logger.exception("not run")
        raise
    return output


async def status_read(command: str) -> bytes:
    try:
        process = await asyncio.create_subprocess_exec(command, stdout=asyncio.subprocess.PIPE)
        output, _ = await process.communicate()
    except OSError:
        logger.exception("not run")
        raise
    if process.returncode:
        raise RuntimeError(command)
    return output


async def killed(command: str) -> None:
    try:
        process = await asyncio.create_subprocess_exec(command)
        process.terminate()
        await process.wait()
    except OSError:
        logger.exception("not run")
        raise
