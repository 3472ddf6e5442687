"""A review as people and machines read it: terminal, Markdown for a pull request, annotations of a workflow, JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.text import Text

from flake8_ownership import sinks
from flake8_ownership.ownership.model import Call, Operation, State
from flake8_ownership.ownership.review import Fate, Moved, Retold, Review
from flake8_ownership.reports import words
from flake8_ownership.reports.text import COLOURS

VERSION = 1
MOST = 30  # calls that one part of a review lists
_ANNOTATED = 10  # warnings that GitHub shows of one step
_LESS = "told less well", "told less well"
_BETTER = "told better", "told better"


def text(review: Review, revision: str) -> Iterator[Text]:
    """The review on a terminal, a line at a time."""
    yield Text(f"Since {sinks.part(revision)}: {_headline(review)}", "bold")
    yield Text(f"  ownership {_percent(review)}", "default")
    for title, state, rows in _parts(review):
        yield Text("")
        yield Text(title, "bold")
        for row in rows[:MOST]:
            # What begins a line here is written as what begins one anywhere: it is no command of a CI.
            yield (
                Text("  ")
                .append(sinks.line(row[0]).lstrip(), COLOURS[state])
                .append(f"  {sinks.part(row[1])}", "default")
            )
            if row[2]:
                yield Text("     ").append(sinks.line(row[2]).lstrip(), "dim")
        if len(rows) > MOST:
            yield Text(f"  and {len(rows) - MOST:,} more", "dim")


def markdown(review: Review, revision: str) -> str:
    """The review as a comment on a pull request."""
    lines = [f"### Ownership since {sinks.markdown_code(revision)}", "", f"{_headline(review)}.", ""]
    lines += [f"Ownership {_percent(review)}.", ""]
    for title, _, rows in _parts(review):
        lines += [f"**{title}**", ""]
        lines += [
            f"- {sinks.markdown_code(place)} {sinks.markdown(what)}{f': {sinks.markdown(why)}' if why else ''}"
            for place, what, why in rows[:MOST]
        ]
        if len(rows) > MOST:
            lines.append(f"- and {len(rows) - MOST:,} more")
        lines.append("")
    lines += ["| before you merge | |", "|---|---|"]
    lines += [f"| {question} | {sinks.markdown(answer)} |" for question, answer in _questions(review)]
    return "\n".join(lines) + "\n"


def workflow(review: Review, revision: str) -> str:
    """A workflow command for each call of which the change loses the failure, and one that sums up."""
    lines = []
    for fate in review.lost[:_ANNOTATED]:
        place = f"file={sinks.annotation_property(fate.call.path)},line={fate.call.row},col={fate.call.column + 1}"
        title = sinks.annotation_property("A failure is lost")
        said = (
            f"{fate.call.call}: {words.KINDS[fate.kind]}, {_where(fate)}. {words.sentence(fate.failure.ending.reason)}"
        )
        lines.append(f"::error {place},title={title}::{sinks.annotation(said)}")
    said = f"since {revision}: {_headline(review)}; ownership {_percent(review)}"
    lines.append(f"::notice title=Ownership::{sinks.annotation(said)}")
    return "\n".join(lines) + "\n"


def document(review: Review, revision: str) -> str:
    """The review as JSON."""
    return sinks.document(
        {
            "version": VERSION,
            "since": revision,
            "ownership": {"before": review.before, "now": review.now},
            "lost": [_as_json(one) for one in review.lost],
            "came": [_as_json(one) for one in review.came],
            "went": [_as_json(one) for one in review.went],
            "worse": [{**_as_json(one.now), "before": one.before.kind} for one in review.worse],
            "better": [{**_as_json(one.now), "before": one.before.kind} for one in review.better],
            "obscured": [{**_as_json(one.now), "before": one.before.kind} for one in review.obscured],
            "cleared": [{**_as_json(one.now), "before": one.before.kind} for one in review.cleared],
            "told_less": [_retold_as_json(one) for one in review.told_less],
            "told_better": [_retold_as_json(one) for one in review.told_better],
            "operations": {
                "began": [_operation_as_json(one) for one in review.begun],
                "ended": [_operation_as_json(one) for one in review.ended],
            },
            "errors": list(review.errors),
        }
    )


_Row = tuple[str, str, str]
_Part = tuple[str, State, Sequence[_Row]]


def _parts(review: Review) -> Iterator[_Part]:
    """What there is to say, worst first: for each part its title, what it means, and its rows."""
    new = [one for one in review.came if one.state == "lost"]
    worse = [one for one in review.worse if one.now.state == "lost"]
    reported = [one for one in worse if one.before.kind == "reported"]
    others = [one for one in worse if one.before.kind != "reported"]
    better = [one for one in review.better if one.before.state == "lost"]
    handed = [one for one in review.obscured if _is_handed_on(one)]
    less = _moved(one for one in review.worse if one.now.state != "lost")
    more = _moved(one for one in review.better if one.before.state != "lost")
    parts: list[_Part] = [
        ("Reported before, and lost now", "lost", _moved(reported)),
        ("Lost now, and not before", "lost", _moved(others)),
        ("New calls whose failure is lost", "lost", [_row(one) for one in new]),
        ("Told less well than before", "framework", [*less, *map(_retold, review.told_less)]),
        ("Reported before, and handed on as a value now", "framework", _moved(handed)),
        ("Not clear any more", "unclear", _moved(one for one in review.obscured if not _is_handed_on(one))),
        ("New calls of which only a traceback tells", "framework", _rows(review.came, "framework")),
        ("New calls of which it is not known who is told", "unclear", _rows(review.came, "unclear")),
        ("Lost before, and no longer", "owned", _moved(better)),
        ("Told better than before", "owned", [*more, *map(_retold, review.told_better)]),
        ("Clear now, and not before", "owned", _moved(review.cleared)),
        ("New calls that are accounted for", "owned", _rows(review.came, "owned")),
        ("Calls that are gone", "unclear", [_row(one) for one in review.went]),
        ("New operations", "unclear", [_operation(one) for one in review.begun]),
        ("Operations that are gone", "unclear", [_operation(one) for one in review.ended]),
    ]
    yield from (part for part in parts if part[2])
    if review.errors:
        yield "Not judged", "unclear", [(error, "", "") for error in review.errors]


def _rows(fates: Sequence[Fate], *states: State) -> list[_Row]:
    return [_row(one) for one in fates if one.state in states]


def _row(fate: Fate, others: int = 0) -> _Row:
    told = words.who(fate.failure.ending.told)
    why = told if fate.kind == "reported" and told else fate.failure.ending.reason
    calls = f"{fate.call.call} and {words.many(others, 'other call')}" if others else fate.call.call
    return _at(fate), f"{calls}: {_kind(fate)}, {_where(fate)}", why


def _moved(moved: Iterable[Moved]) -> list[_Row]:
    """A row for each place where failures end, and each way in which they ended before."""
    rows: dict[tuple[str, int, str, str, str], list[Moved]] = {}
    for one in moved:
        ending = one.now.failure.ending
        key = ending.path, ending.row, _where(one.now), _kind(one.now), _kind(one.before)
        rows.setdefault(key, []).append(one)
    found = []
    for (*_, before), (first, *others) in rows.items():
        place, what, why = _row(first.now, len({one.now.call.id for one in others} - {first.now.call.id}))
        found.append((place, f"{what} (before: {before})", why))
    return found


def _kind(fate: Fate) -> str:
    return f"taken to be {words.KINDS[fate.kind]}" if fate.failure.ending.taken else words.KINDS[fate.kind]


def _is_handed_on(one: Moved) -> bool:
    """Whether somebody is given a failure as a value that was reported before, and may or may not report it."""
    return (one.before.kind, one.now.kind) == ("reported", "carried")


def _retold(one: Retold) -> _Row:
    first, count = one.calls[0].call, len(one.calls)
    calls = first if count == 1 else f"{first} and {words.many(count - 1, 'other call')}"
    told = words.who(one.ending.told)
    why = f"now: {told}" if told else one.ending.reason
    function = one.ending.function.rpartition(".")[2]
    return f"{one.ending.path}:{one.ending.row}", f"{calls}, in {function}(): {words.retold(one.change)}", why


def _operation(one: Operation) -> _Row:
    return (
        f"{one.routine.path}:{one.routine.row}",
        f"{one.title}  {words.started(one)}",
        f"{words.summary(one)}; calls {words.services(one)}",
    )


def _at(fate: Fate) -> str:
    return f"{fate.call.path}:{fate.call.row}"


def _where(fate: Fate) -> str:
    """The operations that a call is part of."""
    first, count = fate.operations[0].title, len(fate.operations)
    return f"in {first}" if count == 1 else f"in {first} and {words.many(count - 1, 'other operation')}"


def _headline(review: Review) -> str:
    if review.is_empty:
        return f"nothing changes in {'the calls that are known' if not review.errors else 'what could be judged'}"
    handed = [one for one in review.obscured if _is_handed_on(one)]
    parts = [
        (len(review.lost), "failure lost", "failures lost"),
        (len([one for one in review.better if one.before.state == "lost"]), "no longer lost", "no longer lost"),
        (_count(review.told_less, (one.now for one in review.worse if one.now.state != "lost")), *_LESS),
        (_count(review.told_better, (one.now for one in review.better if one.before.state != "lost")), *_BETTER),
        (len(handed), "handed on instead of reported", "handed on instead of reported"),
        (len(review.obscured) - len(handed), "not clear any more", "not clear any more"),
        (len(review.cleared), "clear now", "clear now"),
        (len(review.came), "new call", "new calls"),
        (len(review.went), "call gone", "calls gone"),
    ]
    said = ", ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in parts if count)
    return said or "operations come or go, and of the calls that are known none changes"


def _count(retold: Sequence[Retold], moved: Iterable[Fate]) -> int:
    """How many calls are told otherwise, each once."""
    return len({call.id for one in retold for call in one.calls} | {fate.call.id for fate in moved})


def _percent(review: Review) -> str:
    before, now = review.before, review.now
    points = f" ({now - before:+.1f} points)" if before is not None and now is not None and before != now else ""
    return f"{words.number(before)} before, {words.number(now)} now{points}"


def _questions(review: Review) -> Iterator[tuple[str, str]]:
    """What to ask before a merge, with what the accounts know of it."""
    new = review.came
    services = sorted({_service(one.call) for one in new})
    known = {_service(failure.call) for one in review.begun for failure in one.failures} - set(services)
    begun = f"new operations go to {', '.join(sorted(known))}, by calls that were there" if known else ""
    said = "; ".join(filter(None, [", ".join(services), begun]))
    yield "Which services do new calls go to?", said or "there is no new call"
    lost = [f"{one.call.call} ({_at(one)})" for one in review.lost]
    yield "Where does a failure end that nobody sees?", ", ".join(lost[:MOST]) or "nowhere new, for all that is known"
    told = sorted({words.who(one.failure.ending.told) for one in new if one.failure.ending.told})
    yield "Who is told, and of which case?", "; ".join(told) or ("nobody" if new else "there is no new call")
    taken = [one for one in (*review.worse, *review.obscured) if one.before.kind == "reported"]
    taken = [one for one in taken if one.now.kind != "unknown"]
    worse = [f"{one.now.call.call} ({_at(one.now)})" for one in taken]
    yield "What was reported, and no longer is?", ", ".join(worse[:MOST]) or "nothing"
    less = [f"{place} {what}" for place, what, _ in map(_retold, review.told_less)]
    yield "What is told less well than before?", "; ".join(less[:MOST]) or "nothing"


def _service(call: Call) -> str:
    return f"{call.service.kind} {call.service.name}"


def _as_json(fate: Fate) -> dict[str, Any]:
    call, ending = fate.call, fate.failure.ending
    return {
        "id": call.id,
        "call": call.call,
        "api": call.api,
        "filename": call.path,
        "row": call.row,
        "column": call.column + 1,
        "service": {"kind": call.service.kind, "name": call.service.name},
        "ending": ending.kind,
        "reason": ending.reason,
        "ends": {"filename": ending.path, "row": ending.row, "function": ending.function},
        "told": [words.who((one,)) for one in ending.told],
        "operations": [one.id for one in fate.operations],
    }


def _retold_as_json(one: Retold) -> dict[str, Any]:
    ending = one.ending
    return {
        "calls": [call.id for call in one.calls],
        "filename": ending.path,
        "row": ending.row,
        "function": ending.function,
        "ending": ending.kind,
        "lost": [words.lost(fact) for fact in one.change.lost],
        "gained": [words.gained(fact) for fact in one.change.gained],
        "told": [words.who((told,)) for told in ending.told],
    }


def _operation_as_json(one: Operation) -> dict[str, Any]:
    place = {"filename": one.routine.path, "row": one.routine.row}
    return {"id": one.id, "title": one.title, **place, "started": words.started(one), "state": one.state}
