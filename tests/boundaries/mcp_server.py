"""The Model Context Protocol's server: a tool, which a client in memory calls."""

# /// script
# dependencies = ["mcp==2.3.0"]
# ///

import asyncio

from mcp.client import Client
from mcp.server.mcpserver import MCPServer
from recording import end, scenario

server = MCPServer("shop")


@server.tool()
async def save(order: str) -> str:
    raise RuntimeError("boom order")


async def ask() -> str:
    async with Client(server) as client:
        result = await client.call_tool("save", {"order": "order-7"})
    return f"{result.is_error=}"


with scenario("tool", arguments="order-7", tool="save") as seen:
    seen["ends"] = asyncio.run(ask())
end(__file__)
