"""The command line as people meet it: on a terminal, in a pipe, in CI, in the shell."""

from __future__ import annotations

import argparse
import json
import os
import pty
import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import shtab

from flake8_ownership import rules
from flake8_ownership.faces import cli
from flake8_ownership.faces.cli import arguments, checking, main, parsing
from tests.test_flake8_face import MESSAGE, UNOWNED

Project = Callable[[Mapping[str, str]], Path]
Run = Callable[..., tuple[int, str]]
COMMANDS = ("", "check", "fix", "sites", "init", "why", "rule", "rules", "baseline", "config", "completion")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(words)
        return code, capsys.readouterr().out

    return run


def on_a_terminal(folder: Path, *words: str, **environment: str) -> str:
    """What the command prints on a terminal of its own."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "flake8_ownership", *words]
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH")}
    terminal = {**kept, "TERM": "xterm-256color", "COLUMNS": "100", **environment}
    with subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=terminal) as process:
        os.close(theirs)
        printed = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not data:
                break
            printed += data
        process.wait()
    os.close(ours)
    return printed.decode()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_a_screen(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 48
    assert max(map(len, lines)) <= 80


def test_help_shows_examples_that_parse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    examples = re.findall(r"^  flake8-ownership (.*?)  ", capsys.readouterr().out, re.MULTILINE)
    assert len(examples) == 6
    for example in examples:
        assert callable(arguments.parser().parse_args(example.split()).run)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("chek .", "no command 'chek'; did you mean 'check'?"),
        ("baseline writ", "no command 'writ'; did you mean 'write'?"),
        ("app", "expected a command before 'app': flake8-ownership check app"),
        ("app/x.py", "expected a command before 'app/x.py': flake8-ownership check app/x.py"),
        (".", "expected a command before '.': flake8-ownership check ."),
        ("frobnicate", "no command 'frobnicate'; there are check, fix, "),
    ],
)
def test_a_word_that_is_no_command_is_answered_with_one(
    here: Project, capsys: pytest.CaptureFixture[str], words: str, said: str
) -> None:
    here({"app/x.py": ""})
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code == 2
    assert f"error: {said}" in capsys.readouterr().err


def test_a_terminal_shows_the_call_and_the_reason_in_colour(here: Project) -> None:
    folder = here({"app.py": UNOWNED})
    printed = on_a_terminal(folder, "check")
    assert "\x1b[" in printed
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", printed).replace("\r\n", "\n")
    assert f"app.py:5:18: warning {MESSAGE}\n" in plain
    assert "5 |     return await client.get('/')\n  |                  ^^^^^^^^^^^^^^^\n" in plain
    assert "because: nothing in the project calls fetch()" in plain


def test_no_color_holds_on_a_terminal(here: Project) -> None:
    printed = on_a_terminal(here({"app.py": UNOWNED}), "check", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", printed)


def test_a_pipe_gets_plain_lines(here: Project, run: Run) -> None:
    here({"app.py": UNOWNED})
    assert run("check") == (1, f"app.py:5:18: {MESSAGE}\n")


def test_full_may_be_asked_for_in_a_pipe(here: Project, run: Run) -> None:
    here({"app.py": UNOWNED})
    _, printed = run("check", "--output-format=full")
    assert "^^^^^^" in printed
    assert "\x1b" not in printed


def test_the_order_is_that_of_names_and_places(here: Project, run: Run) -> None:
    here({"b.py": UNOWNED, "a.py": UNOWNED, "a/z.py": UNOWNED, "a/b/c.py": UNOWNED})
    names = [line.split(":")[0] for line in run("check")[1].splitlines()]
    assert names == ["a.py", "b.py", "a/z.py", "a/b/c.py"]
    assert [line.split(":")[0] for line in run("check", "b.py", ".")[1].splitlines()] == [
        "b.py",
        "a.py",
        "a/z.py",
        "a/b/c.py",
    ]


def test_output_goes_to_a_file(here: Project, run: Run) -> None:
    folder = here({"app.py": UNOWNED})
    assert run("check", "--output-file=out.txt") == (1, "")
    assert (folder / "out.txt").read_text(encoding="utf-8") == f"app.py:5:18: {MESSAGE}\n"


def test_a_file_that_cannot_be_written_is_an_error(here: Project, capsys: pytest.CaptureFixture[str]) -> None:
    here({"app.py": UNOWNED})
    assert main(["check", "--output-file=no/out.txt"]) == 2
    assert capsys.readouterr().err == "no/out.txt: cannot be written: No such file or directory\n"


@pytest.mark.parametrize("words", [["app.py"], ["."], ["app.txt"], ["other"]])
def test_a_report_is_not_written_over_a_source_file(
    here: Project, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    folder = here({"app.py": UNOWNED, "app.txt": UNOWNED, "other/b.py": UNOWNED})
    target = words[0] if words[0].startswith("app") else "app.py"
    assert main(["check", *words, f"--output-file={target}"]) == 2
    assert capsys.readouterr().err == f"{target}: --output-file: is a source file, and is not written over\n"
    assert (folder / target).read_text(encoding="utf-8") == UNOWNED


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("hard.txt", "a source file"),
        ("other/hard.txt", "a source file"),
        ("tool", "a source file"),
        ("script", "a source file"),
        ("pyproject.toml", "a file of settings"),
        ("setup.cfg", "a file of settings"),
        (".gitignore", "a file of settings"),
        ("ruff.toml", "a file of settings"),
        ("requirements-dev.txt", "a file of settings"),
        ("known.json", "a baseline"),
    ],
)
def test_a_report_is_not_written_over_what_the_project_needs(
    here: Project, capsys: pytest.CaptureFixture[str], name: str, what: str
) -> None:
    settings = "[tool.flake8-ownership]\nbaseline = 'known.json'\n"
    known = '{"version": 1, "findings": []}\n'
    script = "#!/usr/bin/env python3\nprint()\n"
    folder = here(
        {"app.py": UNOWNED, "pyproject.toml": settings, "setup.cfg": "", "known.json": known, "other/b.py": UNOWNED}
        | {"tool": UNOWNED, "script": script, ".gitignore": "", "ruff.toml": "", "requirements-dev.txt": ""}
    )
    (folder / "hard.txt").hardlink_to(folder / "app.py")
    (folder / "other/hard.txt").hardlink_to(folder / "other/b.py")
    before = (folder / name).read_bytes()
    assert main(["check", f"--output-file={name}"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"{name}: --output-file: is {what}, and is not written over"
    assert (folder / name).read_bytes() == before
    assert (folder / "app.py").read_text(encoding="utf-8") == UNOWNED
    assert not list(folder.rglob("*.tmp"))


@pytest.mark.parametrize("words", [["."], ["sub"], ["app.py"]])
@pytest.mark.parametrize("name", ["report.sarif", "made.json", "chain.txt", "away/made.json", "away/../made.json"])
def test_a_report_leaves_the_project_by_no_link_of_its_own(
    here: Project, capsys: pytest.CaptureFixture[str], words: list[str], name: str
) -> None:
    folder = here({"p/app.py": UNOWNED, "p/sub/b.py": UNOWNED, "home/sub/.profile": "mine\n", "p/.git/x": ""})
    os.chdir(folder / "p")
    (folder / "p/report.sarif").symlink_to("../home/sub/.profile")
    (folder / "p/made.json").symlink_to("../home/made.json")
    (folder / "p/chain.txt").symlink_to("report.sarif")
    (folder / "p/away").symlink_to("../home/sub")
    assert main(["check", *words, f"--output-file={name}"]) == 2
    link = name.partition("/")[0]
    assert capsys.readouterr().err == f"{name}: --output-file: leads out of the project by the link {link}\n"
    assert (folder / "home/sub/.profile").read_text(encoding="utf-8") == "mine\n"
    assert not list(folder.rglob("home/**/made.json"))


@pytest.mark.parametrize("mark", [".git/x", "pyproject.toml", "x"])
@pytest.mark.parametrize("to", [".env", "Dockerfile", "app.py", "new.txt", "other.txt"])
def test_a_report_replaces_nothing_by_a_link_of_the_project(
    here: Project, capsys: pytest.CaptureFixture[str], to: str, mark: str
) -> None:
    """The user names the file that is written; a project's link would name another."""
    folder = here({"app.py": UNOWNED, ".env": "mine", "Dockerfile": "FROM x", mark: ""})
    (folder / "other.txt").symlink_to("Dockerfile")
    (folder / "report.txt").symlink_to(to)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for words in (["."], [str(folder)]):
        assert main(["check", *words, f"--output-file={folder / 'report.txt'}"]) == 2
        assert "--output-file: is a link of the project, which is not followed\n" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_report_takes_the_place_of_a_file_that_the_user_names(here: Project, run: Run) -> None:
    folder = here({"app.py": UNOWNED, "Dockerfile": "FROM x"})
    assert run("check", "--output-file=Dockerfile") == (1, "")
    assert (folder / "Dockerfile").read_text(encoding="utf-8").startswith("app.py:5:18: ")


