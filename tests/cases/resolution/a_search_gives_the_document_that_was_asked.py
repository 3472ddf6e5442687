from beanie import Document


class Product(Document):
    price: int

    async def discount(self, percent: int) -> None:
        self.price = self.price * (100 - percent) // 100
        await self.save()  # want OWN101  # site api=beanie.Document.save


async def sale() -> None:
    product = await Product.find_one(Product.price > 10)  # want OWN101
    await product.discount(10)  # no site
    await product.delete()  # want OWN101  # site api=beanie.Document.delete
    other = await Product.get("id")  # want OWN101
    await other.discount(10)  # no site
    async for each in Product.find_all():  # want OWN101
        await each.discount(5)  # no site
        await each.delete()  # want OWN101  # site api=beanie.Document.delete
    for one in await Product.find(Product.price < 10).to_list():  # want OWN101
        await one.discount(5)  # no site
