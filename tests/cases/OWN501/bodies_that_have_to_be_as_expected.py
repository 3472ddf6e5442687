"""A body that is none of those expected fails where it is used, and then so does the function."""

# option select=OWN501

import json
from typing import Any

import httpx
from pydantic import TypeAdapter

from shop import Order


async def for_what_it_should_be(client: httpx.AsyncClient) -> Any:
    body = (await client.get("/")).json()
    if body.get("result") != 1:
        raise RuntimeError(body)
    return body


async def for_what_it_may_be(client: httpx.AsyncClient) -> Any:
    body = (await client.get("/")).json()  # want OWN501
    if body.get("result") == 1:
        return None
    return body


async def by_a_model(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    return TypeAdapter(Order).validate_json(answer.content)


async def by_a_class(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    return Order(**answer.json())


async def by_a_dict(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")  # want OWN501
    return dict(**answer.json())


async def by_a_key_of_what_is_parsed(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    text = answer.text
    body = json.loads(text)
    return body["id"]


async def by_no_key_of_what_is_parsed(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")  # want OWN501
    text = answer.text
    return json.loads(text).get("id")
