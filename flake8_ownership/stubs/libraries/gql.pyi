# Written by tools/returns.py from gql 4.4.0: what its members return.
import typing

# gql.client.AsyncClientSession
class AsyncClientSession:
    async def fetch_schema(self) -> None: ...

# gql.client.SyncClientSession
class SyncClientSession:
    def fetch_schema(self) -> None: ...
