"""Asks a type checker's language server where names are defined, and what their types are.

A client of its own, because that of pygls refuses the capabilities that two of the three servers declare.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import unquote, urlsplit

# How each is started; all find an environment by VIRTUAL_ENV or by the `python` on the path.
SERVERS = {
    "pyrefly": ["pyrefly", "lsp"],
    "ty": ["ty", "server"],
    "basedpyright": ["basedpyright-langserver", "--stdio"],
}
PATIENCE = 120.0  # seconds for the questions of one batch, then the server is ended
BATCH = 40  # questions at once: so few that neither side waits for the other to read
# Where something is defined: a path or an address, with a line from 1 and a column.
Target = tuple[str, int, int]


class Server:
    """A running language server. Questions are of one open file: a line from 1, and a column in bytes."""

    def __init__(self, process: subprocess.Popen[bytes], python: Path) -> None:
        self._process = process
        self._python = str(python)
        self._count = 0
        self._lines: list[str] = []
        self._uri = ""

    @contextmanager
    def opened(self, path: Path) -> Iterator[None]:
        """Opens a file, about which all questions are until it is closed."""
        text = path.read_text(encoding="utf-8")
        self._lines, self._uri = text.split("\n"), path.as_uri()
        document = {"uri": self._uri, "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        try:
            yield
        finally:
            self.notify("textDocument/didClose", {"textDocument": {"uri": self._uri}})

    def definitions(self, places: Sequence[tuple[int, int]]) -> list[list[Target]]:
        """Where the names at some places are defined."""
        return self._targets("textDocument/definition", places)

    def type_definitions(self, places: Sequence[tuple[int, int]]) -> list[list[Target]]:
        """Where the types of the names at some places are defined."""
        return self._targets("textDocument/typeDefinition", places)

    def _targets(self, method: str, places: Sequence[tuple[int, int]]) -> list[list[Target]]:
        asked = [(method, self._place(*place)) for place in places]
        batches = [asked[start : start + BATCH] for start in range(0, len(asked), BATCH)]
        found = [answer for batch in batches for answer in self.ask(batch)]
        return [
            [_target(one) for one in (each if isinstance(each, list) else [each] if each else [])] for each in found
        ]

    def _place(self, line: int, column: int) -> dict[str, Any]:
        before = self._lines[line - 1].encode()[:column].decode("utf-8", "replace")
        position = {"line": line - 1, "character": len(before.encode("utf-16-le")) // 2}
        return {"textDocument": {"uri": self._uri}, "position": position}

    # -- the protocol

    def ask(self, requests: Sequence[tuple[str, Any]]) -> list[Any]:
        """The results of some requests, None for each error. Raises EOFError where the server ended or hangs."""
        first = self._count + 1
        for method, params in requests:
            self._count += 1
            self._send({"id": self._count, "method": method, "params": params})
        waiting = range(first, self._count + 1)
        found: dict[int, Any] = {}
        end = Timer(PATIENCE, self._process.kill)
        end.start()
        try:
            while len(found) < len(waiting):
                message = self._received()
                if "method" not in message:
                    found[message["id"]] = message.get("result")
                elif "id" in message:
                    self._send({"id": message["id"], "result": self._own_answer(message)})
        finally:
            end.cancel()
        return [found[number] for number in waiting]

    def notify(self, method: str, params: Any = None) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _received(self) -> Any:
        stream = self._process.stdout
        assert stream is not None
        length = None
        while (header := stream.readline()) != b"\r\n":
            if not header:
                raise EOFError("the language server has ended")
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(stream.read(length))

    def _own_answer(self, message: dict[str, Any]) -> Any:
        """What the client says to a request of the server."""
        if message["method"] != "workspace/configuration":
            return None
        sections = [item.get("section") for item in message["params"]["items"]]
        return [{"pythonPath": self._python} if section == "python" else None for section in sections]


def _target(place: dict[str, Any]) -> Target:
    """The path and start of a Location or a LocationLink."""
    uri, span = place.get("targetUri") or place["uri"], place.get("targetSelectionRange") or place["range"]
    parts, start = urlsplit(uri), span["start"]
    path = unquote(parts.path) if parts.scheme == "file" else unquote(uri)
    return path, start["line"] + 1, start["character"]


@contextmanager
def serving(name: str, tools: Path, root: Path, environment: Path) -> Iterator[Server]:
    """A server whose program lies in `tools`, for a folder of sources and the environment that they run in."""
    program, *arguments = SERVERS[name]
    path = os.pathsep.join([str(environment / "bin"), os.environ["PATH"]])
    process = subprocess.Popen(
        [tools / program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=root,
        env={**os.environ, "VIRTUAL_ENV": str(environment), "PATH": path},
    )
    server = Server(process, environment / "bin" / "python")
    uri = root.as_uri()
    capabilities = {"workspace": {"configuration": True, "workspaceFolders": True}}
    about = {"processId": None, "rootUri": uri, "workspaceFolders": [{"uri": uri, "name": "package"}]}
    try:
        server.ask([("initialize", {**about, "capabilities": capabilities})])
        server.notify("initialized", {})
        yield server
    finally:
        process.kill()
        process.communicate()
