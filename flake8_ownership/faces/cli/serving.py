"""`server`: hands over to the language server, which not every installation has."""

from __future__ import annotations

import argparse

from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.reading import FAILED


def server(options: argparse.Namespace) -> int:
    """Serves an editor; returns only where it cannot, with a line that says why."""
    try:
        from flake8_ownership.faces.lsp import serve
    except ModuleNotFoundError as error:
        streams.note(f"the server needs {error.name}: pip install 'flake8-async-ownership[lsp]'")
        return FAILED
    return serve(options.client)
