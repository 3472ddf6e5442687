from beanie import Document, init_beanie


class Product(Document):
    name: str
    price: int

    async def discount(self, percent: int) -> None:
        await self.set({"price": self.price * (100 - percent) // 100})  # want OWN101  # site library=beanie


async def catalogue(client) -> None:
    await init_beanie(database=client.shop, document_models=[Product])  # want OWN101  # site api=beanie.init_beanie evidence=import
    await Product.find_one(Product.name == "tea")  # want OWN101  # site library=beanie
    await Product(name="cup", price=3).insert()  # want OWN101  # site api=beanie.Document.insert
    await Product.find(Product.price < 10).sort("price").to_list()  # want OWN101  # site library=beanie
    async for one in Product.find_all():  # want OWN101  # site consumed=async-for
        print(one.name)
    await Product.find(Product.price > 99).delete()  # want OWN101  # site library=beanie
