"""Laws of fixes: a mended program does what it did, and tells of each end once."""

from __future__ import annotations

import ast
import asyncio
import builtins
import itertools
import os
import re
import tokenize
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import hypothesmith
import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from flake8_ownership.check import Checker
from flake8_ownership.codemods.engine import Fixed, fix
from flake8_ownership.errors import SourceError
from flake8_ownership.settings import Settings
from flake8_ownership.source import Source
from tests import fix_world, program_strategies
from tests.fix_programs import GOING_ON, Manner, one_liners, programs
from tests.fix_world import Fault, Flags, Kind, Shown
from tests.oracle_world import BROKEN, Client, GeneralFailure, World
from tests.programs import text_of
from tests.test_dialects import TELEMETRY

# `make bench-safety` tries many more.
EXAMPLES = int(os.environ.get("OWNERSHIP_EXAMPLES", "40"))
tried = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
FLAGS = st.tuples(st.booleans(), st.booleans(), st.booleans())
KINDS: tuple[Kind, ...] = ("error", "expected", "late", "hangs", "cancelled", "bad")
MOST_CALLS = 6
CHECKER = Checker()
ANY_TEXT = hypothesmith.from_grammar()
pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has nothing but metrics."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "telemetry.py").write_text(TELEMETRY, encoding="utf-8")
    (folder / "pyproject.toml").touch()
    return folder


def mended(folder: Path, text: str, **options: object) -> Fixed:
    options = {"metrics": "telemetry:metrics.increment", **options}
    return fix(
        Source(str(folder / "program.py"), text),
        CHECKER,
        Settings(root=folder, **{"kind": "application", **options}),
        unsafe=True,
    )  # type: ignore[arg-type]


def ways(text: str, flags: Flags, kinds: Sequence[Kind]) -> Iterator[Fault]:
    """That nothing goes wrong, and each kind of fault at each of the calls that a program then makes."""
    yield Fault()
    calls = fix_world.run(compile(text, "<program>", "exec"), flags, Fault()).calls
    for at in range(1, min(calls, MOST_CALLS) + 1):
        yield from (Fault(kind, at) for kind in kinds)


def check_conduct(folder: Path, text: str, flags: Flags, *, statuses: bool) -> None:
    """A mended program ends as it did and does what it did, whatever befalls its calls; `statuses` where some of them
    get a bad one, which OWN501 would make an error."""
    fixed = mended(folder, text, ignore=("OWN501",) if statuses else ())
    before, after = (compile(one, "<program>", "exec") for one in (text, fixed.text))
    for fault in ways(text, flags, ("bad",) if statuses else KINDS[:-1]):
        assert fix_world.run(after, flags, fault).conduct == fix_world.run(before, flags, fault).conduct


NEWLINE = re.compile(r"\r\n|\r|\n")


@tried
@given(text=programs(Manner()) | one_liners(), flags=FLAGS, statuses=st.booleans())
def test_a_mended_program_ends_as_it_did(folder: Path, text: str, flags: Flags, statuses: bool) -> None:
    check_conduct(folder, text, flags, statuses=statuses)


@tried
@given(text=programs(Manner(generator=True)), flags=FLAGS, statuses=st.booleans())
def test_a_mended_generator_yields_what_it_did(folder: Path, text: str, flags: Flags, statuses: bool) -> None:
    check_conduct(folder, text, flags, statuses=statuses)


@tried
@given(text=programs(Manner(loops=False, nested=False)) | one_liners(), flags=FLAGS)
def test_each_end_is_told_once(folder: Path, text: str, flags: Flags) -> None:
    """A failure is logged and counted once, a success counted once, a cancellation neither."""
    fixed = mended(folder, text, select=("OWN101",))
    assume(fixed.applied)
    code = compile(fixed.text, "<program>", "exec")
    # Where some of a function was refused at first, and is held by a guard around it in the end, no success is counted.
    whole = not fixed.left and not fixed.refused
    for fault in ways(text, flags, KINDS):
        shown = fix_world.run(code, flags, fault)
        assert (shown.failures, shown.errors) in failures_told(shown, whole=not fixed.left), fault
        assert shown.successes in successes_counted(text, shown, fault, whole=whole), fault
        assert shown.entries <= 1, fault


def failures_told(shown: Shown, *, whole: bool) -> set[tuple[int, int]]:
    """How many failures may be counted and logged; `whole` where all of a program was mended."""
    once, never = (1, 1), (0, 0)
    if shown.inner is asyncio.CancelledError or shown.inner is None:
        return {never}
    if whole and (shown.inner is TimeoutError or (shown.injected and not shown.noticed)):
        return {once}
    return {once, never}  # the program's own error, inside a guard or outside


