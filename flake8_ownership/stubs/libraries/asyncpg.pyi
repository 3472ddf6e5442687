# Written by tools/returns.py from asyncpg 0.32.0: what its members return.
import typing

# asyncpg.Connection
class Connection:
    async def execute(self) -> str: ...

# asyncpg.Pool
class Pool:
    async def execute(self) -> str: ...
