"""What is shown for a place: the rule of a code in a noqa comment, or why a call is a finding or is none."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Sequence

from flake8_ownership import rules, sinks
from flake8_ownership.check import Explained
from flake8_ownership.formats import why
from flake8_ownership.outstanding import Outstanding
from flake8_ownership.source import Position, Source

_CODE = re.compile(r"[A-Za-z]+[0-9]*")


def rule_at(source: Source, place: Position) -> str:
    """The pages of the rules that a code or prefix in a noqa comment names, in Markdown; empty where there is none."""
    try:
        comments = source.noqa.comments(range(place.row, place.row + 1))
    except (tokenize.TokenError, SyntaxError):
        return ""
    for start, comment in comments:
        listed = comment.lower().find("noqa")
        if listed < 0:
            continue
        for word in _CODE.finditer(comment, listed + len("noqa")):
            if word.start() <= place.column - start.column <= word.end():
                return _pages(word[0].upper())
    return ""


def _pages(code: str) -> str:
    rule = rules.by_code(code)
    if rule is not None:
        return rule.docs()
    named = [rule for rule in rules.all_rules() if code.startswith("OWN") and rule.code.startswith(code)]
    return "".join(f"- **{rule.code}** {rule.name}: {rule.summary()}\n" for rule in named)


def call_at(explained: Sequence[Explained], place: Position) -> Explained | None:
    """The innermost call at a place, of those that start on its row."""
    around = [one for one in explained if _before(one.start, place) and _before(place, one.end)]
    return max(around, key=lambda one: (one.start.row, one.start.column), default=None)


def _before(one: Position, other: Position) -> bool:
    return (one.row, one.column) <= (other.row, other.column)


def explanation(one: Explained, path: str, told: Outstanding) -> str:
    """Why a call is a finding or is none, in Markdown, with what each of its codes says."""
    text = "\n".join(why.of_call(one, path, told))
    summaries = [
        f"\n- **{rule.code}** {rule.name}: {rule.summary()}" for code in one.codes if (rule := rules.by_code(code))
    ]
    return f"{sinks.markdown_block(text)}\n" + "".join(summaries)
