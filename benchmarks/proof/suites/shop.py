"""The shop's suite: no service is there, so each is stood in for."""

from contextlib import asynccontextmanager
from types import SimpleNamespace
from unittest.mock import AsyncMock

import httpx
import pytest
from shop import orders, queue
from shop.database import Order

ORDER = Order("order-7", "user-9", 100)


def answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"charge_id": "charge-1", "rate": 2.0})


@pytest.fixture(autouse=True)
def services(monkeypatch: pytest.MonkeyPatch) -> None:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="https://payments.example")
    monkeypatch.setattr(orders, "payments", client)

    @asynccontextmanager
    async def session():
        yield AsyncMock()

    class Connection:
        async def __aenter__(self):
            return self

        async def __aexit__(self, *_):
            return None

        async def channel(self):
            return SimpleNamespace(default_exchange=AsyncMock(), queue_delete=AsyncMock())

    monkeypatch.setattr(orders, "get_session", session)
    monkeypatch.setattr(queue.aio_pika, "connect_robust", AsyncMock(return_value=Connection()))


async def test_an_order_is_processed() -> None:
    class Database:
        async def save(self, order: Order) -> Order:
            return order

    assert await orders.process_order(Database(), ORDER) is ORDER


async def test_an_order_is_charged() -> None:
    assert await orders.charge_order(ORDER, "token") == "charge-1"


async def test_an_order_is_confirmed() -> None:
    await orders.confirm_order(ORDER, "charge-1")


async def test_a_rate() -> None:
    assert await orders.exchange_rate("EUR") == 2.0


async def test_a_topic_is_forgotten() -> None:
    await queue.forget("orders")
