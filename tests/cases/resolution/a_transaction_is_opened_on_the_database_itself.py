from databases import Database

database = Database("postgresql://")


async def move(amount: int) -> None:
    async with database.transaction():  # want OWN101  # site library=databases consumed=async-with
        await database.execute("update accounts set balance = 1")  # want OWN101  # site api=databases.Database.execute evidence=constructor
    async with database.connection() as connection:  # want OWN101  # site library=databases
        await connection.fetch_all("select 1")  # want OWN101  # site api=databases.core.Connection.fetch_all
    async for row in database.iterate("select 1"):  # want OWN101  # site api=databases.Database.iterate
        print(row)


@database.transaction()
async def decorated() -> None:
    await database.fetch_one("select 1")  # want OWN101
