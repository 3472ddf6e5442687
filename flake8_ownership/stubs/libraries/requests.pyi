# Written by tools/returns.py from requests 2.34.2: what its members return.
import collections
import requests
import typing

# requests.Response
class Response:
    history: list[requests.Response]
    def iter_content(self) -> collections.abc.Iterator[bytes] | collections.abc.Iterator[str | bytes]: ...
    def iter_lines(self) -> collections.abc.Iterator[bytes] | collections.abc.Iterator[str | bytes]: ...
    def raise_for_status(self) -> None: ...

# requests.Session
class Session:
    def resolve_redirects(self) -> collections.abc.Generator[requests.Response, None, None]: ...
