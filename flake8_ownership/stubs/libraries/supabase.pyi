# Written by tools/returns.py from supabase 2.34.1: what its members return.
import realtime
import supabase
import typing

# supabase.AsyncClient
class AsyncClient:
    def get_channels(self) -> list[realtime.AsyncRealtimeChannel]: ...
    async def remove_all_channels(self) -> None: ...
    async def remove_channel(self) -> None: ...

# supabase.Client
class Client:
    def create(self) -> supabase.Client: ...
