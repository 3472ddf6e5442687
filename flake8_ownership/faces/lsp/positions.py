"""Columns as a client counts them: in UTF-8, UTF-16 or UTF-32 units, by what both sides agreed on."""

from __future__ import annotations

from lsprotocol.types import PositionEncodingKind

_WIDTHS = {PositionEncodingKind.Utf8.value: ("utf-8", 1), PositionEncodingKind.Utf16.value: ("utf-16-le", 2)}


class Columns:
    """Converts columns between characters, from 0, and the units of one encoding; UTF-32 units are characters."""

    def __init__(self, encoding: str) -> None:
        self._codec, self._size = _WIDTHS.get(encoding, ("", 1))

    def to_client(self, line: str, column: int) -> int:
        """The units before a character of the line; a column past the end counts as the end."""
        return self._units(line[:column])

    def from_client(self, line: str, units: int) -> int:
        """The character that stands after some units. Past the line's text it is the end of the text, before the line
        end; inside a character it is the character."""
        written = line.rstrip("\r\n")
        if not self._codec or written.isascii():
            return min(units, len(written))
        data = written.encode(self._codec, "surrogatepass")
        return len(data[: units * self._size].decode(self._codec, "ignore"))

    def _units(self, text: str) -> int:
        if not self._codec or text.isascii():
            return len(text)
        return len(text.encode(self._codec, "surrogatepass")) // self._size
