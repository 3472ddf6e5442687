"""The comment that waives a finding: written where flake8 reads it, and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_ownership.codemods.noqa import waiver
from flake8_ownership.codemods.text import is_same_program
from flake8_ownership.faces.cli import main, waiving
from flake8_ownership.rules import Finding
from flake8_ownership.source import Source
from tests.test_flake8_face import UNOWNED

CASES = {
    "a line without a comment": ("x = f()\n", 1, "x = f()  # noqa: OWN101\n"),
    "white space at the end": ("x = f()   \n", 1, "x = f()  # noqa: OWN101   \n"),
    "the last line without an end": ("x = f()", 1, "x = f()  # noqa: OWN101"),
    "carriage returns": ("x = f()\r\ny = 1\r\n", 1, "x = f()  # noqa: OWN101\r\ny = 1\r\n"),
    "characters beyond ASCII": ("x = f('é🎉')\n", 1, "x = f('é🎉')  # noqa: OWN101\n"),
    "another comment": ("x = f()  # type: ignore\n", 1, "x = f()  # type: ignore  # noqa: OWN101\n"),
    "one code": ("x = f()  # noqa: E501\n", 1, "x = f()  # noqa: E501, OWN101\n"),
    "two codes without a space": ("x = f()  # noqa: E501,W291\n", 1, "x = f()  # noqa: E501,W291,OWN101\n"),
    "two codes with a space": ("x = f()  # noqa: E501, W291\n", 1, "x = f()  # noqa: E501, W291, OWN101\n"),
    "a code with a reason": ("x = f()  # noqa: E501 as told\n", 1, "x = f()  # noqa: E501, OWN101 as told\n"),
    "a comment that flake8 does not read": ("x = f()  #noqa: E501\n", 1, "x = f()  #noqa: E501  # noqa: OWN101\n"),
    "a call over many lines": ("x = f(\n    1,\n)\n", 1, "x = f(  # noqa: OWN101\n    1,\n)\n"),
    "a row inside a call": ("x = [\n    f(),\n    1,\n]\n", 2, "x = [\n    f(),  # noqa: OWN101\n    1,\n]\n"),
    "a backslash at the end": ("x = \\\n    f()\ny = 1\n", 1, "x = \\\n    f()  # noqa: OWN101\ny = 1\n"),
    "the row after a backslash": ("x = \\\n    f()\n", 2, "x = \\\n    f()  # noqa: OWN101\n"),
    "a string that goes on": ("x = f('''\n''', 1)\n", 1, "x = f('''\n''', 1)  # noqa: OWN101\n"),
    "a string that goes on, then a bracket": (
        "x = f('''\n''',\n    1)\n",
        1,
        "x = f('''\n''',  # noqa: OWN101\n    1)\n",
    ),
    "a noqa at the end of a string's statement": (
        "x = f('''\n''')  # noqa: E501\n",
        1,
        "x = f('''\n''')  # noqa: E501, OWN101\n",
    ),
    "lines that look alike": (
        "x = '''\nf()\nf()\n'''\nf()\nf()\n",
        5,
        "x = '''\nf()\nf()\n'''\nf()  # noqa: OWN101\nf()\n",
    ),
    "a form feed": ("\x0cx = f()\ny = 1\n", 1, "\x0cx = f()  # noqa: OWN101\ny = 1\n"),
}


@pytest.mark.parametrize(("text", "row", "waived"), CASES.values(), ids=CASES)
def test_the_comment_stands_where_flake8_reads_it(text: str, row: int, waived: str) -> None:
    source = Source("app.py", text)
    found = waiver(source, "OWN101", row)
    assert found is not None
    assert found.applied(source) == waived
    assert Source("app.py", waived).noqa.waives("OWN101", row)


def test_a_reason_follows_the_code() -> None:
    source = Source("app.py", "x = f()\n")
    found = waiver(source, "OWN101", 1, "the caller tells")
    assert found is not None
    assert found.applied(source) == "x = f()  # noqa: OWN101 the caller tells\n"


@pytest.mark.parametrize(
    ("text", "row"),
    [("x = f('''# noqa: E501\n''')\n", 1), ("x = 1\n", 2), ("x = (\n", 1)],
    ids=["a string that holds the word", "no such row", "no tokens"],
)
def test_where_no_comment_can_do_it_none_is_written(text: str, row: int) -> None:
    assert waiver(Source("app.py", text), "OWN101", row) is None


LINES = st.sampled_from(
    [
        "f()",
        "x = '''",
        "'''",
        "y = [",
        "]",
        "z = \\",
        "    f()",
        "# noqa: E501",
        "f()  # noqa: W1",
        "'é'; f()",
        "",
        "\x0c",
    ]
)


@given(st.lists(LINES, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]), st.integers(1, 8))
def test_whatever_the_text_only_a_comment_is_added(lines: list[str], newline: str, row: int) -> None:
    source = Source("app.py", newline.join(lines))
    found = waiver(source, "OWN101", row)
    if found is None:
        return
    text = found.applied(source)
    assert Source("app.py", text).noqa.waives("OWN101", row)
    try:
        tree = source.tree
    except Exception:  # a text without a tree only has to keep its lines
        assert len(Source("app.py", text).lines) == len(source.lines)
    else:
        assert ast.dump(Source("app.py", text).tree) == ast.dump(tree)


# -- on the command line

TWICE = (
    "import asyncio\n\nimport httpx\n\n\nasync def fetch(client: httpx.AsyncClient):\n"
    "    await asyncio.gather(client.get('/'), client.get('/b'), return_exceptions=True)\n"
)


@pytest.fixture
def two_files(project: Callable[[Mapping[str, str]], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two files with a finding each, the working directory."""
    folder = project({"app.py": UNOWNED, "other.py": UNOWNED})
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("word", ["--add-noqa", "--add-noq", "--add"])
def test_a_path_that_follows_is_no_reason(two_files: Path, word: str) -> None:
    assert main(["check", word, "app.py"]) == 0
    assert "get('/')  # noqa: OWN101\n" in (two_files / "app.py").read_text(encoding="utf-8")
    assert (two_files / "other.py").read_text(encoding="utf-8") == UNOWNED


