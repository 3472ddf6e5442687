"""JSON with the rows of what it says, and of what is wrong with it: the standard library keeps no lines."""

from __future__ import annotations

import json
import re
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")
# Strings, which may hold anything, before what counts.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<digits>\d+)', re.DOTALL)
_DEEPEST = 100
_MOST_DIGITS = 4_000


class Broken(Exception):
    """A text that cannot be read: why, and in which row."""

    def __init__(self, message: str, row: int) -> None:
        super().__init__(message)
        self.row = row


def loads(data: bytes) -> tuple[str, Any]:
    """The text of a file, and what it says. Raises Broken."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Broken(f"cannot be read as UTF-8: {error.reason}", data.count(b"\n", 0, error.start) + 1) from None
    try:
        return text, json.loads(text)
    except json.JSONDecodeError as error:
        raise Broken(f"not valid JSON: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError):
        raise _unreadable(text) from None


def rows_of(text: str) -> dict[tuple[str | int, ...], int]:
    """The row, from 1, of each key of the object that a readable text holds, and of each item of a list under one."""
    found: dict[tuple[str | int, ...], int] = {}
    decoder = json.JSONDecoder()
    row, counted, at = 1, 0, text.index("{") + 1
    while text[at := _after_space(text, at)] != "}":
        row, counted = row + text.count("\n", counted, at), at
        key, at = decoder.raw_decode(text, at)
        found[(key,)] = row
        at = _after_space(text, _after_space(text, at) + 1)
        if text[at] == "[":
            number, at = 0, _after_space(text, at + 1)
            while text[at] != "]":
                row, counted = row + text.count("\n", counted, at), at
                found[key, number] = row
                number += 1
                at = _after_space(text, decoder.raw_decode(text, at)[1])
                at = _after_space(text, at + 1) if text[at] == "," else at
            at += 1
        else:
            at = decoder.raw_decode(text, at)[1]
        at = _after_space(text, at)
        at += text[at] == ","
    return found


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match is not None else at


def _unreadable(text: str) -> Broken:
    """What Python refuses to read though it may be valid: brackets in one another, or a number, without end."""
    depth, said, place = 0, "is nested too deeply", 0
    for token in _TOKEN.finditer(text):
        depth += (token["open"] is not None) - (token["close"] is not None)
        if depth > _DEEPEST or len(token["digits"] or "") > _MOST_DIGITS:
            said = said if depth > _DEEPEST else "holds a number of too many digits"
            place = token.start()
            break
    return Broken(said, text.count("\n", 0, place) + 1)
