#!/usr/bin/env python3
"""Breaks the code at places drawn by lot, one at a time, and tells which breaks no test notices.

    python tools/mutate.py --count 100 --seed 1 index/flow.py sites/judge.py -- tests/test_mdtest.py tests/test_cases.py

Nothing is written over: each break is made in memory, in a process of its own that imports the broken module and runs
the tests until one fails, the quickest file first. A break that survives is printed as a diff; one that makes the tests
run on for longer than `--seconds` counts as noticed. Many survivors change nothing that matters (a bound, an order, a
shortcut): they are to be read, not counted.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "flake8_ownership"
_OPPOSITES: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Break: ast.Continue,
    ast.Continue: ast.Break,
}


@dataclass(frozen=True)
class Break:
    """One place of a module, by the number of its node in the order of `ast.walk`, and what is done there."""

    path: Path
    number: int
    what: str


def breaks(path: Path) -> Iterator[Break]:
    """Every break of the functions of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(node) for function in _functions(tree) for one in function.body for node in ast.walk(one)}
    inside -= {id(node) for one in ast.walk(tree) for part in _unread(one) for node in ast.walk(part)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in inside:
            for what in _ways(node):
                yield Break(path, number, what)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _unread(node: ast.AST) -> Iterator[ast.AST]:
    """What in a node no test can notice: annotations, and whether `zip` is strict, which is a check of our own."""
    match node:
        case ast.AnnAssign(annotation=annotation) | ast.arg(annotation=ast.expr() as annotation):
            yield annotation
        case ast.FunctionDef(returns=ast.expr() as annotation) | ast.AsyncFunctionDef(returns=ast.expr() as annotation):
            yield annotation
        case ast.keyword(arg="strict"):
            yield node


def _ways(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Compare() | ast.BoolOp() | ast.BinOp() | ast.Break() | ast.Continue():
            yield "opposite"
        case ast.If() | ast.IfExp() | ast.While():
            yield "negated"
        case ast.UnaryOp(op=ast.Not()):
            yield "not dropped"
        case ast.comprehension(ifs=[_, *_]) | ast.match_case(guard=ast.expr()):
            yield "condition dropped"
        case ast.Constant(value=bool()):
            yield "other truth"
        case ast.Constant(value=int()):
            yield "one more"
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield "returns None"
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign():
            yield "left out"


def broken(tree: ast.Module, one: Break) -> ast.Module:
    """The tree with the break in it, in place."""
    node: Any = next(node for number, node in enumerate(ast.walk(tree)) if number == one.number)
    match node:
        case ast.Compare():
            node.ops[0] = _opposite(node.ops[0])
        case ast.BoolOp() | ast.BinOp():
            node.op = _opposite(node.op)
        case ast.If() | ast.IfExp() | ast.While():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.comprehension():
            node.ifs = node.ifs[1:]
        case ast.match_case():
            node.guard = None
        case ast.Constant(value=bool() as truth):
            node.value = not truth
        case ast.Constant(value=int() as number):
            node.value = number + 1
        case ast.Return():
            node.value = ast.Constant(None)
        case _:
            replacement = ast.Pass() if isinstance(node, ast.Expr | ast.AugAssign) else _opposite(node)
            _Replaced(node, node.operand if isinstance(node, ast.UnaryOp) else replacement).visit(tree)
    return ast.fix_missing_locations(tree)


def _opposite(node: ast.AST) -> Any:
    kind = _OPPOSITES.get(type(node))
    return kind() if kind is not None else node


class _Replaced(ast.NodeTransformer):
    def __init__(self, node: ast.AST, other: ast.AST) -> None:
        self._node = node
        self._other = ast.copy_location(other, node)

    def visit(self, node: ast.AST) -> ast.AST:
        return self._other if node is self._node else super().generic_visit(node)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with a break in it."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self._name, self._path, self._tree = name, path, tree

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self._name:
            return None
        return importlib.util.spec_from_file_location(name, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._tree, str(self._path), "exec"), module.__dict__)


def survives(one: Break, tests: Sequence[str], seconds: int) -> bool:
    """Whether no test notices. Raises ChildProcessError where the tests end in a way that tells nothing."""
    child = os.fork()
    if child == 0:
        os._exit(_tried(one, tests, seconds))
    status = os.waitpid(child, 0)[1]
    return not os.WIFSIGNALED(status) and os.WEXITSTATUS(status) == pytest.ExitCode.OK


def _tried(one: Break, tests: Sequence[str], seconds: int) -> int:
    signal.alarm(seconds)
    tree = broken(ast.parse(one.path.read_text(encoding="utf-8")), one)
    name = ".".join(one.path.relative_to(ROOT).with_suffix("").parts)
    sys.meta_path.insert(0, _Finder(name, one.path, tree))
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        # pytest would rewrite the package's modules, as those of any plugin, and with them import the whole ones.
        with contextlib.redirect_stdout(io.StringIO()):
            return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain", *tests]))


def shown(one: Break) -> str:
    """The break as a diff of what Python writes for both trees, and where it is."""
    text = one.path.read_text(encoding="utf-8")
    node = next(node for number, node in enumerate(ast.walk(ast.parse(text))) if number == one.number)
    row = getattr(node, "lineno", 0)
    before = ast.unparse(ast.parse(text)).splitlines()
    after = ast.unparse(broken(ast.parse(text), one)).splitlines()
    lines = [
        line for line in difflib.unified_diff(before, after, n=0, lineterm="") if line[:2] not in ("--", "++", "@@")
    ]
    return "\n".join([f"{one.path.relative_to(ROOT)}:{row}: {one.what}", *(f"    {line}" for line in lines[:6])])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="+", help="files or folders below flake8_ownership")
    parser.add_argument("tests", nargs="*", help="test files, after --", default=[])
    parser.add_argument("--count", type=int, default=100, help="breaks to draw; default: 100")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=120, help="for the tests of one break")
    parser.add_argument("--minutes", type=float, default=15, help="in all, after which no further break is tried")
    given = sys.argv[1:]
    tests = given[given.index("--") + 1 :] if "--" in given else ["tests/test_mdtest.py", "tests/test_cases.py"]
    options = parser.parse_args(given[: given.index("--")] if "--" in given else given)
    os.chdir(ROOT)
    paths = [found for name in options.modules for found in sorted((PACKAGE / name).rglob("*.py")) or [PACKAGE / name]]
    every = [one for path in paths for one in breaks(path)]
    drawn = random.Random(options.seed).sample(every, min(options.count, len(every)))
    end = time.monotonic() + 60 * options.minutes
    counts: Counter[str] = Counter()
    for one in drawn:
        if time.monotonic() > end:
            break
        counts["tried"] += 1
        if survives(one, tests, options.seconds):
            counts["survived"] += 1
            print(shown(one), flush=True)
    print(f"{counts['tried']} of {len(every):,} breaks tried, {counts['survived']} survived")


if __name__ == "__main__":
    main()
