# option metrics=app.telemetry:metrics.increment
import asyncpg
import httpx


async def find_order(client: httpx.AsyncClient, order_id: str) -> dict | None:
    async with client.stream("GET", f"/orders/{order_id}") as response:  # want OWN101
        if response.status_code == 404:
            return None

        # the body comes in one piece
        body = await response.aread()
        return {"body": body}


async def remove_order(session: asyncpg.Connection, order_id: str) -> bool:
    try:
        found = await session.fetchrow("select 1 from orders where id = $1", order_id)  # want OWN101
        if found is None:
            return False
        await session.execute("delete from orders where id = $1", order_id)  # want OWN101
        return True
    except Exception:
        print("no order removed")
        raise


async def choose_order(client: httpx.AsyncClient, kind: str) -> httpx.Response:
    match kind:
        case "new":
            return await client.get("/new")  # want OWN101
        case _:
            return await client.get("/old")  # want OWN101
