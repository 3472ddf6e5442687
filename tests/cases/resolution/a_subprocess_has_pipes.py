import asyncio


async def convert(path: str) -> bytes:
    process = await asyncio.create_subprocess_exec("ffmpeg", "-i", path)  # want OWN101  # site api=asyncio.create_subprocess_exec kind=process
    process.stdin.write(b"q")
    await process.stdin.drain()  # want OWN101  # site api=asyncio.StreamWriter.drain
    async for line in process.stderr:  # want OWN101  # site library=stdlib consumed=async-for
        print(line)
    output, errors = await process.communicate()  # want OWN101  # site api=asyncio.subprocess.Process.communicate
    if await process.wait():  # no site
        raise RuntimeError(errors)
    return output
