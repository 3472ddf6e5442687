"""The account on a terminal: the percentage, where to start, the worst operations, and ownership by group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.text import Text

from flake8_ownership import sinks
from flake8_ownership.ownership import groups
from flake8_ownership.ownership.groups import Group
from flake8_ownership.ownership.model import Account, Operation, State
from flake8_ownership.ownership.proved import Beside
from flake8_ownership.ownership.trend import Trend
from flake8_ownership.reports import words

COLOURS: dict[State, str] = {"lost": "red", "framework": "yellow", "unclear": "dim", "owned": "green"}
MOST_OPERATIONS = 15
MOST_GROUPS = 12
_BAR = 20


def lines(
    account: Account,
    change: Trend | None,
    place: Callable[[str, int], str],
    proof: Beside | None = None,
    *,
    bars: str = "█░",
) -> Iterator[Text]:
    """The summary, a line at a time; `place` says how a path and row are shown. `bars` draw what is and what lacks."""
    yield from _head(account, change)
    if proof is not None:
        yield from _proof(proof)
    yield from _starts(account, place)
    yield from _worst(account.operations, place)
    yield from _groups("by folder", groups.by_folder(account), bars)
    yield from _groups("by library", groups.by_library(account), bars)
    yield from _groups("by team", groups.by_team(account), bars)


def _head(account: Account, change: Trend | None) -> Iterator[Text]:
    share = account.share
    if not share.total:
        yield Text(words.NOTHING)
        return
    style = "bold green" if share.percent == 100 else "bold"
    head = Text(f"Ownership {words.percent(share)}", style)
    yield head.append(f"  {words.headline(share)}", "default")
    for state in ("lost", "framework", "unclear"):
        count = getattr(share, state)
        if count:
            yield (
                Text("  ")
                .append(f"{count:5,}  {words.OF_MANY[state]}", COLOURS[state])
                .append(f": {words.MEANINGS[state]}", "default")
            )
    if share.unclear:
        yield Text(" " * 9 + "(not counted in the percentage)", "dim")
    if change is not None:
        yield from _trend(change)


def _trend(change: Trend) -> Iterator[Text]:
    before, now = change.before, change.now
    points = f" ({now - before:+.1f} points)" if before is not None and now is not None else ""
    yield Text(f"  before {words.number(before)}, now {words.number(now)}{points}")
    counts = (
        (len(change.better), "better"),
        (len(change.worse), "worse"),
        (len(change.came), "new"),
        (len(change.went), "gone"),
    )
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    yield Text(f"  operations: {told or 'the same as before'}")
    for one in change.worse[:MOST_OPERATIONS]:
        yield Text("  worse  ", "red").append(
            f"{sinks.part(one.title)}: {words.STATES[one.before]} before, {words.STATES[one.now]} now", "default"
        )


def _proof(proof: Beside) -> Iterator[Text]:
    """What is claimed of the calls, a row each, and what running the tests has shown of them."""
    yield from _heading("calls: claimed, and proved by tests")
    heads = [words.PROOFS[one] for one in proof.shown]
    yield Text("  " + " " * 16 + "".join(f"{head:>16}" for head in heads), "dim")
    for state, row in proof.table.items():
        if any(row.values()):
            counts = "".join(f"{row[one] or '':>16}" for one in proof.shown)
            yield Text("  ").append(f"{words.STATES[state]:16}", COLOURS[state]).append(counts, "default")


def _starts(account: Account, place: Callable[[str, int], str]) -> Iterator[Text]:
    found, printed = groups.starts(account), groups.printed_by(account)
    if not found and not printed:
        return
    yield from _heading("start here")
    for number, one in enumerate(found, 1):
        yield (
            Text(f"  {number}. ")
            .append(sinks.part(place(one.path, one.row)), "bold")
            .append(f"  {sinks.part(one.function)}: {words.KINDS[one.kind]}, {words.gain(one)}")
        )
        yield Text(f"     {sinks.part(one.reason)}", "dim")
    for by, what, count in printed[:3]:
        yield Text(
            f"  {words.many(count, f'{sinks.part(by)} {what}')}: only the framework's traceback tells of some failures"
        )
        yield Text(
            "     report them in one place, where the framework has one (an exception handler), or in each", "dim"
        )


def _worst(operations: Sequence[Operation], place: Callable[[str, int], str]) -> Iterator[Text]:
    found = [one for one in operations if one.state in ("lost", "framework")]
    if not found:
        return
    yield from _heading("worst operations")
    for one in found[:MOST_OPERATIONS]:
        yield (
            Text("  ")
            .append(sinks.part(one.title), f"bold {COLOURS[one.state]}")
            .append(
                f"  {sinks.part(words.started(one))}, {sinks.part(place(one.routine.path, one.routine.row))}", "default"
            )
        )
        yield Text(f"     {words.summary(one)}; calls {sinks.part(words.services(one))}", "dim")
    if len(found) > MOST_OPERATIONS:
        yield Text(f"  and {len(found) - MOST_OPERATIONS:,} more", "dim")


def _groups(name: str, found: Iterable[Group], bars: str) -> Iterator[Text]:
    shown = list(found)
    if not shown:
        return
    yield from _heading(name)
    for one in shown[:MOST_GROUPS]:
        share = one.share
        filled = round(_BAR * (share.percent or 0) / 100)
        bar = bars[0] * filled + bars[1] * (_BAR - filled)
        numbers = f"{words.percent(share):>7}  {share.owned:5,} of {share.judged:<5,}"
        style = "green" if share.percent == 100 else "default"
        more = f" ({share.unclear:,} more not clear)" if share.unclear else ""
        yield Text("  ").append(bar, style).append(f"  {numbers}  {sinks.part(one.name)}{more}", "default")
    if len(shown) > MOST_GROUPS:
        yield Text(f"  and {len(shown) - MOST_GROUPS:,} more", "dim")


def _heading(text: str) -> Iterator[Text]:
    yield Text("")
    yield Text(text, "bold")
