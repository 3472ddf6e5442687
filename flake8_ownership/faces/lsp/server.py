"""What the client may ask and tell, and how the server starts and ends."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from flake8_ownership import sinks
from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.lsp import actions, diagnostics, hovers, wholesale
from flake8_ownership.faces.lsp.addresses import path_at
from flake8_ownership.faces.lsp.documents import Buffer, snapshot
from flake8_ownership.faces.lsp.session import NAME, PAUSE, Session
from flake8_ownership.faces.lsp.streams import pipes
from flake8_ownership.search import SUFFIXES

WHY = "flake8-ownership.why"


def initialize(ls: Session, params: types.InitializeParams) -> None:
    """Offers only what the client can use: diagnostics to be pulled, edits to be worked out later."""
    ls.begin(params)
    if ls.pulls:
        options = types.DiagnosticOptions(True, ls.tells_all, identifier=NAME)
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(pull)
        if ls.tells_all:
            ls.feature(types.WORKSPACE_DIAGNOSTIC)(wholesale.pull_all)
    kinds = types.CodeActionOptions(code_action_kinds=list(actions.KINDS), resolve_provider=ls.resolves)
    ls.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)(code_actions)
    if ls.resolves:
        ls.feature(types.CODE_ACTION_RESOLVE)(resolve)


async def initialized(ls: Session, params: types.InitializedParams) -> None:
    """Begins to work, once the client is ready to be asked."""
    ls.spawn(ls.live_with_client())
    if ls.tells_all and not ls.pulls:
        ls.spawn(wholesale.publish_all(ls))
    await ls.settle()
    await ls.watch()


def shutdown(ls: Session, *args: object) -> None:
    """Notes that the client ends the session as it should."""
    ls.was_shut_down = True


# -- documents


def did_open(ls: Session, params: types.DidOpenTextDocumentParams) -> None:
    """Judges at once what comes into sight."""
    ls.changed(params.text_document.uri, 0.0)


def did_change(ls: Session, params: types.DidChangeTextDocumentParams) -> None:
    """Judges once the typing rests."""
    ls.changed(params.text_document.uri, PAUSE)


def did_save(ls: Session, params: types.DidSaveTextDocumentParams) -> None:
    """Judges at once. A client that tells of no change on disk is taken to have told of every one."""
    if not ls.watches:
        ls.bench.tell(ls.bench.came_or_went)
        ls.bench.tell(ls.bench.reread)
    ls.changed(params.text_document.uri, 0.0)


def did_close(ls: Session, params: types.DidCloseTextDocumentParams) -> None:
    """Takes back what was told of a document."""
    ls.closed(params.text_document.uri, [params.text_document.uri])


def notebook_did_open(ls: Session, params: types.DidOpenNotebookDocumentParams) -> None:
    """The same for a notebook, whose cells are judged as one module."""
    ls.changed(params.notebook_document.uri, 0.0)


def notebook_did_change(ls: Session, params: types.DidChangeNotebookDocumentParams) -> None:
    """Cells came, went or changed."""
    cells = params.change.cells
    gone = (cells.structure.did_close if cells and cells.structure else None) or ()
    ls.take_back([cell.uri for cell in gone])
    ls.changed(params.notebook_document.uri, PAUSE)


def notebook_did_close(ls: Session, params: types.DidCloseNotebookDocumentParams) -> None:
    """Takes back what was told of the cells."""
    ls.closed(params.notebook_document.uri, [cell.uri for cell in params.cell_text_documents])


# -- the world around


async def did_change_configuration(ls: Session, params: types.DidChangeConfigurationParams) -> None:
    """Takes the settings anew, and judges by them."""
    if isinstance(params.settings, dict):
        ls.pushed = params.settings.get(NAME)
    await ls.settle()


async def did_change_folders(ls: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Each folder has settings of its own."""
    await ls.settle()


async def did_change_files(ls: Session, params: types.DidChangeWatchedFilesParams) -> None:
    """Reads anew what changed on disk; what is open stays as the editor has it."""
    paths = {path: change.type for change in params.changes if (path := path_at(change.uri)) is not None}
    if any(kind != types.FileChangeType.Changed for kind in paths.values()):
        ls.bench.tell(ls.bench.came_or_went)
    else:
        ls.bench.tell(lambda: ls.bench.changed(paths, saved=True))
    for change in params.changes:
        path = path_at(change.uri)
        if path is not None and ls.has_published(change.uri) and snapshot(ls.documents, change.uri) is None:
            await wholesale.judge_file(ls, path, gone=change.type == types.FileChangeType.Deleted)
    if any(path.suffix not in SUFFIXES for path in paths):
        await ls.settle()
    else:
        ls.again()


# -- questions


