import asyncio

import boto3
import requests
from sqlalchemy.orm import Session


class Uploader:
    def __init__(self, session: Session) -> None:
        self.s3 = boto3.client("s3")
        self.http = requests.Session()
        self.session = session

    def compress(self, body: bytes) -> bytes:
        return body

    async def upload(self, body: bytes) -> None:
        body = await asyncio.to_thread(self.compress, body)  # no site
        await asyncio.to_thread(self.http.put, "/", data=body)  # want OWN101  # site api=requests.Session.put evidence=attribute
        await asyncio.to_thread(self.s3.put_object, "a", "b")  # want OWN101  # site library=boto3
        await asyncio.to_thread(self.session.commit)  # want OWN101  # site api=sqlalchemy.orm.Session.commit evidence=attribute
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, lambda: self.http.get("/"))  # want OWN101  # site api=requests.Session.get
        await loop.run_in_executor(None, self.compress, body)  # no site
