"""The file of `--output-file`: which files it must not be, and how a report gets there, whole and at the end."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from flake8_ownership import files
from flake8_ownership.baseline import DEFAULT
from flake8_ownership.errors import ConfigError, OutputError, SourceError
from flake8_ownership.formats.json import relative
from flake8_ownership.regular_files import is_folder, read_bytes, status
from flake8_ownership.search import SUFFIXES
from flake8_ownership.source import Source

_KEY = "--output-file"
# What a run reads beside Python: settings, what is left out, and what a fix keeps to.
_SETTINGS = re.compile(
    rf"pyproject\.toml|setup\.cfg|tox\.ini|\.flake8|\.?ruff\.toml|\.gitignore|Pipfile|requirements.*\.txt|{re.escape(DEFAULT)}"
)
_STREAMS = ("/dev", "/proc")  # where what looks like a file may be a stream of this process
_STATEMENT = re.compile(rb"^(import|from|def|class|async def|@\w+)\b", re.MULTILINE)


class ReportFile:
    """A file that gets a report; nothing of it is touched before that is complete.

    `checked` are the files and folders that are checked, `key` the option that names it. Raises ConfigError for a file
    that is not to be written over, for a link of the project, and for a file to which a linked folder leads out of it;
    OutputError for one that can take no report.
    """

    def __init__(self, name: str, checked: Sequence[str], key: str = _KEY) -> None:
        self._name = name
        self._key = key
        self._read: dict[str, str] = {}
        try:
            self._path = Path(os.path.realpath(name))
        except ValueError as error:  # no path at all
            raise self._unwritten(error) from error
        demand_ours(name, self._path, checked, key)
        found = status(name)
        # A stream, a pipe or a device takes what it is given, and has nothing to lose.
        self._is_stream = (found is not None and stat.S_IFMT(found.st_mode) not in (stat.S_IFREG, stat.S_IFDIR)) or any(
            Path(os.path.abspath(name)).is_relative_to(folder) for folder in _STREAMS
        )
        if not self._is_stream:
            self._demand_room(found)
            for path in checked:
                self.reads(path)
            self._demand_other(found)

    def reads(self, path: str, what: str = "a source file") -> None:
        """Takes note of a file that the run reads: the report is not written over it, by whatever name it goes."""
        self._read[path] = what

    def write(self, text: str) -> None:
        """Writes the report. Raises as the class does, for what only the run has shown."""
        data = text.encode("utf-8", "backslashreplace")
        try:
            if self._is_stream:
                with Path(self._name).open("wb") as file:
                    file.write(data)
                return
            self._demand_other(status(self._path))
            files.put(self._path, data)
        except (OSError, ValueError) as error:
            raise self._unwritten(error) from error

    def _demand_room(self, found: os.stat_result | None) -> None:
        """Raises OutputError for what is known not to take a report before there is one."""
        place = self._path if found is not None else self._path.parent
        if found is not None and stat.S_ISDIR(found.st_mode):
            number = errno.EISDIR
        elif not is_folder(self._path.parent):
            number = errno.ENOENT
        elif not os.access(place, os.W_OK):
            number = errno.EACCES
        else:
            return
        raise self._unwritten(OSError(number, os.strerror(number)))

    def _demand_other(self, found: os.stat_result | None) -> None:
        """Raises ConfigError for a file of the project that is no report."""
        if found is None:
            return
        what = next((what for path, what in self._read.items() if _is_the_file(path, found)), "")
        if not what and (self._path.suffix in SUFFIXES or _is_python(self._path)):
            what = "a source file"
        if not what and _SETTINGS.fullmatch(self._path.name):
            what = "a file of settings"
        if what:
            raise ConfigError(self._name, f"is {what}, and is not written over", key=self._key)

    def _unwritten(self, error: OSError | ValueError) -> OutputError:
        return OutputError(self._name, f"cannot be written: {getattr(error, 'strerror', None) or error}")


def demand_ours(name: str, real: Path, checked: Sequence[str], key: str) -> None:
    """Raises ConfigError for what is no place for a report: a folder of git's, a link of the project, what a linked
    folder leads out of it to. `real` is the place with all links followed."""
    if ".git" in real.parts:
        raise ConfigError(name, "lies in a folder of git's", key=key)
    folders = [Path(path) if is_folder(path) else Path(path).parent for path in checked]
    tops = [Path(os.path.realpath(folder)) for folder in folders]
    if (link := files.link_out(Path(name), tops)) is not None:
        raise ConfigError(name, f"leads out of the project by the link {relative(str(link))}", key=key)
    here = Path(os.path.realpath(Path(name).parent))
    if os.path.islink(name) and files.project(here, tops) is not None:  # noqa: PTH114 - pathlib raises for some names
        raise ConfigError(name, "is a link of the project, which is not followed", key=key)


def _is_the_file(path: str, found: os.stat_result) -> bool:
    other = status(path)
    return other is not None and not stat.S_ISDIR(other.st_mode) and os.path.samestat(found, other)


def _is_python(path: Path) -> bool:
    """Whether a file without a suffix that says so is Python: by its first line, or by what it defines or imports."""
    try:
        data = read_bytes(path)
        if data.startswith(b"#!") and b"python" in data.partition(b"\n")[0]:
            return True
        return _STATEMENT.search(data) is not None and bool(Source.from_bytes(str(path), data).tree.body)
    except (OSError, SourceError):
        return False
