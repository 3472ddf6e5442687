"""dramatiq: an async actor, with a broker in memory."""

# /// script
# dependencies = ["dramatiq==2.2.1"]
# ///

import dramatiq
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware.asyncio import AsyncIO
from recording import end, scenario

broker = StubBroker()
broker.add_middleware(AsyncIO())
dramatiq.set_broker(broker)


@dramatiq.actor(max_retries=1, min_backoff=1, max_backoff=1)
async def save(order: str) -> None:
    raise RuntimeError("boom order")


with scenario("task", arguments="order-7", function="save") as seen:
    worker = dramatiq.Worker(broker, worker_timeout=50)
    worker.start()
    seen["message id"] = save.send("order-7").message_id
    broker.join(save.queue_name, fail_fast=False)
    worker.join()
    worker.stop()
end(__file__)
