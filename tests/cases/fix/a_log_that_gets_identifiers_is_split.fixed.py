import logging

import httpx
from loguru import logger as loud

log = logging.getLogger(__name__)


async def cancel_subscription(
    client: httpx.AsyncClient, subscription_id: str, correlation_of_request_id: str, reference_of_the_account_id: str
) -> bool:
    try:
        await client.delete(f"/subscriptions/{subscription_id}")  # want OWN403
    except httpx.HTTPError as error:
        loud.warning(
            "No subscription was cancelled (subscription_id={}, correlation_of_request_id={}): {}",
            subscription_id,
            correlation_of_request_id,
            error,
        )
        return False
    return True


async def renew_subscription(client: httpx.AsyncClient, subscription_id: str, correlation_of_request_id: str) -> bool:
    try:
        await client.put(f"/subscriptions/{subscription_id}")  # want OWN403
    except httpx.HTTPError:
        log.exception(
            "No subscription was renewed (subscription_id=%s, correlation_of_request_id=%s)",
            subscription_id,
            correlation_of_request_id,
        )
        return False
    return True


async def fetch_subscription(
    client: httpx.AsyncClient, subscription_id: str, correlation_of_the_request_id: str, reference_of_account_id: str
) -> bool:
    try:
        await client.get(f"/subscriptions/{subscription_id}")  # want OWN403
    except httpx.HTTPError as error:
        log.exception(
            "No subscription was fetched (subscription_id=%s, correlation_of_the_request_id=%s): %s",
            subscription_id,
            correlation_of_the_request_id,
            error,
        )
        return False
    return True


async def drop_subscription(client: httpx.AsyncClient, subscription_id: str) -> bool:
    try:
        await client.delete(f"/subscriptions/{subscription_id}")  # want OWN401
    except httpx.HTTPError:
        log.exception(
            "The subscription could not be dropped, and %s is still what everybody has to pay for", subscription_id
        )
        return False
    return True
