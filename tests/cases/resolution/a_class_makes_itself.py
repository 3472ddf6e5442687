import asyncpg


class Database:
    _instance = None

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @classmethod
    async def connect(cls, dsn: str):
        return cls(await asyncpg.create_pool(dsn))  # want OWN101  # site library=asyncpg

    @classmethod
    def instance(cls) -> "Database":
        return cls._instance

    @staticmethod
    def make(pool):
        return Database(pool)

    async def fetch(self, query: str) -> list:
        return await self.pool.fetch(query)  # want OWN101  # site api=asyncpg.Pool.fetch evidence=attribute


async def work(dsn: str) -> None:
    database = await Database.connect(dsn)  # no site
    await database.fetch("select 1")  # no site
    await database.pool.execute("select 1")  # want OWN101  # site api=asyncpg.Pool.execute
    await Database.instance().pool.execute("select 2")  # want OWN101  # site api=asyncpg.Pool.execute
    db = Database.make(None)
    await db.fetch("select 3")  # no site
    await db.pool.execute("select 3")  # want OWN101  # site api=asyncpg.Pool.execute
