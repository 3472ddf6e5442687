# Written by tools/returns.py from opensearch-py 3.2.0: what its members return.
import typing

# opensearchpy.AsyncOpenSearch
class AsyncOpenSearch:
    async def close(self) -> None: ...
