from acme_framework import Repository


class Orders(Repository):
    async def find(self, key: str) -> object:
        return await self.session.execute(key)  # want OWN102  # site evidence=name

    async def load(self, key: str) -> object:
        return await self.helper.execute(key)  # no site
