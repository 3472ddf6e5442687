"""What a module's `__getattr__` gives for a name: singletons made on demand, and imports that wait for their use."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_ownership.index import dotted
from flake8_ownership.index.module import Function, Module, last_name
from flake8_ownership.index.reasons import Reason
from flake8_ownership.index.scopes import Binding, Block
from flake8_ownership.index.values import OwnModule, Unknown, Value, Where, either

if TYPE_CHECKING:
    from flake8_ownership.index.types import Resolver

_DEEPEST = 8  # names that are followed from one to the next


def exported(resolver: Resolver, module: Module, name: str) -> Value | None:
    """What a module gives for a name that no statement of it binds; None where nothing tells."""
    function = module.functions.get("__getattr__")
    parameters = function.node.args.args if function is not None else []
    if function is None or not parameters:
        return None
    asked = _Asked(resolver, function, parameters[0].arg, name)
    values = [asked.value(expr, block) for expr, block in asked.returns()]
    found = either(
        (value for value in values if value is not None and not isinstance(value, Unknown)), Unknown(Reason.DYNAMIC)
    )
    return None if isinstance(found, Unknown) else found


@dataclass(frozen=True, slots=True)
class _Asked:
    """A `__getattr__` that is asked for one name: what is constant in it, and what it returns."""

    resolver: Resolver
    function: Function
    parameter: str
    name: str

    def returns(self) -> Iterator[tuple[ast.expr, Block | None]]:
        """The returns that the name can lead to."""
        for expr, block in self.function.body.returns:
            choices = [one.choice for one in block.outwards()] if block is not None else []
            if all(self._leads_to(choice, expr) for choice in choices if isinstance(choice, ast.If)):
                yield expr, block

    def _leads_to(self, choice: ast.If, expr: ast.expr) -> bool:
        holds = self._holds(choice.test)
        inside = expr.lineno <= (choice.body[-1].end_lineno or 0)
        return holds is None or holds is inside

    def _holds(self, test: ast.expr) -> bool | None:
        """Whether a condition about the name holds; None where nothing tells."""
        match test:
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                holds = self._holds(inner)
                return None if holds is None else not holds
            case ast.Compare(left=ast.Name(id=left), ops=[operator], comparators=[right]) if left == self.parameter:
                if isinstance(operator, (ast.Eq, ast.NotEq)):
                    return (self.constant(right) == self.name) is isinstance(operator, ast.Eq)
                among = self._members(right)
                if isinstance(operator, (ast.In, ast.NotIn)) and among is not None:
                    return (self.name in among) is isinstance(operator, ast.In)
        return None

    def _members(self, expr: ast.expr) -> Iterable[object] | None:
        match self._display(expr):
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                return [self.constant(element) for element in elements]
            case ast.Dict(keys=keys):
                return [self.constant(key) for key in keys if key is not None]
        return None

    def _display(self, expr: ast.expr, left: int = _DEEPEST) -> ast.expr:
        """The expression that a name stands for."""
        binding = self._binding(expr) if left else None
        if binding is None or binding.expr is None or binding.route:
            return expr
        return self._display(binding.expr, left - 1)

    def _binding(self, expr: ast.expr) -> Binding | None:
        """The only binding of a name, in the function or its module."""
        if not isinstance(expr, ast.Name):
            return None
        for scope in (self.function, self.function.module):
            found = [one for one in scope.body.bindings.get(expr.id, ()) if one.kind in ("value", "annotated")]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def constant(self, expr: ast.expr, left: int = _DEEPEST) -> object:
        """The text, or tuple of texts, that an expression gives for the name; None where nothing tells."""
        module = self.function.module
        match expr:
            case ast.Constant(value=value):
                return value
            case ast.Name(id="__name__" | "__package__" as name):
                return module.name if name == "__name__" else module.package
            case ast.Name(id=name) if name == self.parameter:
                return self.name
            case ast.Name() if left:
                binding = self._binding(expr)
                found = self.constant(binding.expr, left - 1) if binding is not None and binding.expr else None
                for step in binding.route if binding is not None else ():
                    parts = found if isinstance(found, tuple) and isinstance(step, int) else ()
                    found = next(iter(parts[int(step) :]), None) if parts else None
                return found
            case ast.Tuple(elts=elements) if left:
                return tuple(self.constant(element, left - 1) for element in elements)
            case ast.JoinedStr(values=values) if left:
                inner = (one.value if isinstance(one, ast.FormattedValue) else one for one in values)
                texts = [text for one in inner if isinstance(text := self.constant(one, left - 1), str)]
                return "".join(texts) if len(texts) == len(values) else None
        entry = self._entry(expr)
        return self.constant(entry, left - 1) if entry is not None and left else None

    def _entry(self, expr: ast.expr) -> ast.expr | None:
        """What stands under the name in a dictionary's display: `TABLE[name]`, `TABLE.get(name)`."""
        match expr:
            case (
                ast.Subscript(value=table, slice=key)
                | ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key, *_])
            ):
                display, wanted = self._display(table), self.constant(key)
                pairs = zip(display.keys, display.values, strict=True) if isinstance(display, ast.Dict) else ()
                return next((one for other, one in pairs if other and self.constant(other) == wanted), None)
        return None

    def value(self, expr: ast.expr, block: Block | None, left: int = _DEEPEST) -> Value | None:
        """What an expression of the function gives for the name."""
        where = Where(self.function, (expr.lineno, expr.col_offset), block)
        match expr:
            case ast.Call(func=ast.Name(id="getattr"), args=[owner, attribute, *_]) if left:
                found, name = self.value(owner, block, left - 1), self.constant(attribute)
                return self.resolver.attribute(found, name) if found is not None and isinstance(name, str) else None
            case ast.Call(args=[path, *_]) if last_name(expr) == "import_module":
                return self._module(self.constant(path))
            case ast.Subscript(value=ast.Call(func=ast.Name(id="globals"))):
                return None
        entry, binding = self._entry(expr), self._binding(expr)
        if entry is not None and left:
            return self.value(entry, block, left - 1)
        followed = binding is not None and not binding.route and left and self._is_local(expr)
        if followed and binding is not None and binding.expr is not None:
            return self.value(binding.expr, binding.block, left - 1)
        return self.resolver.value(expr, where)

    def _is_local(self, expr: ast.expr) -> bool:
        names, outer = self.function.body.bindings, self.function.body.outer_names
        return isinstance(expr, ast.Name) and expr.id in names and expr.id not in outer

    def _module(self, path: object) -> Value | None:
        if not isinstance(path, str) or not path.strip("."):
            return None
        name = path.lstrip(".")
        if name == path:
            return dotted.module_named(self.resolver, path, self.function.module)
        found = self.resolver.project.beside(self.function.module, len(path) - len(name), name)
        return OwnModule(found) if found is not None else None