async def pull(
    ls: Session, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
    """A document's diagnostics, or that they are the ones that the client has."""
    uri = params.text_document.uri
    found = await ls.judge(uri)
    if found is not None:
        items = diagnostics.by_document(*found, ls.columns, related=ls.relates)[found[0].part(uri).uri]
    else:
        items = await wholesale.pull_closed(ls, uri) if ls.tells_all else []
    fingerprint = diagnostics.fingerprint(items)
    if params.previous_result_id == fingerprint:
        return types.RelatedUnchangedDocumentDiagnosticReport(fingerprint)
    return types.RelatedFullDocumentDiagnosticReport(items, result_id=fingerprint)


async def hover(ls: Session, params: types.HoverParams) -> types.Hover | None:
    """A rule's page on its code in a noqa comment; why a call is a finding, or is none, on the call."""
    found = await ls.judge(params.text_document.uri)
    if found is None:
        return None
    buffer, judged = found
    place = buffer.place(params.text_document.uri, params.position, ls.columns)
    page = hovers.rule_at(buffer.source(), place)
    if page:
        return _hover(ls, page)
    call = hovers.call_at(await ls.bench.ask(lambda: ls.bench.explained(buffer, place.row)), place)
    if call is None:
        return None
    shown = types.Range(buffer.position(call.start, ls.columns), buffer.position(call.end, ls.columns))
    return _hover(ls, hovers.explanation(call, str(buffer.path), judged.told), shown)


def _hover(ls: Session, text: str, shown: types.Range | None = None) -> types.Hover:
    formats = ls.can("text_document.hover.content_format") or ()
    kind = types.MarkupKind.Markdown if types.MarkupKind.Markdown in formats else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, text), shown)


async def why(ls: Session, uri: str, line: int) -> str:
    """What `flake8-ownership why` prints of a line, from 0, of an open document: a command, as no request asks it."""
    buffer = await ls.buffer(uri)
    if buffer is None:
        return "no Python file is open here"
    row = buffer.part(uri).first + line
    try:
        return "\n".join(await ls.bench.ask(lambda: ls.bench.why(buffer, row)))
    except OwnershipError as error:
        return str(error)


async def code_actions(ls: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about the findings on some lines. The edits are worked out now only where they must be."""
    uri = params.text_document.uri
    found = await ls.judge(uri)
    if found is None:
        return []
    buffer, judged = found
    first, last = (buffer.place(uri, place, ls.columns).row for place in (params.range.start, params.range.end))
    only = [str(getattr(kind, "value", kind)) for kind in params.context.only] if params.context.only else None
    offered = list(actions.offers(buffer, judged, uri, range(first, max(first, last) + 1), only, ls.columns))
    if ls.resolves:
        return offered
    done = []
    for action in offered:
        offer = actions.Offer.of(action.data)
        if offer is not None:
            action.edit = (await _outcome(ls, buffer, offer)).edit
        if action.edit is not None:
            done.append(action)
    return done


async def resolve(ls: Session, action: types.CodeAction) -> types.CodeAction:
    """Works out the edit of an action. Raises where the text is no longer the one that it was offered for."""
    offer = actions.Offer.of(action.data)
    buffer = snapshot(ls.documents, offer.uri) if offer is not None else None
    if offer is None or buffer is None or buffer.part(offer.uri).version != offer.version:
        raise JsonRpcContentModified("the text has changed since this was offered")
    outcome = await _outcome(ls, buffer, offer)
    action.edit = outcome.edit
    if outcome.edit is None:
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, sinks.line(outcome.why_not)))
    return action


async def _outcome(ls: Session, buffer: Buffer, offer: actions.Offer) -> actions.Outcome:
    return await ls.bench.ask(lambda: actions.outcome(ls.bench, buffer, offer, ls.columns, versioned=ls.versions))


_FEATURES: dict[str, Callable[..., Any]] = {
    types.INITIALIZE: initialize,
    types.INITIALIZED: initialized,
    types.SHUTDOWN: shutdown,
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
    types.NOTEBOOK_DOCUMENT_DID_OPEN: notebook_did_open,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE: notebook_did_change,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE: notebook_did_close,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_folders,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_files,
    types.TEXT_DOCUMENT_HOVER: hover,
}


def session(client: int | None = None, *, tells_all: bool = False) -> Session:
    """A session with every feature that all clients get."""
    ls = Session(client, tells_all=tells_all)
    for name, feature in _FEATURES.items():
        ls.feature(name)(feature)
    ls.command(wholesale.CHECK_WORKSPACE)(wholesale.check_workspace)
    ls.command(WHY)(why)
    return ls


def serve(client: int | None = None, *, tells_all: bool = False) -> int:
    """Serves one client, whose process may be known, until it ends the session, closes the pipe or dies. With
    `tells_all`, it is told of the files that are not open as well.

    Does not return: whatever is still being judged, no process stays behind.
    """
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # what goes wrong is sent to the client, in a line
    incoming, outgoing = pipes()
    ls = session(client, tells_all=tells_all)
    code = 1
    try:
        ls.start_io(incoming, outgoing)
        code = 0 if ls.was_shut_down else 1
    finally:
        ls.bench.close()
        sys.stderr.flush()
        os._exit(code)
