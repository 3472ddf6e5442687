from dataclasses import dataclass

import httpx
from pydantic_ai import Agent, RunContext


class Orders:
    async def place(self, item: str) -> None: ...


@dataclass
class Deps:
    client: httpx.AsyncClient
    orders: Orders


agent = Agent("openai:gpt-5", deps_type=Deps)


@agent.tool
async def order(ctx: RunContext[Deps], item: str) -> None:
    await ctx.deps.orders.place(item)  # no site
