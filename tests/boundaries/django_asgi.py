"""Django under ASGI: async views, as functions and as classes, and middlewares, with its default logging."""

# /// script
# dependencies = ["django==5.2.19"]
# ///

import asyncio
import sys

import django
from django.conf import settings
from django.dispatch import Signal, receiver
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient
from django.urls import path
from django.utils.decorators import sync_and_async_middleware
from django.views import View
from recording import child, end, request, scenario

ALONE = """
import asyncio
import django
from django.conf import settings
from django.test import AsyncClient
from django.urls import path

async def route(request, order):
    raise RuntimeError("boom order")

urlpatterns = [path("route/<order>", route)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="none", MIDDLEWARE=[])
django.setup()
response = asyncio.run(AsyncClient(raise_request_exception=False).get("/route/order-7"))
raise SystemExit(response.status_code)
"""


@sync_and_async_middleware
def failing(get_response: object) -> object:
    async def middleware(request: HttpRequest) -> HttpResponse:
        raise RuntimeError("boom order")

    return middleware


async def route(request: HttpRequest, order: str) -> HttpResponse:
    raise RuntimeError("boom order")


class Orders(View):
    async def get(self, request: HttpRequest, order: str) -> HttpResponse:
        raise RuntimeError("boom order")


urlpatterns = [path("route/<order>", route), path("view/<order>", Orders.as_view())]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="none", MIDDLEWARE=[])
sys.modules["middlewares"] = sys.modules[__name__]
django.setup()


async def answer(path: str) -> str:
    return f"status {(await AsyncClient(raise_request_exception=False).get(path)).status_code}"


with scenario("route", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer("/route/order-7"))
with scenario("view", **request("/view/order-7")) as seen:
    seen["ends"] = asyncio.run(answer("/view/order-7"))
paid = Signal()


@receiver(paid)
async def on_paid(sender: object, order: str, **kwargs: object) -> None:
    raise RuntimeError("boom order")


with scenario("signal receiver") as seen:
    seen["ends"] = str(asyncio.run(paid.asend_robust(sender=None, order="order-7"))[0][1])
with scenario("signal receiver, sent with send") as seen:
    try:
        asyncio.run(paid.asend(sender=None, order="order-7"))
    except RuntimeError as error:
        seen["ends"] = f"the sender gets {error!r}"
settings.MIDDLEWARE = ["middlewares.failing"]
with scenario("middleware", **request("/route/order-7")) as seen:
    seen["ends"] = asyncio.run(answer("/route/order-7"))
with scenario("route, without a logging configuration") as seen:
    seen["ends"] = child(ALONE)
end(__file__)
