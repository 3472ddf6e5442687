import httpx


async def login(client: httpx.AsyncClient, user_id: str, password: str, session_id: str, api_key_id: str) -> None:
    body = {"password": password, "session": session_id, "key": api_key_id}
    await client.post("/login", json=body)  # want OWN101
