# option metrics=app.telemetry:metrics.increment
import asyncpg


async def sync_users(pool: asyncpg.Pool, users: list, tenant_id: str) -> None:
    for user in users:
        if user.deleted:
            continue
        await pool.execute("insert into users values ($1)", user.name)  # want OWN101
