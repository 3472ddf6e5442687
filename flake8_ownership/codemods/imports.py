"""Adds imports and module-level declarations where the module itself would have them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Sequence

import libcst as cst

from flake8_ownership.codemods.dialects import Helper, Need

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement
_STDLIB = sys.stdlib_module_names
_BLANK = (cst.EmptyLine(indent=False),)


def with_needs(module: cst.Module, needs: Sequence[Need], is_own: Callable[[str], bool], width: int) -> cst.Module:
    """The module with what is missing: imports in their section, declarations below, in `width` columns.

    `is_own` tells the project's modules by name, which have a section after the third parties'.
    """
    own = {need.module.partition(".")[0] for need in needs if need.own}
    writer = _Writer(module, lambda top: top in own or is_own(top), width)
    for need in needs:
        if need.module:
            writer.import_(need)
    indent = module.default_indent
    made = [(need.name, need.value) for need in needs if need.value is not None]
    writer.declare(
        [f"{name} = {value.laid_out(width - len(name) - 3, indent)}" for name, value in made],
        [str(value) for _, value in made],
    )
    return module.with_changes(body=writer.body)


def with_helpers(module: cst.Module, helpers: Sequence[Helper]) -> cst.Module:
    """The module with functions below the statements that use them."""
    body = list(module.body)
    for helper in sorted(helpers, key=lambda helper: helper.below, reverse=True):
        text = helper.text.replace("\t", module.default_indent)
        function = cst.parse_statement(text, module.config_for_parsing).with_changes(leading_lines=_BLANK * 2)
        index = helper.below + 1
        body.insert(index, function)
        if index + 1 < len(body):
            lines = _leading(body[index + 1])
            blank = next((count for count, line in enumerate(lines) if line.comment is not None), len(lines))
            body[index + 1] = body[index + 1].with_changes(leading_lines=(*_BLANK * max(0, 2 - blank), *lines))
    return module.with_changes(body=body)


def without(module: cst.Module, left: Collection[str], exports: Collection[str]) -> cst.Module:
    """The module without the imports of names that nothing uses any more; what it exports by `__all__` stays."""
    if not left:
        return module
    used = _Uses()
    module.visit(used)
    gone = {name for name in left if name not in used.names and name not in exports}
    body: list[Statement] = []
    inherited: Sequence[cst.EmptyLine] = ()
    for statement in module.body:
        kept = _without(statement, gone)
        if kept is None:
            inherited = (*inherited, *_leading(statement))
        elif inherited and (not _leading(kept) or any(line.comment for line in inherited)):
            body.append(kept.with_changes(leading_lines=(*inherited, *_leading(kept))))
            inherited = ()
        else:
            body.append(kept)
            inherited = ()
    if body and body[0] is not module.body[0] and not module.header:
        first = next((index for index, line in enumerate(_leading(body[0])) if line.comment), len(_leading(body[0])))
        body[0] = body[0].with_changes(leading_lines=_leading(body[0])[first:])
    return module.with_changes(body=body)


class _Uses(cst.CSTVisitor):
    """The names that a module mentions, its imports aside; those in strings count, which may be annotations."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return False

    def visit_Name(self, node: cst.Name) -> None:
        self.names.add(node.value)

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        self.names.update(re.findall(r"\w+", node.value))


