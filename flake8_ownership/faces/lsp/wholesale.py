"""Files that are not open: judged one by one when the client asks for the whole workspace, with progress."""

from __future__ import annotations

import contextlib
import uuid
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from flake8_ownership.faces.lsp import diagnostics
from flake8_ownership.faces.lsp.addresses import address_of
from flake8_ownership.faces.lsp.documents import Buffer, Part
from flake8_ownership.faces.lsp.session import Session
from flake8_ownership.source import physical_lines

CHECK_WORKSPACE = "flake8-ownership.checkWorkspace"


async def check_workspace(ls: Session) -> dict[str, int]:
    """Judges every file of the workspace and tells of all of them; returns how many files and findings there were."""
    paths = [path for folder in ls.folders() for path in await _files(ls, folder)]
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


async def _files(ls: Session, folder: Path) -> list[Path]:
    return await ls.bench.ask(lambda: ls.bench.files(folder))


async def judge_file(ls: Session, path: Path, *, gone: bool = False) -> int:
    """Judges a file that is not open as the disk has it, and publishes; an open one as it is open."""
    uri = address_of(path)
    found = await ls.judge(uri)
    if found is not None:
        return len(found[1].findings)
    if gone:
        ls.take_back([uri])
        return 0
    text, judged = await ls.bench.ask(lambda: ls.bench.judged_file(path))
    ls.tell_user(judged.error)
    buffer = Buffer(uri, path, text, (Part(uri, None, tuple(physical_lines(text))),))
    ls.publish(uri, None, diagnostics.by_document(buffer, judged, ls.columns, related=ls.relates)[uri])
    return len(judged.findings)


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
