# Written by tools/returns.py from githubkit 0.16.1: what its members return.
import contextlib
import githubkit
import httpx
import typing

# githubkit.GitHub
class GitHub:
    def get_async_client(self) -> contextlib.AbstractAsyncContextManager[httpx.AsyncClient]: ...
    def get_sync_client(self) -> contextlib.AbstractContextManager[httpx.Client]: ...

# githubkit.graphql.GraphQLNamespace
class GraphQLNamespace:
    def paginate(self) -> githubkit.graphql.paginator.Paginator: ...
