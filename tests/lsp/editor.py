"""An editor over pytest-lsp: holds texts, counts columns in its own encoding, applies edits, and knows what it may
expect by the capabilities that it has told of."""

from __future__ import annotations

import asyncio
import re
import sys
from bisect import bisect_right
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

COMMAND = [sys.executable, "-m", "flake8_ownership", "server"]
NAME = "flake8-ownership"
PATIENCE = 60  # seconds, after which a test fails rather than hangs


def vscode() -> types.ClientCapabilities:
    """Pulls diagnostics, resolves actions, watches files, has notebooks."""
    capabilities = client_capabilities("visual-studio-code")
    assert capabilities.text_document is not None
    assert capabilities.workspace is not None
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities(dynamic_registration=True)
    capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    capabilities.notebook_document = types.NotebookDocumentClientCapabilities(
        types.NotebookDocumentSyncClientCapabilities(dynamic_registration=True)
    )
    return capabilities


def neovim() -> types.ClientCapabilities:
    """Is told diagnostics, resolves actions, watches nothing."""
    return client_capabilities("neovim@v0.7.0")


def eglot() -> types.ClientCapabilities:
    """Is told diagnostics, wants actions whole, counts columns in characters, applies edits by version."""
    return client_capabilities("emacs")


def minimal() -> types.ClientCapabilities:
    """Says nothing of itself."""
    return types.ClientCapabilities()


PROFILES = {"vscode": vscode, "neovim": neovim, "eglot": eglot, "minimal": minimal}
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def _line_starts(text: str) -> list[int]:
    return [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]


@dataclass
class Text:
    """An open document as the editor has it."""

    uri: str
    text: str
    version: int = 1


@dataclass
class Editor:
    """One session. Paths name documents; rows count from 1 and columns from 0 in characters, as in findings."""

    client: LanguageClient
    folder: Path
    capabilities: types.ClientCapabilities
    server: types.ServerCapabilities
    texts: dict[str, Text] = field(default_factory=dict)

    @property
    def encoding(self) -> str:
        return str(getattr(self.server.position_encoding, "value", self.server.position_encoding or "utf-16"))

    # -- documents

    def uri(self, name: str) -> str:
        return name if re.match(r"[\w-]+:", name) else (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None, language: str = "python") -> None:
        """Opens a file, by default with what the disk holds."""
        if text is None:
            text = (self.folder / name).read_bytes().decode()
        self.texts[name] = Text(self.uri(name), text)
        item = types.TextDocumentItem(self.uri(name), language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, name: str, old: str, new: str) -> None:
        """Replaces the first `old` in a text by `new`, as an incremental change."""
        document = self.texts[name]
        start = document.text.index(old)
        change = types.TextDocumentContentChangePartial(
            types.Range(self.position(document.text, start), self.position(document.text, start + len(old))), new
        )
        document.text = document.text.replace(old, new, 1)
        self.send(name, [change])

    def replace(self, name: str, text: str) -> None:
        """Replaces the whole text."""
        self.texts[name].text = text
        self.send(name, [types.TextDocumentContentChangeWholeDocument(text)])

    def send(self, name: str, changes: Sequence[types.TextDocumentContentChangeEvent]) -> None:
        document = self.texts[name]
        document.version += 1
        identifier = types.VersionedTextDocumentIdentifier(document.version, document.uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, list(changes)))

    def save(self, name: str) -> None:
        (self.folder / name).write_bytes(self.texts[name].text.encode())
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(identifier))

    def close(self, name: str) -> None:
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))
        del self.texts[name]

    # -- columns

    def position(self, text: str, offset: int) -> types.Position:
        """An offset in characters as the protocol has it."""
        starts = _line_starts(text)
        line = bisect_right(starts, offset) - 1
        codec, size = _CODECS[self.encoding]
        return types.Position(line, len(text[starts[line] : offset].encode(codec)) // size)

    def offset(self, text: str, position: types.Position) -> int:
        """The offset, in characters, of a position."""
        start = _line_starts(text)[position.line]
        codec, size = _CODECS[self.encoding]
        rest = text[start:].encode(codec)[: position.character * size]
        return start + len(rest.decode(codec))

    def place(self, name: str, position: types.Position) -> tuple[int, int]:
        """Row from 1 and column from 0, in characters, of a position in an open text."""
        text = self.texts[name].text
        start = self.offset(text, types.Position(position.line, 0))
        return position.line + 1, self.offset(text, position) - start

    # -- diagnostics

    async def diagnostics(self, name: str) -> list[types.Diagnostic]:
        """What the editor shows for the text as it is now."""
        document = self.texts[name]
        if self.server.diagnostic_provider is not None:
            report = await self.pull(name)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        return await self.told(document.uri, document.version)

    async def pull(self, name: str, known: str | None = None) -> types.DocumentDiagnosticReport:
        identifier = types.TextDocumentIdentifier(self.uri(name))
        return await self.client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(identifier, previous_result_id=known)
        )

    async def told(self, uri: str, version: int | None) -> list[types.Diagnostic]:
        """What was published for a version, once it is."""
        async with asyncio.timeout(PATIENCE):
            while (uri, version) not in self.published:
                await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return self.published[uri, version]

    @property
    def published(self) -> dict[tuple[str, int | None], list[types.Diagnostic]]:
        return self.client.published_by_version  # type: ignore[attr-defined,no-any-return]

    async def codes(self, name: str) -> list[tuple[int, str]]:
        """Row and code of each diagnostic."""
        return [(found.range.start.line + 1, str(found.code)) for found in await self.diagnostics(name)]

    async def until(self, name: str, codes: list[tuple[int, str]]) -> None:
        """Waits until a text has these diagnostics without being changed itself."""
        async with asyncio.timeout(PATIENCE):
            while [(found.range.start.line + 1, str(found.code)) for found in await self.diagnostics(name)] != codes:
                await asyncio.sleep(0.02)

    # -- actions

    async def actions(self, name: str, row: int, only: list[str] | None = None) -> dict[str, types.CodeAction]:
        """The actions on a row, by title."""
        place = types.Position(row - 1, 0)
        context = types.CodeActionContext(await self.diagnostics(name), only)  # type: ignore[arg-type]
        identifier = types.TextDocumentIdentifier(self.uri(name))
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(identifier, types.Range(place, place), context)
        )
        return {action.title: action for action in found or [] if isinstance(action, types.CodeAction)}

    async def apply(self, action: types.CodeAction) -> None:
        """Does an action, as an editor does: resolves it where it has no edit, and refuses an outdated one."""
        if action.edit is None:
            assert self.capabilities.text_document is not None
            assert self.capabilities.text_document.code_action is not None
            assert self.capabilities.text_document.code_action.resolve_support is not None
            action = await self.client.code_action_resolve_async(action)
        assert action.edit is not None, "no edit came of it"
        by_uri = {document.uri: name for name, document in self.texts.items()}
        for change in action.edit.document_changes or []:
            assert isinstance(change, types.TextDocumentEdit)
            name = by_uri[change.text_document.uri]
            assert change.text_document.version == self.texts[name].version
            self._apply(name, change.edits)
        for uri, edits in (action.edit.changes or {}).items():
            self._apply(by_uri[uri], edits)

    def _apply(self, name: str, edits: Sequence[Any]) -> None:
        text = self.texts[name].text
        spans = [(self.offset(text, edit.range.start), self.offset(text, edit.range.end), edit) for edit in edits]
        spans.sort(key=lambda span: span[:2])
        for (_, end, _), (start, _, _) in pairwise(spans):
            assert end <= start, "edits overlap"
        for start, end, edit in reversed(spans):
            text = text[:start] + edit.new_text + text[end:]
        self.replace(name, text)

    # -- the rest

    async def hover(self, name: str, word: str, after: str = "") -> str:
        """What is shown for the first `word` that follows `after`."""
        text = self.texts[name].text
        place = self.position(text, text.index(word, text.index(after)) + 1)
        found = await self.client.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(self.uri(name)), place)
        )
        return found.contents.value if found is not None else ""  # type: ignore[union-attr]


