import logging

import aiohttp

logger = logging.getLogger(__name__)


async def load_page(session: aiohttp.ClientSession, page_id: str) -> dict:
    """Loads a page."""
    logger.info("Loading page %s", page_id)
    try:
        # The page may be large.
        async with session.get(f"/pages/{page_id}") as response:  # want OWN101
            response.raise_for_status()
            page = await response.json()  # want OWN101
    except Exception:
        logger.exception("Failed to load page %s", page_id)
        raise

    page["id"] = page_id
    return page
