# Written by tools/returns.py from prisma 0.15.0: what its members return.
import typing
_AsyncPrismaT = typing.TypeVar("_AsyncPrismaT")

# prisma._transactions.AsyncTransactionManager
class AsyncTransactionManager(typing.Generic[_AsyncPrismaT]):
    async def commit(self) -> None: ...
    async def rollback(self) -> None: ...
