import infra.db
import infra.db as database
from infra import db as storage


async def work() -> None:
    await database.pool.fetch("select 1")  # want OWN101  # site api=asyncpg.Pool.fetch evidence=cross-file
    await storage.get_pool().execute("select 2")  # want OWN101  # site api=asyncpg.Pool.execute evidence=cross-file
    await infra.db.pool.fetchval("select 3")  # want OWN101  # site api=asyncpg.Pool.fetchval evidence=cross-file