def test_a_path_before_it_is_one_as_well(two_files: Path) -> None:
    assert main(["check", "app.py", "--add-noqa"]) == 0
    assert (two_files / "other.py").read_text(encoding="utf-8") == UNOWNED


def test_a_path_that_looks_like_the_option_is_a_path(two_files: Path) -> None:
    (two_files / "--add-noqa").mkdir()
    (two_files / "--add-noqa/app.py").write_text(UNOWNED, encoding="utf-8")
    assert main(["check", "--", "--add-noqa"]) == 1
    assert (two_files / "--add-noqa/app.py").read_text(encoding="utf-8") == UNOWNED


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--diff"], "cannot be combined with --diff"),
        (["--fix"], "cannot be combined with --fix"),
        (["--fix", "--unsafe-fixes"], "cannot be combined with --fix, --unsafe-fixes"),
        (["-i"], "cannot be combined with --interactive"),
        (["--watch"], "cannot be combined with --watch"),
        (["--output-file=app.txt"], "cannot be combined with --output-file"),
        (["-"], "cannot be combined with stdin"),
        (["--add-noqa=two\nlines"], "expected a reason in one line"),
        (["--add-noqa=E501 is meant"], "expected a reason that flake8 cannot take for a code"),
    ],
)
def test_what_it_cannot_do_is_one_line(
    two_files: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["check", "--add-noqa", *words]) == 2
    assert capsys.readouterr().err == f"the command line: --add-noqa: {said}\n"
    assert (two_files / "app.py").read_text(encoding="utf-8") == UNOWNED


