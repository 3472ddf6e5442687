"""The coroutine expressions in an argument: through displays, comprehensions and the names that hold them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from flake8_ownership.index.flow import Block
from flake8_ownership.index.module import Function


class Awaitables:
    """Finds them in the functions of one project."""

    def __init__(self) -> None:
        self._lists: dict[Function, dict[str, list[tuple[ast.expr, Block | None]]]] = {}
        self._unheld: dict[tuple[Function, str], bool] = {}

    def may_be_run(self, argument: ast.expr, function: Function) -> bool:
        """Whether an argument in a function may be a coroutine, or a function that gives one: a plain variable is
        none."""
        if not isinstance(argument, ast.Name):
            return isinstance(argument, (ast.Call, ast.Attribute, ast.Lambda))
        key = function, argument.id
        if key not in self._unheld:
            bindings = function.body.bindings.get(argument.id, ())
            self._unheld[key] = all(one.kind not in ("parameter", "vararg", "kwarg", "value") for one in bindings)
        return self._unheld[key]

    def inside(
        self, expr: ast.expr, function: Function, block: Block | None, seen: set[ast.expr], depth: int = 3
    ) -> Iterator[tuple[ast.expr, Block | None]]:
        """The coroutine expressions in an argument, each with its block. What was `seen` through a name before is left
        out, and `depth` names are followed one after the other."""
        match expr:
            case ast.Starred(value=value):
                yield from self.inside(value, function, block, seen, depth)
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                for element in elements:
                    yield from self.inside(element, function, block, seen, depth)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                inner = function.body.inner.get(expr, block)
                yield from self.inside(expr.elt, function, inner, seen, depth)
            case ast.IfExp():
                yield from self.inside(expr.body, function, block, seen, depth)
                yield from self.inside(expr.orelse, function, block, seen, depth)
            case ast.Name() if depth:
                for inside, inner in self._held_by(expr, function, block):
                    if inside not in seen:
                        seen.add(inside)
                        yield from self.inside(inside, function, inner, seen, depth - 1)
            case ast.Call():
                yield expr, block

    def _held_by(
        self, name: ast.Name, function: Function, block: Block | None
    ) -> Iterator[tuple[ast.expr, Block | None]]:
        """What a name is bound to, and what is put into the list of that name."""
        for binding in function.body.reaching(name.id, (name.lineno, name.col_offset), block):
            if binding.kind == "value" and binding.expr is not None and not binding.route:
                yield binding.expr, binding.block
        yield from self._appended(function).get(name.id, ())

    def _appended(self, function: Function) -> Mapping[str, Sequence[tuple[ast.expr, Block | None]]]:
        if function not in self._lists:
            found: dict[str, list[tuple[ast.expr, Block | None]]] = {}
            for call, block in (*function.calls_named("append"), *function.calls_named("add")):
                if isinstance(call.func, ast.Attribute) and call.args and isinstance(call.func.value, ast.Name):
                    found.setdefault(call.func.value.id, []).append((call.args[0], block))
            self._lists[function] = found
        return self._lists[function]
