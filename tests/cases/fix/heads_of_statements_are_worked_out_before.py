# option metrics=app.telemetry:metrics.increment
import asyncpg


async def find_shop(connection: asyncpg.Connection, shop_id: str) -> str | None:
    for row in await connection.fetch("select * from shops"):  # want OWN101
        if row["id"] == shop_id:
            return str(row["name"])
    return None


async def check_stock(connection: asyncpg.Connection, shop_id: str) -> int:
    while True:
        if await connection.fetchval("select count(*) from stock"):  # want OWN101
            break
    return 1
