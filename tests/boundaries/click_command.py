"""click: a command that runs a coroutine."""

# /// script
# dependencies = ["click==8.5.1"]
# ///

from recording import child, end, scenario

PROGRAM = """
import asyncio
import click

async def save(order):
    raise RuntimeError("boom order")

@click.command()
@click.argument("order")
def main(order):
    asyncio.run(save(order))

main()
"""

with scenario("command", arguments="order-7", command="main") as seen:
    seen["ends"] = child(PROGRAM, "order-7")
end(__file__)
