"""Writes a test for each call whose failure is lost, which passes once somebody is told of it."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from flake8_ownership import files, sinks
from flake8_ownership.errors import OutputError
from flake8_ownership.ownership.proved import Proofs, Proved, Shown
from flake8_ownership.report_file import demand_ours

_LOST = ("silenced", "detached", "open")
_LONGEST = 80  # characters of a name, before what tells it from all others
_KEY = "--ownership-write-tests"
_TEST = '''"""{title}"""

from pathlib import Path

from flake8_ownership.proof.testing import assert_reported


def test_{name}() -> None:
    assert_reported(
        {test},
        call={call},
        failure={failure},
        root={root},
    )
'''


@dataclass(frozen=True, slots=True)
class Written:
    """The tests that were written, those that were there already and stay, and why the others could not be written."""

    new: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    failed: tuple[str, ...] = ()


class Folder:
    """A folder that gets tests; nothing of it is touched before there are any.

    `checked` is what is judged. Raises ConfigError for a folder to which a link of the project leads, and for one of
    git's; OutputError for what is none, or takes no files.
    """

    def __init__(self, path: Path, checked: Sequence[str]) -> None:
        self.path = path
        try:
            demand_ours(str(path), Path(os.path.realpath(path)), checked, _KEY)
            with suppress(FileNotFoundError):
                path.lstat()
            above = next(one for one in (path, *path.parents) if os.path.lexists(one))
        except (OSError, ValueError) as error:
            raise self._unwritten(error) from error
        if not above.is_dir():
            raise self._unwritten(OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
        if not os.access(above, os.W_OK):
            raise self._unwritten(OSError(errno.EACCES, os.strerror(errno.EACCES)))

    def _unwritten(self, error: OSError | ValueError) -> OutputError:
        return OutputError(str(self.path), f"cannot be written: {getattr(error, 'strerror', None) or error}", key=_KEY)

    def write(self, proofs: Proofs, root: Path) -> Written:
        """Writes the tests. Files that are there stay as they are, and what is written follows no link."""
        new: list[Path] = []
        kept: list[Path] = []
        failed: list[str] = []
        for one in proofs.calls:
            run = next((run for run in one.runs if run.ending in _LOST), None)
            if run is None:
                continue
            name = _name(one)
            path = self.path / f"test_{name}.py"
            try:
                self.path.mkdir(parents=True, exist_ok=True)
                files.create(path, _text(one, run, name, _way(self.path, root)).encode("utf-8", "backslashreplace"))
                new.append(path)
            except files.Refused:
                kept.append(path)
            except (OSError, ValueError) as error:
                failed.append(str(OutputError(str(path), f"cannot be written: {getattr(error, 'strerror', error)}")))
        return Written(tuple(new), tuple(kept), tuple(failed))


def _name(one: Proved) -> str:
    """A name for the test of a call: of its words, and of what no other call of the project has, in any file."""
    words = re.sub(r"[^a-z0-9]+", "_", f"{one.function} {one.call}".lower()).strip("_")[:_LONGEST].strip("_")
    mark = blake2b(one.id.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"ownership_{words}_{mark}" if words else f"ownership_{mark}"


def _way(folder: Path, root: Path) -> str:
    """How a test in a folder says where the project is: from where it stands itself, if it stands in there."""
    try:
        inside = Path(os.path.realpath(folder)).relative_to(os.path.realpath(root))
    except ValueError:
        return f"Path({_literal(str(root))})"
    return f"Path(__file__).resolve().parents[{len(inside.parts)}]"


def _text(one: Proved, run: Shown, name: str, root: str) -> str:
    title = f"The failure of {one.call}, in {one.function} of {one.filename}, is lost."
    title = sinks.part(title.replace("\\", "/").replace('"', "'"))
    shown = {key: _literal(text) for key, text in (("test", run.test), ("call", one.id), ("failure", run.failure))}
    return _TEST.format(title=title, name=f"{name}_is_reported", root=root, **shown)


def _literal(text: str) -> str:
    """A text as Python writes it, in ASCII; in double quotes where that takes no more."""
    written = ascii(text)
    return f'"{written[1:-1]}"' if written[0] == "'" and '"' not in written else written
