"""Adds imports and module-level declarations where the module itself would have them, as changes of its text."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

import libcst as cst

from flake8_ownership.codemods import tops
from flake8_ownership.codemods.dialects import Helper, Need
from flake8_ownership.codemods.text import Change
from flake8_ownership.codemods.trees import Trees

_STDLIB = sys.stdlib_module_names


class Imports:
    """The top of a module as it is to be: with what it is given, and without what it is spared. `is_own` tells the
    project's modules by name, which have a section after the third parties'; lines hold `width` columns."""

    def __init__(self, trees: Trees, there: Sequence[tops.Top], is_own: Callable[[str], bool], width: int) -> None:
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
        place = stop = tops.at(self._there[0])[0]
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
        made = [(need.name, need.value) for need in needs if need.value is not None]
        self._declare(
            [f"{name} = {value.laid_out(self._width - len(name) - 3, indent)}" for name, value in made],
            [str(value) for _, value in made],
        )

    def _import(self, need: Need) -> None:
        text = f"from {need.module} import {need.name}" if need.name else f"import {need.module}"
        if need.alias:
            text += f" as {need.alias}"
        if any(tops.is_import(top) and top.code.strip() == text for top in self._body):
            return
        if need.name and self._joined(need):
            return
        index, opens_section = self._place(need)
        following = self._body[index] if index < len(self._body) else None
        same_section = (
            following is not None
            and tops.is_import(following)
            and (self._rank(tops.imported(following)) == self._rank(need.module))
        )
        above: tuple[str, ...] = ()
        if following is not None and same_section and not any(map(tops.is_comment, following.above)):
            # This becomes the section's first: it takes the lines that stood before.
            above = following.above
            self._body[index] = replace(following, above=())
        elif opens_section and following is not None and tops.is_import(following):
            # Blank lines before it stay there; a comment stays with what it is about.
            count = tops.blank(following)
            above = following.above[:count]
            self._body[index] = replace(following, above=(self._newline, *following.above[count:]))
        elif opens_section:
            above = (self._newline,) if index else ()
            if following is not None:
                self._body[index] = self._apart(following)
        self._body.insert(index, self._new(text, above))

    def _new(self, text: str, above: tuple[str, ...]) -> tops.Top:
        return tops.Top(ast.parse(text).body[0], above, text.replace("\n", self._newline) + self._newline)

    def _joined(self, need: Need) -> bool:
        """Whether a name could be added to an import of the same module, in its place by the alphabet."""
        for index in range(tops.header(self._body), tops.after_imports(self._body)):
            top = self._body[index]
            if not isinstance(top.node, ast.ImportFrom) or tops.imported(top) != need.module or not top.alone:
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

    def _declare(self, declarations: Sequence[str], makers: Sequence[str]) -> None:
        """After the imports at the top, and those further down of what makes them: one below the other, with the
        module's own assignments below them."""
        if not declarations:
            return
        index = max(tops.after_imports(self._body), self._after_bound({re.split(r"\W", made)[0] for made in makers}))
        while index < len(self._body) and (tops.is_dunder(self._body[index]) or (index and self._goes_on(index))):
            index += 1
        if index < len(self._body):
            following = self._body[index]
            joins = (
                isinstance(following.node, (ast.Assign, ast.AnnAssign))
                and len(following.above) == tops.blank(following) == 1
            )
            self._body[index] = replace(following, above=()) if joins else self._apart(following)
        first, *others = declarations
        self._body[index:index] = [self._new(first, (self._newline,)), *(self._new(text, ()) for text in others)]

    def _after_bound(self, names: set[str]) -> int:
        """After the last statement that imports one of some names."""
        found = (index + 1 for index, top in enumerate(self._body) if not names.isdisjoint(tops.bound(top)))
        return max(found, default=0)

    def _goes_on(self, index: int) -> bool:
        """Whether imports go on at an index."""
        return tops.is_import(self._body[index]) and tops.is_import(self._body[index - 1])

    def _apart(self, top: tops.Top) -> tops.Top:
        """A statement with the blank lines before it that part it from imports: at least two before a definition."""
        defines = isinstance(top.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        wanted = 2 if defines else 1
        return replace(top, above=(*[self._newline] * max(0, wanted - tops.blank(top)), *top.above))

    def _place(self, need: Need) -> tuple[int, bool]:
        """The index for an import, and whether it opens a section of its own there."""
        rank, key = self._rank(need.module), (bool(need.name), need.module.lower())
        last_of_rank: int | None = None
        for index in range(tops.header(self._body), tops.after_imports(self._body)):
            top = self._body[index]
            if not tops.is_import(top):
                continue
            found = self._rank(tops.imported(top))
            if found == rank and tops.key(top) > key:
                return index, False
            if found > rank:
                return (index, True) if last_of_rank is None else (last_of_rank + 1, False)
            if found == rank:
                last_of_rank = index
        if last_of_rank is not None:
            return last_of_rank + 1, False
        return tops.after_plain_imports(self._body), True

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
            at = next(place for place, top in enumerate(self._there) if nodes[index].lineno <= tops.last_row(top))
            text = "".join(f"\n\n{helper.text}" for helper in here).replace("\t", self._trees.cst.default_indent)
            ast.parse(text)
            if at + 1 < len(self._there):
                text += "\n" * max(0, 2 - tops.blank(self._there[at + 1]))
            end = tops.at(self._there[at])[2]
            yield Change(end, end, text.replace("\n", self._newline))

    # -- what is taken away

    def drop(self, names: Collection[str]) -> None:
        """Drops the imports of names."""
        body: list[tops.Top] = []
        inherited: tuple[str, ...] = ()
        for top in self._body:
            kept = self._without(top, names)
            if kept is None:
                inherited = (*inherited, *top.above)
            elif inherited and (not kept.above or any(map(tops.is_comment, inherited))):
                body.append(replace(kept, above=(*inherited, *kept.above)))
                inherited = ()
            else:
                body.append(kept)
                inherited = ()
        if body and self._body and body[0] is not self._body[0] and tops.at(self._there[0])[0] == 0:
            body[0] = replace(body[0], above=body[0].above[tops.blank(body[0]) :])
        self._body = body

    def _without(self, top: tops.Top, gone: Collection[str]) -> tops.Top | None:
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
