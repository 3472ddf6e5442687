"""Laws of fixes: a mended program does what it did, and tells of each end once."""

from __future__ import annotations

import ast
import asyncio
import builtins
import itertools
import os
import tokenize
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from flake8_ownership.check import Checker
from flake8_ownership.codemods.engine import Fixed, fix
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from tests import fix_programs
from tests.fix_programs import ERRORS, FLAGS
from tests.oracle_world import BROKEN, Client, GeneralFailure, World
from tests.program_strategies import programs
from tests.programs import text_of

# `make bench-safety` tries many more.
EXAMPLES = int(os.environ.get("OWNERSHIP_EXAMPLES", "50"))
tried = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").touch()
    return folder


def mended(folder: Path, text: str, **options: object) -> Fixed:
    options = {"metrics": "telemetry:metrics.increment", **options}
    return fix(Source(str(folder / "program.py"), text), Checker(), Settings(root=folder, **options), unsafe=True)  # type: ignore[arg-type]


@tried
@given(text=fix_programs.programs(loops=True), flags=FLAGS, at=st.integers(0, 4), error=ERRORS)
def test_a_mended_program_ends_as_it_did(
    folder: Path, text: str, flags: tuple[bool, ...], at: int, error: BaseException
) -> None:
    before, after = (
        fix_programs.run(text, flags, at, error),
        fix_programs.run(mended(folder, text).text, flags, at, error),
    )
    assert (after.end, after.calls) == (before.end, before.calls)


@tried
@given(text=fix_programs.programs(loops=True, generator=True), flags=FLAGS, at=st.integers(0, 4), error=ERRORS)
def test_a_mended_generator_yields_what_it_did(
    folder: Path, text: str, flags: tuple[bool, ...], at: int, error: BaseException
) -> None:
    before, after = (
        fix_programs.run(text, flags, at, error),
        fix_programs.run(mended(folder, text).text, flags, at, error),
    )
    assert (after.end, after.calls) == (before.end, before.calls)


@tried
@given(text=fix_programs.programs(loops=False), flags=FLAGS, at=st.integers(0, 4), error=ERRORS)
def test_each_end_is_told_once(folder: Path, text: str, flags: tuple[bool, ...], at: int, error: BaseException) -> None:
    """A failure is logged and counted once, a success counted once, a cancellation neither."""
    fixed = mended(folder, text, select=("OWN101",))
    assume(fixed.applied and not fixed.left)
    shown = fix_programs.run(fixed.text, flags, at, error)
    told = (shown.successes, shown.failures, shown.errors)
    if shown.end[0] == "raised" and shown.end[1]:
        assert told == ((0, 0, 0) if isinstance(error, asyncio.CancelledError) else (0, 1, 1))
    elif shown.end[0] == "raised":
        assert told[1:] in ((0, 0), (1, 1))  # its own error, inside a guard or outside
    else:
        assert told[1:] == (0, 0)
        # After a try that goes on where a call in it has failed, nobody knows whether it was one.
        handled = "except KeyError" in text
        assert shown.successes == 1 if shown.calls and not handled else shown.successes <= 1
    assert shown.entries <= 1


@tried
@given(text=fix_programs.programs(loops=False), flags=FLAGS, at=st.integers(1, 4))
def test_a_failure_that_a_handler_ends_is_no_success(folder: Path, text: str, flags: tuple[bool, ...], at: int) -> None:
    """Unless the handler calls somebody itself, and that goes well."""
    fixed = mended(folder, text, select=("OWN101",))
    assume(fixed.applied and not fixed.left)
    shown = fix_programs.run(fixed.text, flags, at, KeyError("expected"))
    if shown.end[0] == "returned" and shown.calls == at:
        assert shown.successes == 0


@tried
@given(text=fix_programs.programs(loops=True))
def test_mending_twice_changes_nothing_and_keeps_every_comment(folder: Path, text: str) -> None:
    once = mended(folder, text)
    assert mended(folder, once.text).text == once.text
    assert sorted(_comments(once.text)) == sorted(_comments(text))


def _comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


@tried
@given(text=fix_programs.programs(loops=True))
def test_what_was_inserted_taken_away_leaves_what_was_there(folder: Path, text: str) -> None:
    """Without its logs, counts and guards, a mended program is the one that it was, but for the names of results."""
    fixed = mended(folder, text, metrics="none", entry_log="off", select=("OWN101",))
    stripped = _Stripped().visit(ast.parse(fixed.text))
    assert ast.unparse(stripped) == ast.unparse(ast.parse(text))


class _Stripped(ast.NodeTransformer):
    """Takes away what `InsertOwnership` inserts."""

    def visit_Try(self, node: ast.Try) -> Any:
        self.generic_visit(node)
        node.handlers = [handler for handler in node.handlers if not _is_inserted(handler)]
        for handler in node.handlers:
            handler.body = [statement for statement in handler.body if not _is_log(statement)]
        return node if node.handlers or node.finalbody else node.body

    def visit_Module(self, node: ast.Module) -> Any:
        self.generic_visit(node)
        node.body = [
            statement
            for statement in node.body
            if not ast.unparse(statement).startswith(("logger =", "import logging"))
        ]
        return node


def _is_inserted(handler: ast.ExceptHandler) -> bool:
    return len(handler.body) == 2 and _is_log(handler.body[0]) and ast.unparse(handler.body[1]) == "raise"


def _is_log(statement: ast.stmt) -> bool:
    return ast.unparse(statement).startswith("logger.exception(")


@tried
@given(program=programs(), fails=st.booleans())
def test_any_program_ends_as_it_did_whatever_is_mended(folder: Path, program: Any, fails: bool) -> None:
    """Programs with handlers, context managers, decorators and observers of every kind, on all their ways."""
    text = text_of(program)
    # These two are to change how a program ends.
    fixed = mended(folder, text, metrics="", ignore=("OWN405", "OWN501"))
    assert list(_ends(fixed.text, fails=fails)) == list(_ends(text, fails=fails))


def _ends(text: str, *, fails: bool) -> Iterator[tuple[object, ...]]:
    """How a program ends on each way through its conditions."""
    code = compile(text, "<program>", "exec")
    name = next(
        node.name
        for node in ast.parse(text).body
        if isinstance(node, ast.AsyncFunctionDef) and "client.get" in ast.unparse(node)
    )
    way: list[bool] = []
    while True:
        decided: dict[str, bool] = {}
        ahead = itertools.chain(way, itertools.repeat(True))

        def decide(condition: str, decided: dict[str, bool] = decided, ahead: Iterator[bool] = ahead) -> bool:
            if condition not in decided:
                decided[condition] = next(ahead)
            return decided[condition]

        world = World(decide, lambda sort, at_hand: None, fails=fails)
        builtin = {**vars(builtins), "__import__": world.imported, "print": world.printed}
        space: dict[str, Any] = {"__builtins__": builtin, "__name__": "program"}
        exec(code, space)
        failure, outbox = GeneralFailure(BROKEN) if fails else None, World.Outbox()
        end: tuple[object, ...]
        try:
            end = ("returned", repr(asyncio.run(space[name](Client(failure), outbox))))
        except BaseException as error:
            end = (
                "raised",
                type(error).__name__,
                str(error),
                type(error.__cause__).__name__,
                error.__suppress_context__,
            )
        yield (*end, repr(outbox.errors), repr(outbox.state), repr(outbox.last), tuple(decided.items()))
        way = list(decided.values())
        while way and not way[-1]:
            way.pop()
        if not way:
            return
        way[-1] = False