def _without(statement: Statement, gone: set[str]) -> Statement | None:
    """A statement at the top without some imported names; None where nothing is left of it."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return statement
    small = statement.body[0]
    if not isinstance(small, (cst.Import, cst.ImportFrom)) or isinstance(small.names, cst.ImportStar):
        return statement
    kept = [
        alias for alias in small.names if (alias.evaluated_alias or alias.evaluated_name.partition(".")[0]) not in gone
    ]
    if len(kept) == len(small.names):
        return statement
    if not kept:
        return None
    if kept[-1] is not small.names[-1]:
        kept[-1] = kept[-1].with_changes(comma=small.names[-1].comma)
    return statement.with_changes(body=[small.with_changes(names=kept)])


class _Writer:
    def __init__(self, module: cst.Module, is_own: Callable[[str], bool], width: int) -> None:
        self._width = width
        self.body: list[Statement] = list(module.body)
        self._module = module
        self._is_own = is_own

    def import_(self, need: Need) -> None:
        text = f"from {need.module} import {need.name}" if need.name else f"import {need.module}"
        if need.alias:
            text += f" as {need.alias}"
        if any(_is_import(statement) and self._code(statement) == text for statement in self.body):
            return
        if need.name and self._joined(need):
            return
        statement = cst.parse_statement(text, self._module.config_for_parsing)
        index, opens_section = self._place(need)
        following = self.body[index] if index < len(self.body) else None
        same_section = (
            following is not None
            and _is_import(following)
            and (self._rank(_imported(following)) == self._rank(need.module))
        )
        before: Sequence[cst.EmptyLine] = ()
        if following is not None and same_section and not any(line.comment for line in _leading(following)):
            # This becomes the section's first: it takes the lines that stood before.
            before = _leading(following)
            self.body[index] = following.with_changes(leading_lines=())
        elif opens_section and following is not None and _is_import(following):
            # Blank lines before it stay there; a comment stays with what it is about.
            lines = _leading(following)
            count = next((at for at, line in enumerate(lines) if line.comment is not None), len(lines))
            before = lines[:count]
            self.body[index] = following.with_changes(leading_lines=(*_BLANK, *lines[count:]))
        elif opens_section:
            before = _BLANK if index else ()
            if following is not None:
                self.body[index] = _apart(following)
        self.body.insert(index, statement.with_changes(leading_lines=before))

    def _joined(self, need: Need) -> bool:
        """Whether a name could be added to an import of the same module, in its place by the alphabet."""
        for index in range(_header(self.body), _after_imports(self.body)):
            statement = self.body[index]
            if not _is_import(statement) or _imported(statement) != need.module:
                continue
            assert isinstance(statement, cst.SimpleStatementLine)
            small = statement.body[0]
            if (
                not isinstance(small, cst.ImportFrom)
                or isinstance(small.names, cst.ImportStar)
                or len(statement.body) > 1
            ):
                continue
            joined = statement.with_changes(body=[_with_name(small, need)])
            if len(self._code(joined).split("\n", maxsplit=1)[0]) <= self._width:
                self.body[index] = joined
                return True
        return False

    def declare(self, declarations: Sequence[str], makers: Sequence[str]) -> None:
        """After the imports at the top, and those further down of what makes them: one below the other, with the
        module's own assignments below them."""
        if not declarations:
            return
        index = max(_after_imports(self.body), self._after_bound({re.split(r"\W", made)[0] for made in makers}))
        while index < len(self.body) and (_is_dunder(self.body[index]) or (index and self._goes_on(index))):
            index += 1
        statements = [cst.parse_statement(text, self._module.config_for_parsing) for text in declarations]
        statements[0] = statements[0].with_changes(leading_lines=_BLANK)
        if index < len(self.body):
            following = self.body[index]
            joins = _is_assignment(following) and len(_leading(following)) == 1 and not _leading(following)[0].comment
            self.body[index] = following.with_changes(leading_lines=()) if joins else _apart(following)
        self.body[index:index] = statements

    def _after_bound(self, names: set[str]) -> int:
        """After the last statement that imports one of some names."""
        found = (index + 1 for index, statement in enumerate(self.body) if not names.isdisjoint(_bound(statement)))
        return max(found, default=0)

    def _goes_on(self, index: int) -> bool:
        """Whether imports go on at an index."""
        return _is_import(self.body[index]) and _is_import(self.body[index - 1])

    def _place(self, need: Need) -> tuple[int, bool]:
        """The index for an import, and whether it opens a section of its own there."""
        rank, key = self._rank(need.module), (bool(need.name), need.module.lower())
        last_of_rank: int | None = None
        for index in range(_header(self.body), _after_imports(self.body)):
            statement = self.body[index]
            if not _is_import(statement):
                continue
            found = self._rank(_imported(statement))
            if found == rank and _key(statement) > key:
                return index, False
            if found > rank:
                return (index, True) if last_of_rank is None else (last_of_rank + 1, False)
            if found == rank:
                last_of_rank = index
        if last_of_rank is not None:
            return last_of_rank + 1, False
        return _after_plain_imports(self.body), True

    def _rank(self, name: str) -> int:
        """The section: 0 __future__, 1 standard library, 2 third party, 3 the project's own, 4 relative."""
        top = name.partition(".")[0]
        if not top:
            return 4
        if top == "__future__" or top in _STDLIB:
            return 0 if top == "__future__" else 1
        return 3 if self._is_own(top) else 2

    def _code(self, statement: Statement) -> str:
        return self._module.code_for_node(statement.with_changes(leading_lines=())).strip()


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


