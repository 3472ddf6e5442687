import django_utils


async def order(order_id: str) -> None:
    await django_utils.charge(order_id)  # want OWN101  # site api=django_utils.charge certainty=assumed
