from courier.clients import client


async def deliver(parcel: str) -> None:
    await client.post("/parcels", json={"parcel": parcel})  # want OWN101  # site api=httpx.AsyncClient.post evidence=cross-file
