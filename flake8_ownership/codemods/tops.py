"""The statements at the top of a module, as the text has them: where its imports end, and what stands above each."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from flake8_ownership.codemods.text import Text
from flake8_ownership.rows import physical_lines
from flake8_ownership.source import Source


@dataclass(frozen=True, slots=True, eq=False)
class Top:
    """A statement at the top of the module, or several that share a row: the blank lines and comments above it, and its
    rows. `at` is where those start, and where the statement starts and ends, None for one that is new."""

    node: ast.stmt
    above: tuple[str, ...]
    code: str
    alone: bool = True
    at: tuple[int, int, int] | None = None


def tops_of(source: Source, text: Text) -> list[Top]:
    """The statements at the top of a module. What stands above the first one is the module's."""
    found: list[Top] = []
    end = 0
    for node in source.tree.body:
        first, last = text.rows_of(node)
        start, stop = text.start_of(first), text.start_of(last + 1)
        if found and start < end:
            before = found.pop()
            assert before.at is not None
            at = (*before.at[:2], max(end, stop))
            found.append(Top(before.node, before.above, text.all[at[1] : at[2]], alone=False, at=at))
        else:
            above = physical_lines(text.all[end:start]) if found else []
            at = (end if found else start, start, stop)
            found.append(Top(node, tuple(above), text.all[start:stop], at=at))
        end = found[-1].at[2] if found[-1].at is not None else end
    return found


def at(top: Top) -> tuple[int, int, int]:
    assert top.at is not None
    return top.at


def last_row(top: Top) -> int:
    return top.node.end_lineno or top.node.lineno


def is_comment(line: str) -> bool:
    return not line.isspace()


def blank(top: Top) -> int:
    """How many blank lines stand above a statement, before the first comment."""
    return next((index for index, line in enumerate(top.above) if is_comment(line)), len(top.above))


def header(body: Sequence[Top]) -> int:
    """After the docstring and the __future__ imports."""
    index = 0
    if body and isinstance(body[0].node, ast.Expr):
        value = body[0].node.value
        index = 1 if isinstance(value, ast.Constant) and isinstance(value.value, (str, bytes)) else 0
    while index < len(body) and is_import(body[index]) and imported(body[index]) == "__future__":
        index += 1
    return index


def after_imports(body: Sequence[Top]) -> int:
    """After the last import of the block at the top, with the `try` and `if TYPE_CHECKING` that belong to it."""
    start = end = header(body)
    for index in range(start, len(body)):
        node = body[index].node
        if is_import(body[index]) or (isinstance(node, (ast.Try, ast.If)) and _holds_imports(node)):
            end = index + 1
        elif not is_dunder(body[index]):
            break
    return end


def after_plain_imports(body: Sequence[Top]) -> int:
    """After the last import at the top, before an `if TYPE_CHECKING` below it; after a `try` that comes before it."""
    end = after_imports(body)
    plain = [index for index in range(header(body), end) if is_import(body[index])]
    return plain[-1] + 1 if plain and all(isinstance(top.node, ast.If) for top in body[plain[-1] + 1 : end]) else end


def bound(top: Top) -> set[str]:
    """The names that an import binds."""
    if not isinstance(top.node, (ast.Import, ast.ImportFrom)):
        return set()
    return {alias.asname or alias.name.partition(".")[0] for alias in top.node.names}


def _holds_imports(node: ast.Try | ast.If) -> bool:
    return isinstance(node.body[0], (ast.Import, ast.ImportFrom))


def is_dunder(top: Top) -> bool:
    match top.node:
        case ast.Assign(targets=[ast.Name(id=name), *_]):
            return name.startswith("__")
    return False


def is_import(top: Top) -> bool:
    return isinstance(top.node, (ast.Import, ast.ImportFrom))


def imported(top: Top) -> str:
    """The module that an import names first, with the dots of a relative one."""
    if isinstance(top.node, ast.Import):
        return top.node.names[0].name
    assert isinstance(top.node, ast.ImportFrom)
    return "." * top.node.level + (top.node.module or "")


def key(top: Top) -> tuple[bool, str]:
    """Plain imports before `from` imports, each by name, as isort's default has it."""
    return isinstance(top.node, ast.ImportFrom), imported(top).lower()
