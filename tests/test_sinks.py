"""Text of others in every sink: whatever a name, a message or a line of code holds, it steers no reader of ours."""

from __future__ import annotations

import ast
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
import sarif_pydantic
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from flake8_ownership import sinks
from flake8_ownership.baseline import Baseline, Identity
from flake8_ownership.errors import SourceError
from flake8_ownership.faces.cli import main
from flake8_ownership.faces.cli.output import FORMATS, Colour, rendered
from flake8_ownership.faces.flake8 import Plugin
from flake8_ownership.formats import azure, github, gitlab, junit, rdjson, sarif, statistics
from flake8_ownership.formats import json as json_format
from flake8_ownership.formats import text as text_format
from flake8_ownership.formats.entry import HOME, Entry, Replacement, Report
from flake8_ownership.rules import Edit, Finding
from flake8_ownership.source import Position
from tests.test_flake8_face import UNOWNED

_NASTY = [
    *(
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\x0b",
        "\x0c",
        "\x1b[2J",
        "\x1b]0;x\x07",
        "\x7f",
        "\x85",
        "\x9b2J",
        "\u2028",
        "\u2029",
    ),
    *("\u202e", "\u2066", "\u200f", "\ufeff", "\U000e0041", "\ud800", "\udcff", "\udc80"),
    *("::error::x", "::stop-commands::x", "##[group]", "##vso[task]", "##teamcity[x]", "section_start:1:x\r\x1b[0K"),
    *(
        "%0A",
        ",line=1",
        "|",
        "`",
        "``",
        "<b>",
        "&lt;",
        "[a](http://b)",
        "![a](b)",
        "@user",
        "*a*",
        "_a_",
        "\\",
        "#1",
        "---",
    ),
    *("www.x.org", "https://x.org", '"', "'", " "),
]
ANY = st.lists(st.one_of(st.sampled_from(_NASTY), st.text(st.characters(), max_size=3)), max_size=6).map("".join)
NAMES = ANY.map(lambda text: text.replace("/", "").replace("\0", "") + ".py")


def steers(text: str) -> bool:
    """Whether a line holds anything that does more than stand there."""
    return any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp") for one in text) or is_command(text)


def is_command(line: str) -> bool:
    """Whether GitHub, Azure or TeamCity would take a line for a command."""
    return line.lstrip().startswith("::") or re.search(r"##\w*\[", line) is not None


# Commands of ours, whose escapes are held to in tests of their own.
OURS = ("::warning ", "::error ", "##vso[task.logissue type=")


def report(name: str, message: str, code: str) -> Report:
    """Twelve findings, of which GitHub shows ten, and an error."""
    row = Position(1, 0)
    finding = Finding(
        "OWN101",
        "unowned-operation",
        message,
        f"/project/{name}",
        row,
        Position(1, max(len(code) - 2, 1)),
        function=message,
        call=code,
        reason=message,
        edit=Edit("InsertOwnership", "unsafe", message),
    )
    edit = Replacement(row, row, code)
    entries = (Entry(finding, [f"{code}\n"], 1, (edit,)),) * 12
    return Report(entries, (SourceError(f"/project/{name}", message, 3, message),), root=Path("/project"))


REPORTS = st.builds(report, NAMES, ANY, ANY)


@given(ANY)
def test_a_line_is_one_line_and_no_command(text: str) -> None:
    assert not steers(sinks.line(text))
    assert sinks.line(sinks.line(text)) == sinks.line(text)


@given(st.text(st.characters(categories=("L", "N"))))
def test_plain_words_stay_as_they_are(text: str) -> None:
    for sink in (
        sinks.line,
        sinks.part,
        sinks.annotation,
        sinks.annotation_property,
        sinks.markdown,
        sinks.diff_header,
    ):
        assert sink(text) == text
    assert json.loads(sinks.document(text)) == text


@given(ANY)
def test_json_is_unicode_that_says_the_same(text: str) -> None:
    written = sinks.document({text: [text]})
    written.encode()
    assert not any(map(steers, written.split("\n")))
    assert json.loads(written) == {sinks.unicode(text): [sinks.unicode(text)]}
    assert json.loads(sinks.document(text, exact=True)) == text


