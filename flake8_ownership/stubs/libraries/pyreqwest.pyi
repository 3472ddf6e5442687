# Written by tools/returns.py from pyreqwest 0.15.1: what its members return.
import pyreqwest
import typing

# pyreqwest.client.Client
class Client:
    async def close(self) -> None: ...

# pyreqwest.response.Response
class Response:
    async def bytes(self) -> pyreqwest.bytes.Bytes: ...
    async def text(self) -> str: ...
