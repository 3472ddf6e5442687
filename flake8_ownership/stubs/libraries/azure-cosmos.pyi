# Written by tools/returns.py from azure-cosmos 4.17.1: what its members return.
import azure
import typing

# azure.cosmos.aio.ContainerProxy
class ContainerProxy:
    async def get_latest_session_token(self) -> str: ...
    async def is_feed_range_subset(self) -> bool: ...
    is_system_key: bool

# azure.cosmos.aio.CosmosClient
class CosmosClient:
    async def close(self) -> None: ...

# azure.cosmos.aio.DatabaseProxy
class DatabaseProxy:
    def get_user_client(self) -> azure.cosmos.aio._user.UserProxy: ...
