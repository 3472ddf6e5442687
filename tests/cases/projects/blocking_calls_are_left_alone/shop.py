import asyncio

import requests
from mypy_boto3_s3.client import S3Client


def fetched(url: str) -> bytes:
    return requests.get(url).content  # no site


async def in_a_thread(url: str, client: S3Client) -> object:
    await asyncio.to_thread(client.list_buckets)  # want OWN101
    return await asyncio.to_thread(requests.get, url)  # want OWN101
