"""What a project's own links and texts must not bring about: files elsewhere that change, keys in messages."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flake8_ownership import regular_files
from flake8_ownership.codemods.call_words import of_request
from flake8_ownership.codemods.dialects import quoted
from flake8_ownership.faces.cli import main
from tests.conftest import CLOSED

Project = Callable[[Mapping[str, str]], Path]
BAD = (
    "import httpx\n\n\nasync def save(client: httpx.AsyncClient, order_id: str):\n"
    "    response = await client.get('/')\n    response.raise_for_status()\n"
)


@pytest.fixture
def linked(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The module outside of a project that a folder of the project links to."""
    outside = project({"outside/mod.py": BAD, "inside/pyproject.toml": CLOSED}) / "outside"
    folder = outside.parent / "inside"
    (folder / "src").symlink_to(outside)
    monkeypatch.chdir(folder)
    return outside / "mod.py"


@pytest.mark.parametrize("command", [["fix", "--unsafe-fixes", "src"], ["check", "--add-noqa=later", "src"]])
def test_nothing_is_written_behind_a_linked_folder(
    linked: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 2
    assert "lies outside, behind a link" in capsys.readouterr().err
    assert linked.read_text(encoding="utf-8") == BAD


@pytest.mark.parametrize("mark", [".git", "pyproject.toml"])
@pytest.mark.parametrize("command", [["fix", "--unsafe-fixes"], ["check", "--add-noqa=later"]])
def test_a_path_in_full_leads_behind_no_link_of_the_project_either(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    mark: str,
) -> None:
    folder = project({"outside/mod.py": BAD, f"inside/{mark}": CLOSED, "elsewhere/x": ""})
    (folder / "outside/pyproject.toml").write_text(CLOSED, encoding="utf-8")
    (folder / "inside/src").symlink_to(folder / "outside")
    (folder / "pyproject.toml").unlink(missing_ok=True)
    monkeypatch.chdir(folder / "elsewhere")
    assert main([*command, "--isolated", str(folder / "inside/src/mod.py")]) == 2
    assert "lies outside, behind a link" in capsys.readouterr().err
    assert (folder / "outside/mod.py").read_text(encoding="utf-8") == BAD


def test_a_link_of_the_users_own_leads_to_a_project(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project({"data/inside/mod.py": BAD, "data/inside/pyproject.toml": CLOSED, "home/x": ""})
    (folder / "pyproject.toml").unlink(missing_ok=True)
    (folder / "home/work").symlink_to(folder / "data/inside")
    monkeypatch.chdir(folder / "data")
    assert main(["fix", "--unsafe-fixes", str(folder / "home/work/mod.py")]) in (0, 1)
    assert (folder / "data/inside/mod.py").read_text(encoding="utf-8") != BAD


# A settings file's name, and what an outside file holds that would be quoted as broken.
QUOTED = {
    "pyproject.toml": "[tool.flake8-ownership]\nhunter2 = hunter2\n",
    "setup.cfg": "[flake8]\nhunter2\n",
    "tox.ini": "[flake8]\nownership-sync = hunter2\n",
    ".flake8": "[flake8]\nownership-hunter2 = 1\n",
    "ownership-baseline.json": '{"version": "hunter2", "findings": []}',
}


@pytest.mark.parametrize(
    ("name", "how", "marked"),
    [
        *((name, how, marked) for name in QUOTED for how in ("a link", "a chain") for marked in (True, False)),
        *((name, "what git keeps", True) for name in QUOTED),
        ("pyproject.toml", "a linked folder", True),
    ],
)
def test_settings_outside_the_project_are_neither_read_nor_quoted(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    how: str,
    marked: bool,
) -> None:
    folder = project({"inside/app.py": BAD, f"outside/{name}": QUOTED[name], "outside/app.py": BAD})
    (folder / "pyproject.toml").unlink(missing_ok=True)
    inside = folder / "inside"
    if marked:
        (inside / ".git").mkdir()
    named = inside / "app.py"
    if how == "a linked folder":
        (inside / "sub").symlink_to(folder / "outside")
        named = inside / "sub/app.py"
    elif how == "what git keeps":
        (folder / "outside" / name).rename(inside / ".git/config")
        (inside / name).symlink_to(".git/config")
    elif how == "a chain":
        (inside / "next").symlink_to(folder / "outside" / name)
        (inside / name).symlink_to("next")
    else:
        (inside / name).symlink_to(folder / "outside" / name)
    if name == "ownership-baseline.json":
        (inside / "pyproject.toml").write_text(CLOSED, encoding="utf-8")
    monkeypatch.chdir(inside)
    opened: list[str] = []
    reading = regular_files.os.open
    monkeypatch.setattr(regular_files.os, "open", lambda path, *rest: opened.append(str(path)) or reading(path, *rest))
    assert main(["check", str(named)]) == 2
    printed = capsys.readouterr()
    assert "hunter2" not in printed.out + printed.err
    assert [line for line in printed.err.splitlines() if "leads out of the project" in line]
    assert not [path for path in opened if path.endswith((name, ".git/config"))]


def test_what_git_does_not_ignore_by_a_link_is_not_ignored(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project({"inside/app.py": BAD, "outside": "app.py\n", "inside/pyproject.toml": CLOSED})
    (folder / "inside/.gitignore").symlink_to(folder / "outside")
    monkeypatch.chdir(folder / "inside")
    assert main(["check", "."]) == 1
    assert "app.py" in capsys.readouterr().out


def test_a_link_that_leads_out_is_not_found(linked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("there.py").symlink_to(linked)
    Path("here.py").write_text(BAD, encoding="utf-8")
    assert main(["check", "--output-format=full", "."]) == 1
    shown = capsys.readouterr().out
    assert "here.py" in shown
    assert "there.py" not in shown


@pytest.mark.parametrize("name", [".git/hooks/pre-commit", ".git/index"])
def test_no_report_is_written_into_a_folder_of_gits(
    name: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project({"app.py": BAD, name: "theirs"})
    monkeypatch.chdir(folder)
    Path("report.txt").symlink_to(name)
    for target in ("report.txt", name):
        assert main(["check", f"--output-file={target}", "."]) == 2
    assert Path(name).read_text(encoding="utf-8") == "theirs"


def test_no_baseline_is_written_into_a_folder_of_gits(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project({"app.py": BAD, ".git/HEAD": "ref: refs/heads/main\n"})
    (folder / "pyproject.toml").write_text(f"{CLOSED}baseline = '.git/index.lock'\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    assert main(["baseline", "write"]) == 2
    assert not Path(".git/index.lock").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/services/T02AB3CDE/B04FG5HIJ/a1B2c3D4e5F6g7H8i9J0k1L2",
        "/api/token/hunter2/x",
        "/keys/sk_live_hunter2",
        "/login/password=hunter2",
        "/api/webhooks/1234567890a/aBcDeFgHiJkLmNoPqRsT",
    ],
)
def test_a_key_in_a_path_is_in_no_message(path: str) -> None:
    assert of_request(f"https://host.example{path}") == "https://host.example"


@pytest.mark.parametrize("path", ["/orders/v2/items", "/oauth/token", "/api/token/refresh", "/users/42"])
def test_a_path_without_a_key_is_told(path: str) -> None:
    assert of_request(path) == path


def test_what_follows_a_semicolon_is_not_told() -> None:
    assert of_request("/login;password=hunter2") == "/login"
    assert of_request("/x&password=hunter2") == "/x"


@pytest.mark.parametrize("text", ["\x1b]0;x\x07", "a\u202eb", "\u2028", "\ufeff", "\udc80", "größe", "it's \\n"])
def test_a_message_holds_nothing_that_cannot_be_seen(text: str) -> None:
    written = quoted(text, "'")
    assert ast.literal_eval(written) == text
    assert written.isprintable()


def test_what_a_suppress_gives_is_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "from contextlib import suppress\n\nimport httpx\n\n\nasync def save(client: httpx.AsyncClient, order_id):\n"
        "    with suppress(Exception) as nothing:\n        await client.delete(f'/{order_id}')\n    print(nothing)\n"
    )
    folder = project({"app.py": text})
    monkeypatch.chdir(folder)
    main(["fix", "--unsafe-fixes", "--select=OWN202", "app.py"])
    assert (folder / "app.py").read_text(encoding="utf-8") == text


def test_a_comment_that_would_change_the_program_is_not_written(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = BAD.replace("'/'", 'f"""{\n    order_id=} b"""')
    folder = project({"app.py": text})
    monkeypatch.chdir(folder)
    main(["check", "--add-noqa=later", "app.py"])
    assert ast.dump(ast.parse((folder / "app.py").read_text(encoding="utf-8"))) == ast.dump(ast.parse(text))


def test_a_row_of_many_digits_is_no_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", f"app.py:{'9' * 5000}"]) == 2
    assert "expected FILE:LINE" in capsys.readouterr().err


def test_an_import_that_another_module_takes_stays(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "from contextlib import suppress\n\nimport httpx\n\n\nasync def save(client: httpx.AsyncClient, order_id):\n"
        "    with suppress(Exception):\n        await client.delete(f'/{order_id}')\n"
    )
    folder = project({"pkg/__init__.py": "", "pkg/a.py": text, "pkg/b.py": "from .a import (\n    suppress,\n)\n"})
    monkeypatch.chdir(folder)
    for name, stays in (("pkg/a.py", True), ("pkg/c.py", False)):
        Path(name).write_text(text, encoding="utf-8")
        main(["fix", "--unsafe-fixes", "--select=OWN202", name])
        fixed = Path(name).read_text(encoding="utf-8")
        assert fixed != text
        assert ("from contextlib import suppress" in fixed) == stays
