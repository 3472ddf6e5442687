class Config:
    async def get(self, key: str) -> str:
        return key


class InHouseDatabase:
    async def execute(self, statement: str) -> list:
        return [statement]

    async def fetch_all(self, statement: str) -> list:
        return await self.execute(statement)  # no site


db = InHouseDatabase()
session = InHouseDatabase()


class Store:
    def __init__(self) -> None:
        self.db = InHouseDatabase()
        self.redis = Config()

    async def load(self) -> None:
        await self.db.execute("select 1")  # no site
        await self.redis.get("key")  # no site


async def work(client: Config, redis: "Config | None" = None, cursor: InHouseDatabase | None = None) -> None:
    await db.execute("select 1")  # no site
    await session.fetch_all("select 1")  # no site
    await client.get("key")  # no site
    await redis.get("key")  # no site
    await cursor.execute("select 1")  # no site
    http = Config()
    await http.get("key")  # no site


async def database():
    return {}


async def nothing_known(db, redis) -> None:
    await database()  # no site
    await db.execute("select 1")  # want OWN102  # site evidence=name certainty=named
    await redis.get("key")  # want OWN102  # site evidence=name certainty=named
