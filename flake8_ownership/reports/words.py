"""The words of all reports: what becomes of failures, and who is told, in plain English."""

from __future__ import annotations

from flake8_ownership.ownership.groups import Start
from flake8_ownership.ownership.model import STATE_OF, Kind, Operation, Share, State, Told
from flake8_ownership.ownership.proved import Proof
from flake8_ownership.ownership.telling import Change, Difference, Fact

__all__ = ["STATE_OF"]

NOTHING = "No operations: no async function here is known to call another service."
# Of one operation, and of several.
STATES: dict[State, str] = {
    "lost": "loses failures",
    "framework": "traceback only",
    "unclear": "not clear",
    "owned": "owned",
}
OF_MANY: dict[State, str] = {**STATES, "lost": "lose failures"}
MEANINGS: dict[State, str] = {
    "lost": "some failure ends where nobody is told",
    "framework": "of some failure only the framework's traceback tells: no identifiers, no count",
    "unclear": "of some failure it is not known who is told",
    "owned": "every failure of the calls that are known is reported, or let go for a known reason",
}
KINDS: dict[Kind, str] = {
    "silenced": "silenced",
    "detached": "lost in a task",
    "open": "leaves unreported",
    "boundary": "traceback only",
    "unknown": "not known",
    "carried": "handed on as a value",
    "public": "left to the caller",
    "let go": "let go",
    "reported": "reported",
}
# What running the tests with a failure has shown of a call, in a column's head.
PROOFS: dict[Proof, str] = {
    "lost": "lost",
    "boundary": "traceback only",
    "let out": "left to a test",
    "reported": "reported",
    "flaky": "flaky",
    "unclear": "not clear",
    "not injected": "not injected",
    "not reached": "not reached",
}
# What a line of the map stands for, and a line of a file.
EDGES: dict[State, str] = {
    "lost": "some failure is lost",
    "framework": "some failure is left to the traceback",
    "unclear": "not known for some failure",
    "owned": "every failure of the calls that are known is accounted for",
}
LINES: dict[State, str] = {
    "lost": "a failure that is lost begins or ends here",
    "framework": "left to the framework's traceback",
    "unclear": "not clear",
    "owned": "reported, or let go for a known reason",
}
# What a line does where failures of some operations end.
ENDS: dict[Kind, str] = {
    "silenced": "failures of {} are silenced here",
    "detached": "failures of {} are lost in a task",
    "open": "failures of {} leave it unreported",
    "boundary": "failures of {} are left to the framework's traceback",
    "unknown": "what becomes of failures of {} is not known",
    "carried": "failures of {} are handed on as a value",
    "public": "failures of {} are left to the caller",
    "let go": "failures of {} are let go for a known reason",
    "reported": "failures of {} are reported",
}
_SORTS = {
    "log": "log",
    "metric": "metric",
    "span": "trace span",
    "capture": "error tracker",
    "print": "print",
    "observer": "your own reporter",
}
_LOST: dict[Fact, str] = {
    "report": "nothing is told any more",
    "log": "no longer logged",
    "metric": "no longer counted",
    "span": "no longer recorded in a trace span",
    "capture": "no longer sent to the error tracker",
    "traceback": "no longer with traceback",
    "error": "no longer says what went wrong",
    "values": "no longer passes any value of the case",
    "cause": "the error that is raised in its place hides its cause now",
}
_GAINED: dict[Fact, str] = {
    "report": "told of now",
    "log": "logged now",
    "metric": "counted now",
    "span": "recorded in a trace span now",
    "capture": "sent to the error tracker now",
    "traceback": "with traceback now",
    "error": "says what went wrong now",
    "values": "passes a value of the case now",
    "cause": "the error that is raised in its place no longer hides its cause",
}
_LEVELS = ((50, "critical"), (40, "error"), (30, "warning"), (20, "info"), (0, "debug"))


def sentence(text: str) -> str:
    """A text as a sentence: `It ends here.`"""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def percent(share: Share) -> str:
    """The ownership, as people read it: `41.2 %`, `100 %`; `n/a` where there is nothing to judge."""
    return number(share.percent)


