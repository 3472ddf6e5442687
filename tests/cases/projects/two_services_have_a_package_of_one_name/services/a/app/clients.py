class Client:
    async def get(self, path: str) -> str:
        return path


client = Client()
