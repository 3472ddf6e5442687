import logging

import httpx

log = logging.getLogger(__name__)


async def deep(client: httpx.AsyncClient) -> None:
    try:
        (await client.get("/")).raise_for_status()
    except Exception:
        # fmt: off
        log.b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b().b()
        # fmt: on


async def plain(client: httpx.AsyncClient) -> None:
    try:
        (await client.get("/")).raise_for_status()  # want OWN201
    except Exception:
        pass
