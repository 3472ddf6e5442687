"""Rules as lists: a line each for people, and all that is known of them for machines."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_ownership import sinks
from flake8_ownership.formats.entry import page
from flake8_ownership.rules import Rule


def as_list(found: Iterable[Rule]) -> str:
    """A line a rule: code, name, severity, whether it is on, how its fix is applied, and what it says."""
    rows = [(rule, rule.edit.safety if rule.edit is not None else "-") for rule in found]
    longest = max(len(rule.name) for rule, _ in rows)
    return "".join(
        f"{rule.code}  {rule.name:{longest}}  {rule.severity:7}  {'on' if rule.on else 'off':3}  {fix:6}  "
        f"{rule.summary()}\n"
        for rule, fix in rows
    )


def as_json(found: Iterable[Rule]) -> str:
    """A JSON array, an object a rule; `fix` is null where there is none."""
    return sinks.document(
        [
            {
                "code": rule.code,
                "name": rule.name,
                "summary": rule.summary(),
                "on": rule.on,
                "severity": rule.severity,
                "since": rule.since,
                "fix": {"applicability": rule.edit.safety, "message": rule.edit.title} if rule.edit else None,
                "explanation": rule.docs(),
                "url": page(rule.code),
            }
            for rule in found
        ]
    )
