# option metrics=app.telemetry:metrics.increment
# option select=OWN101,OWN201
import logging

import httpx

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def load_order(client: httpx.AsyncClient, order_id: str) -> httpx.Response:
    logger.info("Loading order %s", order_id)
    for attempt in range(3):
        try:
            response = await client.get(f"/orders/{order_id}")  # want OWN101
        except httpx.TransportError:
            if attempt == 2:
                logger.exception("Failed to load order %s", order_id)
                metrics.increment("order_loading_failed")
                raise
            continue
        try:
            result = response.raise_for_status()
        except Exception:
            logger.exception("GET /orders failed (order_id=%s)", order_id)
            metrics.increment("order_loading_failed")
            raise
        metrics.increment("order_loaded_successfully")
        return result
    raise LookupError(order_id)


async def send_order(client: httpx.AsyncClient, order_id: str) -> httpx.Response:
    failure: Exception = LookupError(order_id)
    logger.info("Sending order %s", order_id)
    for _ in range(3):
        try:
            result = await client.put(f"/orders/{order_id}")  # want OWN101
        except httpx.TransportError as exc:
            logger.exception("Failed to send order %s", order_id)
            failure = exc
        else:
            metrics.increment("order_sent_successfully")
            return result
    metrics.increment("order_sending_failed")
    raise failure


async def check_order(client: httpx.AsyncClient, order_id: str) -> None:
    logger.info("Checking order %s", order_id)
    try:
        response = await client.head(f"/orders/{order_id}")  # want OWN101
    except KeyError:
        response = None
    except Exception:
        logger.exception("Failed to check order %s", order_id)
        metrics.increment("order_checking_failed")
        raise
    else:
        metrics.increment("order_checked_successfully")
    print(response)


async def move_order(client: httpx.AsyncClient, order_id: str) -> None:
    logger.info("Moving order %s", order_id)
    try:
        await client.put(f"/orders/{order_id}")  # want OWN101
    except KeyError:
        print("it was not there")
    except Exception:
        logger.exception("PUT /orders failed (order_id=%s)", order_id)
        metrics.increment("order_moving_failed")
        raise
    try:
        await client.delete(f"/orders/old/{order_id}")  # want OWN101
    except Exception:
        logger.exception("DELETE /orders/old failed (order_id=%s)", order_id)
        metrics.increment("order_moving_failed")
        raise
