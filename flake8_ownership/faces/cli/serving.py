"""`server` and `mcp`: hand over to the servers for editors and agents, which not every installation has."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.reading import FAILED

Serve = Callable[[argparse.Namespace], int]


@dataclass(frozen=True, slots=True)
class Servers:
    """What loads the servers for an editor and for a coding agent. They are faces of their own, so the entry point
    passes them in. Each raises ModuleNotFoundError where what it needs is not installed."""

    lsp: Callable[[], Serve] | None = None
    mcp: Callable[[], Serve] | None = None


def server(options: argparse.Namespace) -> int:
    """Serves an editor; returns only where it cannot, with a line that says why."""
    return _served("server", options.servers.lsp, options, "lsp")


def mcp(options: argparse.Namespace) -> int:
    """Serves a coding agent until it ends; or says in a line why it cannot."""
    return _served("MCP server", options.servers.mcp, options, "mcp")


def _served(what: str, load: Callable[[], Serve] | None, options: argparse.Namespace, extra: str) -> int:
    if load is None:
        streams.note(f"the {what} is started by the command flake8-ownership")
        return FAILED
    try:
        serve = load()
    except ModuleNotFoundError as error:
        streams.note(f"the {what} needs {error.name}: pip install 'flake8-async-ownership[{extra}]'")
        return FAILED
    return serve(options)
