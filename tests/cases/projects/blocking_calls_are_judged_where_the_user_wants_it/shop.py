import logging
import sqlite3

import boto3
import httpx
import requests
from mypy_boto3_s3.client import S3Client
from sqlalchemy.orm import Session

logger = logging.getLogger(__name__)


def fetched(url: str) -> bytes:
    response = requests.get(url)  # want OWN101
    response.raise_for_status()
    return response.content


def stored(session: Session, order: object) -> None:
    session.add(order)
    session.commit()  # want OWN101


def guarded(session: Session) -> None:
    try:
        session.commit()  # site consumed=call verdict=owned
    except Exception:
        logger.exception("failed")


def counted(path: str) -> int:
    connection = sqlite3.connect(path)  # want OWN101
    return connection.execute("select count(*) from orders").fetchone()[0]  # want OWN101, OWN101


def uploaded(data: bytes) -> None:
    boto3.client("s3").put_object(Body=data)  # want OWN101


def stubbed(client: S3Client) -> object:
    client.generate_presigned_url("get_object")
    return client.list_buckets()  # want OWN101


def made() -> httpx.Client:
    return httpx.Client()


async def in_async_code(client: httpx.AsyncClient) -> None:
    await client.delete("/")  # want OWN101, OWN501
