from pages import dial, open_file


async def work(path: str) -> None:
    async with open_file(path) as file:  # want OWN101  # site api=aiofiles.open evidence=cross-file
        await file.read()  # want OWN101  # site library=aiofiles
    reader, _ = await dial("localhost", 25)  # want OWN101  # site api=asyncio.open_connection evidence=cross-file
    await reader.readline()  # want OWN101  # site api=asyncio.StreamReader.readline
