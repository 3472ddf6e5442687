import contextlib
from contextlib import suppress

import httpx


def lock() -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext()


async def notify(client: httpx.AsyncClient, order_id: str) -> None:
    # TODO: find out who needs it
    with suppress(httpx.HTTPError, ValueError), lock():  # FIXME: the mail goes out anyway
        # tell the shop
        await client.post(f"/orders/{order_id}")  # want OWN202


async def forget(client: httpx.AsyncClient, order_id: str) -> bool:
    with lock() as held, contextlib.suppress(Exception):
        await client.delete(f"/orders/{order_id}")  # want OWN202
        return held is None
    return False
