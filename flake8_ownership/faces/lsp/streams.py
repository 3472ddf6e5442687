"""The pipes to the client, so that nothing but messages goes out, and what is no message takes no other one with it."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import BinaryIO, cast

_LONGEST = 1 << 26  # bytes in a message; what claims to be longer is none
_DIGITS = 20  # of a length, beyond which it is too long whatever they are
# Before it may stand the body of a message without a length: raw line ends stand in no string of JSON.
_LENGTH = re.compile(rb"Content-Length[ \t]*:[ \t]*([0-9]+)[ \t]*\r?\n\Z", re.IGNORECASE)
_HEADER = re.compile(rb"[ \t]*(Content-Type[ \t]*:[^\n]*)?\r?\n\Z", re.IGNORECASE)


class Incoming(io.RawIOBase):
    """Standard input as pygls reads it, a line of a header or a whole body at a time.

    pygls knows one way to write a header, and waits for ever after any other one. It ends where a message claims a size
    that no memory should be set aside for.
    """

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._is_lost = False
        self._length = 0  # of the next body; pygls has the first that it saw, which may be a lost message's

    def readline(self, size: int | None = -1, /) -> bytes:
        line = self._pipe.readline(_LONGEST)
        length = _LENGTH.search(line)
        if length is not None:
            self._is_lost = False
            self._length = int(length[1][:_DIGITS])
            return b"Content-Length: %d\r\n" % self._length
        if line and not _HEADER.match(line):
            self._lose(line)
        return line

    def read(self, size: int = -1, /) -> bytes:
        if self._length > _LONGEST:
            _say("ended by a message that claims to be longer than any")
            return b""
        return self._pipe.read(self._length)

    def _lose(self, line: bytes) -> None:
        if not self._is_lost:
            shown = line[:60].decode("ascii", "backslashreplace").strip()
            _say(f"passed over until the next message: {shown!r} is no header")
        self._is_lost = True


def _say(text: str) -> None:
    print(f"flake8-ownership server: {text}", file=sys.stderr, flush=True)


def pipes() -> tuple[BinaryIO, BinaryIO]:
    """What comes in and what goes out. Whatever else writes to standard output writes to standard error from now on."""
    sys.stdout.flush()
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return cast(BinaryIO, Incoming(sys.stdin.buffer)), outgoing
