"""The account as Markdown: a comment on a pull request, or the summary of a CI step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flake8_ownership.ownership import groups
from flake8_ownership.ownership.groups import Group
from flake8_ownership.ownership.model import STATES, Account, Operation, State
from flake8_ownership.ownership.proved import Beside
from flake8_ownership.ownership.trend import Change, Trend
from flake8_ownership.reports import words
from flake8_ownership.sinks import markdown, markdown_code

MOST_OPERATIONS = 20
MOST_GROUPS = 15
_MARKS: dict[State, str] = {"lost": "🔴", "framework": "🟡", "unclear": "⚪", "owned": "🟢"}


def text(account: Account, change: Trend | None = None, proof: Beside | None = None) -> str:
    """The report, in GitHub's Markdown, which GitLab reads as well."""
    return "\n".join(_lines(account, change, proof)) + "\n"


def _lines(account: Account, change: Trend | None, proof: Beside | None) -> Iterator[str]:
    share = account.share
    if not share.total:
        yield "### Ownership"
        yield ""
        yield words.NOTHING
        return
    yield f"### Ownership: {words.percent(share)}{_arrow(change)}"
    yield ""
    yield f"{words.headline(share)}."
    yield ""
    yield "| | operations | |"
    yield "|---|---:|---|"
    for state in STATES:
        yield f"| {_MARKS[state]} {words.OF_MANY[state]} | {getattr(share, state):,} | {words.MEANINGS[state]} |"
    if change is not None:
        yield from _trend(change)
    if proof is not None:
        yield from _proof(proof)
    yield from _starts(account)
    yield from _operations([one for one in account.operations if one.state in ("lost", "framework")])
    yield from _groups("By folder", groups.by_folder(account))
    yield from _groups("By library", groups.by_library(account))
    yield from _groups("By team", groups.by_team(account))
    for error in account.errors[:MOST_GROUPS]:
        yield f"\nNot judged: {markdown(error)}"


def _proof(proof: Beside) -> Iterator[str]:
    """What is claimed of the calls, a row each, and what running the tests has shown of them."""
    yield ""
    yield f"| calls: claimed | {' | '.join(words.PROOFS[one] for one in proof.shown)} |"
    yield f"|---|{'---:|' * len(proof.shown)}"
    for state, row in proof.table.items():
        if any(row.values()):
            yield f"| {_MARKS[state]} {words.STATES[state]} | {' | '.join(str(row[one]) for one in proof.shown)} |"


def _arrow(change: Trend | None) -> str:
    if change is None or change.before is None or change.now is None:
        return ""
    return f" (was {words.number(change.before)}, {change.now - change.before:+.1f} points)"


def _trend(change: Trend) -> Iterator[str]:
    yield ""
    rows = [
        *(("worse", _moved(one)) for one in change.worse),
        *(("better", _moved(one)) for one in change.better),
        *(("new", markdown_code(title)) for title in change.came.values()),
        *(("gone", markdown_code(title)) for title in change.went.values()),
    ]
    if not rows:
        yield "No operation changed."
        return
    yield "| change | operation |"
    yield "|---|---|"
    for word, what in rows[:MOST_OPERATIONS]:
        yield f"| {word} | {what} |"
    if len(rows) > MOST_OPERATIONS:
        yield f"\nand {len(rows) - MOST_OPERATIONS:,} more"


def _moved(one: Change) -> str:
    return f"{markdown_code(one.title)}: {words.STATES[one.before]} → {words.STATES[one.now]}"


def _starts(account: Account) -> Iterator[str]:
    found = groups.starts(account)
    if not found:
        return
    yield ""
    yield "**Start here**"
    yield ""
    for number, one in enumerate(found, 1):
        yield (
            f"{number}. {markdown_code(f'{one.path}:{one.row}')} {markdown(one.function)}: {words.KINDS[one.kind]}, "
            f"{words.gain(one)}. {markdown(one.reason)}"
        )


def _operations(found: list[Operation]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield f"<details><summary>The worst of {words.many(len(found), 'operation')} to mend</summary>"
    yield ""
    yield "| | operation | where | failures | calls |"
    yield "|---|---|---|---|---|"
    for one in found[:MOST_OPERATIONS]:
        where = markdown_code(f"{one.routine.path}:{one.routine.row}")
        yield (
            f"| {_MARKS[one.state]} | {markdown_code(one.title)} | {where} | {words.summary(one)} "
            f"| {markdown(words.services(one))} |"
        )
    yield ""
    yield "</details>"


def _groups(name: str, found: Iterable[Group]) -> Iterator[str]:
    shown = list(found)
    if not shown:
        return
    yield ""
    yield f"<details><summary>{name}</summary>"
    yield ""
    yield "| | owned | operations | not clear |"
    yield "|---|---:|---:|---:|"
    for one in shown[:MOST_GROUPS]:
        share = one.share
        yield (
            f"| {markdown_code(one.name)} | {words.percent(share)} | {share.owned:,} of {share.judged:,} "
            f"| {share.unclear:,} |"
        )
    if len(shown) > MOST_GROUPS:
        yield f"\nand {len(shown) - MOST_GROUPS:,} more"
    yield ""
    yield "</details>"
