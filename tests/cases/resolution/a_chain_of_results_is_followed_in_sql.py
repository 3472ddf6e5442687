import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession


async def engine_begins(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncEngine.begin consumed=async-with
        result = await connection.execute(text("select 1"))  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncConnection.execute evidence=chain
    print(result.scalars().all())


async def engine_connects(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:  # want OWN101  # site library=sqlalchemy consumed=async-with
        async with connection.begin():  # want OWN101  # site library=sqlalchemy consumed=async-with
            await connection.execute(text("select 1"))  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncConnection.execute


async def rows_stream(session: AsyncSession) -> None:
    result = await session.stream(text("select * from big"))  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncSession.stream
    async for row in result:  # want OWN101  # site consumed=async-for evidence=chain
        print(row)
    users = await session.stream_scalars(text("select id from users"))  # want OWN101
    print(await users.all())  # want OWN101  # site api=sqlalchemy.ext.asyncio.AsyncScalarResult.all evidence=chain


async def pool_lends(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:  # want OWN101  # site api=asyncpg.Pool.acquire evidence=annotation
        async with connection.transaction():  # want OWN101  # site library=asyncpg evidence=chain consumed=async-with
            statement = await connection.prepare("select $1")  # want OWN101  # site api=asyncpg.Connection.prepare evidence=chain
            await statement.fetchval(1)  # want OWN101  # site api=asyncpg.prepared_stmt.PreparedStatement.fetchval evidence=chain
            async for row in connection.cursor("select * from big"):  # want OWN101  # site consumed=async-for evidence=chain
                print(row)
