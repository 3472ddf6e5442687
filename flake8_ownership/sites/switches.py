"""Which branches of a helper a call of it leads to, by the constants that it is given: `spawn(work, log=False)`."""

from __future__ import annotations

import ast

from flake8_ownership.index import generics
from flake8_ownership.index.flow import Block
from flake8_ownership.index.module import Function


class Switches:
    """The constants that the parameters of a function have in one call."""

    def __init__(self, function: Function, call: ast.Call) -> None:
        self._function = function
        self._given = dict(generics.pairs(function, call))
        self._has_more = any(keyword.arg is None for keyword in call.keywords) or any(
            isinstance(argument, ast.Starred) for argument in call.args
        )

    def lead_to(self, expr: ast.expr, block: Block | None) -> bool:
        """Whether an expression in a block of the function may be reached."""
        choices = [one.choice for one in block.outwards()] if block is not None else []
        return all(
            self._holds(choice.test) is not (expr.lineno > (choice.body[-1].end_lineno or 0))
            for choice in choices
            if isinstance(choice, ast.If)
        )

    def _holds(self, test: ast.expr) -> bool | None:
        """Whether a condition holds; None where nothing tells."""
        match test:
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                holds = self._holds(inner)
                return None if holds is None else not holds
            case ast.Name(id=name):
                value = self._value(name)
                return bool(value.value) if isinstance(value, ast.Constant) else None
        return None

    def _value(self, name: str) -> ast.expr | None:
        bindings = self._function.body.bindings.get(name, ())
        if any(binding.kind not in ("parameter", "narrowed", "excluded") for binding in bindings):
            return None
        if name in self._given or self._has_more:
            return self._given.get(name)
        spec = self._function.node.args
        arguments = [*spec.posonlyargs, *spec.args]
        optional = arguments[len(arguments) - len(spec.defaults) :]
        defaults = [*zip(optional, spec.defaults, strict=True), *zip(spec.kwonlyargs, spec.kw_defaults, strict=True)]
        return next((default for argument, default in defaults if argument.arg == name), None)
