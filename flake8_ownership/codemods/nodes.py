"""What stands in a node of LibCST's: its fields, and the nodes right below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as fields_of
from typing import Any

import libcst as cst

# Fields that hold no code of their own; those of whitespace are known by their names.
_TRIVIA = frozenset(
    {"lpar", "rpar", "comma", "semicolon", "equal", "operator", "asynchronous", "relative", "dot", "posonly_ind"}
    | {"lbrace", "rbrace", "lbracket", "rbracket", "colon", "first_colon", "second_colon", "separator"}
    | {"leading_lines", "lines_after_decorators", "header", "footer", "trailing_comma"}
)
# What holds none.
_NO_CODE: frozenset[type] = frozenset({str, cst.FormattedStringText, cst.MaybeSentinel, cst.ParamStar})
# Whose fields are not in the order of the text.
_FIELDS: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.Arg: ("keyword", "value"),
    cst.ClassDef: ("decorators", "name", "type_parameters", "bases", "keywords", "body"),
    cst.ExceptHandler: ("type", "name", "body"),
    cst.ExceptStarHandler: ("type", "name", "body"),
    cst.FunctionDef: ("decorators", "name", "type_parameters", "params", "returns", "body"),
    cst.IfExp: ("body", "test", "orelse"),
    cst.MatchCase: ("pattern", "guard", "body"),
    cst.Parameters: ("posonly_params", "params", "star_arg", "kwonly_params", "star_kwarg"),
}


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The code in a node: whitespace, parentheses and operators aside. LibCST's own `children` builds each node
    anew to find them."""
    kind = type(node)
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(
            one.name for one in fields_of(kind) if one.name not in _TRIVIA and "whitespace" not in one.name
        )
    found: list[cst.CSTNode] = []
    for name in names:
        value: Any = getattr(node, name, None)
        held = value.__class__
        if held is list or held is tuple:
            found += [one for one in value if one.__class__ not in _NO_CODE]
        elif value is not None and held not in _NO_CODE:
            found.append(value)
    return found


def fill(made: cst.CSTNode, fields: Mapping[str, Any]) -> None:
    """Gives a node its fields; LibCST's own constructors would make and check whitespace."""
    for name, value in fields.items():
        object.__setattr__(made, name, value)
