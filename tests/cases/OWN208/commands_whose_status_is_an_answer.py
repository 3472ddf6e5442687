import asyncio
import logging
from asyncio.subprocess import PIPE, create_subprocess_exec, create_subprocess_shell

logger = logging.getLogger(__name__)


async def found(word: str, path: str) -> bytes:
    try:
        process = await create_subprocess_exec("/usr/bin/grep", "-c", word, path, stdout=PIPE)
        output, _ = await process.communicate()
    except OSError:
        logger.exception("not searched")
        raise
    return output


async def ended(pid: int) -> None:
    try:
        process = await create_subprocess_exec("sudo", "-n", "pkill", "-KILL", "-P", str(pid))
        await process.wait()
    except OSError:
        logger.exception("not ended")
        raise


async def of_a_list(pid: int) -> None:
    command = ["kill", "-TERM", str(pid)]
    try:
        process = await create_subprocess_exec(*command)
        await process.wait()
    except OSError:
        logger.exception("not ended")
        raise


async def a_command_of_a_command(path: str) -> bytes:
    try:
        process = await create_subprocess_exec("git", "diff", "--no-index", path, stdout=PIPE)
        output, _ = await process.communicate()
    except OSError:
        logger.exception("not compared")
        raise
    return output


async def another_command_of_it(path: str) -> bytes:
    try:
        process = await create_subprocess_exec("git", "pull", path, stdout=PIPE)  # want OWN208
        output, _ = await process.communicate()
    except OSError:
        logger.exception("not pulled")
        raise
    return output


async def the_last_of_a_line(name: str) -> bytes:
    try:
        process = await create_subprocess_shell(f"ps aux | grep {name}", stdout=PIPE)
        output, _ = await process.communicate()
    except OSError:
        logger.exception("not searched")
        raise
    return output


async def the_first_of_a_line(name: str) -> bytes:
    try:
        process = await create_subprocess_shell(f"grep {name} log | mail root", stdout=PIPE)  # want OWN208
        output, _ = await process.communicate()
    except OSError:
        logger.exception("not sent")
        raise
    return output


async def thrown_away_in_the_line(path: str) -> None:
    try:
        process = await create_subprocess_shell(f"umount {path} || true")
        await process.wait()
    except OSError:
        logger.exception("not unmounted")
        raise


async def whatever_is_given(command: list[str]) -> None:
    try:
        process = await create_subprocess_exec(*command)  # want OWN208
        await process.wait()
    except OSError:
        logger.exception("not run")
        raise


async def tidied_up(path: str) -> None:
    try:
        process = await create_subprocess_exec("mount", path)  # want OWN101
        await process.wait()
        if process.returncode:
            raise RuntimeError(path)
    finally:
        last = await create_subprocess_exec("umount", path)  # want OWN101
        await last.wait()


async def shutdown() -> None:
    process = await create_subprocess_exec("systemctl", "stop", "worker")  # want OWN101
    await process.wait()


async def said(path: str) -> None:
    try:
        process = await create_subprocess_exec("sync", path)  # best effort
        await process.wait()
    except OSError:
        logger.exception("not run")
        raise
    await asyncio.sleep(0)