def successes_counted(text: str, shown: Shown, fault: Fault, *, whole: bool) -> set[int]:
    """How many successes may be counted."""
    if shown.inner in (asyncio.CancelledError, TimeoutError) or shown.injected:
        return {0}
    if shown.noticed:
        return {0} if shown.calls == fault.at else {0, 1}
    if shown.inner is not None:
        return {0, 1}  # the program's own error, after its calls or between them
    # What a handler ends is no success, unless the handler calls somebody itself.
    if fault.kind not in ("nothing", "cancelled", "bad") and fault.at == shown.calls:
        return {0}
    # After a try that goes on where a call in it has failed, nobody knows whether it was one.
    handled = "except KeyError" in text or "except TimeoutError" in text
    # Nor after a status that is bad and lets the program go on.
    unclear = any(site in text for site in GOING_ON)
    return {1} if shown.calls and whole and not handled and not unclear else {0, 1}


@tried
@given(text=programs(Manner()))
def test_mending_twice_changes_nothing_and_keeps_every_comment(folder: Path, text: str) -> None:
    once = mended(folder, text)
    assert mended(folder, once.text).text == once.text
    assert sorted(_comments(once.text)) == sorted(_comments(text))


def _comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


@tried
@given(text=programs(Manner()))
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
    return ast.unparse(statement).startswith(("logger.exception(", "logger.warning("))


@tried
@given(before=ANY_TEXT, text=programs(Manner()), after=ANY_TEXT)
def test_a_fix_leaves_all_other_text_as_it_was(folder: Path, before: str, text: str, after: str) -> None:
    """Whatever else a module holds, byte for byte, imports and a logger above it aside."""
    whole = f"{before}\n{text}{after}"
    assume(compiles(whole))
    try:
        fixed = mended(folder, whole)
    except SourceError:
        reject()  # LibCST cannot parse it, or would not write it as it is: nothing is written
    assert compiles(fixed.text)
    assert fixed.text.endswith(after)
    lines = iter(NEWLINE.split(fixed.text))
    assert all(line in lines for line in NEWLINE.split(before))


def compiles(text: str) -> bool:
    try:
        compile(text, "<program>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


@tried
@given(program=program_strategies.programs(), fails=st.booleans())
def test_any_program_ends_as_it_did_whatever_is_mended(folder: Path, program: Any, fails: bool) -> None:
    """Programs with handlers, context managers, decorators and observers of every kind, on all their ways."""
    text = text_of(program)
    # These two are to change how a program ends.
    fixed = mended(folder, text, metrics="", ignore=("OWN405", "OWN501"))
    assert list(_ends(fixed.text, fails=fails)) == list(_ends(text, fails=fails))


# A traceback that a program returns tells its rows, which are others once something is inserted above them.
_ROW = re.compile(r"line \d+")


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
            value = asyncio.run(space[name](Client(failure), outbox))
            end = ("returned", _ROW.sub("line", repr(value)))
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


# What may stand between the parts of a call; the comments are numbered later.
GAPS = st.sampled_from(["", " ", "\n            ", "  # ?\n            ", "\n            # ?\n            "])
CALLS = st.sampled_from(
    [
        ["logger.error(", "'failed'", ")"],
        ["logger.error(", "'failed'", ",", ")"],
        ["logger.warning(", "'failed %s'", ",", "e", ")"],
        ["logger.error(", "'failed %s'", ",", "e", ",", ")"],
        ["logger.warning(", "'failed '", "'again'", ",", "stacklevel=2", ",", ")"],
        ["logger.error(", "'failed %s'", ",", "e", ",", "stacklevel=2", ")"],
        ["logger.log(", "30", ",", "'failed'", ",", "extra={", "'a': 1", "}", ")"],
        ["logger.error(", "'failed'", ",", "exc_info=(", "False", ")", ")"],
        ["logger.info(", "f'failed {e}'", ",", ")"],
        ["print(", "'failed'", ",", "e", ")"],
    ]
)
REPORTING = """\
import logging
import httpx
logger = logging.getLogger(__name__)
async def f(client: httpx.AsyncClient, order_id: str):
    try:
        return await client.get("u")
    except Exception as e:
        {call}
"""


@tried
@given(call=CALLS, data=st.data())
def test_each_comment_in_a_report_stands_once_and_in_its_place(
    folder: Path, call: list[str], data: st.DataObject
) -> None:
    parts = "".join(part + data.draw(GAPS) for part in call[:-1]) + call[-1]
    numbers = itertools.count()
    text = REPORTING.format(call=re.sub(r"\?", lambda _: str(next(numbers)), parts))
    done = mended(folder, text, enable=("OWN",), metrics="none")
    assert _comments(done.text) == _comments(text)
    assert [one.message for one in done.refused if "report it" in one.message] == []
