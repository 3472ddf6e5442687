"""The comparison with a type checker: whose a definition is by where it lies, and what counts as agreement."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

ACCURACY = Path(__file__).parents[1] / "benchmarks" / "accuracy"
# A language server that asks for its configuration first, and finds all in line 7 of the file that the client gave it.
SERVER = """
    import json
    import sys


    def read():
        length = 0
        while (line := sys.stdin.buffer.readline().strip()):
            length = int(line.partition(b":")[2])
        return json.loads(sys.stdin.buffer.read(length))


    def send(**message):
        body = json.dumps(message).encode()
        sys.stdout.buffer.write(b"Content-Length: %d\\r\\n\\r\\n%b" % (len(body), body))
        sys.stdout.buffer.flush()


    while True:
        message = read()
        if message["method"] == "initialize":
            items = {"items": [{"section": "python"}, {"section": "other"}]}
            send(id="c", method="workspace/configuration", params=items)
            configured = read()["result"]
            send(id=message["id"], result={})
        elif message["method"] == "textDocument/definition":
            line, column = message["params"]["position"].values()
            start = {"line": line, "character": 0}
            place = {"uri": "file://" + configured[0]["pythonPath"], "range": {"start": start}}
            send(id=message["id"], result=place if column == 8 and configured[1] is None else None)
        elif message["method"] == "textDocument/typeDefinition":
            link = {"targetUri": "file:///a%20b.pyi", "targetSelectionRange": {"start": {"line": 6, "character": 4}}}
            send(id=message["id"], result=[link])
"""


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ACCURACY))
    import oracle

    return oracle


@pytest.fixture
def definitions(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ACCURACY))
    import definitions

    return definitions


def test_whose_a_definition_is_follows_from_where_it_lies(oracle: ModuleType, tmp_path: Path) -> None:
    site = tmp_path / "env" / "lib" / "python3.11" / "site-packages"
    info = site / "shop-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop\nVersion: 1\n")
    (info / "RECORD").write_text("shop/cart.py,,\n")
    root = tmp_path / "src"
    for folder in (root / "shop", site / "shop", site / "redis-stubs", tmp_path / "typeshed" / "stdlib"):
        folder.mkdir(parents=True)
    for folder in (root / "shop", site / "shop"):
        (folder / "cart.py").write_text("async def pay(handler):\n    await handler()\n")
    (tmp_path / "typeshed" / "stdlib" / "asyncio.pyi").write_text("class Task: ...\nclass Lock: ...\n")
    places = oracle.Places(root, tmp_path / "env", "shop")

    def whose(path: str, line: int = 1, column: int = 0) -> tuple[str, str]:
        answer = places.of(str(tmp_path / path), line, column)
        return answer.kind, answer.origin

    assert whose("src/shop/cart.py") == ("own", "")
    assert whose("env/lib/python3.11/site-packages/shop/cart.py") == ("own", "")
    assert whose("src/shop/cart.py", column=len("async def ")) == ("own", "")
    assert whose("src/shop/cart.py", column=len("async def pay(")) == ("unknown", "")  # it may hold anything
    assert whose("env/lib/python3.11/site-packages/redis-stubs/client.pyi") == ("library", "redis")
    assert whose("env/lib/python3.11/asyncio/locks.py") == ("stdlib", "stdlib")
    assert whose("typeshed/stdlib/asyncio.pyi", 2) == ("stdlib", "stdlib")
    assert whose("typeshed/stdlib/asyncio.pyi", 1) == ("unknown", "")  # what the task runs may be anybody's
    assert whose("typeshed/stubs/redis-py/redis/client.pyi") == ("library", "redis")


def test_of_several_definitions_one_that_agrees_is_enough(oracle: ModuleType) -> None:
    own, library, unknown = (oracle.Answer(kind) for kind in ("own", "library", "unknown"))
    assert oracle._one([own, library], library) == library
    assert oracle._one([unknown, own], library) == own
    assert oracle._one([], own) == unknown


def test_a_server_is_asked_by_line_and_byte(
    definitions: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "server.py").write_text(dedent(SERVER))
    (tmp_path / "app.py").write_text("pass\nx = 'ä' ; go()\n", encoding="utf-8")
    python = Path(sys.executable)
    monkeypatch.setitem(definitions.SERVERS, "fake", [python.name, str(tmp_path / "server.py")])
    with (
        definitions.serving("fake", python.parent, tmp_path, Path("/env")) as server,
        server.opened(tmp_path / "app.py"),
    ):
        assert server.definitions([(2, 9), (2, 0)]) == [[("/env/bin/python", 2, 0)], []]  # ä has two bytes
        assert server.type_definitions([(2, 9)]) == [[("/a b.pyi", 7, 4)]]


def test_a_server_that_ends_is_an_error(
    definitions: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = Path(sys.executable)
    monkeypatch.setitem(definitions.SERVERS, "fake", [python.name, "-c", "input()"])
    with pytest.raises(EOFError), definitions.serving("fake", python.parent, tmp_path, Path("/env")):
        pass
