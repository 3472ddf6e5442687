"""How a file writes its logs, else how the project's files do: how values get into a message, and how that looks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from flake8_ownership.codemods.neighbours import Form

# How values are told: in keywords of their own, as arguments of the message, or put into its text.
Told = Literal["extra", "arguments", "text"]
_MESSAGE = re.compile(
    r"\.(?:debug|info|warning|warn|error|exception|critical)\([ \t\r\n]*(f?)([\"'])((?:(?!\2)[^\\\n]){2,300})\2"
)
_TRANSLATED = re.compile(
    r"\.(?:debug|info|warning|warn|error|exception|critical)\([ \t\r\n]*(?!(?:str|repr|dedent|print)\b)"
    r"[\w.]{1,40}\([ \t\r\n]*[\"']"
)
_EXTRA = re.compile(r"\bextra=(?:\{|dict\()")
_LONGEST = 600  # characters from the name of a log's method to its `extra`
_LOGS = re.compile(r"\.(?:debug|info|warning|error|exception|critical)\(")
# A handler with what stands in it, and what tells of a failure there.
_HANDLER = re.compile(r"^([ \t]*)except\b[^\n]*:[^\n]*\n((?:(?:\1[ \t]+[^\n]*)?\r?\n){1,30})", re.MULTILINE)
_LOUD = re.compile(r"\.(?:warning|warn|error|exception|critical)\(")
_RAISES = re.compile(r"^[ \t]*raise[ \t]*(?:#.*)?\r?$", re.MULTILINE)
# A format of loguru's that prints all that is bound to a logger; most print the message alone.
_PRINTS_BOUND = re.compile(r"\{message\}[^\n]{0,200}\{extra\}|\{extra\}[^\n]{0,200}\{message\}|\bserialize=True\b")
_BINDS = re.compile(r"\blog(?:ger)?\w*\.(?:bind|contextualize)\(\s*\w+=")
_VALUE = re.compile(r"%[sdrf]|%\(")
_FIRST = re.compile(r"[A-Za-z]")
_LATIN = 0x24F  # the last of Latin's letters
_ENOUGH = 2  # messages that make a manner


@dataclass(frozen=True, slots=True)
class Manners:
    """`lower` where messages begin with a small letter, `stopped` where they end with a full stop; `values` is how most
    values get into them, None where nothing shows that, and `shown` where the file itself shows it; `extra` where the
    file itself gives its logs one, `foreign` where they are written in letters that are not Latin, and `translated`
    where a call gives their texts: `t("orders.failed")`."""

    lower: bool = False
    stopped: bool = False
    values: Literal["arguments", "text"] | None = None
    extra: bool = False
    foreign: bool = False
    shown: bool = False
    translated: bool = False

    def like(self, form: Form) -> Manners:
        """The manners of the logs nearby, where these show them."""
        lower = self.lower if form.lower is None else form.lower
        return replace(self, lower=lower, stopped=self.stopped if form.stopped is None else form.stopped)

    def said(self, message: str) -> str:
        """A message as the file would have it."""
        first, _, _ = message.partition(" ")
        if self.lower and first[1:].islower() and "." not in first and "_" not in first:
            message = message[0].lower() + message[1:]
        return f"{message}." if self.stopped else message


PLAIN = Manners()


def counted(text: str) -> Counter[str]:
    """What is seen of the manners of a text."""
    found: Counter[str] = Counter()
    handlers = list(_HANDLER.finditer(text)) if "except" in text else []
    found["files"], found["handlers"] = 1, len(handlers)
    found["prints bound"] = len(_PRINTS_BOUND.findall(text)) if "add(" in text or "configure(" in text else 0
    found["binds"] = len(_BINDS.findall(text)) if "bind(" in text or "contextualize(" in text else 0
    if not _LOGS.search(text):
        return found
    found["translated"] = len(_TRANSLATED.findall(text))
    found["extra"] = sum(_is_in_log(text, match.start()) for match in _EXTRA.finditer(text))
    for match in handlers:
        if _LOUD.search(match[2]):
            found["ended"] += 1
            found["raised on"] += _RAISES.search(match[2]) is not None
    for is_f, _, message in _MESSAGE.findall(text):
        first = _FIRST.search(message)
        found["messages"] += 1
        found["foreign"] += any(one.isalpha() and ord(one) > _LATIN for one in message)
        found["lower"] += first is not None and first[0].islower() and not message.startswith(("{", "%"))
        found["stopped"] += message.endswith(".") and not message.endswith("..")
        found["text" if is_f else "arguments"] += bool(is_f and "{" in message) or bool(_VALUE.search(message))
    return found


def _is_in_log(text: str, place: int) -> bool:
    """Whether a place in a text is among the arguments of a log."""
    before = text[max(0, place - _LONGEST) : place]
    begun = [match.end() for match in _LOGS.finditer(before)]
    given = before[begun[-1] :] if begun else ")"
    return min(accumulate({"(": 1, ")": -1}.get(one, 0) for one in given), default=0) >= 0


def manners(text: str, others: Counter[str]) -> Manners:
    """The manners of a file; those of the `others` where it does not show its own."""
    own = counted(text)
    seen = own if own["messages"] >= _ENOUGH else own + others
    values = own if own["arguments"] + own["text"] else others
    return Manners(
        lower=seen["messages"] >= _ENOUGH and seen["lower"] * 2 > seen["messages"],
        stopped=seen["messages"] >= _ENOUGH and seen["stopped"] * 2 > seen["messages"],
        values=None
        if not values["arguments"] + values["text"]
        else "text"
        if values["text"] > values["arguments"]
        else "arguments",
        extra=own["extra"] > 0,
        shown=own["arguments"] + own["text"] >= _ENOUGH,
        translated=own["translated"] >= _ENOUGH and own["translated"] > own["messages"],
        foreign=seen["messages"] >= _ENOUGH and seen["foreign"] * 2 > seen["messages"],
    )
