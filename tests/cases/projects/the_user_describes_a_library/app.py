import mylib
from mylib import Client


async def work(url: str) -> None:
    client = await mylib.connect(url)  # want OWN101  # site api=mylib.connect library=mylib kind=queue certainty=catalogued evidence=import
    await client.publish("topic", b"")  # want OWN101  # site api=mylib.Client.publish
    await client.prepare()  # no site
    async with client.transaction():  # want OWN101  # site api=mylib.Client.transaction
        subscription = await client.subscribe("topic")  # want OWN101  # site api=mylib.Client.subscribe
    async for message in subscription:  # want OWN101  # site library=mylib consumed=async-for
        await subscription.ack(message)  # want OWN101  # site api=mylib.Subscription.ack
    await client.close()  # site api=mylib.Client.close


async def annotated(client: Client) -> None:
    await client.publish("topic", b"")  # want OWN101  # site api=mylib.Client.publish evidence=annotation kind=queue
    await client.compute()  # no site
