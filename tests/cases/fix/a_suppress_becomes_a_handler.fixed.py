import contextlib
import logging

import httpx

logger = logging.getLogger(__name__)


def lock() -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext()


async def notify(client: httpx.AsyncClient, order_id: str) -> None:
    # TODO: find out who needs it
    try:
        with lock():  # FIXME: the mail goes out anyway
            # tell the shop
            await client.post(f"/orders/{order_id}")  # want OWN202
    except (httpx.HTTPError, ValueError) as error:
        logger.warning("POST /orders failed (order_id=%s): %r", order_id, error)


async def forget(client: httpx.AsyncClient, order_id: str) -> bool:
    with lock() as held:
        try:
            await client.delete(f"/orders/{order_id}")  # want OWN202
            return held is None
        except Exception as error:
            logger.warning("DELETE /orders failed (order_id=%s): %r", order_id, error)
    return False
