"""Files that are not open: judged one by one, on a command with progress, or whenever something has changed."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from flake8_ownership.faces.lsp import diagnostics
from flake8_ownership.faces.lsp.addresses import address_of, path_at
from flake8_ownership.faces.lsp.documents import Buffer, Part, snapshot
from flake8_ownership.faces.lsp.session import Session
from flake8_ownership.rows import physical_lines

CHECK_WORKSPACE = "flake8-ownership.checkWorkspace"


async def check_workspace(ls: Session) -> dict[str, int]:
    """Judges every file of the workspace and tells of all of them; returns how many files and findings there were."""
    paths = await _files(ls)
    async with _Progress(ls, f"Checking {_counted(len(paths), 'file')}") as progress:
        files = findings = 0
        for path in paths:
            if progress.cancelled:
                break
            progress.report(files, len(paths), path.name)
            findings += await judge_file(ls, path)
            files += 1
        progress.summary = f"{_counted(findings, 'finding')} in {_counted(files, 'file')}"
    return {"files": files, "findings": findings}


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


async def _files(ls: Session) -> list[Path]:
    folders = ls.folders()
    found = [await ls.bench.ask(partial(ls.bench.files, folder)) for folder in folders]
    return list(dict.fromkeys(path for paths in found for path in paths))


async def judge_file(ls: Session, path: Path, *, gone: bool = False) -> int:
    """Judges a file that is not open as the disk has it, and publishes; an open one as it is open."""
    uri = address_of(path)
    found = await ls.judge(uri)
    if found is not None:
        return len(found[1].findings)
    if gone:
        ls.take_back([uri])
        return 0
    shown, findings = await _on_disk(ls, path)
    if not (ls.pulls and ls.tells_all) and (shown or ls.has_published(uri)):
        ls.publish(uri, None, shown)
    return findings


async def _on_disk(ls: Session, path: Path) -> tuple[list[types.Diagnostic], int]:
    """What is reported of a file as the disk has it, and how many findings that are."""
    text, judged = await ls.bench.ask(lambda: ls.bench.judged_file(path))
    ls.tell_user(judged.error)
    uri = address_of(path)
    buffer = Buffer(uri, path, text, (Part(uri, None, tuple(physical_lines(text))),))
    return diagnostics.by_document(buffer, judged, ls.columns, related=ls.relates)[uri], len(judged.findings)


async def publish_all(ls: Session) -> None:
    """Tells of every file that is not open, again whenever something has changed."""
    while True:
        async with ls.news():
            paths = await _files(ls)
            for path in paths:
                await judge_file(ls, path)
            there = {unquote(uri) for uri in (*map(address_of, paths), *ls.opened())}
            ls.take_back([uri for uri in ls.published() if unquote(uri) not in there])


async def pull_closed(ls: Session, uri: str) -> list[types.Diagnostic]:
    """A document that was closed just now, as the disk has it; nothing where it is no file of the workspace."""
    path = path_at(uri)
    if path is None or path not in await _files(ls):
        return []
    return (await _on_disk(ls, path))[0]


async def pull_all(ls: Session, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
    """Every file that is not open and has diagnostics, or had some; answers only once something has changed since it
    was last asked, as a client that has its answer asks at once again."""
    known = {unquote(one.uri): one for one in params.previous_result_ids}  # each client quotes as it likes
    items: list[types.WorkspaceDocumentDiagnosticReport] = []
    async with ls.news():
        for path in await _files(ls):
            uri = address_of(path)
            before = known.pop(unquote(uri), None)
            if snapshot(ls.documents, uri) is None:
                items += _report(uri, (await _on_disk(ls, path))[0], before)
        for uri, gone in known.items():
            if snapshot(ls.documents, uri) is None:
                items += _report(gone.uri, [], gone)
    return types.WorkspaceDiagnosticReport(items)


def _report(
    uri: str, found: list[types.Diagnostic], known: types.PreviousResultId | None
) -> Iterator[types.WorkspaceDocumentDiagnosticReport]:
    """What is reported of a file to a client that knows what goes by an id, or nothing of it."""
    fingerprint = diagnostics.fingerprint(found)
    if known is not None and known.value == fingerprint:
        yield types.WorkspaceUnchangedDocumentDiagnosticReport(uri, fingerprint)
    elif found or known is not None:
        yield types.WorkspaceFullDocumentDiagnosticReport(uri, found, result_id=fingerprint)


class _Progress:
    """Work-done progress, for clients that show it."""

    def __init__(self, ls: Session, title: str) -> None:
        self._ls = ls
        self._title = title
        self._token = str(uuid.uuid4())
        self._shown = bool(ls.can("window.work_done_progress"))
        self.summary = ""

    async def __aenter__(self) -> _Progress:
        if self._shown:
            with contextlib.suppress(JsonRpcException):  # a client that shows none is as good
                await self._ls.work_done_progress.create_async(self._token)  # noqa: OWN202
            self._shown = self._token in self._ls.work_done_progress.tokens
        if self._shown:
            begin = types.WorkDoneProgressBegin(self._title, cancellable=True, percentage=0)
            self._ls.work_done_progress.begin(self._token, begin)
        return self

    def report(self, done: int, of: int, what: str) -> None:
        """Tells how far it is."""
        if self._shown:
            now = types.WorkDoneProgressReport(message=what, percentage=100 * done // of)
            self._ls.work_done_progress.report(self._token, now)

    @property
    def cancelled(self) -> bool:
        return self._shown and self._ls.work_done_progress.tokens[self._token].cancelled()

    async def __aexit__(self, *failure: object) -> None:
        if self._shown:
            self._ls.work_done_progress.end(self._token, types.WorkDoneProgressEnd(message=self.summary))
