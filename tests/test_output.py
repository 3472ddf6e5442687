"""Where output goes: the same bytes for machines everywhere, colour and progress for people alone."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from flake8_ownership.faces.cli import main, output
from flake8_ownership.faces.cli.output import FOR_PEOPLE, FORMATS, WHOLE
from flake8_ownership.source import RUNNING
from tests.test_flake8_face import MESSAGE, UNOWNED

Project = Callable[[Mapping[str, str]], Path]
SILENT = UNOWNED.replace(
    "    return await client.get('/')", "    try:\n        await client.get('/')\n    except Exception:\n        pass"
)
WIDE = UNOWNED.replace("client", "größe")
# What ends a line for `str.splitlines`, and for neither Python nor `patch`.
ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
COMMAND = (sys.executable, "-m", "flake8_ownership")
PLAIN = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ["PYTHONPATH"], "FLAKE8_OWNERSHIP_CACHE": "off"}
LOUD = {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "COLORTERM": "truecolor", "CI": "true", "TTY_COMPATIBLE": "1"}
MEAN = {"NO_COLOR": "1", "CLICOLOR": "0", "TERM": "dumb", "PYTHONIOENCODING": "ascii"}
OLD = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


def run(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What the command does in a pipe."""
    return subprocess.run([*COMMAND, *words], cwd=folder, env=PLAIN | environment, capture_output=True, check=False)


