"""How text of others (names, messages, excerpts of code) is written into each sink, so that it steers no reader.

Each sink has its function here, and nothing reaches a sink by another way.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import quote

# Control and format characters, surrogates, separators of lines and paragraphs, and what has no meaning yet or only a
# private one: nobody sees them, and they move the cursor, begin lines, or turn the order of what stands around them.
_STEERING = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# What a log of GitHub, Azure or TeamCity takes for a command, wherever it stands in a line.
_COMMAND = re.compile(r"#(?=#\w*\[)")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|~&!@#]|:(?=//)|(?<=[Ww]{3})\.")
_SURROGATE = re.compile("[\ud800-\udfff]")


def line(text: str) -> str:
    """One line of a terminal or a log: nothing in it ends the line, moves the cursor, or is a command of a CI."""
    text = part(text)
    start = len(text) - len(text.lstrip())
    return f"{text[:start]}\\x3a{text[start + 1 :]}" if text.startswith("::", start) else text


def part(text: str) -> str:
    """Of a line, some part that does not begin it."""
    if not text.isprintable():
        text = _escaped(text, _steering(text), _name)
    return _COMMAND.sub(r"\\x23", text)


def is_command(text: str) -> bool:
    """Whether a line, written as it is, would be a command of a CI."""
    return text.lstrip().startswith("::") or _COMMAND.search(text) is not None


def annotation(text: str) -> str:
    """The message of a GitHub workflow command, which may have many lines."""
    lines = re.split(r"\r\n|\r|\n", text)
    return "%0A".join(part(one).replace("%", "%25") for one in lines)


def annotation_property(text: str) -> str:
    """A property of a GitHub workflow command."""
    return part(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def markdown(text: str) -> str:
    """Plain words in Markdown, in a table as well."""
    return _MARKDOWN.sub(r"\\\g<0>", part(" ".join(text.split())))


def markdown_code(text: str) -> str:
    """A span of code in Markdown, in a table as well."""
    text = part(text).replace("|", "\\x7c")
    fence = "`" * (_longest_run(text) + 1)
    space = " " if text[:1] in ("`", " ") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def xml(text: str) -> str:
    """Text or an attribute in double quotes of XML, which has no way to write control characters."""
    return escape(part(text), quote=True)


def markdown_block(text: str) -> str:
    """A block of text in Markdown, whose lines are fit for their sink already."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def page(text: str) -> str:
    """Plain words on a page of HTML, which is still to be escaped: whatever nobody sees becomes its name."""
    return text if text.isprintable() else _escaped(text, _steering(text), _name)


def document(value: Any, *, indent: int | None = 2, exact: bool = False) -> str:
    """JSON, whose strings a terminal or a log may show as well.

    Half a character is no Unicode: it becomes its name, unless Python is to read back the `exact` text.
    """
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    found = _steering(text) - {"\n"}  # which stands between values only
    text = _escaped(text, found, lambda one: _in_json(one, exact=exact))
    return _COMMAND.sub(r"\\u0023", text)


def uri(path: str) -> str:
    """A relative URI; bytes that are no UTF-8 stay the bytes that they are."""
    return quote(_bytes(path))


def diff_header(name: str) -> str:
    """A file's name in the header of a diff, quoted as git quotes a name that could end the line."""
    if not (_steering(name) or _COMMAND.search(name) or '"' in name or "\\" in name):
        return name
    return '"' + "".join(map(_octal, _bytes(name))) + '"'


def unicode(text: str) -> str:
    """The text itself; half a character becomes its name."""
    return _SURROGATE.sub(lambda found: _name(found[0]), text)


def _longest_run(text: str) -> int:
    """How many backticks stand side by side at most."""
    return max(map(len, re.findall("`+", text)), default=0)


def _steering(text: str) -> set[str]:
    return {one for one in set(text) if unicodedata.category(one) in _STEERING}


def _escaped(text: str, found: set[str], escape: Callable[[str], str]) -> str:
    return text.translate({ord(one): escape(one) for one in found}) if found else text


def _name(character: str) -> str:
    """A character as Python writes it in a string."""
    return repr(character)[1:-1]


def _in_json(character: str, *, exact: bool) -> str:
    if _SURROGATE.match(character) and not exact:
        return f"\\{_name(character)}"
    return json.dumps(character)[1:-1] if character != "\x7f" else "\\u007f"


def _bytes(path: str) -> bytes:
    """The bytes that a path stands for."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # no file of any disk
        return unicode(path).encode()


def _octal(byte: int) -> str:
    character = chr(byte)
    if character in '"\\':
        return f"\\{character}"
    return character if 0x20 <= byte < 0x7F and character != "#" else f"\\{byte:03o}"
