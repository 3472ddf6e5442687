# Written by tools/returns.py from notion-client 3.1.0: what its members return.
import typing

# notion_client.AsyncClient
class AsyncClient:
    async def aclose(self) -> None: ...