@given(REPORTS)
def test_xml_is_valid_and_shows_what_cannot_be_seen(found: Report) -> None:
    written = junit.text(found)
    written.encode()
    assert not any(map(steers, written.split("\n")))
    cases = list(ElementTree.fromstring(written).iter("failure"))
    assert {case.get("message") for case in cases} == {sinks.part(found.entries[0].finding.message)}


@given(NAMES)
def test_the_header_of_a_diff_is_a_name_as_git_quotes_it(name: str) -> None:
    header = sinks.diff_header(name)
    assert not steers(f"--- {header}")
    if header.startswith('"'):
        inside = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), header[1:-1].encode())
        data = re.sub(rb'\\(["\\])', rb"\1", inside)
        assert data == (sinks.unicode(name) if re.search("[\ud800-\udc7f\udd00-\udfff]", name) else name).encode(
            errors="surrogateescape"
        )


@given(REPORTS)
def test_lines_and_excerpts_are_as_many_as_ours(found: Report) -> None:
    entry = found.entries[0]
    assert not steers(text_format.line(entry.finding))
    lines = rendered(text_format.full(entry), Colour()).split("\n")
    excerpt = (
        ["", "code", "underline", *["reason"] * bool(entry.finding.reason), "fix", ""] if entry.finding.call else []
    )
    assert len(lines) == len(["place", *excerpt, ""])
    assert not any(map(steers, lines))
    assert not steers(str(found.errors[0]))
    assert not any(map(steers, statistics.text(found).split("\n")))


@given(REPORTS)
def test_github_gets_no_command_but_ours(found: Report) -> None:
    lines = github.text(found).split("\n")
    *annotations, _ = [line for line in lines if line.startswith("::")]
    assert len(annotations) == 11
    for line in annotations:
        assert re.fullmatch(r"::(error|warning) (\w+=[^:,]*)(,\w+=[^:,]*)*::.*", line)
    plain = lines[11:13]
    assert not any(map(steers, plain))
    assert lines[13:] == ["::notice title=flake8-ownership::2 more findings are in the log of this step", ""]


@given(REPORTS)
def test_azure_gets_no_command_but_ours(found: Report) -> None:
    *lines, end = azure.text(found).split("\n")
    assert (len(lines), end) == (13, "")
    for line in lines:
        assert re.fullmatch(r"##vso\[task\.logissue type=(error|warning);(\w+=[^;\]]*;)*\][^\n]*", line)
        message = line.partition("]")[2]
        assert not steers(f"text {message}")


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


@given(REPORTS)
def test_a_summary_links_to_our_pages_alone(found: Report) -> None:
    tokens = list(flat(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(github.summary(found))))
    assert {str(token.attrs["href"]).startswith(HOME) for token in tokens if token.type == "link_open"} == {True}
    assert not {token.type for token in tokens} & {"html_inline", "html_block", "image", "em_open", "s_open", "fence"}
    assert sum(token.type == "strong_open" for token in tokens) == 1
    # One row of the rule, twelve of the findings, and a header for each table.
    assert sum(token.type == "tr_open" for token in tokens) == 15
    assert sum(token.type == "td_open" for token in tokens) == 26


@given(ANY)
def test_a_block_in_markdown_holds_all_of_its_text(text: str) -> None:
    lines = "\n".join(map(sinks.line, text.split("\n")))
    (block,) = MarkdownIt("commonmark").parse(sinks.markdown_block(lines))
    assert (block.type, block.content) == ("fence", f"{lines}\n")


@given(ANY, ANY)
def test_flake8_is_given_one_line(name: str, text: str) -> None:
    key = re.sub(r"[\\'\n\r\0]", "", sinks.unicode(text))
    code = (
        f"import httpx\n\nasync def f(clients: dict[str, httpx.AsyncClient]):\n    await clients['{key}'].post('/')\n"
    )
    found = list(Plugin(ast.parse(code), f"{name}.py", code.splitlines(keepends=True)).run())
    assert found
    assert not any(steers(message) for _, _, message, _ in found)


