import logging as log_library

import httpx

AUDIT = log_library.getLogger("audit")


class Gateway:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def send_notice(self, user_id: int) -> None:
        await self.client.post("/notices", json={"user": user_id})  # want OWN101
