import itertools
import random
from collections import deque

import httpx


class Balancer:
    def __init__(self, urls: list[str]) -> None:
        self.clients = [httpx.AsyncClient(base_url=url) for url in urls]
        self.wheel = itertools.cycle(self.clients)
        self.ready = deque(self.clients)

    async def fetch(self, path: str) -> None:
        await next(self.wheel).get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        await random.choice(self.clients).get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        await self.ready.popleft().get(path)  # want OWN101  # site api=httpx.AsyncClient.get
        await min(self.clients, key=id).get(path)  # want OWN101  # site api=httpx.AsyncClient.get
