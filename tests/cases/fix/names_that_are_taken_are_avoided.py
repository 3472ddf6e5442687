# option metrics=app.telemetry:metrics.increment
import httpx

from vendor import metrics

logger = "not a logger"


async def fetch(client: httpx.AsyncClient, result: dict) -> httpx.Response:
    result.update(metrics.defaults)
    return await client.get("/", params=result)  # want OWN101
