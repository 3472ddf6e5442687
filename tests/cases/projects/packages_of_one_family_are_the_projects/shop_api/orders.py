import shop_core
import shop_mailer


async def order(order_id: str) -> None:
    await shop_core.charge(order_id)  # no site
    await shop_mailer.send(order_id)  # want OWN101  # site api=shop_mailer.send certainty=assumed
