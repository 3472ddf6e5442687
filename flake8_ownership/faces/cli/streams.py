"""The streams of this process: whatever a command prints passes here, and no text or full disk makes it crash."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol, TextIO

from flake8_ownership import sinks
from flake8_ownership.errors import OutputError


class Display(Protocol):
    """Something that is drawn on the terminal again and again, and taken away meanwhile when others print there."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


# What is drawn now, if anything.
_shown: list[Display] = []


def prepare() -> None:
    """Puts streams in the place of those that were closed, and lets none fail over a character.

    Python has None for a closed stream, and prints what is meant for a closed stderr to stdout.
    """
    if sys.stdout is None:
        # Which fails when it is written to, as it should.
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def line(text: str) -> None:
    """Prints a line to stdout. Raises OutputError where it takes no more."""
    write(f"{sinks.line(text)}\n")


def write(text: str) -> None:
    """Prints a text that is fit for its readers to stdout. Raises OutputError where it takes no more."""
    with _checked(), _aside(sys.stdout):
        sys.stdout.write(text)


def is_file() -> bool:
    """Whether stdout is a file on a disk, which nobody reads meanwhile."""
    try:
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except OSError:  # a stream of a test has no number
        return False


def holds(text: str) -> bool:
    """Whether stdout can print some characters as they are."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def document(text: str) -> None:
    """Prints what a machine reads to stdout, the same bytes whatever the locale. Raises OutputError as `write` does."""
    with _checked():
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    write(text)


def data(text: bytes) -> None:
    """Prints bytes to stdout. Raises OutputError as `write` does."""
    with _checked(), _aside(sys.stdout):
        sys.stdout.flush()
        sys.stdout.buffer.write(text)


def note(text: object) -> None:
    """Prints a line to stderr; where that takes none, the exit code has to do."""
    with suppress(OSError), _aside(sys.stderr):
        print(sinks.line(str(text)), file=sys.stderr)


def ask(question: str) -> str:
    """What somebody answers to a question on stderr: a line, empty where nobody is there."""
    with suppress(OSError), _aside(sys.stderr):
        print(sinks.line(question), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline() if sys.stdin is not None else ""


def finish() -> None:
    """Hands over what is still to be printed. Raises OutputError as `write` does."""
    with _checked():
        sys.stdout.flush()


def give_up() -> None:
    """Lets go of what stdout did not take, which Python would try to print once more at its end."""
    with suppress(OSError):  # a stream of a test has no number
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextmanager
def showing(display: Display) -> Iterator[None]:
    """Draws something for as long as this lasts."""
    display.start()
    _shown.append(display)
    try:
        yield
    finally:
        _shown.remove(display)
        display.stop()


@contextmanager
def _aside(stream: TextIO) -> Iterator[None]:
    """Takes away what is drawn while something is printed on the same terminal."""
    drawn = _shown[:] if stream.isatty() else []
    for display in drawn:
        display.stop()
    try:
        yield
    finally:
        if drawn:
            stream.flush()
        for display in drawn:
            display.start()


@contextmanager
def _checked() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError("stdout", f"cannot be written: {error.strerror or error}") from error