def test_a_report_goes_through_other_links_and_out_of_the_project_by_name(here: Project, run: Run) -> None:
    folder = here({"p/app.py": UNOWNED, "p/out/x": "", "elsewhere/x": "", "p/.git/x": ""})
    os.chdir(folder / "p")
    (folder / "p/inside").symlink_to("out")
    (folder / "mine").symlink_to("elsewhere")
    (folder / "latest.txt").symlink_to("elsewhere/report.txt")
    (folder / "pyproject.toml").unlink(missing_ok=True)
    names = ("inside/a.txt", "../elsewhere/a.txt", "../mine/b.txt", f"{folder}/mine/c.txt", "../latest.txt")
    for name in names:
        assert run("check", f"--output-file={name}") == (1, "")
        assert Path(name).read_text(encoding="utf-8").startswith("app.py:5:18: ")
    assert (folder / "latest.txt").is_symlink()


def test_a_report_takes_the_place_of_an_older_one_when_it_is_complete(
    here: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = here({"app.py": UNOWNED, "other.txt": "older"})
    report = folder / "report.txt"
    report.hardlink_to(folder / "other.txt")
    report.chmod(0o640)
    assert run("check", "--output-file=report.txt") == (1, "")
    assert report.read_text(encoding="utf-8") == f"app.py:5:18: {MESSAGE}\n"
    assert stat.S_IMODE(report.stat().st_mode) == 0o640
    assert (folder / "other.txt").read_text(encoding="utf-8") == "older"

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "_entries", interrupted)
    assert main(["check", "--output-file=report.txt", "."]) == 130
    assert report.read_text(encoding="utf-8") == f"app.py:5:18: {MESSAGE}\n"


