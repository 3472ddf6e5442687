"""saq: a job of a worker, with a Redis in memory."""

# /// script
# dependencies = ["saq[redis]==0.26.4", "fakeredis[lua]==2.41.0", "typing_extensions"]
# ///

import asyncio

from fakeredis import FakeAsyncRedis
from recording import end, scenario
from saq import Job, Worker
from saq.queue.redis import RedisQueue


async def save(ctx: dict[str, object], *, order: str) -> None:
    raise RuntimeError("boom order")


async def run(seen: dict[str, str]) -> None:
    queue = RedisQueue(FakeAsyncRedis())
    await queue.connect()
    job = await queue.enqueue("save", order="order-7")
    seen["job id"] = job.key

    async def dequeue(**given: object) -> Job:
        return job

    queue.dequeue = dequeue  # the Redis in memory cannot block
    await Worker(queue, [save]).process()
    seen["ends"] = job.status.value


with scenario("job", arguments="order-7", function="save") as found:
    asyncio.run(run(found))
end(__file__)
