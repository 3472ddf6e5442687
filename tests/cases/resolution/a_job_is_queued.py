from arq import create_pool
from arq.connections import ArqRedis, RedisSettings


async def enqueue(name: str) -> None:
    pool = await create_pool(RedisSettings())  # want OWN101  # site api=arq.create_pool evidence=import
    job = await pool.enqueue_job("send", name)  # want OWN101  # site api=arq.connections.ArqRedis.enqueue_job
    await job.result(timeout=5)  # want OWN101  # site api=arq.jobs.Job.result evidence=chain


async def task(ctx: dict, name: str) -> None:
    redis: ArqRedis = ctx["redis"]
    await redis.set(name, "1")  # want OWN101  # site library=arq evidence=annotation
    await ctx["service"].run(name)  # no site
