import aiohttp


async def load_page(session: aiohttp.ClientSession, page_id: str) -> dict:
    """Loads a page."""
    # The page may be large.
    async with session.get(f"/pages/{page_id}") as response:  # want OWN101
        response.raise_for_status()
        page = await response.json()  # want OWN101

    page["id"] = page_id
    return page
