"""A body that is none of those expected fails where it is used, and then so does the function."""

# option select=OWN501

import json
import re
from io import BytesIO
from typing import Any

import httpx
import soundfile
from bs4 import BeautifulSoup
from PIL import Image
from pydantic import TypeAdapter

from shop import Order, logger, parsed


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
    answer = await client.get("/")
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


async def by_what_it_complains_of(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    page = parsed(answer.text)
    if not page.find("a", "logout"):
        logger.error("nobody is logged in")
    return page


async def by_what_it_answers(client: httpx.AsyncClient) -> bool:
    answer = await client.get("/")
    return answer.text.find("Logout") != -1


async def by_what_its_text_is(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    if answer.text.isnumeric():
        return int(answer.text)
    return None


async def by_nothing_but_that_there_is_any(client: httpx.AsyncClient) -> Any:
    page = (await client.get("/")).text  # want OWN501
    if not page:
        raise RuntimeError
    return page


async def by_where_it_came_from(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    return answer.url


async def by_what_reads_it_as_an_image(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    return Image.open(BytesIO(answer.content))


async def by_what_keeps_it_as_it_is(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")  # want OWN501
    return BytesIO(answer.content)


async def for_all_its_callers(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    return answer.json()


async def a_caller_that_fails_without_a_key(client: httpx.AsyncClient) -> Any:
    body = await for_all_its_callers(client)
    return body["id"]


async def for_some_of_its_callers(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    return answer.json()


async def a_caller_that_asks(client: httpx.AsyncClient) -> Any:
    body = await for_some_of_its_callers(client)
    return body["id"]


async def a_caller_that_does_not(client: httpx.AsyncClient) -> Any:
    return (await for_some_of_its_callers(client)).get("id")


async def for_whoever_its_caller_asks(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    return answer.json()


async def a_caller_that_hands_it_on(client: httpx.AsyncClient, keep: Any) -> None:
    keep(await for_whoever_its_caller_asks(client))


async def for_none_of_its_callers(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")  # want OWN501
    return answer.json()


async def a_caller_that_takes_what_there_is(client: httpx.AsyncClient) -> Any:
    body = await for_none_of_its_callers(client)
    return body.get("id")


async def by_a_key_of_what_has_a_type(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    body: dict[str, Any] = answer.json()
    return body["id"]


async def by_the_first_of_a_list(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    found = answer.json()
    return found[0]["url"]


async def by_a_header(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    return answer.headers["Last-Modified"]


async def not_by_a_header_that_may_be_missing(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")  # want OWN501
    return answer.headers.get("Last-Modified")


async def by_what_is_looked_for_in_it(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    found = re.findall('id="(.*?)"', answer.text)
    if not found:
        raise LookupError("no id")
    return found[0]


async def not_by_what_need_not_be_there(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")  # want OWN501
    found = re.findall('id="(.*?)"', answer.text)
    return found


async def by_what_is_found_in_a_page(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    page = BeautifulSoup(answer.text)
    return page.find("a", "login")["href"]


async def not_by_what_may_be_found_in_a_page(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")  # want OWN501
    page = BeautifulSoup(answer.text)
    return page.find("a", "login")


async def by_the_number_of_what_is_found(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/")
    scripts = BeautifulSoup(answer.text).find_all("script")
    return scripts[6]


async def by_a_library_that_works_on_it(client: httpx.AsyncClient) -> Any:
    sound = BytesIO((await client.get("/")).content)
    return soundfile.read(sound)


async def by_whoever_shows_it(client: httpx.AsyncClient, user: Any) -> None:
    answer = await client.get("/")
    await user.edit(avatar=answer.content)


async def by_the_second_part_of_a_header(client: httpx.AsyncClient) -> str:
    answer = await client.get("/")
    return answer.headers.get("content-disposition", "").split("filename=")[1]


async def not_by_the_first_part_of_a_header(client: httpx.AsyncClient) -> str:
    answer = await client.get("/")  # want OWN501
    return answer.headers.get("content-type", "").split(";")[0]
