import asyncpg


async def move_stock(connection: asyncpg.Connection, shop_id: str) -> None:
    try:
        count(shop_id)
    except ValueError:
        await connection.execute("rollback")  # want OWN101
        raise


def count(shop_id: str) -> int:
    return int(shop_id)
