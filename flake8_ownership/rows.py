"""A text as rows and tokens: how Python counts lines, and what of an expression is comment."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Position:
    """A place in the text: `row` from 1, `column` from 0, in characters."""

    row: int
    column: int


def physical_lines(text: str) -> list[str]:
    """Physical lines with their ends, split as Python's parser splits them (not at form feeds)."""
    if "\r" not in text:
        *whole, last = text.split("\n")
        return [line + "\n" for line in whole] + ([last] if last else [])
    ends = [match.end() for match in NEWLINE.finditer(text)]
    starts = [0, *ends]
    lines = [text[start:end] for start, end in zip(starts, ends, strict=False)]
    if starts[-1] < len(text):
        lines.append(text[starts[-1] :])
    return lines


def tokens_of(expression: str) -> list[tokenize.TokenInfo]:
    """The tokens of an expression, its line ends as newlines. An f-string is one of them, as it was before Python 3.12.

    Raises ValueError for a text that is no expression.
    """
    text = NEWLINE.sub("\n", expression)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(f"({text}\n)", mode="eval")
        tokens = list(tokenize.generate_tokens(io.StringIO(f"({text}\n)").readline))
    except (tokenize.TokenError, SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(str(error)) from None
    inside = next(place for place in range(len(tokens) - 1, 0, -1) if tokens[place].type == tokenize.OP)
    lines = ("(" + text).split("\n")
    # The parentheses and the line end are ours; for the first, the first line stands one column further in.
    return [_moved(token) for token in _with_whole_strings(tokens[1 : inside - 1], lines)]


def _moved(token: tokenize.TokenInfo) -> tokenize.TokenInfo:
    (row, column), (end_row, end_column) = token.start, token.end
    start, end = (row, column - (row == 1)), (end_row, end_column - (end_row == 1))
    return token._replace(start=start, end=end)


def _with_whole_strings(tokens: Iterable[tokenize.TokenInfo], lines: Sequence[str]) -> Iterator[tokenize.TokenInfo]:
    """From Python 3.12 on an f-string comes in pieces, from 3.14 on a t-string."""
    first, depth = None, 0
    for token in tokens:
        name = tokenize.tok_name[token.type]
        if name.endswith("STRING_START"):
            first, depth = first or token, depth + 1
        elif name.endswith("STRING_END"):
            depth -= 1
        if first is None:
            yield token
        elif depth == 0:
            (row, column), (end_row, end_column) = first.start, token.end
            between = [*lines[row - 1 : end_row - 1], lines[end_row - 1][:end_column]]
            whole = "\n".join(between)[column:]
            yield first._replace(type=tokenize.STRING, string=whole, end=token.end)
            first = None


def without_comments(text: str) -> str:
    """The text of an expression without the comments between its lines."""
    if "#" not in text:
        return text
    lines = physical_lines(text)
    try:
        comments = [token for token in tokens_of(text) if token.type == tokenize.COMMENT]
    except ValueError:
        return text
    for token in reversed(comments):
        row, column = token.start[0] - 1, token.start[1]
        lines[row] = lines[row][:column] + lines[row][column + len(token.string) :]
    return "".join(lines)
