"""Commands that a process is started with: whether the exit status is an answer rather than a failure."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Sequence

from flake8_ownership.catalogue import world
from flake8_ownership.index.module import Function

# What ends one command in a line of a shell; the status of the line is that of the last.
_NEXT = re.compile(r"\|\||&&|[;|&\n]")
_ASSIGNMENT = re.compile(r"\w+=")
# What stands for a part of which nothing is known.
_SOMETHING = "\0"
_MOST_WORDS = 40


def is_answer(call: ast.Call, function: Function) -> bool:
    """Whether the status of a command answers a question (`grep`), or the line that runs it throws it away
    (`… || true`). In doubt about the command it does not."""
    words = _words(call.args, function)
    if len(words) == 1:
        words = _last_of_line(words[0])
    return _answers(words)


def _words(given: Sequence[ast.expr], function: Function) -> list[str]:
    """The words that a process is started with: constants as they are."""
    found: list[str] = []
    for one in given[:_MOST_WORDS]:
        inner = _bound(one.value, function) if isinstance(one, ast.Starred) else None
        if isinstance(inner, (ast.List, ast.Tuple)):
            found += map(_text, inner.elts[:_MOST_WORDS])
        else:
            found.append(_text(_bound(one, function)))
    return found


def _bound(node: ast.expr, function: Function) -> ast.expr:
    """What a name of the function stands for, where that is a single value."""
    if isinstance(node, ast.Name):
        ways = function.body.bindings.get(node.id, ())
        if len(ways) == 1 and ways[0].kind == "value" and not ways[0].route and ways[0].expr is not None:
            return ways[0].expr
    return node


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(map(_text, parts))
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return f"{_text(left)}{_text(right)}"
    return _SOMETHING


def _last_of_line(line: str) -> list[str]:
    """The words of the command whose status that of a line for a shell is."""
    last = _NEXT.split(line.strip().rstrip(";&"))[-1]
    try:
        return shlex.split(last, comments=True)[:_MOST_WORDS]
    except ValueError:
        return []


def _answers(words: Sequence[str]) -> bool:
    known = world.commands()
    rest = list(words)
    while rest and (rest[0].rpartition("/")[2] in known.runners or _ASSIGNMENT.match(rest[0])):
        rest.pop(0)
        while rest and (rest[0].startswith("-") or rest[0].isdigit()):
            rest.pop(0)
    if not rest:
        return False
    name = rest[0].rpartition("/")[2].removesuffix(".exe")
    plain = [word for word in rest[1:] if not word.startswith("-")]
    return name in known.answers or (bool(plain) and f"{name} {plain[0]}" in known.answers)
