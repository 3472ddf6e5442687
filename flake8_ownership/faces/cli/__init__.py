"""The command `flake8-ownership`."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence

from flake8_ownership.check import ISSUES
from flake8_ownership.errors import OutputError, OwnershipError
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.arguments import parse
from flake8_ownership.faces.cli.reading import FAILED, FOUND, INTERRUPTED
from flake8_ownership.faces.cli.serving import Serve, Servers

__all__ = ["Serve", "Servers", "main"]


_NO_SERVERS = Servers()


def main(arguments: Sequence[str] | None = None, servers: Servers = _NO_SERVERS) -> int:
    """Runs the command; returns 0 for clean or all fixed, 1 for findings left, 2 for errors."""
    streams.prepare()
    usual, sys.unraisablehook = sys.unraisablehook, _interrupted_again(sys.unraisablehook)
    try:
        try:
            options = parse(arguments)
            options.servers = servers
            code = int(options.run(options))
        finally:
            streams.finish()
    except BrokenPipeError:
        # The reader has gone, as `| head` does; the rest has nowhere to go.
        streams.give_up()
        return FOUND
    except KeyboardInterrupt:
        return INTERRUPTED
    except OwnershipError as error:
        if isinstance(error, OutputError):
            streams.give_up()
        streams.note(error)
        return FAILED
    except Exception:
        traceback.print_exc()
        streams.note(f"flake8-ownership crashed; please report it at {ISSUES}")
        return FAILED
    finally:
        sys.unraisablehook = usual
    return code


def _interrupted_again(usual: Callable[[sys.UnraisableHookArgs], object]) -> Callable[[sys.UnraisableHookArgs], object]:
    """A hook that interrupts once more where Python lost the interrupt: it came while an object was being deleted."""

    def hook(lost: sys.UnraisableHookArgs) -> None:
        if lost.exc_type is KeyboardInterrupt:
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
        else:
            usual(lost)

    return hook
