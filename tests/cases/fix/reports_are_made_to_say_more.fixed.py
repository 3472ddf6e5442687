import httpx
from loguru import logger


async def fetch_order(client: httpx.AsyncClient, order_id: str) -> bytes | None:
    try:
        return (await client.get(f"/orders/{order_id}")).content  # want OWN401, OWN403
    except httpx.HTTPError as error:
        logger.warning("No order {}: {!r}", order_id, error)
        return None


async def fetch_user(client: httpx.AsyncClient, user_id: str) -> bytes | None:
    try:
        return (await client.get(f"/users/{user_id}")).content  # want OWN402
    except httpx.HTTPError as error:
        logger.warning(
            "No user {}: {}",
            user_id,
            error,
        )
        return None


async def fetch_item(client: httpx.AsyncClient, item_id: str) -> bytes | None:
    try:
        return (await client.get(f"/items/{item_id}")).content  # want OWN402
    except httpx.HTTPError as error:
        logger.warning(f"Failed to fetch item {item_id}: {error!r}")
        print("no item", error)
        return None
