# Written by tools/returns.py from azure-data-tables 12.7.0: what its members return.
import typing

# azure.data.tables.aio.TableClient
class TableClient:
    async def close(self) -> None: ...

# azure.data.tables.aio.TableServiceClient
class TableServiceClient:
    async def close(self) -> None: ...
