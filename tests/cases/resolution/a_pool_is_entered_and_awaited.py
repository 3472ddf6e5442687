import asyncpg


async def entered(dsn: str) -> None:
    async with asyncpg.create_pool(dsn) as pool:  # want OWN101  # site consumed=async-with library=asyncpg
        async with pool.acquire() as connection:  # want OWN101  # site api=asyncpg.Pool.acquire
            await connection.fetch("select 1")  # want OWN101  # site api=asyncpg.Connection.fetch evidence=chain


async def awaited(dsn: str) -> asyncpg.Pool:
    pool = await asyncpg.create_pool(dsn)  # want OWN101  # site consumed=await library=asyncpg
    await pool.fetch("select 1")  # want OWN101  # site api=asyncpg.Pool.fetch
    return pool
