import logging

import httpx
from starlette.exceptions import HTTPException

logger = logging.getLogger(__name__)


async def move_stock(client: httpx.AsyncClient, shop_id: str) -> None:
    logger.info("Moving stock (shop_id=%s)", shop_id)
    try:
        await client.post(f"/shops/{shop_id}/stock")  # want OWN101
    except httpx.HTTPError as error:
        logger.exception("Failed to move stock (shop_id=%s)", shop_id)
        if isinstance(error, httpx.TimeoutException):
            raise
        print("rolled back")
        raise HTTPException(502, shop_id) from error
