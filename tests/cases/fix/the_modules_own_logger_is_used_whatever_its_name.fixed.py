import logging as log_library

import httpx

AUDIT = log_library.getLogger("audit")


class Gateway:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def send_notice(self, user_id: int) -> None:
        try:
            await self.client.post("/notices", json={"user": user_id})  # want OWN101
        except Exception:
            AUDIT.exception("Failed to send notice (user_id=%s)", user_id)
            raise
