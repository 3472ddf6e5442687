"""Whatever bytes and addresses a client sends, the server goes on, and each question gets an answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.codemods import survey
from flake8_ownership.faces.lsp.addresses import address_of, path_at
from flake8_ownership.index.disk import Disk
from flake8_ownership.index.project import Home, Project
from tests.lsp.conftest import APP
from tests.lsp.wire import Wire, framed

Write = Callable[[Mapping[str, str]], Path]


def hover(uri: str) -> dict[str, object]:
    return {"textDocument": {"uri": uri}, "position": {"line": 4, "character": 22}}


def question(uri: str, number: int) -> bytes:
    request = {"jsonrpc": "2.0", "id": number, "method": "textDocument/hover", "params": hover(uri)}
    return json.dumps(request).encode()


# How a header may be written though no client should: what stands before a body, and whether that is read.
HEADERS: dict[str, tuple[bytes, bool]] = {
    "no number": (b"Content-Length: abc\r\n\r\n", False),
    "a negative number": (b"Content-Length: -5\r\n\r\n", False),
    "a hexadecimal number": (b"Content-Length: 0x10\r\n\r\n", False),
    "nothing": (b"Content-Length:\r\n\r\n", False),
    "none": (b"\r\n", False),
    "junk": (b"\xff\xfe\0junk", False),
    "too short": (b"Content-Length: 20\r\n\r\n", False),
    "no empty line": (b"Content-Length: %d\r\n", False),
    "two": (b"Content-Length: 7\r\nContent-Length: %d\r\n\r\n", True),
    "small letters and newlines": (b"content-length:%d\n\n", True),
    "a type as well": (b"Content-Type: text/x; charset=utf-8\r\nContent-Length: %d\r\n\r\n", True),
}


@pytest.mark.parametrize("name", HEADERS)
def test_after_a_bad_header_the_next_message_is_read(name: str, tmp_path: Path) -> None:
    uri = (tmp_path / "app.py").as_uri()
    wire = Wire(tmp_path)
    wire.initialize()
    wire.open(uri, APP)
    header, is_read = HEADERS[name]
    body = question(uri, 2)
    wire.send((header % len(body) if b"%d" in header else header) + body)
    if is_read:
        assert "OWN101" in wire.answer(2)["result"]["contents"]["value"]
    for number in (3, 4):
        assert "OWN101" in wire.ask(number, "textDocument/hover", **hover(uri))["result"]["contents"]["value"]
    assert wire.shut_down() == 0
    assert "Traceback" not in wire.errors
    assert len(wire.errors.splitlines()) <= 1


@pytest.mark.parametrize("digits", ["99999999999", "9" * 5_000])
def test_a_message_longer_than_any_ends_the_server_with_a_line(digits: str, tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.initialize()
    wire.send(f"Content-Length: {digits}\r\n\r\n{{".encode())
    assert wire.end() == 1
    assert wire.errors == "flake8-ownership server: ended by a message that claims to be longer than any\n"


# An address of a document, and whether what it names is judged: where it is a file's, or that of one to be.
ADDRESSES = {
    "file:///FOLDER/%ff.py": True,
    "file:///FOLDER/%00.py": True,
    f"file:///FOLDER/{'a' * 5_000}.py": True,
    f"file:///FOLDER/{'a/' * 2_500}b.py": True,
    "file:///FOLDER/%ED%A0%80.py": True,
    "file:///FOLDER/a.py?b#c": True,
    "file:///C:/a.py": True,
    "file://host/a.py": True,
    "file://[host/a.py": True,
    "file:///": True,
    "file:": True,
    "FILE:///FOLDER/a.py": True,
    "untitled:Untitled-1": True,
    f"untitled:{'a' * 5_000}": True,
    "vscode-notebook-cell:/FOLDER/a.ipynb#W0": False,
    "git:/FOLDER/a.py?ref": False,
    "http://[host/a.py": False,
    "": False,
    "a.py": False,
    "::\0//": False,
}


@pytest.mark.parametrize("pulls", [True, False], ids=["pulled", "published"])
def test_every_address_is_answered_and_mutes_no_other(pulls: bool, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    wire = Wire(tmp_path)
    wire.initialize(**({"textDocument": {"diagnostic": {}}} if pulls else {}))
    number = 10
    for address, judged in ADDRESSES.items():
        uri = address.replace("/FOLDER", tmp_path.as_posix().replace("//", "/"))
        wire.open(uri, APP)
        if pulls:
            number += 1
            report = wire.ask(number, "textDocument/diagnostic", textDocument={"uri": uri})
            assert [item["code"] for item in report["result"]["items"]] == ["OWN101"] * judged, address
        number += 1
        shown = wire.ask(number, "textDocument/hover", **hover(uri))["result"]
        assert ("OWN101" in shown["contents"]["value"]) if judged else shown is None, address
        number += 1
        place = {"line": 4, "character": 22}
        actions = wire.ask(
            number,
            "textDocument/codeAction",
            textDocument={"uri": uri},
            range={"start": place, "end": place},
            context={"diagnostics": []},
        )
        assert bool(actions["result"]) is judged, address
        wire.message(
            method="workspace/didChangeWatchedFiles",
            params={"changes": [{"uri": uri, "type": kind} for kind in (1, 2, 3)]},
        )
        wire.message(method="textDocument/didClose", params={"textDocument": {"uri": uri}})
    assert wire.shut_down() == 0
    assert wire.errors == ""


@pytest.mark.parametrize("uri", ["file:///a%00b", "git:/a", "untitled:x", f"file:///{'a' * 5_000}"])
def test_a_folder_of_any_address_is_passed_over(uri: str, tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    folders = [{"uri": uri, "name": "odd"}, {"uri": tmp_path.as_uri(), "name": "real"}]
    answer = wire.ask(1, "initialize", capabilities={}, processId=None, rootUri=uri, workspaceFolders=folders)
    assert "capabilities" in answer["result"]
    wire.message(method="initialized", params={})
    app = (tmp_path / "app.py").as_uri()
    wire.open(app, APP)
    assert "OWN101" in wire.ask(2, "textDocument/hover", **hover(app))["result"]["contents"]["value"]
    assert wire.shut_down() == 0
    assert wire.errors == ""


def test_a_file_whose_name_is_no_unicode_is_checked_with_the_others(project: Write) -> None:
    folder = project({"app.py": APP})
    (folder / "\udcff.py").write_text(APP)
    wire = Wire(folder)
    folders = [{"uri": folder.as_uri(), "name": "folder"}]
    wire.ask(1, "initialize", capabilities={}, processId=None, rootUri=folder.as_uri(), workspaceFolders=folders)
    wire.message(method="initialized", params={})
    command = "flake8-ownership.checkWorkspace"
    assert wire.ask(2, "workspace/executeCommand", command=command)["result"] == {"files": 2, "findings": 2}
    assert wire.shut_down() == 0
    assert wire.errors == ""


def test_an_address_goes_to_a_path_and_back(tmp_path: Path) -> None:
    for name in ("a.py", "é 🎉#?.py", "%41.py"):
        assert path_at(address_of(tmp_path / name)) == tmp_path / name


def test_a_file_in_no_project_has_no_others_read_for_it(tmp_path: Path) -> None:
    """Its folder may be a home with all that is in it: the server was mute for as long as it read that."""
    (tmp_path / "far" / "away").mkdir(parents=True)
    (tmp_path / "far" / "away" / "app.py").write_text("from loguru import logger\n")
    alone = Project(Home(tmp_path, tmp_path, marked=False, top=""), Disk())
    marked = Project(Home(tmp_path, tmp_path, marked=True, top=""), Disk())
    assert survey.survey(alone).libraries == {}
    assert survey.survey(marked).libraries == {"loguru": 1}


@pytest.mark.parametrize("arguments", [["--stdio"], ["--clientProcessId=1"], ["--stdio", "--clientProcessId", "1"]])
def test_what_clients_append_to_the_command_is_taken(arguments: list[str], tmp_path: Path) -> None:
    wire = Wire(tmp_path, *arguments)
    wire.initialize()
    assert wire.shut_down() == 0


def test_the_server_ends_with_the_process_that_the_command_names(tmp_path: Path) -> None:
    client = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    wire = Wire(tmp_path, "--stdio", f"--clientProcessId={client.pid}")
    wire.initialize()
    client.kill()
    client.wait()
    assert wire.end() == 1
    client.stdin.close()  # type: ignore[union-attr]


def test_a_body_that_is_no_json_is_one_line(tmp_path: Path) -> None:
    wire = Wire(tmp_path)
    wire.initialize()
    wire.send(framed(b"{x}"))
    assert wire.shut_down() == 0
    assert len(wire.errors.splitlines()) == 1
