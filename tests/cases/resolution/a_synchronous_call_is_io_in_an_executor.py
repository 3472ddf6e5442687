import asyncio
import smtplib
import subprocess
from concurrent.futures import ThreadPoolExecutor

import anyio
import requests
from anyio import to_thread
from asgiref.sync import sync_to_async
from fastapi.concurrency import run_in_threadpool

executor = ThreadPoolExecutor()


async def work(url: str) -> None:
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, requests.get, url)  # want OWN101  # site api=requests.get consumed=task
    await loop.run_in_executor(executor, lambda: requests.get(url, timeout=3))  # want OWN101  # site api=requests.get
    await asyncio.get_event_loop().run_in_executor(None, subprocess.run, ["ls"])  # want OWN101  # site api=subprocess.run kind=process
    await run_in_threadpool(requests.put, url)  # want OWN101  # site api=requests.put
    await anyio.to_thread.run_sync(requests.head, url)  # want OWN101  # site api=requests.head
    await to_thread.run_sync(lambda: requests.options(url))  # want OWN101  # site api=requests.options
    await sync_to_async(requests.delete)(url)  # want OWN101  # site api=requests.delete
    await sync_to_async(len)(url)  # no site
    await loop.run_in_executor(None, len, url)  # no site


def send(to: str, text: str) -> None:
    with smtplib.SMTP("localhost") as server:
        server.sendmail("shop", to, text)


async def mail(to: str) -> None:
    await run_in_threadpool(send, to, "Thank you")  # want OWN101
