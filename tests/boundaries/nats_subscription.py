"""nats-py: the callback of a subscription, which its client calls with what the server sends, without a server."""

# /// script
# dependencies = ["nats-py==2.16.0"]
# ///

import asyncio

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from recording import end, scenario


async def save(message: Msg) -> None:
    raise RuntimeError("boom order")


async def deliver() -> None:
    client = Client()
    subscription = Subscription(client, 1, "orders.save", cb=save)
    subscription._start(client._error_cb)
    await subscription._pending_queue.put(Msg(client, subject="orders.save", data=b"order-7"))
    await asyncio.sleep(0.05)
    subscription._stop_processing()


with scenario("consumer", arguments="order-7", subject="orders.save", function="save"):
    asyncio.run(deliver())
end(__file__)
