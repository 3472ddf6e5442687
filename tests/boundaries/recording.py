"""What is told when a function raises that a framework calls: by logs, on standard error, to the framework's caller.

A program beside this file runs each of its scenarios in `scenario`; `end` prints what was seen, which is all that the
program prints. Logging is on at INFO, as most applications have it.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

BOOM = "boom order"
_OUT = os.fdopen(os.dup(1), "w", encoding="utf-8")
_TRACEBACK = re.compile(r"Traceback \(most recent call last\)|╭─+ Traceback|\*\*\*\*\*\* ERROR")
_records: list[logging.LogRecord] = []
_handle = logging.Logger.handle
# What differs from run to run.
_VARYING = (
    (re.compile(r"0x[0-9a-f]{6,}"), "0x…"),
    (re.compile(r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b"), "<id>"),
    (re.compile(r"\b(127\.0\.0\.1|localhost):\d+"), r"\1:<port>"),
    (re.compile(r"\('127\.0\.0\.1', \d+\)"), "('127.0.0.1', <port>)"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[\d.,:+Z ]*\w*"), "<time>"),
    (re.compile(r"\[\d\d/\w+/\d{4}:[\d:]+ [+-]\d+\]"), "[<time>]"),
    (re.compile(r"\b\d+\.\d+ ?(ms|s)\b"), "<time>"),
    (re.compile(r"\[\d{3,}\]"), "[<pid>]"),
    (re.compile(r"\b\d{13}\b"), "<time>"),
    (re.compile(r"(/[\w.-]+){2,}/([\w-]+\.py)"), r"\2"),
    (re.compile(r"\b(?=\w*\d)(?=\w*[a-f])[0-9a-f]{16,}\b"), "<id>"),
    (re.compile(r"Task-\d+"), "Task-<n>"),
)


def _keep(self: logging.Logger, record: logging.LogRecord) -> None:
    _records.append(record)
    _handle(self, record)


logging.Logger.handle = _keep
logging.basicConfig(level=logging.INFO, handlers=[logging.NullHandler()])
logging.getLogger("httpx").setLevel(logging.WARNING)  # the client that asks, not what is asked


@contextmanager
def scenario(what: str, **identifiers: str) -> Iterator[dict[str, str]]:
    """One function that raises; `identifiers` are what a message could mention, by what people call them.

    The dictionary that is given takes `ends`, what the framework's caller gets, and further identifiers.
    """
    found = dict(identifiers)
    before = len(_records)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as streams:
        kept = os.dup(1), os.dup(2)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os.dup2(streams.fileno(), 1)
        os.dup2(streams.fileno(), 2)
        try:
            yield found
        finally:
            gc.collect()
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(kept[0], 1)
            os.dup2(kept[1], 2)
            os.close(kept[0])
            os.close(kept[1])
        streams.seek(0)
        printed = streams.read()
    ends = found.pop("ends", "")
    _report(what, _records[before:], printed, found, ends)


def _report(what: str, records: list[logging.LogRecord], printed: str, identifiers: dict[str, str], ends: str) -> None:
    lines = [f"[{what}]"]
    for record in records:
        if record.levelno >= logging.WARNING or any(value in record.getMessage() for value in identifiers.values()):
            with_traceback = ", with traceback" if _has_traceback(record) else ""
            first = _first_line(record.getMessage())
            lines.append(f"log: {record.levelname} {record.name}{with_traceback}: {first}")
    telling = [record for record in records if record.levelno >= logging.WARNING and _is_about(record)]
    traced = [record for record in telling if _has_traceback(record)]
    text = " ".join(_without_traceback(record.getMessage()) for record in telling)
    if telling:
        told = dict.fromkeys(f"{record.name} {record.levelname}" for record in traced or telling)
        tells, by = ("traceback" if traced else "message"), ", ".join(told)
    elif BOOM in printed:
        tells, by, text = ("traceback" if _TRACEBACK.search(printed) else "message"), "stderr", ""
    else:
        tells, by = "nothing", "-"
    mentions = sorted(_mentioned(identifiers, f"{text} "))
    lines += [f"tells: {tells}", f"by: {by}", f"mentions: {', '.join(mentions) or '-'}"]
    if ends:
        lines.append(f"ends: {_normal(ends)}")
    print("\n".join(lines), file=_OUT, end="\n\n")


def _mentioned(identifiers: dict[str, str], text: str) -> list[str]:
    """What a text mentions; the arguments only where they are more than a part of something else, as of a path."""
    found = [name for name, value in identifiers.items() if name != "arguments" and value in text]
    for name in found:
        text = text.replace(identifiers[name], "")
    return [*found, *(["arguments"] if identifiers.get("arguments", text + "?") in text else [])]


def _is_about(record: logging.LogRecord) -> bool:
    """Whether a record says of the failure: by its exception, by the exception's text, or by being an error."""
    return bool(record.exc_info) or BOOM in record.getMessage() or record.levelno >= logging.ERROR


def _has_traceback(record: logging.LogRecord) -> bool:
    return bool(record.exc_info and record.exc_info[0]) or bool(_TRACEBACK.search(record.getMessage()))


def _without_traceback(text: str) -> str:
    return _TRACEBACK.split(text)[0]


def _first_line(text: str) -> str:
    return _normal(text.strip().partition("\n")[0])[:140]


def _normal(text: str) -> str:
    for pattern, word in _VARYING:
        text = pattern.sub(word, text)
    return text


def request(path: str) -> dict[str, str]:
    """What a message could mention of a request."""
    return {"method": "GET ", "path": path, "arguments": "order-7"}


def child(program: str, *arguments: str) -> str:
    """Runs a program in a process of its own, as a user does, and says how it ends."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.py"
        path.write_text(program, encoding="utf-8")
        done = subprocess.run([sys.executable, str(path), *arguments], check=False, timeout=60, cwd=folder)
    return f"exit status {done.returncode}"


def end(program: str) -> None:
    """Says which versions were tried; ends at once, whatever threads the framework left behind."""
    head = re.search(r"# /// script\n((?:#.*\n)*?)# ///", Path(program).read_text(encoding="utf-8"))
    assert head is not None
    wanted = tomllib.loads(re.sub(r"^# ?", "", head[1], flags=re.MULTILINE))["dependencies"]
    names = [re.split(r"[\[=<>]", one)[0] for one in wanted]
    print("tried with " + (", ".join(f"{name} {version(name)}" for name in names) or "the standard library"), file=_OUT)
    _OUT.flush()
    os._exit(0)
