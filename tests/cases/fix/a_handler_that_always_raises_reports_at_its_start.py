import httpx
from starlette.exceptions import HTTPException


async def move_stock(client: httpx.AsyncClient, shop_id: str) -> None:
    try:
        await client.post(f"/shops/{shop_id}/stock")  # want OWN101
    except httpx.HTTPError as error:
        if isinstance(error, httpx.TimeoutException):
            raise
        print("rolled back")
        raise HTTPException(502, shop_id) from error