def recording_client() -> LanguageClient:
    """A client that remembers what was published for which version, and what the server asked to be told of."""
    client = make_test_lsp_client()
    # lsprotocol cannot read the notebook filter that it writes.
    notebook = attrs.fields(attrs.resolve_types(types.NotebookDocumentFilterWithCells)).notebook.type
    client.protocol._converter.register_structure_hook(notebook, lambda value, _: value)
    client.published_by_version = {}  # type: ignore[attr-defined]
    client.registered = []  # type: ignore[attr-defined]
    del client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS]

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def publish(params: types.PublishDiagnosticsParams) -> None:
        client.diagnostics[params.uri] = params.diagnostics
        client.published_by_version[params.uri, params.version] = list(params.diagnostics)  # type: ignore[attr-defined]

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        client.registered += params.registrations  # type: ignore[attr-defined]

    return client


@asynccontextmanager
async def session(
    folder: Path,
    capabilities: types.ClientCapabilities,
    *,
    settings: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
    encodings: Sequence[str] | None = None,
    arguments: Sequence[str] = (),
) -> AsyncIterator[Editor]:
    """A session in a folder, ended as it should be. `settings` answer `workspace/configuration`; the server is started
    with further `arguments`."""
    client = recording_client()
    client.set_configuration(settings, section=NAME)
    if encodings is not None:
        capabilities.general = capabilities.general or types.GeneralClientCapabilities()
        capabilities.general.position_encodings = [types.PositionEncodingKind(one) for one in encodings]
    await client.start_io(*COMMAND, *arguments, cwd=str(folder))
    try:
        answer = await client.initialize_session(
            types.InitializeParams(
                capabilities,
                root_uri=folder.as_uri(),
                workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
                initialization_options=options,
            )
        )
        yield Editor(client, folder, capabilities, answer.capabilities)
        await asyncio.wait_for(client.shutdown_session(), PATIENCE)
        assert client._server is not None
        assert client._server.returncode == 0
    finally:
        if client._server is not None and client._server.returncode is None:
            client._server.kill()
        await client.stop()
