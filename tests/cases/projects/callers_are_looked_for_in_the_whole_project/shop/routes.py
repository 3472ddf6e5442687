import asyncio
import logging

import httpx

from shop import store
from shop.store import Store, called_by_another_name as other
from shop.store import exported, guarded_by_all, handed_about

logger = logging.getLogger(__name__)
HANDLERS = [handed_about]


async def first(client: httpx.AsyncClient, plugin: store.Plugin) -> None:
    try:
        await guarded_by_all(client)
        await store.guarded_by_one(client)
        await exported(client)
        await other(client)
        await handed_about(client)
        await Store(client).loaded()
        await plugin.called_by_the_framework(client)
        asyncio.create_task(store.started(client))  # want OWN301
    except httpx.HTTPError:
        logger.exception("failed")


async def second(client: httpx.AsyncClient) -> None:
    await store.guarded_by_one(client)
