"""What was said once in a run of flake8, by whichever of its processes came first."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import weakref


class Said:
    """Texts that were said by this process, and with `shared` by those that are forked from it from now on.

    A process that is started anew, as on Windows, knows of its own ones alone.
    """

    def __init__(self, *, shared: bool = False) -> None:
        self._own: set[str] = set()
        self._shared = _nameless() if shared else None
        if self._shared is not None:
            weakref.finalize(self, os.close, self._shared)

    def first(self, text: str) -> bool:
        """Whether nobody has said this yet; from now on, somebody has."""
        if text in self._own:
            return False
        self._own.add(text)
        digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).digest()
        return self._shared is None or _first(self._shared, digest)


def _nameless() -> int | None:
    """The number of a file without a name, None where there is none to be had."""
    try:
        with tempfile.TemporaryFile(prefix="flake8-ownership-") as file:
            return os.dup(file.fileno())
    except OSError:
        return None


if sys.platform == "win32":

    def _first(number: int, digest: bytes) -> bool:
        return True

else:
    import fcntl

    def _first(number: int, digest: bytes) -> bool:
        """Whether a file does not hold these bytes yet; from now on, it does."""
        try:
            fcntl.lockf(number, fcntl.LOCK_EX)  # which goes with the process, whatever becomes of that
            try:
                size = os.fstat(number).st_size
                if digest in os.pread(number, size, 0):
                    return False
                os.pwrite(number, digest, size)
            finally:
                fcntl.lockf(number, fcntl.LOCK_UN)
        except OSError:
            pass
        return True
