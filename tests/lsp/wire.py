"""A client that writes bytes as they are, where an editor would write messages."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from pathlib import Path
from typing import Any

from tests.lsp.editor import COMMAND, PATIENCE


class Wire:
    """A client that writes bytes as they are."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([*COMMAND, *arguments], cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe)
        self._limit = threading.Timer(PATIENCE, self.process.kill)  # a test fails rather than hangs
        self._limit.start()
        self._reader: threading.Thread | None = None
        self.errors = ""  # what was written to standard error, once the server has ended

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def message(self, **content: Any) -> None:
        self.send(framed(json.dumps({"jsonrpc": "2.0", **content}).encode()))

    def receive(self) -> Any:
        """The next message of the server."""
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name == b"Content-Length":
                length = int(value)
        return json.loads(self.process.stdout.read(length)) if length else None

    def read_on(self) -> None:
        """Read whatever comes from now on, as an editor does while it writes: neither side may wait for the other."""
        assert self.process.stdout is not None
        self._reader = threading.Thread(target=self.process.stdout.read)
        self._reader.start()

    def ask(self, number: int, method: str, **params: object) -> Any:
        """The answer to a request."""
        self.message(id=number, method=method, params=params)
        return self.answer(number)

    def open(self, uri: str, text: str) -> None:
        document = {"uri": uri, "version": 1, "languageId": "python", "text": text}
        self.message(method="textDocument/didOpen", params={"textDocument": document})

    def answer(self, number: int) -> Any:
        """The answer to a request; what comes before it is passed over."""
        while (message := self.receive()) is not None:
            if message.get("id") == number and "method" not in message:
                return message
        raise AssertionError("the server ended without an answer")

    def initialize(self, process: int | None = None, **capabilities: object) -> None:
        answer = self.ask(1, "initialize", capabilities=capabilities, processId=process, rootUri=None)
        assert "capabilities" in answer["result"]
        self.message(method="initialized", params={})

    def end(self) -> int:
        """The exit code, once the server has ended by itself."""
        code = self.process.wait()
        self._limit.cancel()
        if self._reader is not None:
            self._reader.join()
        assert self.process.stderr is not None
        self.errors = self.process.stderr.read().decode()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        return code

    def shut_down(self) -> int:
        """The exit code, once the session has ended as it should."""
        self.ask(9_999, "shutdown")
        self.message(method="exit")
        return self.end()


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def notification(method: str, **params: object) -> bytes:
    return framed(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())
