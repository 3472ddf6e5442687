"""The command `flake8-ownership`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from flake8_ownership.errors import OwnershipError
from flake8_ownership.faces.cli.arguments import parse
from flake8_ownership.faces.cli.reading import FAILED, FOUND, INTERRUPTED


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0 for clean or all fixed, 1 for findings left, 2 for errors."""
    options = parse(arguments)
    try:
        return int(options.run(options))
    except BrokenPipeError:
        # The reader has gone, as `| head` does; the rest has nowhere to go.
        sys.stderr.close()
        return FOUND
    except KeyboardInterrupt:
        return INTERRUPTED
    except OwnershipError as error:
        print(error, file=sys.stderr)
        return FAILED
