import aioboto3
from aiobotocore.session import get_session


async def upload(key: str, body: bytes) -> str:
    session = aioboto3.Session()
    async with session.client("s3") as s3:  # want OWN101  # site api=aioboto3.Session.client
        await s3.put_object(Bucket="uploads", Key=key, Body=body)  # want OWN101  # site api=aiobotocore.client.AioBaseClient.put_object evidence=chain
        return await s3.generate_presigned_url("get_object", Params={"Key": key})  # no site


async def objects(prefix: str) -> None:
    async with get_session().create_client("s3") as client:  # want OWN101  # site api=aiobotocore.session.AioSession.create_client
        paginator = client.get_paginator("list_objects_v2")
        async for page in paginator.paginate(Prefix=prefix):  # want OWN101  # site library=aiobotocore consumed=async-for
            print(page["KeyCount"])
