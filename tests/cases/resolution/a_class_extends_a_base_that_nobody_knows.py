from acme_framework import Controller


class Orders(Controller):
    async def index(self) -> None:
        await super().index()  # no site
        await self.render("orders.html")  # site api=acme_framework.Controller.render # want OWN101
        await self.prepare()  # no site

    async def prepare(self) -> None:
        self.orders = []
