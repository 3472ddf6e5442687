import httpx


class ServiceError(Exception):
    pass


async def fetch_rates(client: httpx.AsyncClient) -> dict:
    try:
        response = await client.get("/rates")  # want OWN101
    except httpx.HTTPError as error:
        raise ServiceError("no rates") from error
    return response.json()
