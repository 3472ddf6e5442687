"""The pipes to the client, so that nothing but messages goes out and nothing too large comes in."""

from __future__ import annotations

import io
import os
import sys
from typing import BinaryIO, cast

_LONGEST = 1 << 26  # bytes in a message; what claims to be longer is none


class Incoming(io.RawIOBase):
    """Standard input, which ends where a message claims a size that no memory should be set aside for."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._pipe.readline(_LONGEST)

    def read(self, size: int = -1, /) -> bytes:
        return self._pipe.read(size) if 0 <= size <= _LONGEST else b""


def pipes() -> tuple[BinaryIO, BinaryIO]:
    """What comes in and what goes out. Whatever else writes to standard output writes to standard error from now on."""
    sys.stdout.flush()
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return cast(BinaryIO, Incoming(sys.stdin.buffer)), outgoing
