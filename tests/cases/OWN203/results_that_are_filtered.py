import asyncio
import logging

import httpx

logger = logging.getLogger(__name__)


async def _one(client: httpx.AsyncClient) -> None:
    (await client.get("/")).raise_for_status()


async def left_out(client: httpx.AsyncClient) -> list[object]:
    results = await asyncio.gather(_one(client), return_exceptions=True)  # want OWN203
    return [result for result in results if not isinstance(result, Exception)]


async def passed_over(client: httpx.AsyncClient) -> None:
    results = await asyncio.gather(_one(client), return_exceptions=True)  # want OWN203
    for result in results:
        if isinstance(result, Exception):
            continue
        logger.info("got %s", result)


async def counted(client: httpx.AsyncClient) -> int:
    results = await asyncio.gather(_one(client), return_exceptions=True)  # want OWN203
    return sum(1 for result in results if isinstance(result, Exception))


async def measured(client: httpx.AsyncClient) -> None:
    results = await asyncio.gather(_one(client), return_exceptions=True)  # want OWN203
    print(len(results))


async def reported(client: httpx.AsyncClient, urls: list[str]) -> None:
    results = await asyncio.gather(*(client.get(url) for url in urls), return_exceptions=True)
    for url, result in zip(urls, results):
        if isinstance(result, BaseException):
            logger.warning("%s failed", url, exc_info=result)


async def picked_out(client: httpx.AsyncClient) -> None:
    results = await asyncio.gather(_one(client), return_exceptions=True)
    errors = [result for result in results if isinstance(result, Exception)]
    if errors:
        raise ExceptionGroup("failed", errors)


async def handed_on(client: httpx.AsyncClient) -> list[object]:
    results = await asyncio.gather(_one(client), return_exceptions=True)
    return results