def test_exit_zero_is_for_findings_not_for_errors(here: Project, run: Run) -> None:
    here({"app.py": UNOWNED})
    assert run("check", "--exit-zero")[0] == 0
    assert run("check", "--exit-zero", "nowhere.py")[0] == 2


def test_statistics_stand_in_the_place_of_findings(here: Project, run: Run) -> None:
    here({"app.py": UNOWNED})
    code, printed = run("check", "--statistics")
    assert (code, printed) == (
        1,
        (
            "by rule\n  1  OWN101 unowned-operation  1 by fix --unsafe-fixes\n\nby file\n  1  app.py  1 warning\n\n"
            "by folder\n  1  .\n\nby library\n  1  httpx\n"
        ),
    )


class TestFixOfStdin:
    """Editors format through a pipe: the mended text comes out, everything else goes to stderr."""

    def run(self, text: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "flake8_ownership", "fix", "--unsafe-fixes", *words, "-"]
        return subprocess.run(command, input=text, capture_output=True, check=False)

    def test_the_mended_text_is_printed_in_its_own_bytes(self, here: Project) -> None:
        here({})
        text = b"# coding: latin-1\r\n" + UNOWNED.replace("'/'", "'/\xe9'").replace("\n", "\r\n").encode("latin-1")
        done = self.run(text, "--stdin-filename=app.py")
        assert done.returncode == 0
        assert b"'/\xe9'" in done.stdout
        assert done.stdout.count(b"\n") == done.stdout.count(b"\r\n")
        assert b"logger.exception(" in done.stdout
        assert self.run(done.stdout).stdout == done.stdout

    def test_what_cannot_be_read_prints_nothing(self, here: Project) -> None:
        here({})
        done = self.run(b"def f(:\n", "--stdin-filename=app.py")
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(b"app.py:1: cannot be parsed")

    def test_a_diff_of_it(self, here: Project) -> None:
        here({})
        done = self.run(UNOWNED.encode(), "--diff", "--stdin-filename=app.py")
        assert (done.returncode, done.stdout[:14]) == (1, b"--- app.py\n+++")


