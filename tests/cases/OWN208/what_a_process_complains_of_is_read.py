import asyncio
import json
import logging
from asyncio.subprocess import PIPE

logger = logging.getLogger(__name__)


async def logs(path: str) -> bytes:
    try:
        process = await asyncio.create_subprocess_exec("ffprobe", path, stdout=PIPE, stderr=PIPE)
        out, err = await process.communicate()
    except Exception:
        logger.exception("not asked: %s", path)
        raise
    if not out:
        logger.error("%s: %s", path, err.decode())
    return out


async def within_a_time(path: str) -> str:
    try:
        process = await asyncio.create_subprocess_exec("ffprobe", path, stdout=PIPE, stderr=PIPE)
        out, err = await asyncio.wait_for(process.communicate(), 5)
    except Exception:
        logger.exception("not asked: %s", path)
        raise
    if err.strip():
        raise RuntimeError
    return out.decode()


async def parses(path: str) -> object:
    try:
        process = await asyncio.create_subprocess_exec("ffprobe", path, stdout=PIPE, stderr=PIPE)
        out, _ = await process.communicate()
    except Exception:
        logger.exception("not asked: %s", path)
        raise
    return json.loads(out.decode())


async def only_gives_it_back(path: str) -> tuple[bytes, str]:
    try:
        process = await asyncio.create_subprocess_exec("ffprobe", path, stdout=PIPE, stderr=PIPE)  # want OWN208
        out, err = await process.communicate()
    except Exception:
        logger.exception("not asked: %s", path)
        raise
    return out, str(err)


async def throws_it_away(path: str) -> bytes:
    try:
        process = await asyncio.create_subprocess_exec("ffprobe", path, stdout=PIPE, stderr=PIPE)  # want OWN208
        out, _ = await process.communicate()
    except Exception:
        logger.exception("not asked: %s", path)
        raise
    return out


async def answers_by_it(path: str) -> bytes | None:
    try:
        process = await asyncio.create_subprocess_exec("ffprobe", path, stdout=PIPE, stderr=PIPE)
        out, err = await process.communicate()
    except Exception:
        logger.exception("not asked: %s", path)
        raise
    return None if err else out


async def gives_it_back_in_another_form(path: str) -> tuple[bytes, str]:
    try:
        process = await asyncio.create_subprocess_exec("ffprobe", path, stdout=PIPE, stderr=PIPE)  # want OWN208
        out, err = await process.communicate()
    except Exception:
        logger.exception("not asked: %s", path)
        raise
    return out, err.decode() if err else ""
