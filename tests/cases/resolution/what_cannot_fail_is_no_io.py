import asyncio

import aiofiles.os
import anyio
import fsspec.asyn
import grpc.aio
import psycopg
import socketio
import starlette.requests
import trio
import weaviate

sio = socketio.AsyncServer()


async def files(path: str) -> list[str]:
    if await aiofiles.os.path.isdir(path) and await aiofiles.os.access(path, 4):  # no site
        return await aiofiles.os.listdir(path)  # want OWN101  # site api=aiofiles.os.listdir
    return []


async def processes(process: asyncio.subprocess.Process, other: anyio.abc.Process, third: trio.Process) -> None:
    await asyncio.wait_for(process.wait(), 5)  # no site
    await other.wait()  # no site
    await third.wait()  # no site


async def rooms(sid: str) -> None:
    await sio.enter_room(sid, "all")  # no site
    async with asyncio.timeout(1):
        await sio.save_session(sid, await sio.get_session(sid))  # no site
    await sio.close_room("all")  # no site
    await sio.emit("joined", sid)  # want OWN101  # site api=socketio.AsyncServer.emit


async def health(client: weaviate.WeaviateAsyncClient, files: fsspec.asyn.AsyncFileSystem) -> bool:
    return await client.is_ready() and await files._isfile("key")  # no site


async def local(connection: psycopg.AsyncConnection, request: starlette.requests.Request) -> bool:
    await connection.set_autocommit(True)  # no site
    return await request.is_disconnected()  # no site


async def serve(server: grpc.aio.Server) -> None:
    await server.wait_for_termination()  # no site