class TestAddNoqa:
    """Comments for what there is."""

    def test_every_finding_gets_its_comment(self, here: Project, run: Run) -> None:
        folder = here({"app.py": UNOWNED.replace("\n", "\r\n")})
        assert run("check", "--add-noqa")[0] == 0
        text = (folder / "app.py").read_bytes().decode()
        assert text == UNOWNED.replace("get('/')", "get('/')  # noqa: OWN101").replace("\n", "\r\n")
        assert run("check") == (0, "")

    def test_a_reason_is_written_beside_it(self, here: Project, run: Run) -> None:
        folder = here({"app.py": UNOWNED})
        assert run("check", "--add-noqa=the gateway logs it", "app.py")[0] == 0
        assert "# noqa: OWN101 the gateway logs it\n" in (folder / "app.py").read_text(encoding="utf-8")
        assert run("check") == (0, "")

    def test_a_code_joins_a_comment_that_is_there(self, here: Project, run: Run) -> None:
        folder = here({"app.py": UNOWNED.replace("get('/')", "get('/')  # noqa: E501 long")})
        assert run("check", "--add-noqa")[0] == 0
        assert "# noqa: E501, OWN101 long\n" in (folder / "app.py").read_text(encoding="utf-8")

    def test_two_findings_share_a_line(self, here: Project, run: Run) -> None:
        folder = here({"app.py": UNOWNED.replace("    return await client.get", "    await client.post")})
        assert run("check")[1].count("app.py:5:") == 2
        assert run("check", "--add-noqa")[0] == 0
        assert (folder / "app.py").read_text(encoding="utf-8").count("# noqa: ") == 1
        assert run("check") == (0, "")

    def test_what_the_baseline_knows_gets_none(self, here: Project, run: Run) -> None:
        folder = here({"app.py": UNOWNED})
        run("baseline", "write")
        assert run("check", "--add-noqa")[0] == 0
        assert (folder / "app.py").read_text(encoding="utf-8") == UNOWNED


