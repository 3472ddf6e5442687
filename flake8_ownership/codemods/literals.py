"""Breaks a string literal that is longer than a line into several that stand one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LITERAL = re.compile(r"([fF]?)(['\"])(.+)\2", re.DOTALL)


def broken(literal: str, room: int, last: int) -> list[str]:
    """The literals that one is broken into at its spaces, each in `room` columns and the last one in `last`: as many
    words in each as it holds, and an `f` before those alone that something is put into. One alone where it fits, where
    it cannot be broken so, or is no plain literal."""
    found = _LITERAL.fullmatch(literal)
    if len(literal) <= last or found is None or found[3].startswith(found[2]):
        return [literal]
    prefix, quote, body = found.groups()
    parts: list[str] = []
    part = ""
    for word in [*_words(body, is_filled=bool(prefix)), ""]:
        if part and (not word or len(_written(part + word, prefix, quote)) > room):
            parts.append(part)
            part = ""
        part += word
    # What stands behind the last one may need more room than it leaves.
    while len(_written(parts[-1], prefix, quote)) > last and " " in parts[-1].rstrip():
        *words, end = _words(parts.pop(), is_filled=bool(prefix))
        if not words:
            return [literal]
        parts += ["".join(words), end]
    if len(parts) == 1:
        return [literal]
    head, parenthesis, told = parts[-2].rpartition(" (")
    if parenthesis and len(_written(f"({told}{parts[-1]}", prefix, quote)) <= last:  # what is told stays together
        parts[-2:] = [f"{head} ", f"({told}{parts[-1]}"]
    written = [_written(one, prefix, quote) for one in parts]
    fits = len(written[-1]) <= last and all(len(one) <= room for one in written)
    return written if fits else [literal]


def _written(body: str, prefix: str, quote: str) -> str:
    """A part as a literal."""
    if not prefix or any(one != "" for _, one in _pieces(body)):
        return f"{prefix}{quote}{body}{quote}"
    return f"{quote}{body.replace('{{', '{').replace('}}', '}')}{quote}"


def _words(body: str, *, is_filled: bool) -> Iterator[str]:
    """The words of a literal's text, each with the spaces behind it; what is put into it belongs to the word around."""
    word = ""
    for text, put in _pieces(body) if is_filled else [(body, "")]:
        *whole, rest = re.split(r"(?<= )(?! )", text)
        for one in whole:
            yield word + one
            word = ""
        word += rest + put
    if word:
        yield word


def _pieces(body: str) -> Iterator[tuple[str, str]]:
    """The texts of an f-string, each with what is put behind it: nothing behind the last one."""
    start = at = 0
    while at < len(body):
        if body[at : at + 2] in ("{{", "}}"):
            at += 2
        elif body[at] == "{":
            end = _end_of_field(body, at)
            yield body[start:at], body[at:end]
            start = at = end
        else:
            at += 1
    if start < len(body):
        yield body[start:], ""


def _end_of_field(body: str, at: int) -> int:
    """Where what begins with a brace ends."""
    depth, quote = 0, ""
    while at < len(body):
        if quote:
            quote = "" if body[at] == quote else quote
        elif body[at] in "'\"":
            quote = body[at]
        elif body[at] in "{[(":
            depth += 1
        elif body[at] in "}])":
            depth -= 1
        at += 1
        if not depth:
            break
    return at