def on_a_terminal(folder: Path, *words: str, piped: bool = False, **environment: str) -> tuple[bytes, bytes]:
    """What goes elsewhere where stdout is `piped`, and what a terminal shows."""
    ours, theirs = pty.openpty()
    terminal = {**PLAIN, "TERM": "xterm-256color", "COLUMNS": "100", **environment}
    with tempfile.TemporaryFile() as file:
        out = file if piped else theirs
        command = [*COMMAND, *words]
        with subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=out, stderr=theirs, env=terminal):
            os.close(theirs)
            shown = b"".join(iter(lambda: _read(ours), b""))
        os.close(ours)
        file.seek(0)
        return file.read(), shown.replace(b"\r\n", b"\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


class TestMachines:
    """JSON and the rest are the same bytes whatever the terminal, the locale and the environment."""

    @pytest.mark.parametrize("name", WHOLE)
    def test_the_bytes_are_the_same_everywhere(self, project: Project, name: str) -> None:
        folder = project({"app.py": WIDE})
        words = ("check", f"--output-format={name}")
        plain = run(folder, *words).stdout
        assert "größe".encode() in plain
        for environment in (LOUD, MEAN, OLD):
            done = run(folder, *words, **environment)
            assert (done.stdout, done.stderr, done.returncode) == (plain, b"", 1)
        written = run(folder, *words, "--output-file=out", **LOUD)
        assert (written.stdout, (folder / "out").read_bytes()) == (b"", plain)
        caught, shown = on_a_terminal(folder, *words, piped=True, **LOUD)
        assert (caught, left_on(shown)) == (plain, [])

    def test_a_terminal_as_stdout_gets_the_same(self, project: Project) -> None:
        folder = project({"app.py": WIDE})
        words = ("check", "--output-format=json")
        _, shown = on_a_terminal(folder, *words, **LOUD)
        assert left_on(shown) == run(folder, *words).stdout.decode().splitlines()

    @pytest.mark.parametrize(
        "words",
        [["sites", "--output-format=json"], ["rule", "--all", "--output-format=json"], ["config", "--schema"]],
        ids=" ".join,
    )
    def test_other_documents_are_too(self, project: Project, words: list[str]) -> None:
        folder = project({"app.py": WIDE})
        plain = run(folder, *words).stdout
        assert run(folder, *words, **MEAN).stdout == run(folder, *words, **LOUD).stdout == plain
        json.loads(plain)

    @pytest.mark.parametrize("name", WHOLE)
    def test_a_document_is_whole_with_nothing_found_and_with_errors(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
    ) -> None:
        monkeypatch.chdir(project({"app.py": "", "bad.py": "x = (\n"}))
        words = ["check", f"--output-format={name}"]
        for code, more, said in (
            (0, ["app.py"], ""),
            (2, ["bad.py"], "cannot be parsed"),
            (2, ["app.py", "--config=x"], "--config expects TOML"),
            (2, ["app.py", "--diff-base=x"], "diff-base: "),
        ):
            assert main([*words, *more]) == code
            written = capsys.readouterr().out
            assert said in written
            if name == "junit":
                ElementTree.fromstring(written)
            elif name not in ("github", "azure", "pylint"):
                json.loads(written)

    def test_an_error_has_its_place_in_every_format(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(project({"bad.py": "\nx = (\n"}))

        def told(name: str) -> str:
            assert main(["check", f"--output-format={name}"]) == 2
            return capsys.readouterr().out

        (row,) = json.loads(told("json"))
        assert (row["code"], row["filename"], row["location"]["row"]) == (None, "bad.py", 2)
        (issue,) = json.loads(told("gitlab"))
        assert (issue["severity"], issue["location"]) == ("blocker", {"path": "bad.py", "lines": {"begin": 2}})
        (diagnostic,) = json.loads(told("rdjson"))["diagnostics"]
        assert (diagnostic["severity"], diagnostic["location"]["path"]) == ("ERROR", "bad.py")
        (invocation,) = json.loads(told("sarif"))["runs"][0]["invocations"]
        assert invocation["executionSuccessful"] is False
        (place,) = invocation["toolExecutionNotifications"][0]["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "bad.py"
        (case,) = ElementTree.fromstring(told("junit")).iter("testcase")
        assert (case.get("classname"), [child.tag for child in case]) == ("bad.py", ["error"])
        assert told("github").startswith(
            "::error file=bad.py,line=2,title=flake8-ownership::bad.py:2: cannot be parsed"
        )

    def test_an_error_of_the_settings_is_told_once(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(project({f"app_{number}.py": UNOWNED for number in range(7)}))
        assert main(["check", "--diff-base=nowhere", "--output-format=github"]) == 2
        printed = capsys.readouterr()
        assert printed.out.count("::error ") == printed.out.count("\n") == 1
        assert "file=" not in printed.out
        assert printed.err.count("\n") == 1
        assert main(["check", "--diff-base=nowhere"]) == 2
        assert capsys.readouterr().err.splitlines()[1:] == ["1 error"]


class TestPeople:
    """Colour on a terminal, plain lines everywhere else, and one line of progress that is gone in the end."""

    @pytest.mark.parametrize("name", FOR_PEOPLE)
    def test_a_pipe_and_a_file_get_plain_text(self, project: Project, name: str) -> None:
        folder = project({"app.py": WIDE})
        words = ("check", f"--output-format={name}")
        plain = run(folder, *words)
        loud = run(folder, *words, **LOUD)
        assert (loud.stdout, loud.stderr) == (plain.stdout, plain.stderr)
        assert b"\x1b" not in plain.stdout + plain.stderr
        assert run(folder, *words, "--output-file=out", **LOUD).stdout == b""
        assert (folder / "out").read_bytes() == plain.stdout

    def test_a_pipe_gets_text_though_colour_is_forced(self, project: Project) -> None:
        done = run(project({"app.py": UNOWNED}), "check", **LOUD)
        assert done.stdout.decode() == f"app.py:5:18: {MESSAGE}\n"

    @pytest.mark.parametrize("environment", [MEAN, OLD], ids=["ascii", "C"])
    @pytest.mark.parametrize(
        "words",
        [
            *(["check", f"--output-format={name}"] for name in ("text", "full")),
            *(["sites"], ["why", "app.py:5"], ["rule", "--all"], ["config"], ["fix", "--diff", "--unsafe-fixes"]),
        ],
        ids=" ".join,
    )
    def test_what_a_stream_cannot_hold_is_spelled_out(
        self, project: Project, words: list[str], environment: Mapping[str, str]
    ) -> None:
        done = run(project({"app.py": WIDE}), *words, **environment)
        assert done.returncode == run(project({"app.py": WIDE}), *words).returncode
        assert b"Traceback" not in done.stderr
        assert words[0] == "fix" or done.stdout.isascii()

    def test_progress_is_drawn_on_stderr_alone_and_taken_away(self, project: Project) -> None:
        folder = project({f"app_{number}.py": UNOWNED for number in range(60)})
        caught, shown = on_a_terminal(folder, "check", piped=True)
        assert caught == run(folder, "check").stdout
        assert b" 0/60" in shown
        assert shown.count(b"\x1b[?25l") == shown.count(b"\x1b[?25h")  # the cursor, hidden and back
        assert left_on(shown) == [
            "checked 60 files: 60 operations lose failures; fix --unsafe-fixes --diff shows what can be fixed"
        ]

    def test_findings_and_errors_stand_whole_beside_it(self, project: Project) -> None:
        folder = project({**{f"app_{number}.py": UNOWNED for number in range(3)}, "bad.py": "x = ("})
        _, shown = on_a_terminal(folder, "check", "--output-format=text", "--sort=file")
        assert left_on(shown) == [
            *(f"app_{number}.py:5:18: warning {MESSAGE}" for number in range(3)),
            f"bad.py:1: cannot be parsed by {RUNNING}: '(' was never closed",
            "checked 3 files: 3 operations lose failures; fix --unsafe-fixes --diff shows what can be fixed; 1 error",
        ]

    def test_a_terminal_that_can_do_nothing_gets_none(self, project: Project) -> None:
        _, shown = on_a_terminal(project({"app.py": UNOWNED}), "check", piped=True, TERM="dumb")
        assert (
            shown == b"checked 1 file: 1 operation loses failures; fix --unsafe-fixes --diff shows what can be fixed\n"
        )

    def test_a_clean_run_says_how_much_was_read(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(project({"a.py": "", "b.py": ""}))
        assert main(["check"]) == 0
        printed = capsys.readouterr()
        assert (printed.out, printed.err) == ("", "checked 2 files, nothing found\n")

    def test_the_last_line_says_what_was_found_of_which_kind(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        task = "import asyncio\n\n" + UNOWNED.replace(
            "return await client.get('/')", "asyncio.create_task(client.get('/'))"
        )
        monkeypatch.chdir(project({"a.py": UNOWNED, "b.py": SILENT, "c.py": task, "d.py": ""}))
        assert main(["check", "--ignore=OWN5"]) == 1
        said = capsys.readouterr().err
        assert said.startswith("checked 4 files: 1 operation loses failures, 1 handler hides them, 1 task drops them; ")


def left_on(shown: bytes) -> list[str]:
    """The lines that stay on a terminal."""
    lines: list[str] = [""]
    for part in re.findall(r"\x1b\[[0-9;?]*[a-zA-Z]|\n|\r|[^\x1b\n\r]+", shown.decode()):
        if part == "\n":
            lines.append("")
        elif part == "\x1b[1A":
            del lines[-1]
        elif part == "\x1b[2K":
            lines[-1] = ""
        elif part[0] not in "\x1b\r":
            lines[-1] += part
    return [line for line in lines if line]


STREAMS = {
    "full": lambda: os.dup2(os.open("/dev/full", os.O_WRONLY), 1),
    "full, at once": lambda: os.dup2(os.open("/dev/full", os.O_WRONLY), 1),
    "closed": lambda: os.close(1),
}


class TestStreams:
    """A stream that is closed or full is one line and exit code 2."""

    @pytest.mark.parametrize(
        ("broken", "words"),
        [
            *(("full", f"check --output-format={name}") for name in FORMATS),
            *(("full", words) for words in ("check --statistics", "sites", "why app.py:5", "rule OWN101", "config")),
            *(("full", words) for words in ("fix --diff --unsafe-fixes", "baseline write", "completion bash")),
            *(
                (broken, words)
                for words in ("--help", "check --help", "--version")
                for broken in ("full", "full, at once")
            ),
            ("full, at once", "check"),
            *(("closed", words) for words in ("check", "check --output-format=json", "rule OWN101", "--version")),
        ],
    )
    def test_a_stdout_that_takes_nothing(self, project: Project, words: str, broken: str) -> None:
        folder = project({"app.py": UNOWNED})
        done = subprocess.run(
            [*COMMAND, *words.split()],
            cwd=folder,
            env={**PLAIN, "PYTHONUNBUFFERED": "1" if "at once" in broken else ""},
            stderr=subprocess.PIPE,
            preexec_fn=STREAMS[broken],
            text=True,
            check=False,
        )
        why = "Bad file descriptor" if broken == "closed" else "No space left on device"
        lines = [line for line in done.stderr.splitlines() if not re.match("checked |1 would be fixed", line)]
        assert (done.returncode, lines) == (2, [f"stdout: cannot be written: {why}"])

    def test_a_closed_stderr_leaves_the_document_whole(self, project: Project) -> None:
        folder = project({"app.py": UNOWNED})
        done = subprocess.run(
            [*COMMAND, "check", "--output-format=json", "app.py", "nowhere.py"],
            cwd=folder,
            env=PLAIN,
            stdout=subprocess.PIPE,
            preexec_fn=lambda: os.close(2),
            check=False,
        )
        assert done.returncode == 2
        assert [row["code"] for row in json.loads(done.stdout)] == ["OWN101", None]

    def test_a_closed_stdin_is_no_clean_file(self, project: Project) -> None:
        done = subprocess.run(
            [*COMMAND, "check", "-"],
            cwd=project({}),
            env=PLAIN,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: os.close(0),
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (2, "stdin.py: cannot be read: stdin is closed\n1 error\n")

    def test_a_stdin_without_end_is_not_read_without_end(self, project: Project) -> None:
        with Path("/dev/zero").open("rb") as zero:
            done = subprocess.run(
                [*COMMAND, "check", "-"], cwd=project({}), env=PLAIN, stdin=zero, capture_output=True, check=False
            )
        assert (done.returncode, done.stderr.splitlines()[0]) == (
            2,
            b"stdin.py: cannot be read: larger than 5,000,000 bytes",
        )

    @pytest.mark.parametrize("path", ["/dev/full", "no/such/folder", "."])
    @pytest.mark.parametrize("name", FORMATS)
    def test_an_output_file_that_cannot_be_written(
        self,
        project: Project,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        path: str,
        name: str,
    ) -> None:
        monkeypatch.chdir(project({"app.py": UNOWNED}))
        assert main(["check", f"--output-format={name}", f"--output-file={path}"]) == 2
        last = capsys.readouterr().err.splitlines()[-1]
        assert last.startswith(f"{path}: cannot be written: ")

    @pytest.mark.parametrize("path", ["/dev/full", "no/such/folder", "."])
    def test_a_summary_that_cannot_be_written(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str
    ) -> None:
        monkeypatch.chdir(project({"app.py": UNOWNED}))
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", path)
        assert main(["check", "--output-format=github"]) == 2
        printed = capsys.readouterr()
        assert printed.out.startswith("::warning file=app.py")
        assert printed.err.startswith(f"{path}: GITHUB_STEP_SUMMARY: cannot be written: ")
        assert printed.err.count("\n") == 1

    def test_flake8_says_so_too(self, project: Project) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "flake8", "--isolated", "--select=OWN", "--format=ownership-github", "."],
            cwd=project({"app.py": UNOWNED}),
            env={**PLAIN, "GITHUB_STEP_SUMMARY": "no/such/folder"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "no/such/folder: GITHUB_STEP_SUMMARY: cannot be written: No such file or directory" in done.stdout
        assert "Traceback" not in done.stderr

    def test_a_crash_of_ours_is_no_finding(
        self, project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(project({"app.py": UNOWNED}))

        def crash(self: object, report: object) -> None:
            raise KeyError("oops")

        monkeypatch.setattr(output.Output, "report", crash)
        assert main(["check"]) == 2
        assert "please report it at https://" in capsys.readouterr().err.splitlines()[-1]


class TestDiff:
    """A diff is bytes that `patch` takes, and fit to be seen on a terminal."""

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            *((name, UNOWNED.encode()) for name in ("größe.py", 'a "b".py', "a\nb.py", os.fsdecode(b"a\xff.py"))),
            ("utf-8.py", WIDE.encode()),
            ("mark.py", b"\xef\xbb\xbf" + WIDE.encode()),
            ("latin.py", b"# coding: latin-1\n" + WIDE.encode("latin-1")),
            ("crlf.py", UNOWNED.replace("\n", "\r\n").encode()),
            ("escapes.py", UNOWNED.replace("'/'", "'\x1b[2J\x0c'").encode()),
            *((f"{ord(one)}.py", UNOWNED.replace("'/'", f"'a{one}b'").encode()) for one in ENDS),
            *((f"{ord(one)}-alone.py", f"# {one}\n{UNOWNED}\n\n# {one}".encode()) for one in ENDS),
            ("page.py", UNOWNED.replace("async def", "\x0casync def").encode()),
            ("mixed.py", UNOWNED.replace("\n", "\r\n", 3).encode()),
            ("open.py", UNOWNED.rstrip("\n").encode()),
            ("japan.py", f"# coding: iso2022_jp\n# \u3042\n{UNOWNED}# \u3042\u3044\n".encode("iso2022_jp")),
            ("hz.py", f"# coding: hz\n# \u4e2d\n{UNOWNED}".encode("hz")),
        ],
        ids=ascii,
    )
    def test_git_applies_it(self, project: Project, name: str, data: bytes) -> None:
        folder = project({})
        (folder / name).write_bytes(data)
        done = run(folder, "fix", "--diff", "--unsafe-fixes", **OLD)
        assert done.returncode == 1
        subprocess.run(["git", "apply", "-p0", "-"], cwd=folder, input=done.stdout, check=True)
        applied = (folder / name).read_bytes()
        (folder / name).write_bytes(data)
        assert run(folder, "fix", "--unsafe-fixes").returncode == 0
        assert (folder / name).read_bytes() == applied != data

    @pytest.mark.parametrize(
        ("name", "data", "why"),
        [
            ("mac.py", UNOWNED.replace("\n", "\r").encode(), "has a carriage return without a newline"),
            ("one.py", UNOWNED.replace("'/'", '"""/\r"""').encode(), "has a carriage return without a newline"),
            ("note.py", f"# a\rb = 1\n{UNOWNED}".encode(), "has a carriage return without a newline"),
            ("esc.py", f"# coding: unicode_escape\n{UNOWNED}".encode(), "is not written as the file has it"),
            ("raw.py", f"# coding: raw_unicode_escape\n# \\u00e4\n{UNOWNED}".encode(), "is not written as"),
            ("utf7.py", f"# coding: utf-7\n# +AOQ-+AOQ-\n{UNOWNED}".encode(), "is not written as"),
        ],
        ids=ascii,
    )
    def test_what_it_could_not_tell_is_refused_with_a_reason(
        self, project: Project, name: str, data: bytes, why: str
    ) -> None:
        folder = project({})
        (folder / name).write_bytes(data)
        for words in (["--diff"], []):
            done = run(folder, "fix", *words, "--unsafe-fixes", **OLD)
            assert why in done.stderr.decode()
            assert not done.stdout.startswith(b"---")
            assert (folder / name).read_bytes() == data
        for format_, edit in (("json", b'"edits"'), ("sarif", b'"insertedContent"'), ("rdjson", b'"suggestions"')):
            done = run(folder, "check", "--output-format", format_, **OLD)
            assert done.returncode == 1
            assert edit not in done.stdout
            (folder / "plain.py").write_text(UNOWNED, encoding="utf-8")
            assert edit in run(folder, "check", "--output-format", format_, "plain.py", **OLD).stdout
            (folder / "plain.py").unlink()

    def test_a_comment_is_not_added_where_the_file_would_change_elsewhere(self, project: Project) -> None:
        folder = project({})
        data = f"# coding: unicode_escape\n{UNOWNED}".encode()
        (folder / "esc.py").write_bytes(data)
        done = run(folder, "check", "--add-noqa=later", **OLD)
        assert done.returncode == 2
        assert b"esc.py: cannot be written: what is read as unicode_escape is not" in done.stderr
        assert (folder / "esc.py").read_bytes() == data

    def test_a_terminal_is_not_steered_by_it(self, project: Project) -> None:
        folder = project({"app.py": UNOWNED.replace("'/'", "'\x1b[2J'")})
        _, shown = on_a_terminal(folder, "fix", "--diff", "--unsafe-fixes")
        assert b"\x1b[2J" not in shown
        assert rb"'\x1b[2J'" in shown

    def test_a_workflow_runs_no_command_of_it(self, project: Project) -> None:
        folder = project({"app.py": f'"""\n::error::x\n"""\n{UNOWNED}'})
        words = ("fix", "--diff", "--unsafe-fixes")
        first, *_, last = run(folder, *words, GITHUB_ACTIONS="true").stdout.decode().splitlines()
        assert first.startswith("::stop-commands::")
        assert last == f"::{first.removeprefix('::stop-commands::')}::"
        assert run(folder, *words).stdout.startswith(b"--- app.py\n")
        (folder / "app.py").write_text(UNOWNED, encoding="utf-8")
        assert run(folder, *words, GITHUB_ACTIONS="true").stdout == run(folder, *words).stdout

    @pytest.mark.parametrize("variable", ["TF_BUILD", "TEAMCITY_VERSION"])
    @pytest.mark.parametrize("command", ["##vso[task.setvariable variable=PATH]x", "##teamcity[buildStop comment='x']"])
    def test_a_log_that_takes_commands_from_anywhere_is_given_none(
        self, project: Project, variable: str, command: str
    ) -> None:
        folder = project({"app.py": UNOWNED.replace("'/'", f'"""\n{command}\n"""')})
        words = ("fix", "--diff", "--unsafe-fixes")
        done = run(folder, *words, **{variable: "1"})
        assert done.returncode == 1
        assert command.encode() not in done.stdout
        assert command.replace("##", "\\x23#").encode() in done.stdout
        assert b"app.py: its diff holds what" in done.stderr
        usual = run(folder, *words)
        assert command.encode() in usual.stdout
        with (folder / "fix.patch").open("wb") as file:
            into_file = subprocess.run(
                [*COMMAND, *words],
                cwd=folder,
                env=PLAIN | {variable: "1"},
                stdout=file,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert into_file.stderr == b"1 would be fixed, nothing left\n"
        assert (folder / "fix.patch").read_bytes() == usual.stdout
        (folder / "app.py").write_text(UNOWNED, encoding="utf-8")
        assert run(folder, *words, **{variable: "1"}).stdout == run(folder, *words).stdout
