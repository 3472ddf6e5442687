async def process_order(db, order):
    return await db.save(order)  # want OWN102  # site evidence=name certainty=named api=null


class Repository:
    def __init__(self, session):
        self.session = session

    async def count(self):
        return await self.session.execute("select count(*) from orders")  # want OWN102
