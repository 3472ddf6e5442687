import asyncio
from pathlib import Path

import boto3
import requests

s3 = boto3.client("s3")


def resize(image: bytes) -> bytes:
    return image


async def upload(url: str, key: str) -> None:
    response = await asyncio.to_thread(requests.get, url, timeout=10)  # want OWN101  # site api=requests.get consumed=task kind=http
    image = await asyncio.to_thread(resize, response.content)  # no site
    await asyncio.to_thread(s3.put_object, Bucket="images", Key=key, Body=image)  # want OWN101  # site library=boto3
    await asyncio.to_thread(Path("last").write_text, key)  # site library=stdlib kind=fs
    await asyncio.to_thread(sum, [1, 2])  # no site


async def session_of_its_own(url: str) -> None:
    session = requests.Session()
    await asyncio.to_thread(session.post, url)  # want OWN101  # site api=requests.Session.post evidence=constructor


async def lambdas(url: str, text: str) -> None:
    await asyncio.to_thread(lambda: requests.post(url, data=text))  # want OWN101  # site api=requests.post
    await asyncio.to_thread(lambda: text.upper())  # no site
    await asyncio.to_thread(lambda: boto3.client("sqs").send_message(QueueUrl=url, MessageBody=text))  # want OWN101  # site library=boto3


async def threads_result(url: str) -> None:
    response = await asyncio.to_thread(requests.get, url)  # want OWN101
    print(response.json())  # no site
