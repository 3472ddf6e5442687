"""What an option is: the shape of its value, which values fit, and how a value is read from text."""

from __future__ import annotations

import re
import reprlib
from dataclasses import dataclass
from typing import Literal

_LONGEST_NAME, _LONGEST_PATH = 255, 4_000  # bytes that every system takes
# A number of more digits is a slip, and Python refuses to print one of some thousands.
LARGEST = 999_999_999
_DEEPEST = 12  # tables and lists within one another; the catalogue's own are half of that
Kind = Literal["flag", "number", "text", "list", "choice", "tables"]
Group = Literal["Which rules, which files", "What is new", "What is I/O", "What reports a failure", "What a fix writes"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name as users write it (`not-io`), the shape of its value, and what it does.

    `help` is one sentence for every face, `details` is what the docs say beyond it, in Markdown. A text, or each item
    of a list, must match `pattern` where there is one; `form` says so in words. With `names`, it is the path of a file
    or folder, or a git revision.
    """

    name: str
    kind: Kind
    group: Group
    help: str
    details: str = ""
    choices: tuple[str, ...] = ()
    pattern: str = ""
    form: str = ""
    names: Literal["", "path", "revision"] = ""

    @property
    def field(self) -> str:
        return self.name.replace("-", "_")

    def checked(self, value: object) -> object:
        """The value as Settings holds it; raises ValueError that says what was expected."""
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and (flaw := self._flaw(text)):
                raise ValueError(flaw)
        match self.kind, value:
            case "flag", bool():
                return value
            case "number", int() if not isinstance(value, bool) and 0 <= value <= LARGEST:
                return value
            case "text", str() if self._fits(value):
                return value
            case "choice", str() if value in self.choices:
                return value
            case "list", list() if all(isinstance(item, str) and self._fits(item) for item in value):
                return tuple(value)
            case "tables", dict() if _is_shallow(value):
                return value
        raise ValueError(f"expected {self.expected}, found {shown(value)}")

    def parsed(self, text: str) -> object:
        """The value that a text stands for, as flake8's files and arguments have it: lists by commas or lines."""
        match self.kind:
            case "flag":
                return {"true": True, "false": False}.get(text.strip().lower(), text)
            case "number":
                return int(text) if re.fullmatch(r"\s*[0-9]{1,9}\s*", text) else text
            case "list":
                return [item for item in re.split(r"[,\s]+", text.strip()) if item]
            case _:
                return text

    def _flaw(self, text: str) -> str:
        """Why no file system or git could be given a text, whatever it means."""
        if "\0" in text:
            return "holds a NUL character"
        if not self.names:
            return ""
        try:
            data = text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return "holds what is no character"
        longest = max(map(len, data.replace(b"\\", b"/").split(b"/"))) if self.names == "path" else 0
        return "is too long" if longest > _LONGEST_NAME or len(data) > _LONGEST_PATH else ""

    def _fits(self, text: str) -> bool:
        return not self.pattern or re.fullmatch(self.pattern, text) is not None

    @property
    def expected(self) -> str:
        words = {
            "flag": "true or false",
            "number": f"a whole number from 0 to {LARGEST}",
            "text": self.form or "a string",
            "list": f"a list of {self.form or 'strings'}",
            "tables": "a table",
            "choice": "one of " + ", ".join(self.choices),
        }
        return words[self.kind]


class _Shown(reprlib.Repr):
    """Values of any size and depth in a few words."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = 80

    def repr_int(self, x: int, level: int) -> str:
        return super().repr_int(x, level) if abs(x) <= LARGEST else f"a number of {x.bit_length()} bits"


def shown(value: object) -> str:
    """A value as a message has it: in one short line, whatever it is."""
    return _Shown().repr(value)


def _is_shallow(value: object) -> bool:
    """Whether a value of TOML or JSON can be walked and printed by whoever gets it."""
    layer = [value]
    for _ in range(_DEEPEST):
        if any(isinstance(one, int) and abs(one) > LARGEST for one in layer):
            return False
        below = [one.values() if isinstance(one, dict) else one for one in layer if isinstance(one, (dict, list))]
        layer = [item for items in below for item in items]
    return not layer
