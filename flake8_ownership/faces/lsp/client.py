"""The other end: whether the client's process still lives, and what it is answered where it cannot be understood."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

_PULSE = 5.0  # seconds between two looks whether the client still lives


class Protocol(LanguageServerProtocol):
    """The protocol, with an answer to requests that cannot be read: pygls would leave the client waiting."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Reads a message. Raises JsonRpcException where it is none of the protocol's."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" in data and isinstance(data.get("id"), (int, str)):
                self._send_response(data["id"], error=error.to_response_error())
            raise


def is_alive(process: int) -> bool:
    """Whether a process is there, as far as this one can see."""
    if sys.platform == "win32":
        return True  # signal 0 would end it there; the pipe that closes has to do
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


async def end_with(process: int) -> None:
    """Ends this process once another one is gone."""
    while is_alive(process):
        await asyncio.sleep(_PULSE)
    os._exit(1)
