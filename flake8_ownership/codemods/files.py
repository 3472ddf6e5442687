"""Writes a fixed file, and only where nobody changed it meanwhile."""

from __future__ import annotations

from pathlib import Path

from flake8_ownership import files
from flake8_ownership.errors import SourceError
from flake8_ownership.source import Source


def replace(path: Path, source: Source, text: str) -> None:
    """Replaces a file's content. Raises SourceError where it was changed or is read-only, for a link, or what cannot be
    written."""
    if source.unwritable:
        raise SourceError(str(path), f"cannot be written: {source.unwritable}")
    try:
        files.replace(path, source.to_bytes(source.text), source.to_bytes(text))
    except files.Refused as refused:
        raise SourceError(str(path), str(refused)) from None
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror or error}") from error
