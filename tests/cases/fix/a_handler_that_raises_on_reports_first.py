import httpx
from starlette.exceptions import HTTPException


async def fetch_rates(client: httpx.AsyncClient) -> dict:
    try:
        response = await client.get("/rates")  # want OWN101
    except httpx.HTTPError as error:
        raise HTTPException(502) from error
    return response.json()
