import contextlib
import logging

import httpx

logger = logging.getLogger(__name__)


def lock() -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext()


async def notify(client: httpx.AsyncClient, order_id: str) -> None:
    # best effort
    try:
        with lock():  # the mail goes out anyway
            # tell the shop
            await client.post(f"/orders/{order_id}")  # want OWN202
    except (httpx.HTTPError, ValueError):
        logger.exception("POST /orders failed (order_id=%s)", order_id)


async def forget(client: httpx.AsyncClient, order_id: str) -> bool:
    with lock() as held:
        try:
            await client.delete(f"/orders/{order_id}")  # want OWN202
            return held is None
        except Exception:
            logger.exception("DELETE /orders failed (order_id=%s)", order_id)
    return False
