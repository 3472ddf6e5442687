"""Writes a mended file: whole or not at all, with its mode kept, and only where nobody changed it meanwhile."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from flake8_ownership.errors import SourceError
from flake8_ownership.source import Source


def replace(path: Path, source: Source, text: str) -> None:
    """Replaces a file's content. Raises SourceError for a link, a changed file, or what cannot be written."""
    if path.is_symlink():
        raise SourceError(str(path), "is a link, which a fix does not follow")
    data = source.to_bytes(text)
    try:
        if path.read_bytes() != source.to_bytes(source.text):
            raise SourceError(str(path), "changed while it was being mended, and was left alone")
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(path.stat().st_mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror or error}") from error
