import aiohttp


def make_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(headers={"x-service": "shop"}, raise_for_status=True)
