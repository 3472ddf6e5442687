"""A comment waives a finding at either of its ends: where a failure is lost, or where it begins."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.cache import Cache
from flake8_ownership.check import Checker
from flake8_ownership.configuration import Settler
from flake8_ownership.faces.cli import main
from flake8_ownership.outstanding import outstanding
from flake8_ownership.source import Source
from tests.conftest import CLOSED

Write = Callable[[Mapping[str, str]], Path]
HEAD = """\
import asyncio
from contextlib import suppress

import httpx


async def send(client: httpx.AsyncClient) -> httpx.Response:
    return await client.get("/orders")  # send


async def drop(client: httpx.AsyncClient) -> httpx.Response:
    return await client.delete("/orders")  # drop


"""
HANDLER = """\
async def publish(client: httpx.AsyncClient) -> None:
    try:
        await send(client)  # first
        await drop(client)  # second
    except Exception:  # end
        pass
"""
SUPPRESS = """\
async def publish(client: httpx.AsyncClient) -> None:
    with suppress(Exception):  # end
        await send(client)  # first
        await drop(client)  # second
"""
DIRECT = """\
async def publish(client: httpx.AsyncClient) -> None:
    try:
        await client.put("/orders")  # first
        await drop(client)  # second
    except Exception:  # end
        pass
"""
TASK = """\
async def both(client: httpx.AsyncClient) -> None:
    await send(client)
    await drop(client)


def publish(client: httpx.AsyncClient) -> None:
    asyncio.create_task(both(client))  # first
"""
OPERATION = """\
async def publish(client: httpx.AsyncClient) -> None:
    await send(client)  # first
    await drop(client)  # second
"""
BOTH = """\
async def both(client: httpx.AsyncClient) -> None:
    await send(client)
    await drop(client)


async def publish(client: httpx.AsyncClient) -> None:
    await both(client)  # first
"""
RETRY = """\
async def publish(client: httpx.AsyncClient) -> None:
    while True:
        try:
            await client.put("/orders")  # first
            await client.put("/items")  # second
            return
        except Exception:  # end
            print()
