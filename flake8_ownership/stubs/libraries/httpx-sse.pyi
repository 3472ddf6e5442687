# Written by tools/returns.py from httpx-sse 0.4.3: what its members return.
import collections
import httpx_sse
import typing

# httpx_sse.EventSource
class EventSource:
    def aiter_sse(self) -> collections.abc.AsyncGenerator[httpx_sse._models.ServerSentEvent, None]: ...
