import asyncio
import sqlite3
from subprocess import CalledProcessError, SubprocessError
from urllib.error import URLError


async def dials(host_id: str) -> object:
    try:
        return await asyncio.open_connection(host_id, 80)  # site verdict=unowned  # want OWN101
    except URLError:
        return None


async def starts(host_id: str) -> object:
    try:
        return await asyncio.create_subprocess_exec("ping", host_id)  # site verdict=unowned  # want OWN101
    except (SubprocessError, CalledProcessError, sqlite3.Error, ValueError):
        return None


async def dials_and_hides(host_id: str) -> object:
    try:
        return await asyncio.open_connection(host_id, 80)  # want OWN201
    except (URLError, OSError):
        return None