"""
# What stands at an end, the marks of the lines with a comment, and what is told: by mark, and a word of the message.
CASES = {
    "a handler": (HANDLER, "OWN201", (), ("first", "client.get in send")),
    "a handler, of one site": (HANDLER, "OWN201", ("send",), ("second", "client.delete in drop")),
    "a handler, of the other site": (HANDLER, "OWN201", ("drop",), ("first", "client.get in send")),
    "a handler, of all sites": (HANDLER, "OWN201", ("send", "drop"), None),
    "a handler, where it stands": (HANDLER, "OWN201", ("end",), None),
    "a handler, at a call and at a site": (HANDLER, "OWN201", ("first", "drop"), None),
    "a handler, at the first call": (HANDLER, "OWN201", ("first",), ("second", "client.delete in drop")),
    "a suppress, of one site": (SUPPRESS, "OWN202", ("send",), ("second", "client.delete in drop")),
    "a suppress, of all sites": (SUPPRESS, "OWN202", ("send", "drop"), None),
    "a suppress, where it stands": (SUPPRESS, "OWN202", ("end",), None),
    "a site that leads, and a call behind it": (DIRECT, "OWN201", ("first",), ("second", "client.delete in drop")),
    "a site that leads, and the site behind it": (DIRECT, "OWN201", ("first", "drop"), None),
    "the site behind one that leads": (DIRECT, "OWN201", ("drop",), ("first", "client.put")),
    "a handler, where it stands, over a site that leads": (DIRECT, "OWN201", ("end",), None),
    "a retry, at the first call": (RETRY, "OWN503", ("first",), ("second", "client.put")),
    "a retry, at all calls": (RETRY, "OWN503", ("first", "second"), None),
    "a retry, where its handler stands": (RETRY, "OWN503", ("end",), None),
    "a task, of one site": (TASK, "OWN301", ("send",), ("first", "client.delete")),
    "a task, of all sites": (TASK, "OWN301", ("send", "drop"), None),
    "a task, where it starts": (TASK, "OWN301", ("first",), None),
    "an operation, of one site": (OPERATION, "OWN101", ("send",), ("second", "client.delete in drop")),
    "an operation, of all sites": (OPERATION, "OWN101", ("send", "drop"), None),
    "one call of two sites, of one": (BOTH, "OWN101", ("send",), ("first", "client.delete in drop")),
    "one call of two sites, of both": (BOTH, "OWN101", ("send", "drop"), None),
}


def waived(text: str, code: str, marks: tuple[str, ...]) -> str:
    for mark in marks:
        text = text.replace(f"  # {mark}\n", f"  # noqa: {code} {mark}\n")
    return text


def row_of(text: str, mark: str) -> int:
    return next(row for row, line in enumerate(text.splitlines(), 1) if line.endswith((f"# {mark}", f" {mark}")))


@pytest.mark.parametrize("name", CASES)
def test_a_comment_at_either_end_waives_what_it_is_about(name: str, project: Write, tmp_path: Path) -> None:
    body, code, marks, expected = CASES[name]
    text = waived(HEAD + body, code, marks)
    folder = project({"pyproject.toml": f"{CLOSED}enable = ['OWN202', 'OWN503']\n", "main.py": text})
    path = folder / "main.py"
    cache = Cache(tmp_path / "cache")
    for checker in (Checker(), Checker(cache=cache), Checker(cache=cache)):
        source, settings = Source(str(path), text), Settler().settings(path)
        told = outstanding(checker.check(source, settings), source, settings)
        found = [(one.start.row, one.message) for one in told.findings if one.code == code]
        if expected is None:
            assert found == []
        else:
            mark, words = expected
            assert [row for row, _ in found] == [row_of(text, mark)]
            assert words in found[0][1]


SEVERAL = {
    "a handler": HANDLER,
    "a suppress": SUPPRESS,
    "a site that leads": DIRECT,
    "a task": TASK,
    "an operation": OPERATION,
    "one call of two sites": BOTH,
    "an operation of its own sites": "".join(
        [
            "async def publish(client: httpx.AsyncClient) -> None:\n",
            *('    await client.get("/orders")\n' for _ in range(9)),
        ]
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_what_was_waived_in_one_run_is_not_told_by_the_next(
    name: str, project: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({"pyproject.toml": f"{CLOSED}enable = ['OWN202']\n", "main.py": HEAD + SEVERAL[name]})
    monkeypatch.chdir(folder)
    assert main(["check", "--no-cache"]) == 1
    told = len(capsys.readouterr().out.splitlines())
    assert main(["check", "--no-cache", "--add-noqa=later"]) == 0
    assert capsys.readouterr().err.startswith(f"{told} finding")
    assert main(["check", "--no-cache"]) == 0


FACES = ("a handler, of one site", "a handler, of all sites", "a handler, where it stands", "an operation, of one site")


@pytest.mark.parametrize("name", FACES)
def test_flake8_and_the_command_line_agree(name: str, project: Write) -> None:
    body, code, marks, expected = CASES[name]
    text = waived(HEAD + body, code, marks)
    folder = project({"pyproject.toml": CLOSED, "main.py": text})
    command = [sys.executable, "-m", "flake8", f"--select={code}", "--ownership-no-cache", "main.py"]
    alike = [sys.executable, "-m", "flake8_ownership", "check", "--no-cache", f"--select={code}", "main.py"]
    theirs, ours = (
        subprocess.run(one, cwd=folder, capture_output=True, text=True, check=False).stdout for one in (command, alike)
    )
    assert theirs == ours
    rows = [int(line.split(":")[1]) for line in theirs.splitlines()]
    assert rows == ([row_of(text, expected[0])] if expected is not None else [])


@pytest.mark.parametrize("name", FACES)
def test_without_comments_flake8_tells_what_it_told_before(name: str, project: Write) -> None:
    body, code, marks, _ = CASES[name]
    told = []
    for text in (HEAD + body, waived(HEAD + body, code, marks)):
        folder = project({"pyproject.toml": CLOSED, "main.py": text})
        command = [
            sys.executable,
            "-m",
            "flake8",
            f"--select={code}",
            "--ownership-no-cache",
            "--disable-noqa",
            "main.py",
        ]
        told.append(subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout)
    assert told[0] == told[1] != ""


def test_a_comment_in_another_file_waives_nothing_here(project: Write) -> None:
    sender = HEAD.replace("  # send", "  # noqa: OWN201")
    folder = project(
        {"pyproject.toml": CLOSED, "sender.py": sender, "main.py": f"from sender import *\nimport httpx\n\n\n{HANDLER}"}
    )
    path = folder / "main.py"
    source, settings = Source(str(path), path.read_text(encoding="utf-8")), Settler().settings(path)
    told = outstanding(Checker().check(source, settings), source, settings)
    assert [finding.code for finding in told.findings] == ["OWN201"]


@pytest.mark.parametrize("name", [name for name in CASES if "of one" in name or "behind it" in name])
def test_what_no_comment_waives_is_mended(name: str, project: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    body, code, marks, expected = CASES[name]
    # A comment in a handler would say why it is silent.
    text = re.sub(r"  # \w+\n", "\n", waived(HEAD + body, code, marks))
    # What is logged is to say what was tried, and to tell the case; and a file that logs nothing gets no log of a task.
    text = text.replace("import httpx\n", "import httpx\nimport logging\n\nlogger = logging.getLogger(__name__)\n", 1)
    text = text.replace("publish(client: httpx.AsyncClient)", "publish(client: httpx.AsyncClient, order_id: str)")
    text = re.sub(r"\b(send|drop)\(", r"\1_orders(", text).replace("both(", "publish_orders(")
    text = text.replace(
        "publish_orders(client: httpx.AsyncClient)", "publish_orders(client: httpx.AsyncClient, order_id: str)"
    )
    text = text.replace("publish_orders(client)", "publish_orders(client, order_id)")
    text = text.replace("def publish(", "def publish_letter(")
    folder = project({"pyproject.toml": CLOSED, "main.py": text})
    monkeypatch.chdir(folder)
    assert main(["fix", "--unsafe-fixes", f"--select={code}", "main.py"]) == 0
    mended = (folder / "main.py").read_text(encoding="utf-8")
    assert (mended != text) == (expected is not None)
    for mark in marks:
        assert f"  # noqa: {code} {mark}\n" in mended


def test_a_comment_on_the_first_call_of_a_handler_waives_no_other(project: Write, tmp_path: Path) -> None:
    text = (
        f"{HEAD}\n\nasync def both(client: httpx.AsyncClient) -> None:\n    try:\n"
        "        await client.delete('/a')  # noqa: OWN201\n        await client.delete('/b')  # second\n"
        "    except Exception:\n        pass\n"
    )
    folder = project({"main.py": text})
    command = [sys.executable, "-m", "flake8_ownership", "check", "--no-cache", "--select=OWN201", "main.py"]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    assert [int(line.split(":")[1]) for line in told.splitlines()] == [row_of(text, "second")]
