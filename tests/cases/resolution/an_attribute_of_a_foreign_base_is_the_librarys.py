from acme_framework import Repository


class Orders(Repository):
    async def find(self, key: str) -> object:
        return await self.session.execute(key)  # want OWN101  # site api=acme_framework.Repository.session.execute

    async def log(self, key: str) -> object:
        return await self.logger.execute(key)  # no site
