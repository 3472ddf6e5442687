import logging

import httpx

logger = logging.getLogger(__name__)


async def login(client: httpx.AsyncClient, user_id: str, password: str, session_id: str, api_key_id: str) -> None:
    body = {"password": password, "session": session_id, "key": api_key_id}
    logger.info("Logging in (user_id=%s)", user_id)
    try:
        await client.post("/login", json=body)  # want OWN101
    except Exception:
        logger.exception("Failed to log in (user_id=%s)", user_id)
        raise
