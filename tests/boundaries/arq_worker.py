"""arq: jobs, cron jobs and startup hooks of a worker, with a Redis in memory."""

# /// script
# dependencies = ["arq==0.28.0", "fakeredis==2.41.0"]
# ///

import asyncio
from contextlib import suppress

from arq import ArqRedis, Worker, cron, worker
from fakeredis import FakeAsyncRedis
from recording import child, end, scenario

STARTUP = """
from arq import ArqRedis, worker
from fakeredis import FakeAsyncRedis

async def start(ctx):
    raise RuntimeError("boom order")

async def nothing(redis, log):
    pass

async def save(ctx):
    pass

worker.log_redis_info = nothing
pool = ArqRedis(connection_pool=FakeAsyncRedis().connection_pool)
worker.Worker([save], on_startup=start, redis_pool=pool).run()
"""


async def no_info(redis: ArqRedis, log: object) -> None:
    """The Redis in memory has no INFO."""


worker.log_redis_info = no_info


async def save(ctx: dict[str, object], order: str) -> None:
    raise RuntimeError("boom order")


async def sweep(ctx: dict[str, object]) -> None:
    raise RuntimeError("boom order")


def redis() -> ArqRedis:
    return ArqRedis(connection_pool=FakeAsyncRedis().connection_pool)


async def job(seen: dict[str, str]) -> None:
    pool = redis()
    queued = await pool.enqueue_job("save", "order-7")
    seen["job id"] = queued.job_id
    await Worker([save], redis_pool=pool, burst=True, handle_signals=False).main()
    seen["ends"] = str((await queued.result_info()).success)


async def scheduled() -> None:
    jobs = [cron(sweep, second=set(range(60)), run_at_startup=True)]
    periodic = Worker([], cron_jobs=jobs, redis_pool=redis(), handle_signals=False, poll_delay=0.05)
    with suppress(TimeoutError):
        await asyncio.wait_for(periodic.main(), 1.5)


with scenario("job", arguments="order-7", function="save") as found:
    asyncio.run(job(found))
with scenario("cron job", function="sweep"):
    asyncio.run(scheduled())
with scenario("startup hook") as found:
    found["ends"] = child(STARTUP)
end(__file__)
