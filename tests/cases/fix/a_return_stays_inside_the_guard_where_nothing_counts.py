import httpx


async def fetch_invoice(client: httpx.AsyncClient, invoice_id: str) -> httpx.Response:
    return await client.get(f"/invoices/{invoice_id}")  # want OWN101
