import httpx


def make_client() -> httpx.AsyncClient:
    return httpx.AsyncClient()


class Gateway:
    async def get(self, path: str) -> str:
        return path
