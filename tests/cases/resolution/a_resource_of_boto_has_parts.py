import asyncio

import aioboto3
import boto3

table = boto3.resource("dynamodb").Table("orders")


async def upload(path: str) -> None:
    await asyncio.to_thread(boto3.resource("s3").Bucket("files").upload_file, path, path)  # want OWN101  # site library=boto3
    await asyncio.to_thread(table.put_item, Item={"id": path})  # want OWN101  # site library=boto3
    async with aioboto3.Session().resource("dynamodb") as dynamo:  # want OWN101
        orders = await dynamo.Table("orders")
        await orders.put_item(Item={"id": path})  # want OWN101  # site library=aioboto3
