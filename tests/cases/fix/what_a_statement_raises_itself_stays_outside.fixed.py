# option metrics=app.telemetry:metrics.increment
import logging

import aiohttp
import asyncpg
import httpx

from app.telemetry import metrics

logger = logging.getLogger(__name__)


class NotFound(Exception): ...


async def load_shop(client: httpx.AsyncClient, shop_id: str) -> bytes:
    logger.info("Loading shop %s", shop_id)
    try:
        shop = await client.get(f"/shops/{shop_id}")  # want OWN101
    except Exception:
        logger.exception("GET /shops failed (shop_id=%s)", shop_id)
        metrics.increment("shop_loading_failed")
        raise
    if shop.status_code == 404:
        raise NotFound(shop_id)
    try:
        stock = await client.get(f"/stocks/{shop_id}")  # want OWN101
    except Exception:
        logger.exception("GET /stocks failed (shop_id=%s)", shop_id)
        metrics.increment("shop_loading_failed")
        raise
    metrics.increment("shop_loaded_successfully")
    return stock.content


async def check_parent(connection: asyncpg.Connection, shop_id: str) -> None:
    logger.info("Checking parent (shop_id=%s)", shop_id)
    try:
        result = await connection.fetchval("select 1 from shops where id = $1", shop_id)
    except Exception:
        logger.exception("Database query failed (shop_id=%s)", shop_id)
        metrics.increment("parent_checking_failed")
        raise
    if not result:  # want OWN101
        raise NotFound(shop_id)
    try:
        outcome = await connection.fetchval("select 1 from parents where id = $1", shop_id)
    except Exception:
        logger.exception("Database query failed (shop_id=%s)", shop_id)
        metrics.increment("parent_checking_failed")
        raise
    if outcome is None:  # want OWN101
        raise NotFound(shop_id)
    metrics.increment("parent_checked_successfully")


async def embed_cover(client: httpx.AsyncClient, kind: str, size: int) -> httpx.Response | None:
    if kind == "flac":
        if size > 100:
            raise ValueError(size)
        try:
            result = await client.get("/flac")  # want OWN101
        except Exception:
            logger.exception("GET /flac failed")
            metrics.increment("cover_embedding_failed")
            raise
        else:
            metrics.increment("cover_embedded_successfully")
            return result
    elif kind == "mp3":
        try:
            result = await client.get("/mp3")  # want OWN101
        except Exception:
            logger.exception("GET /mp3 failed")
            metrics.increment("cover_embedding_failed")
            raise
        metrics.increment("cover_embedded_successfully")
        return result
    metrics.increment("cover_embedded_successfully")
    return None


async def read_page(client: httpx.AsyncClient, page_id: str) -> str:
    logger.info("Reading page %s", page_id)
    try:
        response = await client.get(f"/pages/{page_id}")  # want OWN101
    except Exception:
        logger.exception("Failed to read page %s", page_id)
        metrics.increment("page_reading_failed")
        raise
    metrics.increment("page_read_successfully")
    try:
        if response.status_code != 200:
            raise KeyError(page_id)
        return response.text
    except KeyError:
        return ""


async def fetch_manifest(session: aiohttp.ClientSession, external: bool) -> dict[str, str]:
    if external:
        try:
            async with session.get("/manifest") as response:  # want OWN101
                result = await response.json()  # want OWN101
        except Exception:
            logger.exception("Failed to fetch manifest")
            metrics.increment("manifest_fetching_failed")
            raise
        else:
            metrics.increment("manifest_fetched_successfully")
            return result
    else:
        return {}
