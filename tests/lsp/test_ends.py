"""A finding has two ends: each is told beside it, and mended and waived from either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from lsprotocol import types

from tests.lsp.editor import PROFILES, Editor, session

Project = Callable[[Mapping[str, str]], Path]
SENDER = """\
import httpx


async def send(client: httpx.AsyncClient, text: str = "é🎉") -> httpx.Response:
    return await client.get("é🎉"), await client.delete("/x")
"""
QUIET = """\
import httpx
from sender import send


async def near(client: httpx.AsyncClient) -> None:
    await client.put("/x")


async def publish_orders(client: httpx.AsyncClient) -> None:
    try:
        await near(client)
        await send(client)
    except Exception:
        pass
"""
MEND = "Log and count the failure (OWN201)"
WAIVE = "Disable OWN201 for this line"


def related(editor: Editor, found: types.Diagnostic) -> list[tuple[str, int, str]]:
    return [
        (one.location.uri.rpartition("/")[2], one.location.range.start.line + 1, one.message)
        for one in found.related_information or ()
    ]


async def lost(editor: Editor, name: str = "app.py") -> list[types.Diagnostic]:
    return [found for found in await editor.diagnostics(name) if found.code == "OWN201"]


async def test_the_other_ends_are_told_with_a_finding(project: Project) -> None:
    folder = project({"pyproject.toml": "", "sender.py": SENDER, "app.py": QUIET})
    async with session(folder, PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        (found,) = await lost(editor)
        assert found.range.start.line + 1 == 11
        assert related(editor, found) == [
            ("app.py", 13, "the failure is lost here"),
            ("app.py", 6, "client.put in near() can fail"),
            ("sender.py", 5, "client.get in send() can fail"),
            ("sender.py", 5, "client.delete in send() can fail"),
        ]
        # Columns are the client's, of lines in other files too.
        assert found.related_information is not None
        line = SENDER.splitlines()[4]
        start = len(line[: line.index("client.delete")].encode("utf-16-le")) // 2
        assert found.related_information[3].location.range.start.character == start


async def test_another_file_is_counted_as_it_is_in_the_editor(project: Project) -> None:
    folder = project({"pyproject.toml": "", "sender.py": SENDER, "app.py": QUIET})
    async with session(folder, PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        editor.open("sender.py")
        await lost(editor)
        editor.replace("sender.py", f"\n\n{SENDER}")
        (found,) = await lost(editor)
        assert [row for name, row, _ in related(editor, found) if name == "sender.py"] == [7, 7]


async def test_a_client_that_shows_no_other_places_is_told_of_none(project: Project) -> None:
    async with session(
        project({"pyproject.toml": "", "app.py": QUIET, "sender.py": SENDER}), PROFILES["minimal"]()
    ) as editor:
        editor.open("app.py")
        (found,) = await lost(editor)
        assert found.related_information is None


async def test_a_finding_is_mended_from_each_of_its_ends(project: Project) -> None:
    folder = project({"pyproject.toml": "", "sender.py": SENDER, "app.py": QUIET})
    async with session(folder, PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        mended = set()
        for row in (6, 11, 13):
            actions = await editor.actions("app.py", row)
            assert [title for title in actions if "OWN201" in title] == [MEND, WAIVE]
            await editor.apply(actions[MEND])
            mended.add(editor.texts["app.py"].text)
            assert await lost(editor) == []
            editor.replace("app.py", QUIET)
        assert len(mended) == 1


async def test_a_finding_is_waived_from_each_of_its_ends(project: Project) -> None:
    folder = project({"pyproject.toml": "", "sender.py": SENDER, "app.py": QUIET})
    async with session(folder, PROFILES["vscode"]()) as editor:
        editor.open("app.py")
        await editor.apply((await editor.actions("app.py", 13))[WAIVE])
        assert "    except Exception:  # noqa: OWN201\n" in editor.texts["app.py"].text
        assert await lost(editor) == []
        editor.replace("app.py", QUIET)
        await editor.apply((await editor.actions("app.py", 6))[WAIVE])
        assert '    await client.put("/x")  # noqa: OWN201\n' in editor.texts["app.py"].text
        # The other call in the handler is left.
        (found,) = await lost(editor)
        assert found.range.start.line + 1 == 12
