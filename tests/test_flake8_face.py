"""The plugin in flake8 itself: right places, from files and stdin, beside other plugins."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership.faces.flake8 import Plugin

Project = Callable[[Mapping[str, str]], Path]

UNOWNED = "import httpx\n\n\nasync def fetch(client: httpx.AsyncClient):\n    return await client.get('/')\n"
MESSAGE = "OWN101 fetch: client.get can fail without a log or metric"


def flake8(
    folder: Path, *arguments: str, text: str | None = None, isolated: bool = True
) -> subprocess.CompletedProcess[str]:
    """Runs flake8 in a folder, with its own file there only where it is not `isolated`."""
    command = [sys.executable, "-m", "flake8", *(["--isolated"] if isolated else []), *arguments]
    return subprocess.run(
        command, cwd=folder, input=text, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_a_finding_stands_at_the_call(project: Project) -> None:
    done = flake8(project({"app.py": UNOWNED}), "--select=OWN", "app.py")
    assert (done.stdout, done.stderr, done.returncode) == (f"app.py:5:18: {MESSAGE}\n", "", 1)


def test_columns_count_characters(project: Project) -> None:
    line = "    return 'é🎉', await client.get('/')\n"
    folder = project({"app.py": UNOWNED.replace("    return await client.get('/')\n", line)})
    done = flake8(folder, "--select=OWN", "app.py")
    assert done.stdout.startswith(f"app.py:5:{line.index('client') + 1}: OWN101")


def test_stdin_is_judged_under_its_display_name(project: Project) -> None:
    folder = project({"app/clients.py": "import httpx\n\nclient = httpx.AsyncClient()\n"})
    text = "from app.clients import client\n\n\nasync def fetch():\n    return await client.get('/')\n"
    done = flake8(folder, "--select=OWN", "--stdin-display-name=app/new.py", "-", text=text)
    assert done.stdout == f"app/new.py:5:18: {MESSAGE}\n"


def test_stdin_without_a_name_is_judged(project: Project) -> None:
    assert flake8(project({}), "--select=OWN", "-", text=UNOWNED).stdout == f"stdin:5:18: {MESSAGE}\n"


def test_processes_find_the_same(project: Project) -> None:
    folder = project({f"app_{number}.py": UNOWNED for number in range(6)})
    assert flake8(folder, "--select=OWN", "-j2", ".").stdout == flake8(folder, "--select=OWN", "-j1", ".").stdout != ""


@pytest.mark.parametrize(
    ("comment", "found"),
    [("# noqa", 0), ("# noqa: OWN101", 0), ("# noqa: OWN1", 0), ("# NOQA:E501,OWN101", 0), ("# noqa: OWN102", 1)],
)
def test_noqa_waives_what_it_names(project: Project, comment: str, found: int) -> None:
    text = UNOWNED.replace("get('/')", f"get('/')  {comment}")
    assert flake8(project({"app.py": text}), "--select=OWN", "app.py").stdout.count("OWN101") == found


def test_other_plugins_find_what_they_find_without_ours(project: Project) -> None:
    text = UNOWNED + "\n\nasync def wait(x=[]):\n    import time\n    time.sleep(1)\n    return x\n"
    folder = project({"app.py": text})
    together = flake8(folder, "--select=B,ASYNC,E,F,W,OWN", "app.py").stdout.splitlines()
    without = flake8(folder, "--select=B,ASYNC,E,F,W", "app.py").stdout.splitlines()
    assert {line for line in together if "OWN" not in line} == set(without)
    assert any("B006" in line for line in without)
    assert any("OWN101" in line for line in together)


def test_our_options_may_come_from_flake8s_own_file(project: Project) -> None:
    folder = project({"app.py": UNOWNED, "setup.cfg": "[flake8]\nownership-not-io = httpx.*\n"})
    done = flake8(folder, "--select=OWN", "app.py", isolated=False)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_broken_configuration_is_one_finding_and_costs_no_other_plugin_its_own(project: Project) -> None:
    folder = project({"app.py": UNOWNED + "import os\n", "pyproject.toml": "[tool.flake8-ownership]\nnot_io = []\n"})
    done = flake8(folder, "--select=OWN,F", "app.py")
    assert "OWN000" in done.stdout
    assert "pyproject.toml:2: not_io: unknown option; did you mean 'not-io'?" in done.stdout
    assert "F401" in done.stdout


def test_a_broken_configuration_is_reported_once_and_in_no_file_that_hides_it(project: Project) -> None:
    files = {"a.py": f"# flake8: noqa\n{UNOWNED}", "b.py": UNOWNED, "c.py": UNOWNED}
    folder = project({**files, "pyproject.toml": "[tool.flake8-ownership]\nnot_io = []\n"})
    done = flake8(folder, "--select=OWN", "-j1", *files)
    assert [line.partition(" ")[0] for line in done.stdout.splitlines()] == ["b.py:1:1:"]


def test_a_code_that_no_rule_has_is_told_with_its_place(project: Project) -> None:
    folder = project({"app.py": UNOWNED, "setup.cfg": "[flake8]\nownership-select = OWN999\n"})
    command = [sys.executable, "-m", "flake8", "--select=OWN", "app.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout == f"app.py:1:1: OWN000 {folder}/setup.cfg:2: select: no rule starts with OWN999\n"
    given = flake8(folder, "--select=OWN", "--ownership-select=OWN999", "app.py")
    assert given.stdout == "app.py:1:1: OWN000 flake8's options: select: no rule starts with OWN999\n"


def test_a_broken_file_that_flake8_was_told_not_to_read_is_not_told(project: Project) -> None:
    folder = project({"app.py": UNOWNED, "setup.cfg": "[flake8]\nownership-x = 1\n", "other.cfg": "[flake8]\n"})
    for arguments in (["--isolated"], ["--config=other.cfg"], ["--config", "other.cfg"]):
        command = [sys.executable, "-m", "flake8", *arguments, "--select=OWN", "app.py"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.stdout == f"app.py:5:18: {MESSAGE}\n"
    command = [sys.executable, "-m", "flake8", "--config=setup.cfg", "--select=OWN", "app.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "OWN000 setup.cfg:2: ownership-x: unknown option" in done.stdout


# How editors call flake8, and the pattern by which each reads a line of it.
EDITORS = {
    "vscode-flake8": (
        ["--format=%(row)d,%(col)d,%(code).1s,%(code)s:%(text)s", "app.py"],
        r"(?P<row>\d+),-?(?P<column>\d+),\w+,(?P<code>\w+\d+):(?P<message>[^\r\n]*)",
    ),
    "python-lsp-server": (
        ["--stdin-display-name", "app.py", "-"],
        r"\S+?:(?P<row>\d+):(?P<column>\d+): (?P<code>\w+) (?P<message>.*)",
    ),
    "nvim-lint": (
        [
            "--format=%(path)s:%(row)d:%(col)d:%(code)s:%(text)s",
            "--no-show-source",
            "--stdin-display-name",
            "/nowhere/app.py",
            "-",
        ],
        r"[^:]+:(?P<row>\d+):(?P<column>\d+):(?P<code>\w+):(?P<message>.*)",
    ),
}


@pytest.mark.parametrize("editor", EDITORS)
def test_editors_read_every_line(project: Project, editor: str) -> None:
    arguments, pattern = EDITORS[editor]
    text = UNOWNED.replace("return await client", "return 'é🎉', await client")
    folder = project({"app.py": text})
    done = flake8(folder, "--select=OWN", *arguments, text=None if arguments[-1] == "app.py" else text)
    (line,) = done.stdout.splitlines()
    found = re.fullmatch(pattern, line)
    assert found is not None
    code, _, message = MESSAGE.partition(" ")
    assert found.groupdict() == {"row": "5", "column": "24", "code": code, "message": message}


def test_a_crash_in_a_rule_becomes_one_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from flake8_ownership.rules.unowned_operation import UnownedOperation

    def crash(self: UnownedOperation, fact: object, settings: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr(UnownedOperation, "check", crash)
    plugin = Plugin(ast.parse(UNOWNED), str(tmp_path / "app.py"), UNOWNED.splitlines(keepends=True))
    found = list(plugin.run())
    assert [(row, column) for row, column, _, _ in found] == [(1, 0)]
    assert found[0][2].startswith("OWN000 ")
    assert "KeyError" in found[0][2]


def test_a_crash_anywhere_becomes_one_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def crash(*arguments: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr("flake8_ownership.faces.flake8.outstanding", crash)
    plugin = Plugin(ast.parse(UNOWNED), str(tmp_path / "app.py"), UNOWNED.splitlines(keepends=True))
    ((row, column, message, _),) = plugin.run()
    assert (row, column, message.partition(" (")[0]) == (1, 0, "OWN000 this file could not be judged")


def test_parsing_options_again_forgets_what_was_given_before(tmp_path: Path) -> None:
    from argparse import Namespace

    def codes() -> list[str]:
        plugin = Plugin(ast.parse(UNOWNED), str(tmp_path / "app.py"), UNOWNED.splitlines(keepends=True))
        return [message.split()[0] for _, _, message, _ in plugin.run()]

    Plugin.parse_options(Namespace(ownership_ignore="OWN101"))
    assert codes() == []
    Plugin.parse_options(Namespace(ownership_ignore=None))
    assert codes() == ["OWN101"]


CHOSEN = (
    "import httpx\n\n\nasync def fetch(client: httpx.AsyncClient):\n    try:\n        await client.post('/')\n"
    "    except TimeoutError:\n        pass\n    except Exception:\n        raise\n"
)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["--select=OWN"], {"OWN101", "OWN501"}),
        (["--select=OWN1"], {"OWN101"}),
        (["--select=OWN204"], {"OWN204"}),
        (["--select=OWN5,OWN204"], {"OWN204", "OWN501"}),
        (["--select=OWN,OWN204"], {"OWN101", "OWN204", "OWN501"}),
        (["--select=OWN2"], set()),
        (["--extend-select=OWN204"], {"OWN101", "OWN204", "OWN501"}),
        (["--extend-select=OWN"], {"OWN101", "OWN501"}),
        (["--select=OWN5", "--extend-select=OWN1"], {"OWN101", "OWN501"}),
    ],
)
def test_select_means_the_same_in_flake8_and_in_the_command(
    project: Project, words: list[str], codes: set[str]
) -> None:
    """As arguments of either, and in flake8's own file, which both read."""
    names = [word.partition("=")[::2] for word in words]
    file = "[flake8]\n" + "".join(f"{name.removeprefix('--')} = {value}\n" for name, value in names)
    given = project({"app.py": CHOSEN})
    found = [flake8(given, *words, "app.py").stdout]
    ours = [sys.executable, "-m", "flake8_ownership", "check", "--no-cache", "app.py"]
    found.append(subprocess.run([*ours, *words], cwd=given, capture_output=True, text=True, check=False).stdout)
    kept = project({"app.py": CHOSEN, "setup.cfg": file})
    found.append(subprocess.run(ours, cwd=kept, capture_output=True, text=True, check=False).stdout)
    theirs = [sys.executable, "-m", "flake8", "app.py"]
    found.append(subprocess.run(theirs, cwd=kept, capture_output=True, text=True, check=False).stdout)
    assert [set(re.findall(r"OWN\d+", text)) for text in found] == [codes] * 4


