"""Reads a document that was saved as JSON, which anybody may have written: any other file is refused in one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from flake8_ownership.errors import ConfigError
from flake8_ownership.regular_files import LARGEST, read_bytes

T = TypeVar("T")
_MOST_BYTES = 20 * LARGEST
_LONGEST = 200  # characters of a place that is told


class MisfitError(ValueError):
    """A value that no such document has: where it stands, and what is expected there."""


def read(name: str, decoded: Callable[[Any], T], what: str, option: str) -> T:
    """What a file holds, as `decoded` makes it of the JSON. `what` says who wrote such a file, `option` names it.

    Raises ConfigError for a file that cannot be read, or holds something else.
    """
    try:
        return decoded(json.loads(read_bytes(Path(name), _MOST_BYTES)))
    except MisfitError as error:
        place, form = error.args
        said = f"is not a report that {what}: expected {form} at {place[:_LONGEST]}"
        raise ConfigError(name, said, key=option) from error
    except OSError as error:
        raise ConfigError(name, f"cannot be read: {error.strerror or error}", key=option) from error
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError, AttributeError) as error:
        raise ConfigError(name, f"is not a report that {what}", key=option) from error
