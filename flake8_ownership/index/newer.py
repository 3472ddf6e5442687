"""Reads modules that are written for a newer Python than the one that runs: their declarations are needed all the same.

Only for other modules of a project, which need not be run or judged; the file under check must parse as it is.
"""

from __future__ import annotations

import re

from flake8_ownership.errors import SourceError
from flake8_ownership.source import Source

_MOST_STRINGS = 50  # f-strings with nested quotes that are put right in one file
_ALIAS = re.compile(r"^(\s*)type (\w+)(\s*=)", re.MULTILINE)
_HEADER = re.compile(r"^\s*(class|def|async def|type) (\w+)\[", re.MULTILINE)
_BOUND = re.compile(r"(?:^|,)\s*(\w+)\s*:\s*([\w.]+)\s*(?=,|=|$)")
_NAMES = re.compile(r"(?:^|,)\s*\**(\w+)")


def readable(source: Source) -> Source:
    """The source itself where it parses, else with newer syntax written the older way.

    Rows stay as they are. Raises SourceError where it does not parse even so.
    """
    try:
        source.tree  # noqa: B018 - parses now
    except SourceError:
        source = Source(source.path, _older(source.text), encoding=source.encoding)
    for _ in range(_MOST_STRINGS):
        try:
            source.tree  # noqa: B018
        except SourceError as error:
            lines = list(source.lines)
            row = error.line or 0
            if not 0 < row <= len(lines) or (plain := _unnested(lines[row - 1])) == lines[row - 1]:
                raise
            lines[row - 1] = plain
            source = Source(source.path, "".join(lines), encoding=source.encoding)
        else:
            break
    source.tree  # noqa: B018
    return source


def _unnested(line: str) -> str:
    """A line whose f-strings hold no quotes of their own kind within their braces."""
    out: list[str] = []
    quote, depth = "", 0
    for place, written in enumerate(line):
        character = written
        if quote and character == "{":
            depth += 1
        elif quote and character == "}":
            depth = max(0, depth - 1)
        elif character in "\"'":
            if not quote and line[place - 1 : place].lower() in ("f", "r") and place:
                quote = character
            elif quote == character and depth == 0:
                quote = ""
            elif quote == character:
                character = "'" if quote == '"' else '"'
        out.append(character)
    return "".join(out)


def _older(text: str) -> str:
    parts: list[str] = []
    bounds: dict[str, str] = {}
    position = 0
    for header in _HEADER.finditer(text):
        if header.start() < position:
            continue
        close = _closing(text, header.end() - 1)
        parameters = text[header.end() : close]
        bounds.update({**dict.fromkeys(_NAMES.findall(_flat(parameters)), ""), **dict(_BOUND.findall(parameters))})
        parts.append(text[position : header.end() - 1])
        position = close + 1
        rows = "\n" * parameters.count("\n")
        if header[1] == "class":
            generic = f"Generic[{', '.join(_NAMES.findall(_flat(parameters)))}]"
            if text[position : position + 1] == "(":
                position += 1
                parts.append(f"({generic}, {rows}")
            else:
                parts.append(f"({generic}{rows})")
        elif header[1] == "type":
            parts.append("")
        elif rows:
            position = close + 1
            parts.append("")
            text = text[:position] + text[position:].replace("(", "(" + rows, 1)
    parts.append(text[position:])
    return _ALIAS.sub(r"\1\2\3", "".join(parts)) + _declared(bounds)


def _declared(bounds: dict[str, str]) -> str:
    """Type parameters as type variables of the module, below all else."""
    if not bounds:
        return ""
    lines = [f"{name} = TypeVar('{name}'{f', bound={bound!r}' if bound else ''})" for name, bound in bounds.items()]
    return "\n".join(["", "from typing import TypeVar", *lines, ""])


def _flat(parameters: str) -> str:
    """Type parameters without their bounds' own brackets."""
    while (shorter := re.sub(r"[\[(][^\[\]()]*[\])]", "", parameters)) != parameters:
        parameters = shorter
    return parameters


def _closing(text: str, opening: int) -> int:
    """Where the bracket that opens at a place is closed; the end of the text where it is not."""
    depth = 0
    for place in range(opening, len(text)):
        if text[place] in "[(":
            depth += 1
        elif text[place] in "])":
            depth -= 1
            if depth == 0:
                return place
    return len(text) - 1
