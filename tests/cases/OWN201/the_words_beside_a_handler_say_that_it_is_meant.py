import contextlib

import httpx


async def in_the_handler(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # site verdict=silenced
    except httpx.HTTPError:
        pass  # best-effort: the cache stays as it is


async def over_two_lines(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError:
        # The next run asks again, so a failure here is not
        # fatal to anybody.
        pass


async def above_the_statement(client: httpx.AsyncClient) -> None:
    # A warm-up on a best effort basis.
    try:
        await client.get("/")
    except httpx.HTTPError:
        pass


async def of_a_suppress(client: httpx.AsyncClient) -> None:
    # The preview is optional.
    with contextlib.suppress(httpx.HTTPError):
        await client.get("/")


async def in_the_docstring(client: httpx.AsyncClient) -> None:
    """Warms the cache up. Never raises."""
    try:
        await client.get("/")
    except httpx.HTTPError:
        pass


async def in_other_words(client: httpx.AsyncClient) -> None:
    """Warms the cache up, ignoring errors."""
    try:
        await client.get("/")
    except httpx.HTTPError:
        pass


class Preview:
    """All methods swallow errors: a preview is a nicety."""

    async def show(self, client: httpx.AsyncClient) -> None:
        try:
            await client.get("/")
        except httpx.HTTPError:
            pass


async def other_words(client: httpx.AsyncClient) -> None:
    """Optional parameters are expected."""
    try:
        await client.get("/")  # want OWN202
    except httpx.HTTPError:
        pass  # log it, but do not fail


async def above_something_else(client: httpx.AsyncClient) -> None:
    # Best effort.
    await client.aclose()
    try:
        await client.get("/")  # want OWN202
    except httpx.HTTPError:
        pass


async def above_a_try_that_is_about_something_else(client: httpx.AsyncClient) -> None:
    # Refund what was deleted.
    try:
        await client.post("/refunds")  # want OWN202
    except httpx.HTTPError:
        pass


async def what_should_not_be(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # want OWN202
    except httpx.HTTPError:
        pass  # should never fail


async def what_is_not_expected(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # want OWN202
    except httpx.HTTPError:
        pass  # not expected


async def _warm_up_best_effort(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError:
        pass


async def ping_if_possible(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")
    except httpx.HTTPError:
        pass


async def effort_of_the_best(client: httpx.AsyncClient) -> None:
    try:
        await client.get("/")  # want OWN202
    except httpx.HTTPError:
        pass
