"""Which values in a text are in the place of a secret: after `token=` or `Bearer`, before the `@` of a URL, in SQL that
sets or asks for a password."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Mapping, Sequence

from flake8_ownership.catalogue import secret_names

_USERINFO_BEFORE = re.compile(r"://[^/?#\s@]*$")
_USERINFO_BEHIND = re.compile(r"[^/?#\s@]*@")
_PERCENT = re.compile(r"%(?:\((\w+)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?([a-zA-Z%])")
_VALUE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for a value in the text around others

_FAR = 500  # characters around a value that are looked at

Part = str | ast.expr


def leads_to_secret(text: str) -> bool:
    """Whether a secret follows a text, or what stands at its end is one."""
    return secret_names.uses().lead.search(text[-_FAR:]) is not None


def is_sql_of_secrets(text: str) -> bool:
    """Whether a text is SQL that is given secrets. `SELECT password … WHERE id = $1` is given none."""
    known = secret_names.uses()
    result = known.sql_results.match(text)
    return known.sql.match(text) is not None and known.sql_parts.search(text, result.end() if result else 0) is not None


def in_secret_places(node: ast.AST, texts: Mapping[str, str]) -> Iterator[ast.expr]:
    """The values that an expression puts where a secret stands in the text that it makes; `texts` are those that names
    denote."""
    parts = list(_parts(node, texts))
    if len(parts) < 2 or not any(isinstance(part, str) for part in parts):
        return
    written = [part if isinstance(part, str) else _VALUE for part in parts]
    whole = "".join(written)
    sql, at = is_sql_of_secrets(whole), 0
    for part, text in zip(parts, written, strict=True):
        if not isinstance(part, str):
            before, behind = whole[max(at - _FAR, 0) : at], whole[at + 1 : at + _FAR]
            userinfo = _USERINFO_BEFORE.search(before) and _USERINFO_BEHIND.match(behind)
            if sql or userinfo or secret_names.uses().lead.search(before):
                yield part
        at += len(text)


def text_of(expr: ast.AST, texts: Mapping[str, str]) -> str | None:
    """The text that an expression is, as far as it is known: values in it are left open."""
    match expr:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return texts.get(name)
        case ast.JoinedStr(values=values):
            return "".join(one.value if _is_text(one) else _VALUE for one in values)  # type: ignore[attr-defined]
    return None


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _parts(node: ast.AST, texts: Mapping[str, str]) -> Iterator[Part]:
    """The parts of the text that an expression makes: nothing where it makes none."""
    match node:
        case ast.JoinedStr(values=values):
            for value in values:
                if isinstance(value, ast.FormattedValue):
                    yield value.value
                else:
                    yield text_of(value, texts) or ""
        case ast.BinOp(op=ast.Add()):
            yield from (_text_or_value(one, texts) for one in _added(node))
        case ast.BinOp(op=ast.Mod(), left=left, right=right):
            template = text_of(left, texts)
            if template is not None:
                yield from _percent(template, right)
        case ast.Call(func=ast.Attribute(value=left, attr="format"), args=args, keywords=keywords):
            template = text_of(left, texts)
            if template is not None:
                yield from _formatted(template, args, {one.arg: one.value for one in keywords if one.arg})
        case ast.Call(func=ast.Attribute(value=left, attr="join"), args=[ast.List(elts=elts) | ast.Tuple(elts=elts)]):
            for element in elts:
                yield _text_or_value(element, texts)
                yield text_of(left, texts) or ""


def _text_or_value(expr: ast.expr, texts: Mapping[str, str]) -> Part:
    text = text_of(expr, texts) if not isinstance(expr, ast.JoinedStr) else None
    return text if text is not None else expr


def _added(expr: ast.expr) -> list[ast.expr]:
    """What `a + b + c` adds."""
    found: list[ast.expr] = []
    while isinstance(expr, ast.BinOp) and isinstance(expr.op, ast.Add):
        found.append(expr.right)
        expr = expr.left
    return [expr, *reversed(found)]


def _percent(template: str, right: ast.expr) -> Iterator[Part]:
    values = right.elts if isinstance(right, ast.Tuple) else [right]
    keyed = _keyed(right)
    at = index = 0
    for found in _PERCENT.finditer(template):
        yield template[at : found.start()]
        at = found.end()
        if found[1]:
            yield keyed.get(found[1], right)
        elif found[2] == "%":
            yield "%"
        elif index < len(values):
            yield values[index]
            index += 1
    yield template[at:]


def _keyed(expr: ast.expr) -> dict[str, ast.expr]:
    if not isinstance(expr, ast.Dict):
        return {}
    return {
        str(key.value): value
        for key, value in zip(expr.keys, expr.values, strict=True)
        if isinstance(key, ast.Constant)
    }


def _formatted(template: str, args: Sequence[ast.expr], keywords: Mapping[str, ast.expr]) -> Iterator[Part]:
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError:
        return
    index = 0
    for text, field, _, _ in fields:
        yield text
        if field is None:
            continue
        name = re.split(r"[.\[]", field, maxsplit=1)[0]
        if not name:
            name, index = str(index), index + 1
        if name.isdecimal() and int(name) < len(args):
            yield args[int(name)]
        elif name in keywords:
            yield keywords[name]
        else:
            yield _VALUE
