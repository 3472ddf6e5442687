# Written by tools/returns.py from azure-storage-queue 12.18.1: what its members return.
import typing

# azure.storage.queue.aio.QueueClient
class QueueClient:
    async def close(self) -> None: ...

# azure.storage.queue.aio.QueueServiceClient
class QueueServiceClient:
    async def close(self) -> None: ...
