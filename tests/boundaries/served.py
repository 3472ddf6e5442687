"""Serves an ASGI application with uvicorn, as it is run in production, for the length of a block."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import uvicorn


@asynccontextmanager
async def served(app: Any, lifespan: Literal["auto", "on"] = "auto") -> AsyncIterator[str]:
    """Gives the address without its scheme; empty where the application did not start."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan=lifespan))
    running = asyncio.create_task(server.serve())
    while not (server.started or running.done()):
        await asyncio.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2] if server.started else ("", 0)
    try:
        yield f"{host}:{port}" if port else ""
    finally:
        server.should_exit = True
        await running
