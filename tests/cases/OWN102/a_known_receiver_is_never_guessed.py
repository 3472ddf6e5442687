import asyncio


class Database:
    async def execute(self, query):
        return query


class Service:
    def __init__(self):
        self.db = Database()
        self.queue = asyncio.Queue()

    async def run(self, unknown):
        await self.db.execute("select 1")  # no site
        await self.queue.get()  # no site
        await asyncio.sleep(1)  # no site
        await unknown.get("key")  # no site
