"""One client's session: what it can do, its settings, when its documents are judged and what it was told of them.

That is one class, because pygls hands all of it to one object.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcInvalidRequest
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from flake8_ownership import __version__, sinks
from flake8_ownership.errors import OwnershipError, SourceError
from flake8_ownership.faces.lsp import diagnostics
from flake8_ownership.faces.lsp.addresses import address_of, path_at
from flake8_ownership.faces.lsp.bench import EDITOR, Bench, Judged
from flake8_ownership.faces.lsp.client import Protocol, end_with, is_alive
from flake8_ownership.faces.lsp.documents import Buffer, Workspace, open_units, path_of, snapshot
from flake8_ownership.faces.lsp.positions import Columns
from flake8_ownership.search import SUFFIXES

NAME = "flake8-ownership"
# Seconds: after the last key in a file, until it is judged; then until the other open files are, which may depend on
# it; for the client to answer what its settings are.
PAUSE, _LONG_PAUSE, _PATIENCE = 0.3, 1.0, 3.0
log = logging.getLogger(__name__)


class Session(LanguageServer):
    """The state of a session, and what the features share."""

    def __init__(self, client: int | None = None, *, tells_all: bool = False) -> None:
        """`client` is the process of the client where it was given with the command; with `tells_all`, the client is
        told of the files that are not open as well."""
        super().__init__(
            NAME,
            __version__,
            types.TextDocumentSyncKind.Incremental,
            types.NotebookDocumentSyncOptions(
                notebook_selector=[
                    types.NotebookDocumentFilterWithCells(cells=[types.NotebookCellLanguage(language="python")])
                ],
                save=True,
            ),
            protocol_cls=Protocol,
            converter_factory=default_converter,
        )
        self.bench = Bench()
        self.tells_all = tells_all
        self.columns = Columns("utf-16")
        self.pulls = self.resolves = self.versions = self.watches = False
        self.pushed: object = None
        self.was_shut_down = False
        self._begun: Workspace | None = None
        self._client = client if client is not None and is_alive(client) else None
        self._settled = asyncio.Event()
        self._pauses: dict[str, asyncio.TimerHandle] = {}
        self._published: dict[str, str] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._told: set[str] = set()
        self._news = asyncio.Event()

    # -- the session

    def can(self, capability: str) -> Any:
        """What the client says of one of its capabilities."""
        return get_capability(self.client_capabilities, capability, None)

    @property
    def relates(self) -> bool:
        """Whether the client shows the other places that a diagnostic is about."""
        return bool(self.can("text_document.publish_diagnostics.related_information"))

    def begin(self, params: types.InitializeParams) -> None:
        """Learns what the client can do, before the server says what it can. Raises where a session has begun."""
        if self._begun is not None:
            self.protocol._workspace = self._begun  # pygls has put an empty one in its place
            raise JsonRpcInvalidRequest("the session has begun already")
        known = self.protocol.workspace
        workspace = Workspace(
            known.root_uri,
            types.TextDocumentSyncKind.Incremental,
            list(known.folders.values()),
            known.position_encoding,
        )
        self.protocol._workspace = self._begun = workspace
        self.columns = Columns(str(getattr(known.position_encoding, "value", known.position_encoding)))
        if isinstance(params.initialization_options, dict):
            self.pushed = params.initialization_options.get(NAME)
        if params.process_id is not None and is_alive(params.process_id):
            self._client = params.process_id  # one that cannot be seen is in a container, and ends with its pipe
        self.pulls = self.can("text_document.diagnostic") is not None
        resolvable = self.can("text_document.code_action.resolve_support")
        keeps = bool(self.can("text_document.code_action.data_support"))
        self.resolves = keeps and resolvable is not None and "edit" in resolvable.properties
        self.versions = bool(self.can("workspace.workspace_edit.document_changes"))
        self.watches = bool(self.can("workspace.did_change_watched_files.dynamic_registration"))

    @property
    def documents(self) -> Workspace:
        return cast(Workspace, self.workspace)

    def folders(self) -> list[Path]:
        """The workspace's folders; its root where the client knows of none."""
        uris = [folder.uri for folder in self.workspace.folders.values()] or [self.workspace.root_uri or ""]
        return [path for uri in uris if (path := path_at(uri)) is not None]

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Lets something run by itself; its failure is reported."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.tell_failure(task.exception())

    def tell_failure(self, error: BaseException | None, *, ours: bool = True) -> None:
        """A fault of ours, or rubbish from the client: for the log alone, since no user can mend it."""
        log.error("%s", error, exc_info=error if ours else None)
        text = sinks.line(f"{type(error).__name__}: {error}".partition("\n")[0])
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, text))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What pygls caught: `source` says what it was doing, which is reading where the message is to blame."""
        unreadable = source is JsonRpcException or isinstance(error, JsonRpcException)
        self.tell_failure(error, ours=not unreadable or isinstance(error, JsonRpcInternalError))

    def tell_once(self, text: str) -> None:
        """Shows the user what only they can mend, once until something about it changes."""
        if text not in self._told:
            self._told.add(text)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, text))

    # -- settings

    async def settle(self) -> None:
        """Takes the client's settings: asked for where it answers, else those that it sent by itself."""
        folders = self.folders()
        answers: list[object] = [self.pushed] * len(folders)
        if self.can("workspace.configuration"):
            items = [types.ConfigurationItem(scope_uri=address_of(one), section=NAME) for one in folders]
            with contextlib.suppress(TimeoutError, JsonRpcException):  # what it pushed holds then
                asked = self.workspace_configuration_async(types.ConfigurationParams(items))  # noqa: OWN202
                answer = await asyncio.wait_for(asked, _PATIENCE)
                answers = list(answer) if isinstance(answer, (list, tuple)) else answers
        self._told.clear()
        given: dict[Path, Mapping[str, object]] = {folder: {} for folder in folders}
        for folder, table in zip(folders, answers, strict=False):
            if isinstance(table, dict):
                given[folder] = {name: value for name, value in table.items() if value is not None}
            elif table is not None:
                self.tell_once(f"{EDITOR}: expected a table at {NAME!r}, found {table!r}")
        self.bench.tell(lambda: self.bench.configure(given))
        self._settled.set()
        self.again()

    async def watch(self) -> None:
        """Asks the client to tell of files that change on disk, and of settings that change."""
        registrations = []
        if self.watches:
            found = [await self.bench.ask(partial(self.bench.watched, folder)) for folder in self.folders()]
            globs = ["**/*.py", *(f"**/{name}" for name in sorted(set().union(*found)))]
            watchers = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(glob) for glob in globs])
            registrations.append(types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watchers))
        if self.can("workspace.did_change_configuration.dynamic_registration"):
            section = types.DidChangeConfigurationRegistrationOptions(NAME)
            registrations.append(types.Registration("settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
        if registrations:
            self.client_register_capability(types.RegistrationParams(registrations))

    # -- judging

    async def buffer(self, uri: str) -> Buffer | None:
        """What is open at an address, as it stands once the settings are known; None where nothing is, or no Python."""
        await self._settled.wait()
        return snapshot(self.documents, uri)

    async def judge(self, uri: str) -> tuple[Buffer, Judged] | None:
        """Judges what is open at an address, as it stands now; None where nothing is, or no Python."""
        buffer = await self.buffer(uri)
        if buffer is None:
            return None
        judged = await self.bench.ask(lambda: self.bench.judged(buffer))
        self.tell_user(judged.error)
        return buffer, judged

    def tell_user(self, error: OwnershipError | None) -> None:
        """A broken configuration concerns every file, and is reported once; a broken text is reported in the text."""
        if error is not None and not isinstance(error, SourceError):
            self.tell_once(str(error))

    def soon(self, uri: str, pause: float, *, anew: bool = True) -> None:
        """Judges and publishes after a pause. One that is under way starts `anew`, or stays if it ends sooner."""
        if self.pulls:
            return
        loop = asyncio.get_running_loop()
        waiting = self._pauses.get(uri)
        if waiting is not None:
            if not anew and waiting.when() <= loop.time() + pause:
                return
            waiting.cancel()
        self._pauses[uri] = loop.call_later(pause, lambda: self.spawn(self._publish(uri)))

    async def _publish(self, uri: str) -> None:
        self._pauses.pop(uri, None)
        found = await self.judge(uri)
        if found is None:
            return
        buffer, judged = found
        if snapshot(self.documents, uri) != buffer:
            return  # it changed in the meantime, and is judged again after a pause
        for part in buffer.parts:
            self.publish(
                part.uri,
                part.version,
                diagnostics.by_document(buffer, judged, self.columns, related=self.relates)[part.uri],
            )

    def publish(self, uri: str, version: int | None, found: list[types.Diagnostic]) -> None:
        """Tells a document's diagnostics, unless the client knows them."""
        fingerprint = f"{version} {diagnostics.fingerprint(found)}"
        if self._published.get(uri) != fingerprint:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))
        self._published[uri] = fingerprint

    def again(self) -> None:
        """Judges everything that is open anew."""
        self._news.set()
        if not self.pulls:
            self._soon_but("", 0.0)
        elif self.can("workspace.diagnostics.refresh_support"):
            self.workspace_diagnostic_refresh(None)

    def changed(self, uri: str, pause: float) -> None:
        """Notes that what is open at an address is new: judges it after the pause, then what may depend on it."""
        buffer = snapshot(self.documents, uri)
        if buffer is None:
            return
        if self.pulls:
            self.take_back([buffer.uri])  # it is pulled from now on
        if buffer.path.suffix in SUFFIXES:
            self.bench.tell(lambda: self.bench.hold(buffer.path, buffer.text))
        self._news.set()
        self.soon(buffer.uri, pause)
        self._soon_but(buffer.uri, pause + _LONG_PAUSE)

    def _soon_but(self, uri: str, pause: float) -> None:
        if not self.pulls:
            for other in open_units(self.documents):
                if other != uri:
                    self.soon(other, pause, anew=False)

    def closed(self, uri: str, documents: Iterable[str]) -> None:
        """Forgets what is no longer open: its diagnostics, and its text in place of the one on disk."""
        self.take_back(documents)
        path = path_of(self.documents, uri)
        self.bench.tell(lambda: self.bench.let_go(path))
        self._news.set()

    @asynccontextmanager
    async def news(self) -> AsyncIterator[None]:
        """Begins once the findings of any file may have changed and nothing has changed since for a while. If the body
        does not finish, the news comes again."""
        await self._settled.wait()
        await self._news.wait()
        try:
            while self._news.is_set():
                self._news.clear()
                await asyncio.sleep(_LONG_PAUSE)
            yield
        except BaseException:
            self._news.set()
            raise

    def take_back(self, documents: Iterable[str]) -> None:
        """Takes back what was published of documents."""
        for uri in documents:
            if uri in self._published:
                self.publish(uri, None, [])
                del self._published[uri]

    def has_published(self, uri: str) -> bool:
        """Whether the client shows diagnostics of ours for a document."""
        return uri in self._published

    def published(self) -> set[str]:
        """The documents that the client shows our diagnostics for."""
        return set(self._published)

    def opened(self) -> set[str]:
        """The documents that are open."""
        return {document.uri for document in self.documents.text_documents.values()}

    async def live_with_client(self) -> None:
        """Ends the process when the client's is gone, as one that crashed never says so."""
        if self._client is not None:
            await end_with(self._client)
