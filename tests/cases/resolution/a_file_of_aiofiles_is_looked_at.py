import aiofiles
import aiofiles.os
from aiofiles.os import path as aiopath


async def size(path: str) -> int:
    if await aiofiles.os.path.exists(path):  # no site
        return await aiopath.getsize(path)  # want OWN101  # site library=aiofiles
    return 0
