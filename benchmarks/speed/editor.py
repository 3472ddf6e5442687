"""How long an editor waits: `python editor.py FILE [CHANGES]` opens a file in the language server, changes it several
times as somebody who types does, and prints the seconds from opening, and the median from a change, to its diagnostics.

Runs in an environment that has this package with its extra `lsp`.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

PATIENCE = 300  # seconds


async def waited(path: Path, changes: int) -> tuple[float, float]:
    """The seconds from opening a file to its diagnostics, and the median of those from a change to its own."""
    client = LanguageClient("editor", "0")
    arrived: asyncio.Queue[int | None] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def _(params: types.PublishDiagnosticsParams) -> None:
        if params.uri == path.as_uri():
            arrived.put_nowait(params.version)

    await client.start_io(sys.executable, "-m", "flake8_ownership", "server")
    folder = types.WorkspaceFolder(path.parent.as_uri(), path.parent.name)
    capabilities = types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(version_support=True)
        )
    )
    await client.initialize_async(
        types.InitializeParams(capabilities, root_uri=folder.uri, workspace_folders=[folder], process_id=None)
    )
    client.initialized(types.InitializedParams())
    text = path.read_text(encoding="utf-8")

    async def diagnosed(version: int) -> None:
        while await asyncio.wait_for(arrived.get(), PATIENCE) != version:
            pass

    began = time.perf_counter()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(path.as_uri(), "python", 1, text))
    )
    await diagnosed(1)
    opened = time.perf_counter() - began
    seconds = []
    for version in range(2, changes + 2):
        began = time.perf_counter()
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, path.as_uri()),
                [types.TextDocumentContentChangeWholeDocument(f"{text}\nchanged = {version}\n")],
            )
        )
        await diagnosed(version)
        seconds.append(time.perf_counter() - began)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return opened, statistics.median(seconds)


if __name__ == "__main__":
    opened, changed = asyncio.run(waited(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if sys.argv[2:] else 5))
    print(f"{opened:.2f} {changed:.3f}")
