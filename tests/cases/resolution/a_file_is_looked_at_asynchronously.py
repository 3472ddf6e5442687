import aiofiles.ospath
from aiofiles import os as aos


async def size(path: str) -> int:
    if not await aiofiles.ospath.exists(path):  # no site
        await aos.makedirs(path)  # want OWN101  # site api=aiofiles.os.makedirs
    return await aiofiles.ospath.getsize(path)  # want OWN101  # site api=aiofiles.ospath.getsize
