"""APScheduler: a job of the asyncio scheduler."""

# /// script
# dependencies = ["apscheduler==3.11.3"]
# ///

import asyncio

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from recording import end, scenario


async def sweep(order: str) -> None:
    raise RuntimeError("boom order")


async def run() -> None:
    scheduler = AsyncIOScheduler()
    scheduler.add_job(sweep, args=["order-7"], id="sweep-orders")
    scheduler.start()
    await asyncio.sleep(0.2)
    scheduler.shutdown()


with scenario("job", arguments="order-7", function="sweep", **{"job id": "sweep-orders"}):
    asyncio.run(run())
end(__file__)
