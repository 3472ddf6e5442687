"""Code actions: what mends a finding, what waives it, and what is never done unasked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from flake8_ownership.faces.cli import main
from tests.lsp.conftest import APP
from tests.lsp.editor import PROFILES, Editor, session

Project = Callable[[Mapping[str, str]], Path]
OWN = "Own the failure: log it, count it, raise it again (OWN101)"
WAIVE = "Disable OWN101 for this line"
ALL = "Mend all that can be mended safely (flake8-ownership)"
# A guard around it would report what its consumer fails with.
YIELDS = """import httpx


async def fetch(client: httpx.AsyncClient):
    async with client.stream("GET", "/") as answer:
        yield answer.raise_for_status().text
"""


async def test_a_quick_fix_writes_what_the_command_line_writes(editor: Editor) -> None:
    editor.open("app.py")
    actions = await editor.actions("app.py", 5)
    assert list(actions) == [OWN, WAIVE]
    assert actions[OWN].kind == types.CodeActionKind.QuickFix
    assert not actions[OWN].is_preferred, "it adds calls, which nobody may do unasked"
    await editor.apply(actions[OWN])
    assert await editor.codes("app.py") == []
    main(["fix", "--unsafe-fixes", str(editor.folder / "app.py")])
    assert editor.texts["app.py"].text == (editor.folder / "app.py").read_text()


async def test_a_finding_is_waived_by_a_comment_on_its_line(editor: Editor) -> None:
    editor.open("app.py", APP.replace('"/")', '"/")  # noqa: E501 as told'))
    await editor.apply((await editor.actions("app.py", 5))[WAIVE])
    assert editor.texts["app.py"].text == APP.replace('"/")', '"/")  # noqa: E501, OWN101 as told')
    assert await editor.codes("app.py") == []


async def test_a_comment_goes_where_a_long_statement_ends(pulling: Editor) -> None:
    text = APP.replace('await client.get("/")', 'await client.get("""\n  é🎉\n""")')
    pulling.open("app.py", text)
    await pulling.apply((await pulling.actions("app.py", 5))[WAIVE])
    assert pulling.texts["app.py"].text == text.replace('""")', '""")  # noqa: OWN101')


async def test_lines_keep_their_ends_and_characters(pulling: Editor) -> None:
    text = APP.replace('"/"', '"/é🎉"').replace("\n", "\r\n")
    pulling.open("app.py", text)
    actions = await pulling.actions("app.py", 5)
    await pulling.apply(actions[OWN])
    mended = pulling.texts["app.py"].text
    assert mended.count("\r\n") == mended.count("\n")
    assert '"/é🎉"' in mended
    assert await pulling.codes("app.py") == []


async def test_one_finding_is_mended_and_the_others_are_left(pulling: Editor) -> None:
    pulling.open("app.py", APP + APP.partition("\n")[2].replace("fetch", "again"))
    assert await pulling.codes("app.py") == [(5, "OWN101"), (10, "OWN101")]
    await pulling.apply((await pulling.actions("app.py", 10))[OWN])
    ((row, code),) = await pulling.codes("app.py")
    assert code == "OWN101"
    assert "def again" in pulling.texts["app.py"].text.split("\n", row)[-1]


async def test_there_is_nothing_to_do_where_nothing_is_wrong(pulling: Editor) -> None:
    pulling.open("app.py")
    assert await pulling.actions("app.py", 1) == {}


@pytest.mark.parametrize(
    ("only", "titles"),
    [
        (["quickfix"], [OWN, WAIVE]),
        (["source"], []),
        (["source.fixAll"], []),
        (["source.organizeImports"], []),
        (["refactor"], []),
    ],
    ids=str,
)
async def test_only_the_kinds_that_were_asked_for_are_offered(
    project: Project, only: list[str], titles: list[str]
) -> None:
    async with session(project({"app.py": APP}), PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        assert list(await editor.actions("app.py", 5, only)) == titles


SILENCED = """import logging

import httpx

logger = logging.getLogger(__name__)


async def fetch(client: httpx.AsyncClient) -> str:
    try:
        answer = await client.get("/")
        return answer.raise_for_status().text
    except Exception:
        return ""
"""


async def test_what_is_safe_is_preferred_and_mended_with_all_the_rest(editor: Editor) -> None:
    text = SILENCED + APP.partition("\n")[2].replace("fetch", "again")
    editor.open("app.py", text)
    codes = await editor.codes("app.py")
    assert [code for _, code in codes] == ["OWN201", "OWN101"]
    actions = await editor.actions("app.py", codes[0][0])
    assert [action.is_preferred for action in actions.values() if action.kind == types.CodeActionKind.QuickFix] == [
        True,
        False,
    ]
    whole = await editor.actions("app.py", 1, ["source.fixAll"])
    assert list(whole) == [ALL]
    assert whole[ALL].kind == "source.fixAll.flake8-ownership"
    await editor.apply(whole[ALL])
    assert [code for _, code in await editor.codes("app.py")] == ["OWN101"], "what is not safe is left"
    (editor.folder / "app.py").write_text(text)
    main(["fix", str(editor.folder / "app.py")])
    assert editor.texts["app.py"].text == (editor.folder / "app.py").read_text()


async def test_an_action_of_an_older_text_is_refused(project: Project) -> None:
    async with session(project({"app.py": APP}), PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        action = (await editor.actions("app.py", 5))[OWN]
        assert action.edit is None
        editor.type("app.py", "import httpx\n", "import httpx\n\n")
        with pytest.raises(JsonRpcException, match="changed since"):
            await editor.client.code_action_resolve_async(action)


async def test_what_cannot_be_mended_says_why(project: Project) -> None:
    async with session(project({"app.py": YIELDS}), PROFILES["neovim"]()) as editor:
        editor.open("app.py")
        resolved = await editor.client.code_action_resolve_async((await editor.actions("app.py", 5))[OWN])
        assert resolved.edit is None
        (told,) = editor.client.messages
        assert "a yield inside the guard" in told.message


async def test_what_cannot_be_mended_is_not_offered_where_edits_come_at_once(project: Project) -> None:
    async with session(project({"app.py": YIELDS}), PROFILES["eglot"]()) as editor:
        editor.open("app.py")
        assert list(await editor.actions("app.py", 5)) == [WAIVE]


async def test_rubbish_for_an_action_is_refused(project: Project) -> None:
    async with session(project({"app.py": APP}), PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        for data in (None, 1, {"uri": 1}, {"uri": editor.uri("app.py"), "deed": "mend", "nothing": 1}, {"uri": "x"}):
            action = types.CodeAction("?", types.CodeActionKind.QuickFix, data=data)
            with pytest.raises(JsonRpcException):
                await editor.client.code_action_resolve_async(action)
        assert await editor.codes("app.py") == [(5, "OWN101")]