def headline(share: Share) -> str:
    """What the percentage says, in words."""
    clear = "clear " if share.unclear else ""
    verb = "accounts" if share.owned == 1 else "account"
    operations = many(share.judged, f"{clear}operation")
    return f"{share.owned:,} of {operations} {verb} for every failure of the calls that are known"


def brief(share: Share) -> str:
    """How many operations there are, and the part that is owned: `212 operations, 61 % owned`. That is of those that
    are clear, which are named where others are not."""
    clear = f" of {share.judged:,} clear {'one' if share.judged == 1 else 'ones'}" if share.unclear else ""
    owned = f", {percent(share)}{clear} owned" if share.judged else ""
    return f"{many(share.total, 'operation')}{owned}"


def number(value: float | None) -> str:
    """A percentage, as people read it."""
    return "n/a" if value is None else f"{value:.1f} %".replace(".0 %", " %")


def many(count: int, word: str, words: str = "") -> str:
    """A number of things: `1 call`, `2 calls`."""
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{count:,} {word if count == 1 else words or plural}"


def who(told: tuple[Told, ...]) -> str:
    """Who is told of a failure, and what: `log at error with traceback, names order_id`."""
    return "; ".join(dict.fromkeys(map(_one, told)))


def _one(told: Told) -> str:
    words = _SORTS.get(told.sort, told.sort)
    if told.sort == "log":
        words += f" at {level(told)}"
    if told.traceback:
        words += " with traceback"
    if told.names:
        words += f", names {', '.join(told.names)}"
    elif told.sort in ("log", "capture", "span", "observer"):
        words += ", with values that are not named like identifiers" if told.tells else ", names no identifier"
    return f"{words} (nobody reads it in production)" if told.is_quiet else words


def level(told: Told) -> str:
    """The level of a log, by its name."""
    return _level(told.level)


def _level(number: int) -> str:
    return next(name for least, name in _LEVELS if number >= least)


def retold(change: Change) -> str:
    """What is told otherwise of a failure: `logged at warning (before: error); no longer names order_id`."""
    return "; ".join([*map(lost, change.lost), *map(gained, change.gained)])


def lost(fact: Difference) -> str:
    """What is no longer told of a failure."""
    match fact.fact:
        case "level":
            before, now = map(_level, fact.levels)
            return f"logged at {now} (before: {before})"
        case "names":
            return f"no longer names {', '.join(fact.names)}"
    return _LOST[fact.fact]


def gained(fact: Difference) -> str:
    """What is told of a failure now, and was not."""
    match fact.fact:
        case "level":
            now, before = map(_level, fact.levels)
            return f"logged at {now} (before: {before})"
        case "names":
            return f"names {', '.join(fact.names)} now"
    return _GAINED[fact.fact]


def started(operation: Operation) -> str:
    """What kind of operation it is: `FastAPI route`, `function`."""
    return f"{operation.by} {operation.what}" if operation.by else operation.what


def summary(operation: Operation) -> str:
    """What is to be said of its failures: `2 of 5 calls lose failures`."""
    counts = operation.counts
    total = sum(counts.values())
    if operation.state == "lost":
        verb = "loses failures" if counts["lost"] == 1 else "lose failures"
        return f"{counts['lost']} of {many(total, 'call')} {verb}"
    if operation.state == "framework":
        return f"{counts['framework']} of {many(total, 'call')} left to the traceback"
    if operation.state == "unclear":
        return f"{counts['unclear']} of {many(total, 'call')} not clear"
    return f"every failure of {many(total, 'known call')} accounted for"


def services(operation: Operation, most: int = 4) -> str:
    """What an operation calls: `database sqlalchemy, HTTP api.example`."""
    found = [f"{one.kind} {one.name}" for one in operation.services]
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more


def gain(start: Start) -> str:
    """What it is worth to start at a place."""
    count = len(start.operations)
    words = many(count, "operation")
    if start.alone == count:
        return f"{words}, losing failures nowhere else" if count > 1 else f"{words}, which loses failures nowhere else"
    return f"{words}, {start.alone} of them losing failures only here" if start.alone else words
