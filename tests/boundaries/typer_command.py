"""Typer: a command that runs a coroutine."""

# /// script
# dependencies = ["typer==0.29.2"]
# ///

from recording import child, end, scenario

PROGRAM = """
import asyncio
import typer

app = typer.Typer()

async def save(order: str) -> None:
    raise RuntimeError("boom order")

@app.command()
def main(order: str) -> None:
    asyncio.run(save(order))

app()
"""

with scenario("command", arguments="order-7", command="main") as seen:
    seen["ends"] = child(PROGRAM, "order-7")
end(__file__)
