"""The Model Context Protocol's server, version 1: a tool, which a client in memory calls."""

# /// script
# dependencies = ["mcp==1.30.0"]
# ///

import asyncio

from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session as connected
from recording import end, scenario

server = FastMCP("shop")


@server.tool()
async def save(order: str) -> str:
    raise RuntimeError("boom order")


async def ask() -> str:
    async with connected(server._mcp_server) as client:
        result = await client.call_tool("save", {"order": "order-7"})
    return f"{result.isError=}, {result.content[0].text}"


with scenario("tool", arguments="order-7", tool="save") as seen:
    seen["ends"] = asyncio.run(ask())
end(__file__)
