from dataclasses import dataclass

import httpx
from pydantic_ai import RunContext


@dataclass
class Deps:
    client: httpx.AsyncClient


async def load(ctx: RunContext[Deps], path: str) -> None:
    await ctx.deps.client.get(path)  # want OWN101  # site api=httpx.AsyncClient.get
