"""A search of a text takes time as the text is long. Each of these would take hours if it took the square of that."""

from __future__ import annotations

import pytest

from flake8_ownership.codemods import call_words, manners, meant, survey
from flake8_ownership.codemods.edits import unchecked
from flake8_ownership.codemods.text import is_same_program
from flake8_ownership.errors import SourceError
from flake8_ownership.faces.lsp import documents
from flake8_ownership.index import newer, outlines
from flake8_ownership.source import Source

_LONG = 300_000
_BLANKS = " " * _LONG


def _brief(value: object) -> str | None:
    return f"{value[:20]}...{value[-20:]}" if isinstance(value, str) and len(value) > 40 else None


@pytest.mark.parametrize(
    ("comment", "is_waived"), [("# noqa", True), ("# noqa: OWN1", True), ("# noqa: E501", False), ("# no", False)]
)
def test_a_comment_behind_many_blanks(comment: str, is_waived: bool) -> None:
    source = Source("app.py", f"x = 1{_BLANKS}{comment}\ny = 'noqa'\n")
    assert source.noqa.waives("OWN101", 1) is is_waived
    assert source.noqa.waives("OWN101", 2) is False


@pytest.mark.parametrize(
    ("line", "is_waived"),
    [("# flake8: noqa", True), (f"{_BLANKS}# FLAKE8= noqa", True), ("# flake8: nothing", False), ("x# noqa", False)],
    ids=_brief,
)
def test_a_file_with_a_long_run_of_blanks(line: str, is_waived: bool) -> None:
    source = Source("app.py", f"if x:\n{_BLANKS}pass\n{line}\n")
    assert source.noqa.waives("OWN101", 1) is is_waived


@pytest.mark.parametrize("rest", [f"{_BLANKS}(:", f" *{_BLANKS}(:", f" A{',' * _LONG}(:", f" A,{_BLANKS}("], ids=_brief)
def test_a_handler_that_no_python_reads(rest: str) -> None:
    source = Source("app.py", f"try:\n    pass\nexcept{rest}\n    pass\n")
    with pytest.raises(SourceError):
        newer.readable(source)


def test_several_errors_without_parentheses_are_read() -> None:
    source = Source("app.py", "try:\n    pass\nexcept  A , b.B  :\n    pass\nexcept* C,D:\n    pass\n")
    older = newer._without_headers(source.text).text.splitlines()
    assert older[2::2] == ["except (A ,b.B  ):", "except*(C,D):"], "types stay in their columns"


def test_what_is_kept_under_a_name_of_many_parts() -> None:
    text = "registry[" + "a." * _LONG
    assert outlines._KEPT.findall(text) == []
    assert outlines._KEPT.findall('registry["a.b.send-mail"] = x\nother[Key.SEND]=y\n') == ["send-mail", "SEND"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"from {'.' * _LONG}", 0),
        (f"from {'a' * _LONG}", 0),
        (f"from{_BLANKS}", 0),
        ("from " * 60_000, 0),
        ("from a import (\n" * 20_000, 10_000),
    ],
    ids=_brief,
)
def test_what_a_file_imports_by_name(text: str, found: int) -> None:
    assert len(outlines._FROM.findall(text)) == found


def test_an_import_by_name_is_read_wherever_it_ends() -> None:
    text = "from a.b import (x, # c\n    y)\nfrom .. import *\nif x: from .q import(z)\nfrom a import b as c # d\n"
    read = [("", "a.b", "x, # c\n    y", ""), ("..", "", "", "*"), (".", "q", "z", ""), ("", "a", "", "b as c ")]
    assert outlines._FROM.findall(text) == read


def test_the_format_of_a_log() -> None:
    assert manners._PRINTS_BOUND.findall("{message}" * 60_000) == []
    assert manners._PRINTS_BOUND.search('"{time} {message} | {extra}"')


@pytest.mark.parametrize(
    "text",
    [
        f"log:{_BLANKS}",
        f"log{_BLANKS}",
        f"log: a{_BLANKS}b",
        "from x import (\n" * 20_000,
        "from x import (#\n" * 20_000,
    ],
    ids=_brief,
)
def test_a_survey(text: str) -> None:
    for pattern in (survey._DECLARED, survey._CLIENT, survey._FROM):
        assert pattern.findall(text) == []


def test_what_a_survey_reads() -> None:
    text = "log: Logger = logging.getLogger(__name__)  # ours\n"
    text += "from .a import (  # one (of many)\n    b,\n)\nc:D=StatsClient(\n"
    assert survey._DECLARED.findall(text) == [("log", "logging.getLogger", "__name__")]
    assert survey._CLIENT.findall(text) == [("c", "StatsClient")]
    assert survey._FROM.findall(text) == [(".a", "  # one (of many)\n    b,\n", "")]


@pytest.mark.parametrize(
    ("comment", "is_reason"),
    [(f"a{_BLANKS}b", True), (f"noqa{_BLANKS}# the server restarts", True), ("noqa", False)],
    ids=_brief,
)
def test_a_comment_of_blanks(comment: str, is_reason: bool) -> None:
    assert meant._is_reason(comment) is is_reason


def test_what_a_request_is_for() -> None:
    assert call_words.of_request("/" + "…/" * _LONG + "x") == ""
    assert call_words.of_request("/orders/…/…/") == "/orders"
    assert call_words.of_request("/a…/…/b/…") == "/a.../.../b"


@pytest.mark.parametrize(
    ("line", "checks"),
    [
        ("if r.status_code > 3 " * 40_000, False),
        ("if r.status != 200 and log(r.status):", True),
        ("if r.status != 200 or q.status not in (1, 2):", True),
        ("if r.status == 200:", False),
    ],
    ids=_brief,
)
def test_whether_a_file_checks_statuses(line: str, checks: bool) -> None:
    assert unchecked._checks_by_itself(f"{line}\n    x = 1\n    raise Failed\n") is checks


def test_a_line_of_a_notebook() -> None:
    assert documents._without_magic(f"{_BLANKS}x\n") == f"{_BLANKS}x\n"


def test_layout_between_statements() -> None:
    assert is_same_program(f"x = 1\n{_BLANKS}\f\n# one{_BLANKS}\n", "x = 1\n")