def _header(body: Sequence[Statement]) -> int:
    """After the docstring and the __future__ imports."""
    index = 0
    if (
        body
        and isinstance(body[0], cst.SimpleStatementLine)
        and isinstance(body[0].body[0], cst.Expr)
        and isinstance(body[0].body[0].value, (cst.SimpleString, cst.ConcatenatedString))
    ):
        index = 1
    while index < len(body) and _is_import(body[index]) and _imported(body[index]) == "__future__":
        index += 1
    return index


def _after_imports(body: Sequence[Statement]) -> int:
    """After the last import of the block at the top, with the `try` and `if TYPE_CHECKING` that belong to it."""
    start = end = _header(body)
    for index in range(start, len(body)):
        statement = body[index]
        if _is_import(statement) or (isinstance(statement, (cst.Try, cst.If)) and _holds_imports(statement)):
            end = index + 1
        elif not _is_dunder(statement):
            break
    return end


def _after_plain_imports(body: Sequence[Statement]) -> int:
    """After the last import at the top, before an `if TYPE_CHECKING` below it; after a `try` that comes before it."""
    end = _after_imports(body)
    plain = [index for index in range(_header(body), end) if _is_import(body[index])]
    return (
        plain[-1] + 1
        if plain and all(isinstance(statement, cst.If) for statement in body[plain[-1] + 1 : end])
        else end
    )


def _bound(statement: Statement) -> set[str]:
    """The names that an import binds."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    if not isinstance(small, (cst.Import, cst.ImportFrom)) or isinstance(small.names, cst.ImportStar):
        return set()
    return {alias.evaluated_alias or alias.evaluated_name.partition(".")[0] for alias in small.names}


def _is_assignment(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], (cst.Assign, cst.AnnAssign))


def _holds_imports(node: cst.Try | cst.If) -> bool:
    return bool(node.body.body) and _is_import(node.body.body[0])


def _is_dunder(statement: Statement) -> bool:
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    return (
        isinstance(small, cst.Assign)
        and isinstance(small.targets[0].target, cst.Name)
        and (small.targets[0].target.value.startswith("__"))
    )


def _is_import(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(
        statement.body[0], (cst.Import, cst.ImportFrom)
    )


def _apart(statement: Statement) -> Statement:
    """A statement with the blank lines before it that part it from imports: at least two before a definition."""
    lines = _leading(statement)
    blank = next((index for index, line in enumerate(lines) if line.comment is not None), len(lines))
    wanted = 2 if isinstance(statement, (cst.FunctionDef, cst.ClassDef)) else 1
    return statement.with_changes(leading_lines=(*_BLANK * max(0, wanted - blank), *lines))


def _leading(statement: Statement) -> Sequence[cst.EmptyLine]:
    return statement.leading_lines


def _imported(statement: Statement) -> str:
    """The module that an import names first, with the dots of a relative one."""
    assert isinstance(statement, cst.SimpleStatementLine)
    small = statement.body[0]
    if isinstance(small, cst.Import):
        return _dotted(next(iter(small.names)).name)
    assert isinstance(small, cst.ImportFrom)
    return "." * len(small.relative) + (_dotted(small.module) if small.module is not None else "")


def _dotted(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def _key(statement: Statement) -> tuple[bool, str]:
    """Plain imports before `from` imports, each by name, as isort's default has it."""
    assert isinstance(statement, cst.SimpleStatementLine)
    return isinstance(statement.body[0], cst.ImportFrom), _imported(statement).lower()
