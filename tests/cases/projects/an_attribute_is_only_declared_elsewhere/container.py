import httpx
from redis.asyncio import Redis


class Mailer:
    async def send(self, text: str) -> None: ...


class Container:
    http: httpx.AsyncClient
    redis: Redis

    def __init__(self) -> None:
        self.mailer = Mailer()

    def client(self):
        return self.http


container = Container()


def get_container() -> Container:
    return container
