import aiosqlite


async def titles(path: str) -> list:
    async with aiosqlite.connect(path) as db:  # want OWN101  # site library=aiosqlite consumed=async-with
        await db.execute("pragma journal_mode = wal")  # want OWN101  # site api=aiosqlite.Connection.execute
        async with db.execute("select title from books") as cursor:  # want OWN101  # site api=aiosqlite.Connection.execute consumed=async-with
            async for row in cursor:  # want OWN101  # site library=aiosqlite consumed=async-for
                print(row)
            return await cursor.fetchall()  # want OWN101  # site api=aiosqlite.Cursor.fetchall
