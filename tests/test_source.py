"""Bytes to text and back: encodings, columns, noqa."""

from __future__ import annotations

import ast
from encodings.aliases import aliases

import pytest

from flake8_ownership.errors import SourceError
from flake8_ownership.rows import tokens_of
from flake8_ownership.source import Position, Source


@pytest.mark.parametrize(
    "data",
    [
        "x = 'é'\n".encode(),
        b"\xef\xbb\xbfx = 1\r\ny = 2\r\n",
        b"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
        b"x = 1",
        b"\x0cx = 1\rx = 2\r",
        b"",
    ],
    ids=["utf-8", "byte-order mark and CRLF", "latin-1", "no final newline", "form feed and CR", "empty"],
)
def test_text_goes_back_to_the_same_bytes(data: bytes) -> None:
    source = Source.from_bytes("app.py", data)
    assert source.to_bytes(source.text) == data


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"x = 1\ny = '\xff'\n", 2), (b"# coding: nonsense\n", 1), (b"# coding: ascii\n\n'\xe9'\n", 3)],
    ids=["bad bytes", "unknown encoding", "bytes outside the encoding"],
)
def test_bytes_that_do_not_decode_are_an_error_with_a_line(data: bytes, line: int) -> None:
    with pytest.raises(SourceError) as caught:
        Source.from_bytes("app.py", data)
    assert (caught.value.path, caught.value.line) == ("app.py", line)


def test_text_that_the_encoding_cannot_hold_is_an_error() -> None:
    source = Source.from_bytes("app.py", b"# coding: latin-1\n")
    with pytest.raises(SourceError, match="cannot be written as iso-8859-1"):
        source.to_bytes("# coding: latin-1\nx = '→'\n")


def test_columns_are_characters_not_bytes() -> None:
    text = "x = 'é🎉'; call()\n"
    source = Source("app.py", text)
    call = next(node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    start, end = source.span(call)
    assert (start, end) == (Position(1, text.index("call")), Position(1, text.index("call") + 6))
    assert source.segment(call) == "call()"


def test_a_segment_may_span_lines() -> None:
    source = Source("app.py", "value = call(\r\n    1,\r\n)\r\n")
    call = next(node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    assert source.segment(call) == "call(\r\n    1,\r\n)"


@pytest.mark.parametrize(
    ("text", "segment"),
    [
        ("value = call(  # one\r\n    1,  # two\r\n)\r\n", "call(  \r\n    1,  \r\n)"),
        ("value = call(  # \x0c one\n    '\x0c\x1c\u2028#',  # two\n)\n", "call(  \n    '\x0c\x1c\u2028#',  \n)"),
        ("value = call(  # one\r    f'{x!r} # {y}',  # two\r)\r", "call(  \r    f'{x!r} # {y}',  \r)"),
    ],
)
def test_a_segment_has_no_comments(text: str, segment: str) -> None:
    source = Source("app.py", text)
    call = next(node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    assert source.segment(call) == segment


@pytest.mark.parametrize(
    ("expression", "tokens"),
    [
        ("a .b", ["a", ".", "b"]),
        ('f\'{a}{{\' f"""{\n b:{c}}""" \n .d', ["f'{a}{{'", 'f"""{\n b:{c}}"""', "\n", ".", "d"]),
        ("a # b\r\n(c)", ["a", "# b", "\n", "(", "c", ")"]),
    ],
)
def test_an_expression_has_the_same_tokens_in_every_python(expression: str, tokens: list[str]) -> None:
    found = tokens_of(expression)
    assert [token.string for token in found] == tokens
    lines = expression.replace("\r\n", "\n").split("\n")
    for token in found:
        (row, column), (end_row, end_column) = token.start, token.end
        if row == end_row and token.string != "\n":
            assert lines[row - 1][column:end_column] == token.string


@pytest.mark.parametrize("text", ["a b", "0\x1f0", "\r\x80", "a\0", "(", "x = 1", "'", "\ud800", "(" * 5_000])
def test_what_is_no_expression_has_no_tokens(text: str) -> None:
    with pytest.raises(ValueError):
        tokens_of(text)


@pytest.mark.parametrize(
    ("text", "row", "waived"),
    [
        ("x  # noqa\n", 1, True),
        ("x  # noqa: OWN101\n", 1, True),
        ("x  # noqa: OWN1, E501\n", 1, True),
        ("x  # noqa: OWN102\n", 1, False),
        ("x\ny  # noqa\n", 1, False),
        ("# flake8: noqa\nx\n", 2, True),
        ("'''\n# noqa: OWN101'''\n", 1, True),
        ("x = '# noqa'\n", 1, True),
    ],
)
def test_noqa_counts_as_flake8_counts_it(text: str, row: int, waived: bool) -> None:
    assert Source("app.py", text).noqa.waives("OWN101", row) is waived


def test_line_ends_are_those_of_the_first_line() -> None:
    assert Source("app.py", "a\r\nb\n").newline == "\r\n"
    assert Source("app.py", "a").newline == "\n"


@pytest.mark.parametrize("codec", sorted({*aliases.values(), "punycode", "undefined", "unicode_escape", "idna"}))
def test_every_codec_gives_a_text_or_an_error_with_a_line(codec: str) -> None:
    for rest in (b"x = 1\n", b"x = '\xff\xfe\\ud800'\n"):
        try:
            source = Source.from_bytes("app.py", f"# coding: {codec}\n".encode() + rest)
        except SourceError as error:
            assert (error.line or 0) >= 1
        else:
            assert "".join(source.lines) == source.text


def test_an_empty_word_stands_nowhere() -> None:
    assert Source("app.py", "x = 1\n").places_of("") == []


@pytest.mark.parametrize("asked_before", [0, 1_000])
@pytest.mark.parametrize(
    ("word", "places"),
    [("my-client", [0, 21]), ("client", [3, 24]), ("my-clients", [10]), ("-client", []), ("-", []), ("y", [])],
)
def test_a_word_is_found_however_many_were_looked_for_before(word: str, places: list[int], asked_before: int) -> None:
    source = Source("app.py", "my-client my-clients my-client")
    for number in range(asked_before):
        source.places_of(f"w{number}")
    assert source.places_of(word) == places


def test_no_tree_is_made_to_know_that_a_text_parses() -> None:
    source = Source("app.py", "x = 1\n")
    source.vet()
    assert not source.is_parsed


@pytest.mark.parametrize("text", ["def f():\n    x = 1\n    global x\n", "def f(a, a): ...\n", "x = '\\d'\n"])
def test_what_has_a_tree_and_could_not_run_passes(text: str) -> None:
    Source("app.py", text).vet()


def test_a_text_that_does_not_parse_is_refused_as_its_tree_is() -> None:
    with pytest.raises(SourceError) as vetted:
        Source("app.py", "x = 1\ndef f(:\n").vet()
    with pytest.raises(SourceError) as parsed:
        Source("app.py", "x = 1\ndef f(:\n").tree  # noqa: B018
    assert str(vetted.value) == str(parsed.value)
