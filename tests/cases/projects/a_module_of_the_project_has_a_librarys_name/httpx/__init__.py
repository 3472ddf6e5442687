class AsyncClient:
    async def get(self, path: str) -> str:
        return path
