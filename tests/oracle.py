"""Finds the verdict of a program by running it: an error is injected at its site, and what happens is looked at.

Nothing here reads the program as the tool does, and nothing comes from `flake8_ownership`: this is the second opinion.

A program is a module with one `await client.get(...)` in one function, whose functions take `(client, outbox)`. It
imports its conditions from `switches`; each run settles them one way, and all ways are run. The injected error is one
that no program names, of the library's base class: the *general* failure. A program that raises an error in its place
gives it the text `BROKEN`, so that a value made of that text is seen to be made of the failure.

How the runs are combined into one verdict. Each rule mirrors what the design decides without running anything:

1. A report in any run is a report: a handler that reports one kind of failure and lets another pass has looked at it.
2. A condition named `raises_N` says on which way a handler raises. Where nothing reports, only the runs decide in
   which all of them hold: a handler that raises on some way is taken to raise, whatever else it might have done.
3. Among those, a failure that escaped in one run goes before one that was handed on, and that before one that was lost.
4. A report counts where the failure is at hand: it is being handled (itself, or an error raised over it), or its object
   or text is passed. What is told on the same lines when the site succeeds (a `finally` that counts calls) is no report
   of a failure.
5. Who calls a function is only known where it is private, undecorated, and called; then every caller is run as well,
   and the verdict is *visible* where each of them turns out owned or visible.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

from tests.oracle_world import BROKEN, Stop, World

NAME = "<program>"
MOST_RUNS = 2000


@dataclass(frozen=True, slots=True)
class Told:
    """One loud report, and the lines of the program that led to it."""

    sort: str
    lines: tuple[int, ...]


@dataclass(slots=True)
class Run:
    """What one run showed. `decided` are the conditions that it met, by name."""

    decided: dict[str, bool] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    reached: bool = False
    escaped: bool = False
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """The verdict, and what the runs settle beside it.

    `sorts` are those of all reports, `first` the one that every reporting run made first, if they agree; `escapes` says
    whether the failure left the function in a run that reported it.
    """

    verdict: str
    sorts: frozenset[str] = frozenset()
    first: str | None = None
    escapes: bool = False


def judge(text: str) -> Expected:
    """What becomes of a failure at the one site of a program."""
    program = _Program(text)
    expected = program.verdict_in(program.function)
    if expected.verdict == "unowned" and program.is_seen_by_callers(program.function):
        return Expected("visible")
    return expected


class _Program:
    """One program, compiled once and run often."""

    def __init__(self, text: str) -> None:
        tree = ast.parse(text)
        self._code: CodeType = compile(tree, NAME, "exec")
        self._functions = {node.name: node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)}
        self._verdicts: dict[str, Expected] = {}
        self.function = next(name for name, node in self._functions.items() if "client.get" in ast.unparse(node))

    def verdict_in(self, function: str) -> Expected:
        """The combined verdict of all runs that start at a function."""
        if function not in self._verdicts:
            self._verdicts[function] = _combined(list(self._failing_runs(function)))
        return self._verdicts[function]

    def is_seen_by_callers(self, function: str) -> bool:
        """Rule 5."""
        callers = [name for name, node in self._functions.items() if function in _called(node)]
        if not function.startswith("_") or self._functions[function].decorator_list or not callers:
            return False
        return all(
            self.verdict_in(caller).verdict == "owned"
            or (self.verdict_in(caller).verdict == "unowned" and self.is_seen_by_callers(caller))
            for caller in callers
        )

    def _failing_runs(self, function: str) -> Iterator[Run]:
        """Every run in which the site fails, without what is told as well where it succeeds (rule 4)."""
        always = {told.lines for run in self._runs(function, fails=False) for told in run.told}
        for run in self._runs(function, fails=True):
            if run.reached:
                run.told = [told for told in run.told if told.lines not in always]
                yield run

    def _runs(self, function: str, *, fails: bool) -> list[Run]:
        """One run for each way through the conditions, in the order of a depth-first search."""

        async def all_ways() -> list[Run]:
            runs: list[Run] = []
            way: list[bool] = []
            while True:
                runs.append(await self._run(function, way, fails=fails))
                way = list(runs[-1].decided.values())
                while way and not way[-1]:
                    way.pop()
                if not way:
                    return runs
                way[-1] = False
                assert len(runs) < MOST_RUNS, "the program has too many conditions"

        return asyncio.run(all_ways())

    async def _run(self, function: str, way: list[bool], *, fails: bool) -> Run:
        run = Run()
        ahead = itertools.chain(way, itertools.repeat(True))

        def decide(name: str) -> bool:
            if name not in run.decided:
                run.decided[name] = next(ahead)
            return run.decided[name]

        def told(sort: str, about_failure: bool) -> None:
            if about_failure or not fails:
                run.told.append(Told(sort, _lines(sys._getframe())))

        world = World(decide, told, fails=fails)
        builtin = {**vars(builtins), "__import__": world.imported, "print": world.printed}
        space: dict[str, Any] = {"__builtins__": builtin, "__name__": "program"}
        exec(self._code, space)
        client, outbox = world.client(), world.Outbox()
        try:
            run.carried = world.holds(await space[function](client, outbox))
        except Stop:
            raise
        except BaseException as error:
            run.escaped = world.holds(error)
        run.reached = client.called
        run.carried = run.carried or world.holds(outbox)
        return run


def _combined(runs: list[Run]) -> Expected:
    """Rules 1 to 3."""
    assert runs, "no run reached the site"
    reporting = [run for run in runs if run.told]
    if reporting:
        first = {run.told[0].sort for run in reporting}
        return Expected(
            "owned",
            frozenset(told.sort for run in reporting for told in run.told),
            first.pop() if len(first) == 1 else None,
            any(run.escaped for run in reporting),
        )
    deciding = [run for run in runs if all(way for name, way in run.decided.items() if name.startswith("raises"))]
    if any(run.escaped for run in deciding):
        return Expected("unowned")
    return Expected("carried" if any(run.carried for run in deciding) else "silenced")


def _called(function: ast.AsyncFunctionDef) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {func.id for func in calls if isinstance(func, ast.Name)}


def _lines(frame: FrameType | None) -> tuple[int, ...]:
    """The lines of the program that are being executed, innermost first."""
    found = []
    while frame is not None:
        if frame.f_code.co_filename == NAME:
            found.append(frame.f_lineno)
        frame = frame.f_back
    return tuple(found)


__all__ = ["BROKEN", "Expected", "judge"]
