"""The command `flake8-ownership`."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from flake8_ownership.check import ISSUES
from flake8_ownership.errors import OutputError, OwnershipError
from flake8_ownership.faces.cli import streams
from flake8_ownership.faces.cli.arguments import parse
from flake8_ownership.faces.cli.reading import FAILED, FOUND, INTERRUPTED


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0 for clean or all fixed, 1 for findings left, 2 for errors."""
    streams.prepare()
    try:
        try:
            options = parse(arguments)
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
    return code