@given(REPORTS)
def test_documents_are_unicode_and_valid(found: Report) -> None:
    message = sinks.unicode(found.entries[0].finding.message)
    for write, messages in {
        json_format.text: lambda it: [one["message"] for one in it],
        gitlab.text: lambda it: [one["description"].removeprefix("OWN101 ") for one in it],
        rdjson.text: lambda it: [one["message"] for one in it["diagnostics"]],
        sarif.text: lambda it: [one["message"]["text"] for one in it["runs"][0]["results"]],
        statistics.as_json: lambda it: [message] * 12 if it["rule"] == {"OWN101 unowned-operation": 12} else [],
    }.items():
        written = write(found)
        written.encode()
        assert not any(map(steers, written.split("\n")))
        assert messages(json.loads(written))[:12] == [message] * 12


@given(NAMES)
def test_a_uri_of_sarif_is_the_files_own_bytes(name: str) -> None:
    written = sarif.text(report(name, "x", "y"))
    assert sarif_pydantic.Sarif.model_validate_json(written).runs[0].invocations
    uri = json.loads(written)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    if not re.search("[\ud800-\udc7f\udd00-\udfff]", name):
        assert unquote_to_bytes(uri) == os.fsencode(os.path.normpath(name))


@given(NAMES, ANY)
def test_a_baseline_reads_back_what_it_wrote(name: str, call: str) -> None:
    # Nothing that is read from a disk holds the first half of a character that JSON's escapes would join.
    assume(not re.search("[\ud800-\udbff][\udc00-\udfff]", f"{name}\n{call}"))
    known = Identity(name, "OWN101", call, call)
    text = Baseline(Path("/project/x.json"), [known]).text()
    text.encode()
    (entry,) = json.loads(text)["findings"]
    assert Identity(**entry) == known


HOSTILE = [
    *("a\n::error::x", "::error::x", "a##[error]x", "a\x1b[2Jx", "a\u202ex", "a\r::error::x", "a\x9bx", "a\u2028x"),
    os.fsdecode(b"a\xff"),
]
# What is run one after the other, and how it ends; {} is each of the names.
COMMANDS: list[tuple[int, list[str]]] = [
    *((1, ["check", f"--output-format={name}"]) for name in FORMATS),
    *((1, ["check", "--statistics", f"--output-format={name}"]) for name in ("text", "json")),
    *((0, ["sites", f"--output-format={name}"]) for name in ("text", "json")),
    *((0, [command, place]) for command, place in (("why", "{}.py:5"), ("config", "{}.py"))),
    *(
        (0, words.split())
        for words in ("baseline write", "check", "baseline show", "baseline show --output-format=json")
    ),
    *((2, ["check", f"--output-format={name}", "{}x.py"]) for name in FORMATS),
    *((1, ["fix", "--no-baseline", *more]) for more in ([], ["--diff", "--unsafe-fixes"])),
    (0, ["check", "--no-baseline", "--add-noqa"]),
    (1, ["check", "--output-format=text"]),  # whose baseline is stale now
    (0, ["baseline", "prune"]),
]


def test_every_command_bears_every_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in HOSTILE:
        (tmp_path / f"{name}.py").write_text(UNOWNED, encoding="utf-8")
    for code, words in COMMANDS:
        for name in HOSTILE if any("{}" in word for word in words) else [""]:
            assert main([word.replace("{}", name) for word in words]) == code
            printed = capfdbinary.readouterr()
            lines = (printed.out + printed.err).decode().split("\n")
            assert not [line for line in lines if steers(line) and not line.startswith(OURS)]


def test_an_error_bears_every_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in HOSTILE:
        (tmp_path / f"{name}.py").write_text("x = (", encoding="utf-8")
    for chosen in FORMATS:
        assert main(["check", f"--output-format={chosen}"]) == 2
        printed = capfdbinary.readouterr()
        assert not any(map(steers, printed.err.decode().split("\n")))
        lines = [line for line in printed.out.decode().split("\n") if not line.startswith(OURS)]
        assert not any(map(steers, lines))


def test_an_argument_that_nobody_knows_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for name in HOSTILE:
        with pytest.raises(SystemExit) as ended:
            main(["check", f"--{name}"])
        assert ended.value.code == 2
        assert not any(map(steers, capsys.readouterr().err.split("\n")))
