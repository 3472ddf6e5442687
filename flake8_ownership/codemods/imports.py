"""Adds imports and module-level declarations where the module itself would have them, as changes of its text."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from flake8_ownership.codemods.dialects import Helper, Need
from flake8_ownership.codemods.text import Change
from flake8_ownership.codemods.trees import Trees
from flake8_ownership.source import physical_lines

_STDLIB = sys.stdlib_module_names


@dataclass(frozen=True, slots=True, eq=False)
class Top:
    """A statement at the top of the module, or several that share a row: the blank lines and comments above it, and its
    rows. `at` is where those start, and where the statement starts and ends, None for one that is new."""

    node: ast.stmt
    above: tuple[str, ...]
    code: str
    alone: bool = True
    at: tuple[int, int, int] | None = None


def tops(trees: Trees) -> list[Top]:
    """The statements at the top of a module. What stands above the first one is the module's."""
    found: list[Top] = []
    text, end = trees.text, 0
    for node in trees.module.source.tree.body:
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


class Imports:
    """The top of a module as it is to be: with what it is given, and without what it is spared. `is_own` tells the
    project's modules by name, which have a section after the third parties'; lines hold `width` columns."""

    def __init__(self, trees: Trees, there: Sequence[Top], is_own: Callable[[str], bool], width: int) -> None:
        self._trees = trees
        self._newline = trees.text.newline
        self._is_own = is_own
        self._width = width
        self._there = there
        self._body = list(self._there)
        self._own: set[str] = set()

    def changes(self) -> Iterator[Change]:
        """What leads from the text that is there to the one that is to be."""
        if not self._there:
            return
        place = stop = _at(self._there[0])[0]
        waiting, known = "", {top.at: top for top in self._there}
        for top in self._body:
            if top.at is None:
                waiting += "".join(top.above) + top.code
                continue
            start, code, stop = top.at
            was = known[top.at]
            if top.above != was.above:
                waiting, start = waiting + "".join(top.above), code
            if waiting or place != start:
                yield Change(place, start, waiting)
            place, waiting = (stop, "") if top.code == was.code else (code, top.code)
        if waiting:
            yield Change(place, stop, waiting)

    # -- what is added

    def add(self, needs: Sequence[Need]) -> None:
        """Adds what is missing: imports in their section, declarations below."""
        self._own = {need.module.partition(".")[0] for need in needs if need.own}
        for need in needs:
            if need.module:
                self._import(need)
        indent = self._trees.cst.default_indent
        self._declare(
            [
                f"{need.name} = {need.value.laid_out(self._width - len(need.name) - 3, indent)}"
                for need in needs
                if need.value is not None
            ]
        )

    def _import(self, need: Need) -> None:
        text = f"from {need.module} import {need.name}" if need.name else f"import {need.module}"
        if need.alias:
            text += f" as {need.alias}"
        if any(_is_import(top) and top.code.strip() == text for top in self._body):
            return
        if need.name and self._joined(need):
            return
        index, opens_section = self._place(need)
        following = self._body[index] if index < len(self._body) else None
        same_section = (
            following is not None
            and _is_import(following)
            and (self._rank(_imported(following)) == self._rank(need.module))
        )
        above: tuple[str, ...] = ()
        if following is not None and same_section and not any(map(_is_comment, following.above)):
            # This becomes the section's first: it takes the lines that stood before.
            above = following.above
            self._body[index] = replace(following, above=())
        elif opens_section and following is not None and _is_import(following):
            # Blank lines before it stay there; a comment stays with what it is about.
            count = _blank(following)
            above = following.above[:count]
            self._body[index] = replace(following, above=(self._newline, *following.above[count:]))
        elif opens_section:
            above = (self._newline,) if index else ()
            if following is not None:
                self._body[index] = self._apart(following)
        self._body.insert(index, self._new(text, above))

    def _new(self, text: str, above: tuple[str, ...]) -> Top:
        return Top(ast.parse(text).body[0], above, text.replace("\n", self._newline) + self._newline)

    def _joined(self, need: Need) -> bool:
        """Whether a name could be added to an import of the same module, in its place by the alphabet."""
        for index in range(_header(self._body), _after_imports(self._body)):
            top = self._body[index]
            if not isinstance(top.node, ast.ImportFrom) or _imported(top) != need.module or not top.alone:
                continue
            line = cst.ensure_type(cst.parse_statement(top.code, self._trees.config), cst.SimpleStatementLine)
            small = cst.ensure_type(line.body[0], cst.ImportFrom)
            if isinstance(small.names, cst.ImportStar):
                continue
            code = self._trees.generated([line.with_changes(body=[_with_name(small, need)])], "")
            if len(code.split(self._newline, maxsplit=1)[0]) <= self._width:
                self._body[index] = replace(top, node=ast.parse(code).body[0], code=code)
                return True
        return False

    def _declare(self, declarations: Sequence[str]) -> None:
        """After the imports at the top: one below the other, with the module's own assignments below them."""
        if not declarations:
            return
        index = _after_imports(self._body)
        while index < len(self._body) and _is_dunder(self._body[index]):
            index += 1
        if index < len(self._body):
            following = self._body[index]
            joins = (
                isinstance(following.node, (ast.Assign, ast.AnnAssign))
                and len(following.above) == _blank(following) == 1
            )
            self._body[index] = replace(following, above=()) if joins else self._apart(following)
        first, *others = declarations
        self._body[index:index] = [self._new(first, (self._newline,)), *(self._new(text, ()) for text in others)]

    def _apart(self, top: Top) -> Top:
        """A statement with the blank lines before it that part it from imports: at least two before a definition."""
        defines = isinstance(top.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        wanted = 2 if defines else 1
        return replace(top, above=(*[self._newline] * max(0, wanted - _blank(top)), *top.above))

    def _place(self, need: Need) -> tuple[int, bool]:
        """The index for an import, and whether it opens a section of its own there."""
        rank, key = self._rank(need.module), (bool(need.name), need.module.lower())
        last_of_rank: int | None = None
        for index in range(_header(self._body), _after_imports(self._body)):
            top = self._body[index]
            if not _is_import(top):
                continue
            found = self._rank(_imported(top))
            if found == rank and _key(top) > key:
                return index, False
            if found > rank:
                return (index, True) if last_of_rank is None else (last_of_rank + 1, False)
            if found == rank:
                last_of_rank = index
        if last_of_rank is not None:
            return last_of_rank + 1, False
        return _after_plain_imports(self._body), True

    def _rank(self, name: str) -> int:
        """The section: 0 __future__, 1 standard library, 2 third party, 3 the project's own, 4 relative."""
        top = name.partition(".")[0]
        if not top:
            return 4
        if top == "__future__" or top in _STDLIB:
            return 0 if top == "__future__" else 1
        return 3 if top in self._own or self._is_own(top) else 2

    def helpers(self, helpers: Sequence[Helper]) -> Iterator[Change]:
        """Functions below the statements that use them."""
        nodes = self._trees.module.source.tree.body
        below: dict[int, list[Helper]] = {}
        for helper in helpers:
            below.setdefault(helper.below, []).insert(0, helper)
        for index, here in below.items():
            at = next(place for place, top in enumerate(self._there) if nodes[index].lineno <= _last_row(top))
            text = "".join(f"\n\n{helper.text}" for helper in here).replace("\t", self._trees.cst.default_indent)
            ast.parse(text)
            if at + 1 < len(self._there):
                text += "\n" * max(0, 2 - _blank(self._there[at + 1]))
            end = _at(self._there[at])[2]
            yield Change(end, end, text.replace("\n", self._newline))

    # -- what is taken away

    def drop(self, names: Collection[str]) -> None:
        """Drops the imports of names."""
        body: list[Top] = []
        inherited: tuple[str, ...] = ()
        for top in self._body:
            kept = self._without(top, names)
            if kept is None:
                inherited = (*inherited, *top.above)
            elif inherited and (not kept.above or any(map(_is_comment, inherited))):
                body.append(replace(kept, above=(*inherited, *kept.above)))
                inherited = ()
            else:
                body.append(kept)
                inherited = ()
        if body and self._body and body[0] is not self._body[0] and _at(self._there[0])[0] == 0:
            body[0] = replace(body[0], above=body[0].above[_blank(body[0]) :])
        self._body = body

    def _without(self, top: Top, gone: Collection[str]) -> Top | None:
        """A statement at the top without some imported names; None where nothing is left of it."""
        if not isinstance(top.node, (ast.Import, ast.ImportFrom)) or not top.alone:
            return top
        bound = [alias.asname or alias.name.partition(".")[0] for alias in top.node.names]
        if not any(name in gone for name in bound):
            return top
        if all(name in gone for name in bound):
            return None
        line = cst.ensure_type(cst.parse_statement(top.code, self._trees.config), cst.SimpleStatementLine)
        small = line.body[0]
        assert isinstance(small, (cst.Import, cst.ImportFrom))
        assert not isinstance(small.names, cst.ImportStar)
        kept = [alias for alias, name in zip(small.names, bound, strict=True) if name not in gone]
        if kept[-1] is not small.names[-1]:
            kept[-1] = kept[-1].with_changes(comma=small.names[-1].comma)
        code = self._trees.generated([line.with_changes(body=[small.with_changes(names=kept)])], "")
        return replace(top, node=ast.parse(code).body[0], code=code)


def unused(trees: Trees, names: Collection[str], changes: Sequence[Change]) -> set[str]:
    """Those of some imported names that a changed module mentions no more, neither in its code nor in its texts."""
    return {name for name in names if not _is_mentioned(trees, name, changes)}


def _is_mentioned(trees: Trees, name: str, changes: Sequence[Change]) -> bool:
    word = re.compile(rf"\b{re.escape(name)}\b")
    if any(word.search(change.text) for change in changes):
        return True
    source = trees.module.source
    places = [
        place for place in source.places_of(name) if not any(change.start <= place < change.end for change in changes)
    ]
    rows = {source.row_at(place) for place in places}
    imports = [node for node in ast.walk(source.tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    rows -= {row for node in imports for row in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    for row in rows:
        comments = source.noqa.comments(range(row, row + 1)) if "#" in source.lines[row - 1] else []
        column = min((position.column for position, _ in comments), default=None)
        if word.search(source.lines[row - 1][:column]):
            return True
    return False


def _with_name(node: cst.ImportFrom, need: Need) -> cst.ImportFrom:
    """A `from` import with one more name, laid out as the others; their comments stay with them."""
    assert not isinstance(node.names, cst.ImportStar)
    names = list(node.names)
    alias = cst.AsName(cst.Name(need.alias)) if need.alias else None
    added = cst.ImportAlias(cst.Name(need.name), alias)
    order = _order(need.name)
    index = next((index for index, one in enumerate(names) if _order(one.evaluated_name) > order), len(names))
    between = cst.Comma(whitespace_after=_between(node))
    if index < len(names):
        return node.with_changes(names=[*names[:index], added.with_changes(comma=between), *names[index:]])
    last = names[-1]
    if isinstance(last.comma, cst.Comma):
        added = added.with_changes(comma=_without_comment(last.comma))
        between = _with_comment_of(between, last.comma)
    return node.with_changes(names=[*names[:-1], last.with_changes(comma=between), added])


def _between(node: cst.ImportFrom) -> cst.BaseParenthesizableWhitespace:
    """What parts the names of an import: a space, or a line's end and the indentation of the next one."""
    after = node.lpar.whitespace_after if node.lpar is not None else None
    if not isinstance(after, cst.ParenthesizedWhitespace):
        return cst.SimpleWhitespace(" ")
    return after.with_changes(first_line=cst.TrailingWhitespace(), empty_lines=())


def _without_comment(comma: cst.Comma) -> cst.Comma:
    after = comma.whitespace_after
    if not isinstance(after, cst.ParenthesizedWhitespace):
        return comma
    return comma.with_changes(whitespace_after=after.with_changes(first_line=cst.TrailingWhitespace()))


def _with_comment_of(comma: cst.Comma, other: cst.Comma) -> cst.Comma:
    after, left = comma.whitespace_after, other.whitespace_after
    if not isinstance(after, cst.ParenthesizedWhitespace) or not isinstance(left, cst.ParenthesizedWhitespace):
        return comma
    return comma.with_changes(whitespace_after=after.with_changes(first_line=left.first_line))


def _order(name: str) -> tuple[int, str]:
    """isort's order of names: constants, classes, then the rest."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2), name.lower()


def _at(top: Top) -> tuple[int, int, int]:
    assert top.at is not None
    return top.at


def _last_row(top: Top) -> int:
    return top.node.end_lineno or top.node.lineno


def _is_comment(line: str) -> bool:
    return not line.isspace()


def _blank(top: Top) -> int:
    """How many blank lines stand above a statement, before the first comment."""
    return next((index for index, line in enumerate(top.above) if _is_comment(line)), len(top.above))


def _header(body: Sequence[Top]) -> int:
    """After the docstring and the __future__ imports."""
    index = 0
    if body and isinstance(body[0].node, ast.Expr):
        value = body[0].node.value
        index = 1 if isinstance(value, ast.Constant) and isinstance(value.value, (str, bytes)) else 0
    while index < len(body) and _is_import(body[index]) and _imported(body[index]) == "__future__":
        index += 1
    return index


def _after_imports(body: Sequence[Top]) -> int:
    """After the last import of the block at the top, with the `try` and `if TYPE_CHECKING` that belong to it."""
    start = end = _header(body)
    for index in range(start, len(body)):
        node = body[index].node
        if _is_import(body[index]) or (isinstance(node, (ast.Try, ast.If)) and _holds_imports(node)):
            end = index + 1
        elif not _is_dunder(body[index]):
            break
    return end


def _after_plain_imports(body: Sequence[Top]) -> int:
    """After the last import at the top, before an `if TYPE_CHECKING` below it; after a `try` that comes before it."""
    end = _after_imports(body)
    plain = [index for index in range(_header(body), end) if _is_import(body[index])]
    return plain[-1] + 1 if plain and all(isinstance(top.node, ast.If) for top in body[plain[-1] + 1 : end]) else end


def _holds_imports(node: ast.Try | ast.If) -> bool:
    return isinstance(node.body[0], (ast.Import, ast.ImportFrom))


def _is_dunder(top: Top) -> bool:
    match top.node:
        case ast.Assign(targets=[ast.Name(id=name), *_]):
            return name.startswith("__")
    return False


def _is_import(top: Top) -> bool:
    return isinstance(top.node, (ast.Import, ast.ImportFrom))


def _imported(top: Top) -> str:
    """The module that an import names first, with the dots of a relative one."""
    if isinstance(top.node, ast.Import):
        return top.node.names[0].name
    assert isinstance(top.node, ast.ImportFrom)
    return "." * top.node.level + (top.node.module or "")


def _key(top: Top) -> tuple[bool, str]:
    """Plain imports before `from` imports, each by name, as isort's default has it."""
    return isinstance(top.node, ast.ImportFrom), _imported(top).lower()
