"""TOML with the rows of what it says, and of what is wrong with it: tomllib keeps no lines.

What a statement says is left to tomllib. Found out here is only where it ends: at a line end that stands in no string
and no bracket. Every line is read once, however the text is made.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

# Where a value stands in a document: keys, and numbers of the items of a list.
Place = tuple[str | int, ...]
# Nothing of ours lies deeper. What does, in a table of somebody else's, counts as the place around it.
_DEEPEST = 12
_MOST_PARTS = 50  # of a dotted key, for which tomllib takes a time that grows with their square
# Strings and comments, which may hold anything, before what counts. One that does not end takes all that it could.
_TOKEN = re.compile(
    r"""
      "{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:"{3,5}|\Z)
    | '{3}(?:[^']|'{1,2}(?!'))*+(?:'{3,5}|\Z)
    | "(?:[^"\\\n]|\\[^\n])*+"?
    | '[^'\n]*+'?
    | \#[^\n]*+
    | (?P<open>[\[{]) | (?P<close>[\]}]) | (?P<end>\n)
    """,
    re.VERBOSE | re.DOTALL,
)
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = re.compile(rf"[\s\[]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)")
_LONG_KEY = re.compile(rf"(?<![\w-])(?:[\w-]+[ \t]*\.[ \t]*){{{_MOST_PARTS}}}")
_LINE = re.compile(r"line (\d+), column \d+\)$")


class Broken(Exception):
    """A text that cannot be read: why, in which row, and the key of the statement where there is one."""

    def __init__(self, message: str, row: int, key: str | None) -> None:
        super().__init__(message)
        self.row = row
        self.key = key


class Statement(NamedTuple):
    """Some lines that say one thing: a header, a key with its value, or nothing. `row` is the first, from 1."""

    row: int
    text: str

    @property
    def key(self) -> str | None:
        """The key or the table's name, as it is written."""
        match = _KEY.match(self.text)
        return match[1] if match else None


def loads(text: str) -> dict[str, Any]:
    """What a text says. Raises Broken."""
    for statement in _with_long_keys(text):
        raise Broken(f"a key of more than {_MOST_PARTS} parts", statement.row, _first_words(statement.key))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _broken(text, error) from None


def rows_of(text: str, within: Place = ()) -> dict[Place, int]:
    """The first row, from 1, of every table, key and item at or around a place in a text that can be read."""
    found: dict[Place, int] = {}
    items: dict[Place, int] = {}  # the number of the last table of each list of tables
    around: Place = ()
    for row, statement in statements(text):
        is_header = statement.lstrip(" \t").startswith("[")
        if not is_header and not _touches(around, within):
            continue
        try:
            value = tomllib.loads(statement)
        except (ValueError, RecursionError):  # as deep as can just be read, and we are deeper on the stack
            continue
        if is_header:
            around = _header(value, items)
        for place in (around,) if is_header else _places(value, around):
            for length in range(1, len(place) + 1):
                found.setdefault(place[:length], row)
    return found


def statements(text: str) -> Iterator[Statement]:
    """Every line of a text, in the statement that it belongs to; in a text that is no TOML, as well as can be."""
    text = text.replace("\r\n", "\n")
    row, start, depth = 1, 0, 0
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth = max(0, depth - 1)
        elif token["end"] and not depth:
            statement = Statement(row, text[start : token.end()])
            yield statement
            row, start = row + statement.text.count("\n"), token.end()
    if start < len(text):
        yield Statement(row, text[start:])


def _with_long_keys(text: str) -> Iterator[Statement]:
    if all(line.count(".") < _MOST_PARTS for line in text.split("\n")):
        return
    for statement in statements(text):
        plain = _TOKEN.sub(lambda token: token[0] if token.lastgroup else "_", statement.text)
        if _LONG_KEY.search(plain):
            yield statement


def _first_words(key: str | None) -> str | None:
    return key if key is None or len(key) < 80 else f"{key[:80]}..."


def _broken(text: str, error: ValueError | RecursionError) -> Broken:
    """What tomllib found wrong with a text."""
    told = " ".join(str(error).split())
    message, at, place = told.rpartition(" (at ")
    match = _LINE.match(place)
    row = int(match[1]) if match else None
    blamed = _blamed(text, row)
    is_sound = _is_sound(blamed.text)
    if isinstance(error, RecursionError):
        message = "nested too deeply"
    elif not at:  # from Python's own conversion of numbers
        message = "a number of too many digits" if "digits" in told else told
    elif is_sound and message.startswith(("Cannot overwrite", "Cannot declare")):
        message = "is given twice"
    else:
        message = f"not valid TOML: {message}"
    # A statement that is right by itself is wrong from its start; in another, tomllib knows where.
    return Broken(message, blamed.row if row is None or is_sound else row, _first_words(blamed.key))


def _blamed(text: str, row: int | None) -> Statement:
    """The statement that holds a row; without one, the first that cannot be read by itself, or else the last."""
    statement = Statement(1, "")
    for statement in statements(text):
        if row is not None and row < statement.row + statement.text.count("\n"):
            break
        if row is None and not _is_sound(statement.text):
            break
    return statement


def _is_sound(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except (ValueError, RecursionError):
        return False
    return True


def _touches(place: Place, other: Place) -> bool:
    """Whether one of two places lies in the other, or both are the same."""
    return all(one == two for one, two in zip(place, other, strict=False))


def _header(value: object, items: dict[Place, int]) -> Place:
    """The place of a table, from its header alone; below a list of tables it is in the last of them."""
    place: Place = ()
    while value and len(place) < _DEEPEST:
        if isinstance(value, list):  # the header of one more table
            items[place] = items.get(place, -1) + 1
            return (*place, items[place])
        assert isinstance(value, dict)
        ((key, value),) = value.items()
        place = (*place, key)
        if isinstance(value, dict) and value and place in items:
            place = (*place, items[place])
    return place


def _places(value: object, around: Place) -> Iterator[Place]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        if len(around) < _DEEPEST:
            yield (*around, key)
            yield from _places(below, (*around, key))
