import aiofiles
import aiofiles.os
import anyio
from anyio import Path


async def copy(source: str, target: str) -> None:
    async with aiofiles.open(source) as file, aiofiles.open(target, mode="w") as out:  # want OWN101, OWN101  # site api=aiofiles.open
        async for line in file:  # want OWN101  # site library=aiofiles consumed=async-for
            await out.write(line)  # want OWN101  # site library=aiofiles consumed=await
    await aiofiles.os.remove(source)  # want OWN101  # site api=aiofiles.os.remove
    text = await Path(target).read_text()  # want OWN101  # site api=anyio.Path.read_text
    path = anyio.Path("backup") / target
    await path.write_text(text)  # want OWN101  # site api=anyio.Path.write_text
    async with await anyio.open_file(target) as again:  # want OWN101  # site api=anyio.open_file
        await again.read()  # want OWN101  # site api=anyio.AsyncFile.read
