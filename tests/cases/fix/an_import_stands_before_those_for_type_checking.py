# option metrics=app.telemetry:metrics.increment
from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Sequence


async def load_pages(client: httpx.AsyncClient, page_ids: Sequence[str]) -> httpx.Response:
    return await client.get("/pages")  # want OWN101
