# option metrics=app.telemetry:metrics.increment
from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httpx

from app.telemetry import metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)


async def load_pages(client: httpx.AsyncClient, page_ids: Sequence[str]) -> httpx.Response:
    try:
        result = await client.get("/pages")  # want OWN101
    except Exception:
        logger.exception("Failed to load pages")
        metrics.increment("pages_loading_failed")
        raise
    metrics.increment("pages_loaded_successfully")
    return result
