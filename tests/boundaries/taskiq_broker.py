"""taskiq: a task, with a broker in memory."""

# /// script
# dependencies = ["taskiq==0.13.0"]
# ///

import asyncio

from recording import end, scenario
from taskiq import InMemoryBroker

broker = InMemoryBroker()


@broker.task(task_name="orders:save")
async def save(order: str) -> None:
    raise RuntimeError("boom order")


async def run(seen: dict[str, str]) -> None:
    await broker.startup()
    task = await save.kiq("order-7")
    seen["task id"] = task.task_id
    result = await task.wait_result()
    seen["ends"] = f"is_err={result.is_err}"
    await broker.shutdown()


with scenario("task", arguments="order-7", **{"task name": "orders:save"}) as found:
    asyncio.run(run(found))
end(__file__)
