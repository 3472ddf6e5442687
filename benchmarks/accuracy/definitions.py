"""Asks a type checker's language server where names are defined, and what their types are.

A client of its own, because that of pygls refuses the capabilities that two of the three servers declare.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# How each is started; all find an environment by VIRTUAL_ENV or by the `python` on the path.
SERVERS = {
    "pyrefly": ["pyrefly", "lsp"],
    "ty": ["ty", "server"],
    "basedpyright": ["basedpyright-langserver", "--stdio"],
}
PATIENCE = 60.0  # seconds for one question


class Server:
    """A running language server. Questions are of one open file: a line from 1, and a column in bytes."""

    def __init__(self, process: asyncio.subprocess.Process, python: Path) -> None:
        self._process = process
        self._python = str(python)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._lines: list[str] = []
        self._uri = ""

    @asynccontextmanager
    async def opened(self, path: Path) -> AsyncIterator[None]:
        """Opens a file, about which all questions are until it is closed."""
        text = path.read_text(encoding="utf-8")
        self._lines, self._uri = text.split("\n"), path.as_uri()
        document = {"uri": self._uri, "languageId": "python", "version": 1, "text": text}
        await self.notify("textDocument/didOpen", {"textDocument": document})
        try:
            yield
        finally:
            await self.notify("textDocument/didClose", {"textDocument": {"uri": self._uri}})

    async def definition(self, line: int, column: int) -> list[tuple[str, int]]:
        """Where a name is defined: paths or addresses, with lines from 1."""
        return await self._targets("textDocument/definition", line, column)

    async def type_definition(self, line: int, column: int) -> list[tuple[str, int]]:
        """Where the type of a name is defined."""
        return await self._targets("textDocument/typeDefinition", line, column)

    async def _targets(self, method: str, line: int, column: int) -> list[tuple[str, int]]:
        before = self._lines[line - 1].encode()[:column].decode("utf-8", "replace")
        position = {"line": line - 1, "character": len(before.encode("utf-16-le")) // 2}
        found = await self.ask(method, {"textDocument": {"uri": self._uri}, "position": position})
        places = found if isinstance(found, list) else [found] if found else []
        return [_target(place) for place in places]

    # -- the protocol

    async def ask(self, method: str, params: Any) -> Any:
        """The result of a request; None where the server has an error instead, or takes too long."""
        number = len(self._waiting) + 1
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._send({"id": number, "method": method, "params": params})
        try:
            return await asyncio.wait_for(answer, PATIENCE)
        except TimeoutError:
            return None

    async def notify(self, method: str, params: Any = None) -> None:
        await self._send({"method": method, "params": params})

    async def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        await self._process.stdin.drain()

    async def listen(self) -> None:
        """Takes the server's messages as long as it lives."""
        stream = self._process.stdout
        assert stream is not None
        while header := await stream.readuntil(b"\r\n\r\n"):
            lengths = [line for line in header.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            message = json.loads(await stream.readexactly(int(lengths[0].partition(b":")[2])))
            if "method" not in message:
                self._waiting[message["id"]].set_result(message.get("result"))
            elif "id" in message:
                await self._send({"id": message["id"], "result": self._own_answer(message)})

    def _own_answer(self, message: dict[str, Any]) -> Any:
        """What the client says to a request of the server."""
        if message["method"] != "workspace/configuration":
            return None
        sections = [item.get("section") for item in message["params"]["items"]]
        return [{"pythonPath": self._python} if section == "python" else None for section in sections]


def _target(place: dict[str, Any]) -> tuple[str, int]:
    """The path and line of a Location or a LocationLink."""
    uri, span = place.get("targetUri") or place["uri"], place.get("targetSelectionRange") or place["range"]
    parts = urlsplit(uri)
    return (unquote(parts.path) if parts.scheme == "file" else unquote(uri)), span["start"]["line"] + 1


@asynccontextmanager
async def serving(name: str, tools: Path, root: Path, environment: Path) -> AsyncIterator[Server]:
    """A server whose program lies in `tools`, for a folder of sources and the environment that they run in."""
    program, *arguments = SERVERS[name]
    path = os.pathsep.join([str(environment / "bin"), os.environ["PATH"]])
    process = await asyncio.create_subprocess_exec(
        str(tools / program),
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=root,
        env={**os.environ, "VIRTUAL_ENV": str(environment), "PATH": path},
    )
    server = Server(process, environment / "bin" / "python")
    listening = asyncio.create_task(server.listen())
    uri = root.as_uri()
    capabilities = {"workspace": {"configuration": True, "workspaceFolders": True}}
    about = {"processId": None, "rootUri": uri, "workspaceFolders": [{"uri": uri, "name": "package"}]}
    try:
        await server.ask("initialize", {**about, "capabilities": capabilities})
        await server.notify("initialized", {})
        yield server
    finally:
        listening.cancel()
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
