"""How a session begins and ends, whatever the client sends: no rubbish ends it early, no process outlives it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from flake8_ownership.__main__ import main
from tests.lsp.conftest import APP
from tests.lsp.editor import PROFILES, session
from tests.lsp.wire import Wire, framed, notification

Project = Callable[[Mapping[str, str]], Path]


RUBBISH = {
    "a body that is no JSON": framed(b"{x}"),
    "a body that is no object": framed(b"[1, 2]"),
    "no message of the protocol": framed(b'{"a": 12}'),
    "a body that is no text": framed(b"\xff\xff"),
    "lines that are no headers": b"hello\r\nis anybody there\r\n\r\n\xff\xfe\x00\r\n\r\n",
    "an unknown notification": notification("nothing/at/all"),
    "an answer to no question": framed(b'{"jsonrpc": "2.0", "id": 99, "result": null}'),
    "parameters of another shape": notification("textDocument/didOpen", textDocument=1),
    "a change of what is not open": notification(
        "textDocument/didChange",
        textDocument={"uri": "file:///nowhere.py", "version": 1},
        contentChanges=[{"text": "x"}],
    ),
    "an address that is none": notification(
        "textDocument/didOpen", textDocument={"uri": "::\0//", "version": 1, "languageId": "python", "text": APP}
    ),
}


def test_rubbish_is_passed_over(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.initialize()
    document = {"uri": (tmp_path / "app.py").as_uri(), "version": 1, "languageId": "python", "text": APP}
    wire.message(method="textDocument/didOpen", params={"textDocument": document})
    hover = {"textDocument": {"uri": document["uri"]}, "position": {"line": 4, "character": 22}}
    for number, (name, data) in enumerate(RUBBISH.items(), 2):
        wire.send(data)
        wire.message(id=number, method="textDocument/hover", params=hover)
        assert "OWN101" in wire.answer(number)["result"]["contents"]["value"], name
    wire.message(id=99, method="shutdown")
    wire.answer(99)
    wire.message(method="exit")
    assert wire.end() == 0


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", {"textDocument": 1}),
        ("textDocument/codeAction", {}),
        ("nothing/at/all", {}),
        ("initialize", {"capabilities": {}}),
        ("workspace/executeCommand", {"command": "rm"}),
        ("workspace/executeCommand", {"command": "flake8-ownership.checkWorkspace", "arguments": ["x"]}),
    ],
)
def test_a_request_that_cannot_be_read_is_answered_by_an_error(method: str, params: object, tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.initialize()
    wire.message(id=2, method=method, params=params)
    assert wire.answer(2)["error"]["code"] < 0
    wire.process.stdin.close()  # type: ignore[union-attr]
    assert wire.end() == 1


def test_a_message_that_claims_to_be_endless_ends_the_session(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.initialize()
    wire.send(b"Content-Length: 99999999999999\r\n\r\n{")
    assert wire.end() == 1


def test_the_server_ends_with_the_pipe(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.initialize()
    wire.process.stdin.close()  # type: ignore[union-attr]
    assert wire.end() == 1


def test_the_server_ends_with_the_clients_process(tmp_path: Path) -> None:
    """Even where somebody else still holds the pipe."""
    client = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    wire = Wire(tmp_path)
    wire.initialize(client.pid)
    client.kill()
    client.wait()
    assert wire.end() == 1
    client.stdin.close()  # type: ignore[union-attr]


def test_a_client_in_a_container_of_its_own_is_served(tmp_path: Path) -> None:
    """Its process cannot be seen, and is not gone."""
    client = subprocess.Popen([sys.executable, "-c", ""])
    client.wait()
    wire = Wire(tmp_path)
    wire.initialize(client.pid)
    wire.message(id=2, method="shutdown")
    wire.answer(2)
    wire.message(method="exit")
    assert wire.end() == 0


def test_the_server_ends_in_the_midst_of_a_check(project: Project) -> None:
    folder = project({f"module_{number}.py": APP * 200 for number in range(20)})
    wire = Wire(folder)
    wire.initialize()
    wire.read_on()
    for path in sorted(folder.glob("module_*.py")):
        document = {"uri": path.as_uri(), "version": 1, "languageId": "python", "text": path.read_text()}
        wire.message(method="textDocument/didOpen", params={"textDocument": document})
    wire.process.stdin.close()  # type: ignore[union-attr]
    assert wire.end() == 1


def test_exit_without_shutdown_is_a_failure(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.initialize()
    wire.message(method="exit")
    assert wire.end() == 1


def test_what_is_printed_never_reaches_the_client(tmp_path: Path) -> None:
    code = "import sys, os; from flake8_ownership.faces.lsp import streams; i, o = streams.pipes();"
    code += "print('stray', flush=True); os.write(1, b'stray'); o.write(b'message'); o.flush()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"message", b"stray\nstray")


HOSTILE = {
    "deep brackets": "x = " + "(" * 5000 + ")" * 5000 + "\n",
    "a long sum": "async def f(c):\n    await c.get(" + "+".join(["1"] * 20_000) + ")\n",
    "deep attributes": APP + "x = client" + ".get" * 20_000 + "\n",
    "deep functions": "".join(f"{' ' * level}async def f{level}(c):\n" for level in range(95))
    + " " * 95
    + "await c.get()\n",
    "a null byte": APP + "\0",
    "a lone surrogate": APP + "x = '\ud800'\n",
    "no end of a string": APP + "x = '''\n",
}


async def test_no_text_ends_the_server(project: Project) -> None:
    async with session(project({}), PROFILES["vscode"](), encodings=["utf-32"]) as editor:
        for name, text in HOSTILE.items():
            editor.open(f"{name}.py", text)
            await editor.diagnostics(f"{name}.py")
        editor.open("app.py", APP)
        assert await editor.codes("app.py") == [(5, "OWN101")]


async def test_a_request_that_is_cancelled_is_answered(project: Project) -> None:
    async with session(project({}), PROFILES["vscode"]()) as editor:
        editor.open("app.py", APP * 100)
        first = asyncio.ensure_future(editor.pull("app.py"))
        await asyncio.sleep(0)
        (request,) = (number for number, future in editor.client.protocol._request_futures.items() if not future.done())
        second = asyncio.ensure_future(
            editor.client.text_document_hover_async(
                types.HoverParams(types.TextDocumentIdentifier(editor.uri("app.py")), types.Position(4, 22))
            )
        )
        editor.client.cancel_request(types.CancelParams(request))
        with pytest.raises(JsonRpcException, match="cancel"):
            await first
        assert await second is not None


def test_without_pygls_a_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("flake8_ownership.faces.lsp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    assert main(["server"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "the server needs lsprotocol: pip install 'flake8-async-ownership[lsp]'\n"


def test_a_signal_ends_the_server(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.initialize()
    os.kill(wire.process.pid, signal.SIGTERM)
    assert wire.end() == -signal.SIGTERM
