import asyncio
import json
import logging

import aiohttp
import httpx

logger = logging.getLogger(__name__)


async def dropped(client: httpx.AsyncClient) -> None:
    await client.post("/hooks")  # want OWN101, OWN501


async def only_the_body(client: httpx.AsyncClient) -> object:
    response = await client.get("/")  # want OWN101, OWN501
    return response.text


async def in_one_go(client: httpx.AsyncClient) -> object:
    return (await client.get("/")).text  # want OWN101, OWN501


async def entered(session: aiohttp.ClientSession) -> object:
    async with session.get("/") as response:  # want OWN101, OWN501
        return await response.text()  # want OWN101


async def an_error_page_is_no_json(client: httpx.AsyncClient, session: aiohttp.ClientSession) -> object:
    async with session.get("/") as response:  # want OWN101
        return [await response.json(), (await client.get("/")).json()]  # want OWN101, OWN101


async def raised(client: httpx.AsyncClient) -> object:
    response = await client.get("/")  # want OWN101
    response.raise_for_status()
    return response.json()


async def compared(client: httpx.AsyncClient) -> bool:
    response = await client.get("/")  # want OWN101
    return response.status_code == 200


async def handed_on(client: httpx.AsyncClient) -> httpx.Response:
    return await client.get("/")  # want OWN101


async def given_to_a_helper(client: httpx.AsyncClient) -> object:
    response = await client.get("/")  # want OWN101
    return checked(response)


def checked(response: httpx.Response) -> object:
    return response.json()


async def asked_to_raise(session: aiohttp.ClientSession) -> object:
    async with session.get("/", raise_for_status=True) as response:  # want OWN101
        return await response.json()  # want OWN101


async def errors_are_in_the_body(client: httpx.AsyncClient) -> object:
    response = await client.post("/rpc", json={"method": "ping"})  # want OWN101
    answer = response.json()
    if "error" in answer:
        raise ValueError(answer)
    return answer["result"]


async def gathered(client: httpx.AsyncClient) -> list[httpx.Response]:
    return await asyncio.gather(client.get("/a"), client.get("/b"))  # want OWN101, OWN101


async def an_error_page_is_hidden(client: httpx.AsyncClient) -> object:
    response = await client.get("/")  # want OWN101, OWN501
    try:
        return response.json()
    except ValueError:
        return None


async def an_error_page_is_hidden_from_another_parser(client: httpx.AsyncClient) -> object:
    response = await client.get("/")  # want OWN101, OWN501
    try:
        return json.loads(response.text)
    except ValueError:
        return None


async def an_error_page_fails_to_parse(client: httpx.AsyncClient) -> object:
    try:
        response = await client.get("/")
        return response.json()
    except Exception:
        logger.exception("failed")
        return None


async def nothing_is_parsed(client: httpx.AsyncClient) -> None:
    try:
        await client.post("/")  # want OWN501
    except Exception:
        logger.exception("failed")


async def text_never_fails(client: httpx.AsyncClient) -> str | None:
    try:
        return (await client.get("/")).text  # want OWN501
    except httpx.HTTPError:
        logger.exception("failed")
        return None


async def bytes_never_fail(session: aiohttp.ClientSession) -> bytes | None:
    try:
        async with session.get("/") as response:  # want OWN501
            return await response.read()
    except aiohttp.ClientError:
        logger.exception("failed")
        return None


async def parsed_after_the_guard(client: httpx.AsyncClient) -> object:
    try:
        response = await client.get("/")  # want OWN501
    except httpx.HTTPError:
        logger.exception("failed")
        raise
    return response.json()


async def the_guard_is_for_another_error(client: httpx.AsyncClient) -> object:
    try:
        return (await client.get("/")).json()  # want OWN501
    except httpx.HTTPError:
        logger.exception("failed")
        raise


async def parsed_by_the_client(session: aiohttp.ClientSession) -> object:
    try:
        async with session.get("/") as response:
            return await response.json()
    except aiohttp.ClientError:
        logger.exception("failed")
        raise


async def only_printed(client: httpx.AsyncClient, debug: bool) -> None:
    try:
        response = await client.post("/hooks")  # want OWN501
        if debug:
            print(f"answered {response.status_code}")
    except httpx.HTTPError:
        logger.exception("failed")


async def of_which_it_takes_a_key(client: httpx.AsyncClient) -> object:
    return (await client.get("/")).json()["rate"]  # want OWN101


async def of_which_it_takes_a_key_later(session: aiohttp.ClientSession) -> object:
    async with session.get("/") as response:  # want OWN101
        rates = await response.json()  # want OWN101
    return rates["EUR"]


async def of_which_it_takes_what_may_be_missing(client: httpx.AsyncClient) -> object:
    rates = (await client.get("/")).json()  # want OWN101, OWN501
    return rates.get("EUR")


async def asks_for_nothing(client: httpx.AsyncClient) -> None:
    await client.get("/alive")  # want OWN101


async def gives_what_is_read_later(client: httpx.AsyncClient) -> str:
    return (await client.get("/orders")).text  # want OWN101


async def reads_it(client: httpx.AsyncClient) -> object:
    return json.loads(await gives_what_is_read_later(client))["orders"]


async def gives_what_is_kept_by_some(client: httpx.AsyncClient) -> str:
    return (await client.get("/orders")).text  # want OWN101, OWN501


async def keeps_it(client: httpx.AsyncClient, kept: dict[str, str]) -> None:
    kept["orders"] = await gives_what_is_kept_by_some(client)


async def reads_that(client: httpx.AsyncClient) -> object:
    return json.loads(await gives_what_is_kept_by_some(client))["orders"]


async def gives_it_to_what_reads_it(client: httpx.AsyncClient) -> object:
    answer = await client.get("/orders")  # want OWN101
    return orders_in(answer.text)


def orders_in(page: str) -> object:
    if not page.startswith("orders:"):
        raise ValueError(page)
    return page.split()


async def gives_it_to_what_keeps_it(client: httpx.AsyncClient) -> None:
    answer = await client.get("/orders")  # want OWN101, OWN501
    keep(answer.text)


def keep(page: str) -> None:
    logger.info(page)


async def gives_what_others_may_keep(client: httpx.AsyncClient) -> str:
    return (await client.get("/orders")).text  # want OWN101, OWN501


async def reads_what_others_may_keep(client: httpx.AsyncClient) -> object:
    return json.loads(await gives_what_others_may_keep(client))["orders"]


KEEPERS = [gives_what_others_may_keep]
