class Client:
    async def get(self, path: str) -> str:
        return path


def http_client():
    return Client()


async def db():
    return {"rows": []}


async def work() -> None:
    client = http_client()
    await client.get("/a")  # no site
    await http_client().get("/b")  # no site
    session = await db()  # no site
    print(session)
