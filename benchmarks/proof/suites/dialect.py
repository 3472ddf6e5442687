"""The suite of a dialect's example: orders are taken, and cancelled where it can do that."""

import httpx
import orders
import pytest

ANSWER = httpx.MockTransport(lambda request: httpx.Response(200, json={}))


@pytest.mark.parametrize("name", [name for name in ("take_order", "cancel_order") if hasattr(orders, name)])
async def test_an_order(name: str) -> None:
    async with httpx.AsyncClient(transport=ANSWER, base_url="http://shop.example") as client:
        assert await getattr(orders, name)(client, "order-7") in (None, True)
