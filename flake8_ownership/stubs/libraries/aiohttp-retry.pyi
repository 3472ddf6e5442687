# Written by tools/returns.py from aiohttp-retry 2.9.1: what its members return.
import typing

# aiohttp_retry.RetryClient
class RetryClient:
    async def close(self) -> None: ...
