import asyncpg

pool: asyncpg.Pool | None = None


def get_pool() -> asyncpg.Pool:
    assert pool is not None
    return pool
