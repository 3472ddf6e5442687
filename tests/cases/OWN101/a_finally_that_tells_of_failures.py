import logging

import httpx

logger = logging.getLogger(__name__)


async def told_where_it_failed(client: httpx.AsyncClient) -> None:
    done = False
    try:
        await client.get("/")  # site verdict=owned
        done = True
    finally:
        if not done:
            logger.error("failed", exc_info=True)


async def told_every_time(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # want OWN101
    finally:
        logger.warning("done")
