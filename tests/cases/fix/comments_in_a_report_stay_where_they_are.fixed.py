import logging

import httpx

logger = logging.getLogger(__name__)


async def fetch_order(client: httpx.AsyncClient, order_id: str) -> bytes | None:
    try:
        return (await client.get(f"/orders/{order_id}")).content  # want OWN401, OWN403
    except httpx.HTTPError as error:
        logger.error(
            # what an alert looks for
            "no order %s: %s",
            order_id,
            error,
        )
        return None


async def fetch_user(client: httpx.AsyncClient, user_id: str) -> bytes | None:
    try:
        return (await client.get(f"/users/{user_id}")).content  # want OWN401, OWN403
    except httpx.HTTPError as error:
        logger.error(  # noqa: TRY400
            "no user %s: %s",
            user_id,
            error,
        )
        return None


async def fetch_item(client: httpx.AsyncClient, item_id: str) -> bytes | None:
    try:
        return (await client.get(f"/items/{item_id}")).content  # want OWN403
    except httpx.HTTPError as error:
        logger.error(
            "no item %s: %s",  # the error
            item_id,
            error,
        )
        return None


async def fetch_price(client: httpx.AsyncClient, item_id: str) -> bytes | None:
    try:
        return (await client.get(f"/prices/{item_id}")).content  # want OWN403
    except httpx.HTTPError:
        logger.warning(
            "no price, "  # the shop is
            "or no shop (item_id=%s)",  # closed at night
            item_id,
            # which nobody needs to know twice
            exc_info=True,
        )
        return None


async def fetch_rate(client: httpx.AsyncClient, item_id: str) -> bytes | None:
    try:
        return (await client.get(f"/rates/{item_id}")).content  # want OWN401, OWN403
    except httpx.HTTPError as error:
        logger.warning("no rate (item_id=%s): %s",  # of exchange
                       item_id,
                       error,
                       stacklevel=2  # the caller's line
                       # as everywhere
                       )
        return None


async def fetch_tax(client: httpx.AsyncClient, item_id: str) -> bytes | None:
    try:
        return (await client.get(f"/taxes/{item_id}")).content  # want OWN403
    except httpx.HTTPError as error:
        logger.error(
            "no tax (item_id=%s): %s",
            item_id,
            error,  # the error
        )
        return None
