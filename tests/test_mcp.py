"""The tools for coding agents, as the protocol's own client sees them over standard input and output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from flake8_ownership.__main__ import main
from tests.test_flake8_face import UNOWNED

Project = Callable[[Mapping[str, str]], Path]


@asynccontextmanager
async def agent(folder: Path) -> AsyncIterator[Client]:
    """A client whose server works in a folder."""
    command = ["-m", "flake8_ownership", "mcp"]
    server = StdioServerParameters(command=sys.executable, args=command, cwd=folder, env=dict(os.environ))
    async with Client(stdio_client(server)) as client:
        yield client


async def answer(client: Client, tool: str, **arguments: object) -> Any:
    """What a tool answers, which must be no error."""
    called = await client.call_tool(tool, arguments)
    assert not called.is_error, called.content
    return called.structured_content


async def refusal(client: Client, tool: str, **arguments: object) -> str:
    """Why a tool gives no answer."""
    called = await client.call_tool(tool, arguments)
    assert called.is_error
    return str(called.content[0].text)  # type: ignore[union-attr]


async def test_the_tools_say_that_they_only_read(project: Project) -> None:
    async with agent(project({})) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"check", "why", "fix_as_diff", "report"}
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
        assert all(tool.output_schema and tool.description for tool in tools.values())


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("check", {"paths": ["app.py"]}),
        ("report", {"folder": "app.py"}),
        ("fix_as_diff", {"path": "app.py", "is_unsafe": True}),
        ("why", {"path": "app.py", "row": 1, "line": 2}),
    ],
)
async def test_an_argument_that_a_tool_does_not_have_is_an_error(
    tool: str, arguments: dict[str, Any], project: Project
) -> None:
    async with agent(project({"app.py": UNOWNED})) as client:
        assert list(arguments)[-1] in await refusal(client, tool, **arguments)
        (schema,) = [one.input_schema for one in (await client.list_tools()).tools if one.name == tool]
        assert schema["additionalProperties"] is False


async def test_check_reports_what_the_command_reports(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({"app.py": UNOWNED, "broken.py": "def f(:\n", "clean.py": "x = 1\n"})
    async with agent(folder) as client:
        found = await answer(client, "check")
    assert (found["files"], found["total"], found["more"]) == (3, 1, "")
    (place,) = found["findings"]
    assert [place[name] for name in ("path", "code", "severity", "fix")] == [
        "app.py",
        "OWN101",
        "warning",
        "maybe unsafe",
    ]
    monkeypatch.chdir(folder)
    main(["check", "--no-cache", "."])
    line = f"{place['path']}:{place['row']}:{place['column']}: {place['code']} {place['message']}"
    assert line in capsys.readouterr().out
    assert [error.partition(":")[0] for error in found["errors"]] == ["broken.py"]


async def test_many_findings_are_counted_and_not_listed(project: Project) -> None:
    folder = project({f"module_{number:02}.py": UNOWNED for number in range(53)})
    async with agent(folder) as client:
        found = await answer(client, "check", path=".")
        assert (found["total"], len(found["findings"]), found["more"]) == (53, 50, "and 3 more")
        assert (await answer(client, "check", path="module_01.py"))["total"] == 1


async def test_an_answer_is_of_the_files_as_they_are_now(project: Project) -> None:
    folder = project({"app.py": UNOWNED})
    async with agent(folder) as client:
        assert (await answer(client, "check"))["total"] == 1
        (folder / "pyproject.toml").write_text('[tool.flake8-ownership]\nignore = ["OWN1"]\n')
        assert (await answer(client, "check"))["total"] == 0
        (folder / "app.py").write_text("x = 1\n")
        (folder / "pyproject.toml").write_text("")
        assert (await answer(client, "check"))["total"] == 0


async def test_why_is_what_the_command_prints(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({"app.py": UNOWNED})
    async with agent(folder) as client:
        row = (await answer(client, "check"))["findings"][0]["row"]
        told = (await answer(client, "why", path="app.py", row=row))["result"]
        assert "no call here" in (await answer(client, "why", path="app.py", row=1))["result"]
        assert "greater than or equal to 1" in await refusal(client, "why", path="app.py", row=0)
        assert "no such file" in await refusal(client, "why", path="none.py", row=1)
    monkeypatch.chdir(folder)
    main(["why", f"app.py:{row}"])
    ascii_or_not = str.maketrans({"├": "|", "└": "`", "│": "|", "─": "-"})
    printed = capsys.readouterr().out
    assert [line.split() for line in told.translate(ascii_or_not).splitlines()] == [
        line.split() for line in printed.translate(ascii_or_not).splitlines()
    ]


async def test_a_fix_comes_as_a_diff_that_patch_takes(project: Project) -> None:
    folder = project({"app.py": UNOWNED, "tail.py": UNOWNED.rstrip("\n")})
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    async with agent(folder) as client:
        assert (await answer(client, "fix_as_diff", path="."))["diff"] == ""
        fixed = await answer(client, "fix_as_diff", path=".", unsafe=True)
    assert (fixed["fixed"], fixed["left"], fixed["more"], fixed["errors"]) == (2, 0, "", [])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before, "nothing was written"
    subprocess.run(["patch", "-p0"], cwd=folder, input=fixed["diff"], text=True, check=True, capture_output=True)
    patched = {name: (folder / name).read_bytes() for name in before}
    for name, data in before.items():
        (folder / name).write_bytes(data)
    main(["fix", "--unsafe-fixes", str(folder)])
    assert patched == {name: (folder / name).read_bytes() for name in before}


async def test_a_long_diff_ends_between_two_files(project: Project) -> None:
    functions = "".join(UNOWNED.replace("fetch", f"fetch_{number}") for number in range(100))
    folder = project({f"module_{number}.py": functions for number in range(3)})
    async with agent(folder) as client:
        fixed = await answer(client, "fix_as_diff", path=".", unsafe=True)
    assert fixed["diff"].startswith("--- module_0.py")
    assert fixed["more"] == "and 2 more files: module_1.py, module_2.py"


async def test_report_counts_what_the_command_counts(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"module_{number:02}.py": UNOWNED for number in range(23)}
    folder = project({"CODEOWNERS": "module_00.py @a/team\n", **files})
    (folder / ".git").mkdir()
    async with agent(folder) as client:
        told = await answer(client, "report")
    assert (told["operations"], len(told["worst"]), told["more"], told["errors"]) == (23, 20, "and 3 more", [])
    first = next(one for one in told["worst"] if one["path"] == "module_00.py")
    assert first["owners"] == ["@a/team"]
    assert first["summary"] == "1 of 1 call loses failures"
    monkeypatch.chdir(folder)
    main(["report", "--no-cache", "--json", "."])
    assert json.loads(capsys.readouterr().out)["ownership"] == {
        name: told[name] for name in ("percent", "operations", "owned", "lost", "framework", "unclear")
    }


@pytest.mark.parametrize("tool", ["check", "why", "fix_as_diff", "report"])
async def test_no_path_leads_out_of_the_working_directory(tool: str, project: Project, tmp_path: Path) -> None:
    folder = project({"inside/app.py": UNOWNED, "outside.py": UNOWNED}) / "inside"
    (folder / "link.py").symlink_to(tmp_path / "outside.py")
    (folder / "up").symlink_to(tmp_path)
    more = {"row": 1} if tool == "why" else {}
    async with agent(folder) as client:
        for path in ("..", "../outside.py", str(tmp_path / "outside.py"), "link.py", "up/outside.py"):
            assert (
                await refusal(client, tool, path=path, **more)
                == f"Error executing tool {tool}: {path}: lies outside of the working directory"
            )
        assert "no file has this name" in await refusal(client, tool, path="a\0b", **more)
        assert "File name too long" in await refusal(client, tool, path="x" * 300, **more)
        assert not (await client.call_tool(tool, {"path": str(folder / "app.py"), **more})).is_error


async def test_nothing_of_the_project_runs(project: Project) -> None:
    bomb = "open('ran', 'w').close()\n"
    names = ("sitecustomize.py", "httpx.py", "logging.py", "mcp.py", "flake8_ownership.py", "conftest.py")
    folder = project({"app.py": UNOWNED, **dict.fromkeys(names, bomb)})
    command = Path(sys.executable).parent / "flake8-ownership"
    server = StdioServerParameters(command=str(command), args=["mcp"], cwd=folder, env=dict(os.environ))
    async with Client(stdio_client(server)) as client:
        await answer(client, "check")
        await answer(client, "fix_as_diff", path=".", unsafe=True)
    assert not (folder / "ran").exists()


def test_without_the_extra_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("flake8_ownership.faces.mcp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    assert main(["mcp"]) == 2
    assert capsys.readouterr().err.startswith("the MCP server needs mcp")
