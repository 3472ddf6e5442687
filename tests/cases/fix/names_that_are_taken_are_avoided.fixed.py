# option metrics=app.telemetry:metrics.increment
import logging

import httpx

from vendor import metrics

from app.telemetry import metrics as _metrics

_logger = logging.getLogger(__name__)
logger = "not a logger"


async def fetch(client: httpx.AsyncClient, result: dict) -> httpx.Response:
    result.update(metrics.defaults)
    try:
        outcome = await client.get("/", params=result)  # want OWN101
    except Exception:
        _logger.exception("GET request failed")
        _metrics.increment("fetch_failed")
        raise
    _metrics.increment("fetch_succeeded")
    return outcome