class TestWatch:
    """Checks again when something changes; `wait` stands for the time between two looks."""

    def watch(self, *steps: Callable[[], object]) -> int:
        left = iter(steps)

        def wait(seconds: float) -> None:
            step = next(left, None)
            if step is None:
                raise KeyboardInterrupt
            step()

        return checking.watch(arguments.parser().parse_args(["check", "--watch"]), wait)

    def test_a_change_a_new_file_and_a_setting_are_noticed(
        self, here: Project, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = here({"app.py": UNOWNED})
        code = self.watch(
            lambda: None,
            lambda: (folder / "b.py").write_text(UNOWNED, encoding="utf-8"),
            lambda: (folder / "app.py").write_text("x = 1\n", encoding="utf-8"),
            lambda: (folder / "pyproject.toml").write_text("[tool.flake8-ownership]\nignore = ['OWN1']\n"),
        )
        assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == [
            "app.py",
            *("app.py", "b.py"),
            "b.py",
        ]
        assert code == 0

    def test_a_broken_setting_ends_nothing(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        folder = here({"app.py": UNOWNED})
        code = self.watch(
            lambda: (folder / "pyproject.toml").write_text("["),
            lambda: (folder / "pyproject.toml").write_text(""),
        )
        printed = capsys.readouterr()
        assert re.search(r"pyproject.toml(:1)?: not valid TOML", printed.err)
        assert printed.out.count("OWN101") == 2
        assert code == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_the_command(run: Run, shell: str) -> None:
    code, script = run("completion", shell)
    assert code == 0
    for word in ("baseline", "diff-base", "rdjson"):
        assert word in script


def test_every_shell_of_the_library_is_offered() -> None:
    assert set(parsing.SHELLS) == set(shtab.SUPPORTED_SHELLS)


def test_bash_reads_its_completion(run: Run, tmp_path: Path) -> None:
    (tmp_path / "complete.bash").write_text(run("completion", "bash")[1], encoding="utf-8")
    asked = (
        f"source {tmp_path / 'complete.bash'}; COMP_WORDS=(flake8-ownership ba); COMP_CWORD=1;"
        " $(complete -p flake8-ownership | sed 's/.*-F \\([^ ]*\\).*/\\1/'); echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "baseline\n"


@pytest.mark.parametrize("name", ["select", "extend-select", "ignore", "enable"])
def test_a_code_that_no_rule_has_is_an_error(here: Project, capsys: pytest.CaptureFixture[str], name: str) -> None:
    folder = here(
        {
            "a.py": UNOWNED,
            "b/app.py": UNOWNED,
            "b/pyproject.toml": f"[tool.flake8-ownership]\nio = []\n{name} = ['OWN1', 'OWN999']\n",
        }
    )
    for command in ("check", "fix"):
        assert main([command, "a.py", "b"]) == 2
        printed = capsys.readouterr()
        assert f"{folder}/b/pyproject.toml:3: {name}: no rule starts with OWN999" in printed.err.splitlines()
        assert printed.out.startswith("a.py:5:18: OWN101")
    assert main(["check", "a.py", f"--{name}=OWN9"]) == 2
    assert f"the command line: {name}: no rule starts with OWN9" in capsys.readouterr().err.splitlines()


def test_codes_without_a_rule_may_be_named(here: Project) -> None:
    here({"app.py": "x = 1\n"})
    assert main(["check", "--ignore=OWN000,OWN001,OWN0"]) == 0


class TestRule:
    """Rules explain themselves."""

    def test_all_rules_at_once(self, run: Run) -> None:
        code, printed = run("rule", "--all")
        assert code == 0
        assert re.findall(r"^# (OWN\d+)", printed, re.MULTILINE) == [rule.code for rule in rules.all_rules()]

    def test_as_json(self, run: Run) -> None:
        (found,) = json.loads(run("rule", "OWN101", "--output-format=json")[1])
        assert found["fix"]["applicability"] == "unsafe"
        assert found["explanation"] == run("rule", "unowned-operation")[1]

    def test_a_prefix_is_answered_with_a_list(self, run: Run) -> None:
        code, printed = run("rule", "own2")
        assert code == 0
        assert [line[:6] for line in printed.splitlines()] == [
            rule.code for rule in rules.all_rules() if rule.code.startswith("OWN2")
        ]
        assert run("rules", "OWN2") == (0, printed)

    def test_the_list_has_a_line_a_rule(self, run: Run) -> None:
        code, printed = run("rules")
        assert code == 0
        assert [line.split()[:2] for line in printed.splitlines()] == [
            [rule.code, rule.name] for rule in rules.all_rules()
        ]
        assert run("rule") == (0, printed)
        found = run("rules", "OWN402", "silenced-io")[1].splitlines()
        assert [line.partition("  A handler")[0].partition("  The only")[0] for line in found] == [
            "OWN201  silenced-io        error    on   safe  ",
            "OWN402  whispered-failure  info     off  unsafe",
        ]

    def test_a_terminal_gets_it_laid_out(self, tmp_path: Path) -> None:
        printed = on_a_terminal(tmp_path, "rule", "OWN101")
        assert "\x1b[" in printed
        assert "## Why" not in printed


REPORTED = (
    "import logging\n\nfrom redis.asyncio import Redis\n\nlog = logging.getLogger(__name__)\n\n\n"
    "async def cached(redis: Redis):\n    try:\n        return await redis.get('a')\n    except Exception:\n"
    "        log.error('failed')\n        return None\n"
)


def test_a_finding_shows_the_line_that_its_message_names(here: Project, run: Run) -> None:
    here({"app.py": REPORTED})
    code, printed = run("check", "--output-format=full")
    assert code == 1
    assert "OWN401 the report on line 12 says that redis.get failed" in printed
    assert "10 |         return await redis.get('a')\n   |                      ^^^^^^^^^^^^^^\n" in printed
    assert "12 |         log.error('failed')\n   |         -------------------\n" in printed


def test_a_comment_on_the_line_that_a_message_names_counts(here: Project, run: Run) -> None:
    here({"app.py": REPORTED.replace("log.error('failed')", "log.error('failed')  # noqa: OWN401")})
    assert run("check") == (0, "")


class TestWhy:
    """Why a line has a finding, or none."""

    def test_the_line_of_a_report_leads_to_its_finding(self, here: Project, run: Run) -> None:
        here({"app.py": REPORTED})
        assert "OWN401 no-traceback at app.py:10:22" in run("why", "app.py:12")[1]

    def test_a_file_by_itself_stands_for_its_findings(
        self, here: Project, run: Run, capsys: pytest.CaptureFixture[str]
    ) -> None:
        here({"app.py": REPORTED + UNOWNED, "clean.py": "x = 1\n"})
        code, printed = run("why", "app.py")
        assert code == 0
        assert re.findall(r"^app\.py:(\d+):", printed, re.MULTILINE) == ["10", "18"]
        assert main(["why", "clean.py"]) == 0
        assert capsys.readouterr() == ("", "clean.py: no findings; clean.py:LINE explains a line\n")

    def test_a_line_that_the_file_does_not_have(self, here: Project, capsys: pytest.CaptureFixture[str]) -> None:
        here({"app.py": REPORTED})
        assert main(["why", "app.py:99"]) == 2
        assert capsys.readouterr().err == "app.py:99: the file has 13 lines\n"

    def test_a_finding_names_its_rule_and_the_way_out(self, here: Project, run: Run) -> None:
        here({"app.py": UNOWNED})
        code, printed = run("why", "app.py:5:18")
        assert code == 0
        assert printed.endswith(
            "  unowned: nothing in the function catches it\n"
            "  where its failure goes:\n"
            "  └─ open at app.py:4: nothing in the project calls fetch() [OWN101]\n"
            "  OWN101 unowned-operation (flake8-ownership rule OWN101)\n"
            '  if this is not I/O: not-io = ["httpx.AsyncClient.get"]\n'
        )
        assert run("check", "--config", 'not-io = ["httpx.AsyncClient.get"]') == (0, "")

    def test_what_is_not_told_says_why(self, here: Project, run: Run) -> None:
        folder = here({"app.py": UNOWNED})
        run("baseline", "write")
        assert "OWN101 unowned-operation, known to the baseline" in run("why", "app.py:5")[1]
        (folder / "app.py").write_text(UNOWNED.replace("'/')", "'/')  # noqa"), encoding="utf-8")
        assert "OWN101 unowned-operation, waived by a comment" in run("why", "app.py:5")[1]

    def test_any_line_of_a_call_will_do(self, here: Project, run: Run) -> None:
        here({"app.py": UNOWNED.replace("get('/')", "get(\n        '/',\n        timeout=3,\n    )")})
        assert run("why", "app.py:7") == run("why", "app.py:5")
        assert run("why", "app.py:3") == (0, "app.py:3: no call here\n")

    @pytest.mark.parametrize("place", [":5", "app.py:x"])
    def test_a_place_is_a_file_and_a_line(self, here: Project, run: Run, place: str) -> None:
        here({"app.py": UNOWNED})
        assert run("why", place) == (2, "")


def test_a_reader_that_goes_away_is_no_crash(here: Project) -> None:
    folder = here({f"app_{number}.py": UNOWNED * 40 for number in range(10)})
    command = f"{sys.executable} -m flake8_ownership check . | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_that_python_loses_in_a_destructor_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Late:
        def __del__(self) -> None:
            raise KeyboardInterrupt

    def run(_: argparse.Namespace) -> int:
        Late()
        time.sleep(60)
        return 0

    monkeypatch.setattr(cli, "parse", lambda _: argparse.Namespace(run=run))
    assert cli.main([]) == 130
