import logging

import httpx

logger = logging.getLogger(__name__)


class ServiceError(Exception):
    pass


async def move_stock(client: httpx.AsyncClient, shop_id: str) -> None:
    logger.info("Moving stock", extra={"shop_id": shop_id})
    try:
        await client.post(f"/shops/{shop_id}/stock")  # want OWN101
    except httpx.HTTPError as error:
        logger.exception("Failed to move stock", extra={"shop_id": shop_id})
        if isinstance(error, httpx.TimeoutException):
            raise
        print("rolled back")
        raise ServiceError(shop_id) from error
