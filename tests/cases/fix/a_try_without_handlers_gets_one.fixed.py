# option metrics=app.telemetry:metrics.increment
import logging

import httpx

from app.telemetry import metrics

logger = logging.getLogger(__name__)


async def store_page(client: httpx.AsyncClient, page_id: str) -> int:
    name = f"/pages/{page_id}"
    logger.info("Storing page %s", page_id)
    try:
        response = await client.get(name)  # want OWN101
        await client.put("/store", content=response.content)  # want OWN101
        result = response.status_code
    except Exception:
        logger.exception("Failed to store page %s", page_id)
        metrics.increment("page_storing_failed")
        raise
    else:
        metrics.increment("page_stored_successfully")
        return result
    finally:
        print("stored", page_id)


async def store_pages(client: httpx.AsyncClient, page_id: str) -> None:
    logger.info("Storing pages (page_id=%s)", page_id)
    try:
        print("storing", page_id)
        await client.put("/store")  # want OWN101
    except Exception:
        logger.exception("Failed to store pages (page_id=%s)", page_id)
        metrics.increment("pages_storing_failed")
        raise
    finally:
        print("stored", page_id)
    metrics.increment("pages_stored_successfully")
