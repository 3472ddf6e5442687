import httpx
from fastapi import Depends, FastAPI, Security

app = FastAPI()


def transport() -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(retries=2)


def upstream(transport=Depends(transport)):
    return httpx.AsyncClient(transport=transport)


async def current_user(client=Depends(upstream)) -> dict:
    response = await client.get("/me")  # want OWN101  # site api=httpx.AsyncClient.get
    return response.json()


@app.get("/profile")
async def profile(user=Security(current_user), client=Depends(upstream)) -> dict:
    response = await client.get(f"/profiles/{user['id']}")  # want OWN101  # site api=httpx.AsyncClient.get
    return response.json()
