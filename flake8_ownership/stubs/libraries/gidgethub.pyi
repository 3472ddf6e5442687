# Written by tools/returns.py from gidgethub 6.0.0: what its members return.
import typing

# gidgethub.abc.GitHubAPI
class GitHubAPI:
    async def delete(self) -> None: ...
    async def getstatus(self) -> int: ...
