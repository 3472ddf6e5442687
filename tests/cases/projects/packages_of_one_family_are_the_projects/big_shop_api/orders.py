from big_shop_accounts import accounts
from big_store_accounts import prices


async def order(order_id: str) -> None:
    await accounts.charge(order_id)  # no site
    await prices.look_up(order_id)  # want OWN101  # site api=big_store_accounts.prices.look_up certainty=assumed
