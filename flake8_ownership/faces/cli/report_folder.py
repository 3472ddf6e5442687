"""The folder of `report --html`: which folders it may be, and how pages get there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from flake8_ownership.errors import ConfigError, OutputError
from flake8_ownership.regular_files import read_bytes
from flake8_ownership.report_file import demand_ours
from flake8_ownership.reports.html.names import SHAPE

_KEY = "--html"
_TAG = ".flake8-ownership-report"
_SIGNATURE = "These pages were made by flake8-ownership report --html, which replaces them.\n"
# What keeps the pages out of the repository they may stand in.
_IGNORED = (".gitignore", "*\n")
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)


class ReportFolder:
    """A folder that gets the pages of a report; nothing of it is touched before there are any.

    Raises ConfigError for a folder that holds anything but an earlier report, that a link in what is `checked` leads to
    out of the project, or that lies in a folder of git's; OutputError for one that cannot be written.
    """

    def __init__(self, name: str, checked: Sequence[str]) -> None:
        self._name = name
        try:
            self._path = Path(os.path.realpath(name))
        except ValueError as error:  # no path at all
            raise self._unwritten(error) from error
        demand_ours(name, self._path, checked, _KEY)
        self._earlier()

    def write(self, pages: Iterable[tuple[str, str]]) -> int:
        """Writes the pages, by name, and takes away those of an earlier report; returns how many there are.

        Raises as the class does.
        """
        made = list(pages)
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            older = self._earlier()
            for name, text in ((_TAG, _SIGNATURE), _IGNORED, *made):
                self._put(name, text)
            for name in older - {name for name, _ in made}:
                (self._path / name).unlink(missing_ok=True)
            return sum(name.endswith(".html") for name, _ in made)
        except (OSError, ValueError) as error:
            raise self._unwritten(error) from error

    def _earlier(self) -> set[str]:
        """The pages of an earlier report; raises ConfigError where there is anything else."""
        try:
            names = {path.name for path in self._path.iterdir()}
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise self._unwritten(error) from error
        if not names:
            return set()
        tag = self._path / _TAG
        is_ours = _TAG in names and not tag.is_symlink() and _read(tag) == _SIGNATURE.encode()
        others = sorted(name for name in names - {_TAG, _IGNORED[0]} if not SHAPE.fullmatch(name))
        if not is_ours or others:
            found = f": {others[0]}" if others else ""
            raise ConfigError(self._name, f"holds other things than an earlier report{found}", key=_KEY)
        return names - {_TAG, _IGNORED[0]}

    def _put(self, name: str, text: str) -> None:
        """Puts a new file in the place of what has the name, which no link leads away from."""
        draft = self._path / f".{name}.{os.getpid()}.tmp"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o666)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
            draft.replace(self._path / name)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def _unwritten(self, error: OSError | ValueError) -> OutputError:
        return OutputError(self._name, f"cannot be written: {getattr(error, 'strerror', None) or error}")


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path, 1_000)
    except OSError:
        return b""
