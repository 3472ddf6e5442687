"""Rules for machines: what `rule --output-format json` prints."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_ownership import sinks
from flake8_ownership.formats.entry import page
from flake8_ownership.rules import Rule


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