def test_a_bare_own_in_flake8s_file_chooses_nothing(project: Project) -> None:
    settings = "[tool.flake8-ownership]\nselect = ['OWN5']\n"
    folder = project({"app.py": CHOSEN, "setup.cfg": "[flake8]\nselect = E,F,OWN\n", "pyproject.toml": settings})
    for command in (["flake8"], ["flake8_ownership", "check"]):
        done = subprocess.run(
            [sys.executable, "-m", *command, "app.py"], cwd=folder, capture_output=True, text=True, check=False
        )
        assert set(re.findall(r"OWN\d+", done.stdout)) == {"OWN501"}


@pytest.mark.parametrize(("granularity", "rows"), [("operation", [5]), ("call", [5, 6])])
def test_every_face_tells_of_operations_or_of_calls(project: Project, granularity: str, rows: list[int]) -> None:
    text = UNOWNED.replace("    return", "    await client.head('/')\n    return")
    folder = project({"app.py": text})
    theirs = flake8(folder, "--select=OWN101", f"--ownership-granularity={granularity}", "app.py").stdout
    command = [sys.executable, "-m", "flake8_ownership", "check", "--no-cache", "--select=OWN101", "--config"]
    option = f'granularity = "{granularity}"'
    ours = subprocess.run([*command, option, "app.py"], cwd=folder, capture_output=True, text=True, check=False).stdout
    assert theirs.replace("./app.py", "app.py") == ours
    assert [int(line.split(":")[1]) for line in ours.splitlines()] == rows