def test_two_findings_with_one_code_get_it_once(two_files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (two_files / "app.py").write_text(TWICE, encoding="utf-8")
    main(["check", "app.py"])
    assert capsys.readouterr().out.count("OWN203") == 2
    assert main(["check", "--add-noqa", "app.py"]) == 0
    assert "# noqa: OWN203\n" in (two_files / "app.py").read_text(encoding="utf-8")
    assert capsys.readouterr().err == "2 findings waived\n"


def test_the_help_says_how_a_reason_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    assert "--add-noqa[=REASON]" in capsys.readouterr().out


WAIVED = UNOWNED.replace("get('/')", "get('/')  # noqa: OWN101")


@pytest.mark.parametrize(
    "line",
    [
        f"x = ({'a +' * 1_100} a)",
        f"x = ({('b +' + chr(10)) * 1_100}b)",
        f"x = a{'.b()' * 1_100}",
        f"x = {'-' * 2_000}1",
        f"x = 0x{'f' * 4_000}",
        "if x == 0:\n    pass\n" + "elif x == 1:\n    pass\n" * 1_100,
    ],
    ids=["a sum", "rows", "calls", "signs", "a number", "branches"],
)
def test_whatever_a_file_holds_all_are_waived(two_files: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    (two_files / "app.py").write_text(f"{UNOWNED}\n\n{line}\n", encoding="utf-8")
    assert main(["check", "--add-noqa"]) == 0
    assert capsys.readouterr().err == "2 findings waived\n"
    assert (two_files / "app.py").read_text(encoding="utf-8") == f"{WAIVED}\n\n{line}\n"
    assert (two_files / "other.py").read_text(encoding="utf-8") == WAIVED


def test_comments_of_many_findings_are_read_together(
    two_files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole file is read anew for each comment only where one of them could not be read."""
    made: list[Source] = []
    usual = Source.__init__

    def counting(self: Source, *args: object, **options: object) -> None:
        made.append(self)
        usual(self, *args, **options)  # type: ignore[arg-type]

    def read(times: int) -> int:
        functions = "".join(
            f"async def f{i}(client: httpx.AsyncClient):\n    await client.get('/')\n" for i in range(times)
        )
        (two_files / "app.py").write_text(f"import httpx\n\n\n{functions}", encoding="utf-8")
        made.clear()
        with monkeypatch.context() as patched:
            patched.setattr(Source, "__init__", counting)
            assert main(["check", "--no-cache", "-j1", "--add-noqa"]) == 0
        return len(made)

    assert read(40) < 2 * read(10)


def test_what_fails_in_one_file_is_a_line_and_the_others_are_waived(
    two_files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = waiving._waived

    def failing(source: Source, findings: tuple[Finding, ...], reason: str) -> tuple[str, list[Finding]]:
        if source.path.endswith("app.py"):
            raise KeyError("x")
        return usual(source, findings, reason)

    monkeypatch.setattr(waiving, "_waived", failing)
    assert main(["check", "--add-noqa"]) == 2
    assert capsys.readouterr().err.startswith("app.py: could not be judged (KeyError in")
    assert (two_files / "app.py").read_text(encoding="utf-8") == UNOWNED
    assert (two_files / "other.py").read_text(encoding="utf-8") == WAIVED


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("x = 1  # one\n", "x = (\n    1\n)\n", True),
        ("x = 1\n", "x = True\n", False),
        ("x = 1\n", "x = 1.0\n", False),
        ("f(a, b)\n", "f(a)\n", False),
        ("f(a)\n", "f(a=a)\n", False),
        ("x = f'{a}'\n", "x = f'{a} '\n", False),
        ("x = 1\n", "x = (\n", False),
        ("def f(): pass\n", "async def f(): pass\n", False),
    ],
)
def test_programs_are_the_same_but_for_comments_and_layout(before: str, after: str, same: bool) -> None:
    assert is_same_program(before, after) is same
