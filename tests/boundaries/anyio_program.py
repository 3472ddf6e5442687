"""AnyIO on asyncio: a program's main coroutine."""

# /// script
# dependencies = ["anyio==4.16.0"]
# ///

from recording import child, end, scenario

MAIN = """
import anyio

async def save(order):
    raise RuntimeError("boom order")

anyio.run(save, "order-7")
"""

with scenario("main coroutine", arguments="order-7") as seen:
    seen["ends"] = child(MAIN)
end(__file__)
