from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def ask(parameters: StdioServerParameters, name: str) -> object:
    async with stdio_client(parameters) as (read, write):  # want OWN101  # site api=mcp.client.stdio.stdio_client
        async with ClientSession(read, write) as session:  # no site
            await session.initialize()  # want OWN101  # site api=mcp.ClientSession.initialize
            return await session.call_tool(name, {})  # want OWN101  # site api=mcp.ClientSession.call_tool
