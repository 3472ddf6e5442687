# Written by tools/returns.py from aiomcache 0.8.2: what its members return.
import typing

# aiomcache.Client
class Client:
    async def close(self) -> None: ...
