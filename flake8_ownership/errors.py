"""What a user can cause, each as one line that names the file, and the line and key where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from flake8_ownership import sinks


@dataclass
class OwnershipError(Exception):
    """Base of every error that a user can cause; faces print it and go on with the other files.

    `line` counts from 1; it and `key` are None where the fault has no such place.
    """

    path: str
    message: str
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        """One line, whatever its parts hold."""
        place = f"{self.path}:{self.line}" if self.line is not None else self.path
        return sinks.line(f"{place}: {self.words}")

    @property
    def words(self) -> str:
        """What is wrong, for a reader who has the place already."""
        return f"{self.key}: {self.message}" if self.key is not None else self.message

    def __reduce__(self) -> tuple[type[OwnershipError], tuple[str, str, int | None, str | None]]:
        """Exceptions pickle by `args`, which a dataclass leaves empty: a worker's error must arrive whole."""
        return type(self), (self.path, self.message, self.line, self.key)


class ConfigError(OwnershipError):
    """A setting that cannot be used: unknown key, wrong type, unreadable file."""


class CatalogueError(OwnershipError):
    """A catalogue entry, the user's or ours, that breaks the format."""


class SourceError(OwnershipError):
    """A file that cannot be read, decoded or parsed."""


class OutputError(OwnershipError):
    """A file or a stream that takes no more of what is written."""


class FixRefused(OwnershipError):
    """A place that cannot be mended without harm; the message says why."""
