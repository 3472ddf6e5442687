"""The tools that a coding agent is offered. They only read, and only what lies below the working directory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations
from pydantic import Field

from flake8_ownership import __version__
from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.mcp.answers import Checked, Diff, Ownership, Tools

_INSTRUCTIONS = """Finds the async I/O calls in Python code whose failure nobody in production would see.
After you have changed Python code, call `check` with the files. For a finding that is not clear, call `why` with its
path and row. `fix_as_diff` returns a patch that you can review and apply; nothing is written."""
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_Path = Annotated[str, Field(description="A file or folder, relative to the working directory.")]
_File = Annotated[str, Field(description="A file, relative to the working directory.")]
_Row = Annotated[int, Field(ge=1, le=999_999_999, description="The line, counted from 1, as `check` gives it.")]
_Unsafe = Annotated[bool, Field(description="Also the fixes that add calls, such as a log line in a new handler.")]


def server(folder: Path) -> MCPServer:
    """A server for the project in a folder, which is the working directory."""
    tools = Tools(folder)
    # What is shared between calls knows of no threads, and the protocol's library runs each call in one.
    turn = threading.Lock()

    def check(path: _Path = ".") -> Checked:
        """Reports the I/O calls whose failure is lost, or reported without what is needed to act on it; worst first."""
        with turn, _told():
            return tools.check(path)

    def why(path: _File, row: _Row) -> str:
        """Explains the calls on a line: what each is, where its failure goes, and why that is a finding or not."""
        with turn, _told():
            return tools.why(path, row)

    def fix_as_diff(path: _Path, unsafe: _Unsafe = False) -> Diff:
        """Returns what the fixes would change as a unified diff, and writes nothing."""
        with turn, _told():
            return tools.fix_as_diff(path, unsafe=unsafe)

    def report(path: _Path = ".") -> Ownership:
        """Tells how many operations (routes, consumers, jobs) account for every failure of the calls that are known,
        and which ones are worst."""
        with turn, _told():
            return tools.report(path)

    return MCPServer(
        "flake8-ownership",
        instructions=_INSTRUCTIONS,
        version=__version__,
        tools=[_strict(tool) for tool in (check, why, fix_as_diff, report)],
        log_level="ERROR",
        subscriptions=False,
    )


def _strict(tool: Callable[..., Any]) -> Tool:
    """A tool that refuses arguments that it does not have: an agent that gets one wrong would be told of other files
    than those that it asked for."""
    made = Tool.from_function(tool, annotations=_READS)
    arguments = made.fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)
    made.parameters = arguments.model_json_schema(by_alias=True)
    return made


@contextmanager
def _told() -> Iterator[None]:
    """Tells the agent what it can put right; a fault of ours is the library's to tell."""
    try:
        yield
    except OwnershipError as error:
        raise ToolError(str(error)) from None


def serve() -> int:
    """Serves one agent in the working directory, until it closes the pipe."""
    server(Path.cwd()).run("stdio")
    return 0
