"""Whether a command succeeds is what some functions ask: `git cat-file -e`. What they make of a failure is no such thing."""

import anyio


async def has_commit(commit: str) -> bool:
    try:
        await anyio.run_process(["git", "cat-file", "-e", commit])
    except Exception:
        return False
    return True


async def push(branch: str) -> None:
    try:
        await anyio.run_process(["git", "push", "origin", branch])  # want OWN201
    except Exception:
        pass
